//! The desktop face of License Watch: a window, a tray and notifications over the engine in [`watch`]. It translates,
//! and decides nothing.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod args;
#[cfg(target_os = "linux")]
mod bus;
mod commands;
mod dependencies;
mod diagnostics;
mod engine;
mod events;
mod file;
mod forward;
mod logs;
mod notify;
mod picture;
mod tray;
mod window;

fn main() -> std::process::ExitCode {
    app::run(args::Args::read())
}
