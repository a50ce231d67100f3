//! The agent: the engine in [`watch`] with a tray, notifications and a socket for clients. It stays in the background,
//! links no window toolkit, and decides nothing about licenses.
//!
//! - `run`: from start to quit; `open`: the engine; `start_failure`: why there is none;
//! - `agent`: what the parts share; `commands`: what clients can call;
//! - `clients`, `connection`: the socket; `windows`: the window's process; `window_events`: what it receives;
//! - `tray`, `notify` with `notification_service` and `notification_icon`, `keyring_notice`: the desktop;
//! - `autostart`, `session`, `logs`, `diagnostics`, `dependencies`, `shell_state`.

mod agent;
mod autostart;
mod channel_notice;
mod clients;
pub mod commands;
mod connection;
#[cfg(target_os = "linux")]
mod dbus;
mod dependencies;
mod diagnostics;
mod events;
mod keyring_notice;
mod logs;
mod notification_icon;
mod notification_service;
mod notify;
mod open;
mod run;
mod session;
mod shell_state;
mod start_failure;
mod tray;
mod window_events;
mod windows;

pub use run::run;
