//! The text to attach to a bug report: versions, settings, the state of each workspace, the end of the log. It contains
//! no secrets, because none of its sources does.

use std::{collections::VecDeque, fmt::Write, fs, path::Path};

use watch::present::view::WorkspaceView;

use crate::{
    agent::Agent,
    shell_state::{self, ShellState},
};

/// How many lines of the log are included.
const MAX_LOG_LINES: usize = 200;

/// Creates the text.
pub(crate) async fn text(agent: &Agent) -> String {
    let shell = shell_state::read(agent).await;
    let agent = agent.clone();
    // This reads the logs.
    tokio::task::spawn_blocking(move || written(&agent, &shell)).await.unwrap_or_else(|error| error.to_string())
}

fn written(agent: &Agent, shell: &ShellState) -> String {
    let engine = agent.engine();
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    line("License Watch", ipc::VERSION.to_owned());
    line("at", watch::present::report::whole_seconds(engine.now()).to_string());
    line("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    line("webview", agent.windows().web_view().unwrap_or_else(|| "not used yet".to_owned()));
    for name in ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG"] {
        if let Ok(value) = std::env::var(name) {
            line(name, value);
        }
    }
    line("shell", format!("{shell:?}"));
    let vault = engine.vault_status();
    line("tokens", format!("{:?}", vault.state));
    if let Some(problem) = &vault.problem {
        line("keyring", problem.to_string());
    }
    if vault.unsaved > 0 {
        line("tokens in memory", vault.unsaved.to_string());
    }
    line("store", format!("{} bytes", bytes(&agent.data_dir().join(watch::store::FILE_NAME))));
    line("settings", format!("{:?}", engine.settings()));
    let views = engine.views();
    line("workspaces", views.len().to_string());
    for view in &views {
        line("-", workspace(view));
    }
    text + "\nlog:\n" + &end_of_logs(&agent.data_dir().join("logs"))
}

/// Describes a workspace in one line.
fn workspace(view: &WorkspaceView) -> String {
    let WorkspaceView { name, url, status, attention, credential, .. } = view;
    let version = view.server_version.as_deref().unwrap_or("?");
    let error = view.error.as_ref().map(|error| format!(" error {:?}", error.code)).unwrap_or_default();
    let fetched = view.fetched_at.map(|at| watch::present::report::whole_seconds(at).to_string());
    let fetched = fetched.as_deref().unwrap_or("never");
    let via = &view.connection.route;
    format!("{name} {url} {version} {status:?} {attention:?} by {credential:?} via {via:?} read {fetched}{error}")
}

fn bytes(file: &Path) -> u64 {
    fs::metadata(file).map(|metadata| metadata.len()).unwrap_or(0)
}

/// The last lines of the logs in a folder, oldest first. There is one file for each day, named after its date.
fn end_of_logs(folder: &Path) -> String {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.sort();
    let mut last = VecDeque::new();
    for file in files.into_iter().rev() {
        let Ok(text) = fs::read_to_string(file) else { continue };
        text.lines().rev().take(MAX_LOG_LINES - last.len()).for_each(|line| last.push_front(line.to_owned()));
        if last.len() == MAX_LOG_LINES {
            break;
        }
    }
    last.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_of_the_log_spans_several_days() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(end_of_logs(folder.path()), "");
        let write = |day: &str, lines: std::ops::Range<usize>| {
            let text: String = lines.map(|line| format!("{line}\n")).collect();
            fs::write(folder.path().join(format!("log.2026-03-{day}")), text).unwrap();
        };
        write("01", 0..50);
        write("02", 50..290);
        write("03", 290..300);
        let last: String = (100..300).map(|line| format!("{line}\n")).collect();
        assert_eq!(end_of_logs(folder.path()), last);
    }
}
