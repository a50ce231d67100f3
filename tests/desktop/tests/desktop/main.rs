//! The whole application in a headless desktop: a real display, session bus, keyring, notification daemon, tray, WebKit,
//! SQLite and HTTP. Only the Rocket.Chat server is a stand-in.
//!
//! These tests need the built programs: `cargo xtask test --only desktop` builds them first. They are one program, so that
//! those that wait, for a keyring that hangs or a browser that starts, leave the processors to the others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod application;
mod attention;
mod background;
mod channels;
mod command_line;
mod data;
mod harness;
mod jobs;
mod keyring;
mod screens;
mod workspaces;

/// Prints that a step has passed, so that a failure shows how far the test got.
fn passed(step: &str) {
    println!("  passed: {step}");
}
