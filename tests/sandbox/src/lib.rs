//! A stand-in Rocket.Chat server, for tests, demonstrations and benchmarks.
//!
//! It listens on a local socket and has several workspaces, each under a path of its own. Their answers follow the
//! published API: the tests compare them with the OpenAPI data in `tests/contract`. The answers are the files in
//! `payloads/`; every date in them is relative to the sandbox's clock.
//!
//! | Slug | Server | Peculiarity |
//! |---|---|---|
//! | `modern` | 8.5 | Everything that `licenses.info` can say. Ends in 25 days, some modules in 11; 41 of 50 seats. |
//! | `six` | 6.5 | A gateway hides `licenses.info`, so that only the wrapped `licenses.get` is left. 200 days. |
//! | `four` | 4.8 | The flat `licenses.get`, the published example to the letter. Expired on 2023-07-13. |
//! | `community` | 8.5 | No license; the community's limits. |
//! | `lapsed` | 8.4 | Lapsed two days ago. The first `licenses.info` returns it, later ones do not. |
//! | `trial` | 8.5 | A trial that ends in 6 days, with all 25 seats taken. |
//! | `renewing` | 8.5 | A Pro plan that renews itself in 12 days. |
//! | `noperm` | 8.5 | The caller may not see the license: 200 with no license and no limits. |
//! | `forbidden` | 5.4 | The caller may not see the license: 403. |
//! | `revoked` | 8.5 | The token was revoked: 401 to every authenticated call. |
//! | `down` | | Every connection is closed without an answer. |
//!
//! More workspaces represent the generations of the API. They can be reached by their slugs, but are not listed:
//!
//! | Slug | Server | Peculiarity |
//! |---|---|---|
//! | `three` | 3.18 | The flat `licenses.get` without tag and meta; the use of seats is not included. |
//! | `five` | 5.4 | Two licenses in one answer, one of them a bundle without a tag. |
//! | `sixfour` | 6.4 | The wrapped `licenses.get` with a license of the third generation. |
//! | `sixsix` | 6.6 | An early `licenses.info`, without `hasValidLicense` and `externalModules`. |
//! | `seven` | 7.10 | `licenses.info` with add-ons, which stop nothing. |
//! | `eight` | 8.8 | A period of every behavior; a license key can be checked beforehand. |
//!
//! Each workspace has one account. It signs in with the token of [`Sandbox::credentials`], or with the password of
//! [`Sandbox::login`] and a second factor if a test sets one. [`Sandbox::key`] issues license keys; as at a real
//! server, one takes effect only some time after the answer: see [`KeyTiming`]. [`Sandbox::set_nodes`] puts several nodes
//! behind one address, which do not all report the same license.
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
//! // From now on, a proxy answers instead of the server, for this endpoint only:
//! sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Html(502));
//! # sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod account;
mod answer;
mod certificate;
mod cloud;
mod connection;
mod endpoint;
mod error;
mod fault;
mod fleet;
mod hook;
mod installation;
mod jwt;
mod keys;
mod limiter;
mod log;
mod nodes;
mod proxy;
mod recorder;
mod respond;
mod sandbox;
mod server;
mod sign_in;
mod state;
mod stream;
mod template;
mod vacant;
mod workspace;

pub use crate::{
    account::{Allowed, IssuedToken, Login, Permission, SecondFactor},
    certificate::Certificate,
    cloud::Cloud,
    endpoint::Endpoint,
    error::Error,
    fault::{Encoding, Fault},
    installation::KeyTiming,
    keys::{Key, issue_key},
    log::LoggedRequest,
    nodes::Rotation,
    proxy::Proxy,
    recorder::Recorder,
    sandbox::{Builder, Sandbox},
    template::TemplateError,
    vacant::VacantPort,
    workspace::{Credentials, Host, Workspace},
};
