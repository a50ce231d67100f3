//! Makes the window's commands known, so that none can be called that its capabilities do not list.

use tauri_build::{AppManifest, Attributes};

const COMMANDS: [&str; 7] =
    ["app_info", "workspaces", "add_workspace", "remove_workspace", "refresh_workspace", "refresh_all", "history"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(&COMMANDS)))?)
}
