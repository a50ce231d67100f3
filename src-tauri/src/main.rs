//! The window of License Watch, a process of its own: it shows the pages, and passes their commands on to the agent. It
//! has no store, no keyring and no network.
//!
//! - [`app`]: from start to close; [`args`]: its arguments; [`start_failure`]: why it cannot start;
//! - [`window`]: the window itself; [`door`]: the pages' commands; [`agent_link`]: the connection to the agent;
//! - [`save_dialog`], [`file_manager`], [`link_opener`]: what the window does itself.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod agent_link;
mod app;
mod args;
mod door;
mod file_manager;
mod link_opener;
mod log;
mod save_dialog;
mod start_failure;
mod window;

fn main() -> std::process::ExitCode {
    // Also of the web processes, in which passwords are entered.
    ipc::core_dumps::prevent();
    match args::Args::read() {
        Ok(args) => app::run(&args),
        Err(code) => code,
    }
}
