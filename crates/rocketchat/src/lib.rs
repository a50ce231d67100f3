//! Speaks Rocket.Chat's REST API: wire JSON in, [`license`] types out, errors that say what to do.
//!
//! - [`address`]: where a workspace is, and what may not be one;
//! - [`credentials`]: who asks; a token that no log, error or debug output can show;
//! - [`client`]: one workspace's client, and what one reading of it tells;
//! - [`raw`]: an answer as it came, without its secrets;
//! - [`signing`]: trading a password for a token, with a second factor where there is one;
//! - [`renewal`]: giving a workspace another license;
//! - [`error`]: the closed set of ways in which that fails, each with what to do next;
//! - [`network`]: the way to it, where that is not the system's;
//! - `http`: one exchange, bounded in time, size and reach;
//! - [`wire`]: the decoding, lenient in what it reads and strict in what it makes of it.
//!
//! Three promises hold for everything here. A token is sent to the origin of its workspace's address and nowhere else,
//! and to that only after it has said that it is a Rocket.Chat. Time and memory are bounded whatever a server answers.
//! What cannot be read costs the field or the refresh that it stands in, and nothing more.

pub mod address;
pub mod client;
pub mod credentials;
pub mod error;
mod http;
pub mod network;
pub mod raw;
pub mod renewal;
pub mod signing;
pub mod wire;

pub use address::{Address, AddressError, PlainHttp};
pub use client::{Account, Client, Known, LicenseEndpoint, Reading};
pub use credentials::{Code, Credentials, Password, Token, UserId};
pub use error::{Error, ErrorCode, TlsProblem};
pub use http::Bounds;
pub use network::{Network, NetworkError, Route};
pub use raw::RawAnswer;
pub use renewal::{Cause, KeyError, LicenseKey, NoKey, Objection, Verdict};
pub use signing::{Demand, Factor, Given, MakeTokenError, Proof, Sent, SignInError};
pub use wire::{
    server::ServerVersion,
    support::{Signature, Support},
};
