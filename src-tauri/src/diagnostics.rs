//! What to send along with a report of a defect: versions, choices, how each workspace stands, the end of the log. It
//! holds no secret, for nothing that it is made of does.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use tauri::{AppHandle, Manager};
use watch::view::WorkspaceView;

use crate::{commands::shell, engine::Watching};

/// The most lines of the log.
const LINES: usize = 200;

/// The text.
pub(crate) async fn text(app: &AppHandle) -> String {
    let shell = shell::state(app).await;
    let watching = app.state::<Watching>();
    let engine = &watching.engine;
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // To write into a text does not fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("License Watch", env!("CARGO_PKG_VERSION").to_owned());
    line("at", watch::report::whole_seconds(engine.now()).to_string());
    line("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    line("webview", tauri::webview_version().unwrap_or_else(|error| error.to_string()));
    for name in ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG"] {
        if let Ok(value) = std::env::var(name) {
            line(name, value);
        }
    }
    line("shell", format!("{shell:?}"));
    line("tokens", format!("{:?}", engine.vault_state()));
    if let Some(problem) = &watching.vault_problem {
        line("keyring", problem.message.clone());
    }
    line("store", format!("{} bytes", bytes(&watching.data_dir.join(watch::store::FILE_NAME))));
    line("asking", format!("{:?}", engine.asking()));
    line("reminding", format!("{:?}", engine.reminding()));
    line("paused", format!("{:?}", engine.paused_until()));
    line("language", format!("{:?}", engine.language()));
    let views = engine.views();
    line("workspaces", views.len().to_string());
    for view in &views {
        line("-", workspace(view));
    }
    text + "\nlog:\n" + &log(&watching.data_dir)
}

/// A workspace in a line.
fn workspace(view: &WorkspaceView) -> String {
    let WorkspaceView { name, url, status, attention, credential, .. } = view;
    let version = view.server_version.as_deref().unwrap_or("?");
    let error = view.error.as_ref().map(|error| format!(" error {:?}", error.code)).unwrap_or_default();
    let fetched = view.fetched_at.map(|at| watch::report::whole_seconds(at).to_string());
    let fetched = fetched.as_deref().unwrap_or("never");
    let via = &view.connection.route;
    format!("{name} {url} {version} {status:?} {attention:?} by {credential:?} via {via:?} read {fetched}{error}")
}

fn bytes(file: &Path) -> u64 {
    fs::metadata(file).map(|metadata| metadata.len()).unwrap_or(0)
}

/// The end of the newest log.
fn log(data_dir: &Path) -> String {
    let files = fs::read_dir(data_dir.join("logs")).into_iter().flatten().flatten();
    // Their names end in their dates.
    let Some(newest) = files.map(|file| file.path()).max() else { return String::new() };
    end_of(&newest)
}

fn end_of(file: &PathBuf) -> String {
    let Ok(text) = fs::read_to_string(file) else { return String::new() };
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n") + "\n"
}
