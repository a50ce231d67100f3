//! A stand-in Rocket.Chat server, for tests, demonstrations and benchmarks.
//!
//! It listens on a real socket of this machine and has several workspaces, each in a folder of its own: a modern one,
//! older ones with either shape of `licenses.get`, one without a license, one that lapsed, one that is down, and so
//! on; `workspaces()` says what is peculiar about each. What they answer follows the published API: the tests hold it
//! against the published OpenAPI data in `tests/contract`. Every date is counted from the sandbox's now.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), sandbox::Error> {
//! use sandbox::{Endpoint, Fault, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let address = sandbox.url("modern");
//! let login = sandbox.credentials("modern");
//! assert!(address.starts_with("http://127.0.0.1:") && !login.token.is_empty());
//!
//! // From here on a proxy answers in place of the server, for this one endpoint:
//! sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Html(502));
//! # sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod endpoint;
mod error;
mod fault;
mod fleet;
mod jwt;
mod limiter;
mod line;
mod log;
mod recorder;
mod respond;
mod sandbox;
mod server;
mod state;
mod stream;
mod template;
mod vacant;
mod words;
mod workspace;

pub use crate::{
    endpoint::Endpoint,
    error::Error,
    fault::Fault,
    log::LoggedRequest,
    recorder::Recorder,
    sandbox::{Builder, Sandbox},
    template::TemplateError,
    vacant::VacantPort,
    workspace::{Credentials, Workspace},
};
