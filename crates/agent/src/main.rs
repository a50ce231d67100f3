//! `license-watch-agent`: what stays of License Watch while no window is open.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    agent::run()
}
