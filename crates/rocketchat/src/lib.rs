//! A client for Rocket.Chat's REST API: wire JSON in, [`license`] types out, errors that say what to do.
//!
//! - [`address`]: the address of a workspace;
//! - [`credentials`]: user ids and secrets; no log, error or debug output shows a secret;
//! - [`server`]: a server's version, and until when the vendor supports it;
//! - [`second_factor`]: the challenge for a second factor, and its answer;
//! - [`license_key`]: license keys, and what a server thinks of one;
//! - [`error`]: the closed set of errors, each with a stable code and a hint;
//! - [`network`]: proxy and certificate authority;
//! - [`facts`]: what a reading asks beside the license;
//! - [`raw`]: an answer as the server sent it, without its secrets;
//! - `json`: parsing JSON within bounds of memory, leniently;
//! - `secrets`: finding what was sent in what comes back;
//! - `http`: one exchange, bounded in time, size and redirects;
//! - [`wire`]: decoding, lenient in what it reads and strict in what it makes of it;
//! - [`client`]: the client of one workspace: reading its license, checking and applying keys;
//! - [`hook`]: posting to webhooks;
//! - [`locate`]: at which of several addresses a workspace is;
//! - [`sign_in`]: exchanging a password for a token, with a second factor if the account has one.
//!
//! Three promises hold for everything here. A token is sent to the origin of its workspace's address and nowhere else,
//! and only after that server has identified itself as a Rocket.Chat. Time and memory are bounded, whatever a server
//! answers. Something that cannot be read costs its field or its refresh, and nothing more.

pub mod address;
pub mod client;
pub mod credentials;
pub mod error;
pub mod facts;
pub mod hook;
mod http;
mod icon;
mod json;
pub mod license_key;
pub mod locate;
pub mod network;
pub mod raw;
pub mod second_factor;
mod secrets;
pub mod server;
pub mod sign_in;
pub mod wire;

pub use address::{Address, AddressError, InsecureHttp};
pub use client::{Account, Client, CloudSync, EndpointHint, LicenseEndpoint, Reading};
pub use credentials::{Code, Credentials, Password, Token, UserId, holds_token};
pub use error::{Error, ErrorCode, RedirectTarget, Retry, TlsProblem};
pub use facts::{FactRequest, FactsRead};
pub use hook::{HookError, HookReply, HookUrl, HookUrlError};
pub use http::Bounds;
pub use icon::Icon;
pub use license_key::{InvalidKey, KeyCheck, KeyError, KeyProblem, KeyProblemKind, LicenseKey};
pub use network::{Network, NetworkError, Route};
pub use raw::RawAnswer;
pub use second_factor::{CodeOutcome, Factor, SecondFactorChallenge, SecondFactorCode};
pub use secrets::cut_secrets;
pub use server::{Server, ServerVersion, Signature, Support};
pub use sign_in::{MakeTokenError, SignInError};
