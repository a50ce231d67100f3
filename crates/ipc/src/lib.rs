//! How the programs of License Watch talk to each other on one computer. The **agent** is the one that stays: it has the
//! engine, the store and the keyring. Its **clients** are the window and the headless program.
//!
//! - [`paths`]: the data folder; [`endpoint`]: the socket of the agent that owns it, and that there is only one;
//!   [`store_lock`]: who may change what is stored there;
//! - [`message`]: what they say; [`frame`]: how a message is delimited and bounded; [`failure`]: what only a client knows;
//!   [`start_failure`]: why there is no agent;
//! - [`client`]: calls commands of the agent, and receives its events; [`agent_process`]: starts the agent;
//! - `windows_user`: whose a pipe is; [`core_dumps`]: keeps the memory of a process with secrets off the disk.
//!
//! A client passes commands and answers on as they are, without knowing their types: those belong to the agent. No
//! answer of any command contains a secret.

pub mod agent_process;
pub mod client;
pub mod core_dumps;
pub mod endpoint;
pub mod failure;
pub mod frame;
pub mod message;
pub mod paths;
pub mod start_failure;
pub mod store_lock;
#[cfg(windows)]
mod windows_user;

/// The version of License Watch. A client and an agent of different versions do not talk to each other.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
