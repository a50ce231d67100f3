//! Makes the window's one command known to Tauri, so that it can be permitted.

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(&["call"])))?)
}
