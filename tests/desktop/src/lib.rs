//! A whole desktop on nothing, for tests of the desktop application on real parts: a display, a window manager, a
//! session bus, a keyring, a notification daemon and a tray, all private to the test and gone with it.
//!
//! - [`desktop`]: the desktop itself, started and ended in order;
//! - [`tray`]: the tray, as its host sees it on the bus;
//! - [`driver`]: the pages of the window, by WebDriver;
//! - [`processes`]: what runs, and what it was started with;
//! - [`wait`]: waiting for what will happen, with a limit and a reason.
//!
//! It runs on Linux only; elsewhere its tests say so.
#![cfg(target_os = "linux")]

pub mod child;
pub mod desktop;
pub mod driver;
mod panel;
pub mod processes;
pub mod tray;
pub mod wait;

pub use desktop::{Desktop, Notification};
