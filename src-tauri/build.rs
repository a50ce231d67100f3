//! Makes the window's commands known, so that none can be called that its capabilities do not list.

use tauri_build::{AppManifest, Attributes};

const COMMANDS: [&str; 27] = [
    "app_info",
    "workspaces",
    "add_workspace",
    "reconnect_workspace",
    "answer_second_factor",
    "resend_code",
    "finish_with_session",
    "cancel_sign_in",
    "sign_out",
    "remove_workspace",
    "check_license_key",
    "apply_license_key",
    "refresh_workspace",
    "refresh_all",
    "history",
    "usage",
    "notices",
    "snooze_notice",
    "dismiss_notice",
    "reminding",
    "set_reminding",
    "set_workspace_reminding",
    "pause_reminders",
    "resume_reminders",
    "shell_state",
    "set_autostart",
    "quit",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(&COMMANDS)))?)
}
