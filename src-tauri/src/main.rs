//! The desktop application: a window, a tray and notifications for the engine in [`watch`]. It connects the engine to
//! the desktop, and decides nothing about licenses.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod args;
mod commands;
#[cfg(target_os = "linux")]
mod dbus;
mod dependencies;
mod diagnostics;
mod engine;
mod event_bridge;
mod events;
mod file_manager;
mod keyring_notice;
mod link_opener;
mod logs;
mod notification_icon;
mod notification_service;
mod notify;
mod save_dialog;
mod shell_state;
mod start_failure;
mod tray;
mod window;

fn main() -> std::process::ExitCode {
    // Also of the web processes, in which passwords are entered.
    watch::core_dumps::prevent();
    match args::Args::read() {
        Ok(args) => app::run(args),
        Err(code) => code,
    }
}
