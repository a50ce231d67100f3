//! A headless desktop, to test the desktop application with real parts: a display, a window manager, a session bus, a
//! keyring, a notification daemon and a tray, all private to the test and deleted with it.
//!
//! - [`desktop`]: the desktop itself, which starts and stops its parts in order;
//! - [`keyring`]: its keyring, started late, locked, killed or hanging;
//! - [`tray`]: the tray, as its host sees it on the bus;
//! - [`screen`]: the pixels on its screen, and when the content of a window was drawn;
//! - [`scenery`]: what makes it look like a desktop that people use, for published pictures;
//! - [`driver`]: the pages in the window, through WebDriver;
//! - [`processes`]: running processes, their arguments, environment and resources;
//! - [`wait`]: waiting for a condition, with a timeout and a reason.
//!
//! It runs on Linux only.
#![cfg(target_os = "linux")]

pub mod child;
pub mod desktop;
pub mod driver;
pub mod keyring;
mod panel;
pub mod processes;
pub mod scenery;
pub mod screen;
pub mod tray;
pub mod wait;

pub use desktop::{Desktop, Notification};
