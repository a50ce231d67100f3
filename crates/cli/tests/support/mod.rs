//! A sandbox, a folder for files, and a way to run the real binary on them.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[cfg(target_os = "linux")]
pub mod agent;
pub mod schema;
#[cfg(unix)]
pub mod serving;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rocketchat::{Address, InsecureHttp, Route, Token, UserId};
use sandbox::Sandbox;
use serde_json::Value;
use tempfile::TempDir;
use watch::{Credential, Workspace, WorkspaceId, workspace::details::WorkspaceDetails};

/// The current time of the sandbox and of every run.
pub const NOW: &str = "2026-03-01T00:00:00Z";

/// The result of one run of the binary.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The only workspace in the JSON.
    pub fn workspace(&self) -> Value {
        let mut json = self.json();
        let workspaces = json["workspaces"].as_array_mut().unwrap();
        assert_eq!(workspaces.len(), 1);
        workspaces.remove(0)
    }
}

/// The environment of a test.
pub struct Stage {
    pub sandbox: Sandbox,
    pub folder: TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        let sandbox = Sandbox::builder().now(NOW.parse().unwrap()).start().await.unwrap();
        Self { sandbox, folder: tempfile::tempdir().unwrap() }
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A workspace of the sandbox with its token, to be imported without a check.
    pub fn workspace(&self, slug: &str, name: &str) -> (Workspace, Token) {
        let login = self.sandbox.credentials(slug);
        let id = WorkspaceId::random();
        let workspace = Workspace {
            id,
            name: name.into(),
            address: Address::parse(&self.sandbox.url(slug), InsecureHttp::Allowed).unwrap(),
            user_id: UserId::new(&login.user_id),
            account: None,
            plain: InsecureHttp::Allowed,
            route: Route::System,
            ca_pem: None,
            credential: Credential::PersonalAccessToken,
            token: id.into(),
            details: WorkspaceDetails::default(),
        };
        (workspace, Token::new(&login.token))
    }

    /// The section of a sandbox workspace in a fleet file, with its token in another file.
    pub fn section(&self, slug: &str) -> String {
        let login = self.sandbox.credentials(slug);
        self.write(&format!("{slug}.token"), &format!("{}\n", login.token));
        let mut section = String::new();
        writeln!(section, "[[workspace]]\nname = {:?}", self.sandbox.workspace(slug).name).unwrap();
        writeln!(section, "url = {:?}\nuser_id = {:?}", self.sandbox.url(slug), login.user_id).unwrap();
        writeln!(section, "token_file = \"{slug}.token\"\nallow_http = true").unwrap();
        section
    }

    /// Writes a fleet file with these workspaces.
    pub fn fleet(&self, slugs: &[&str]) -> PathBuf {
        let text: String = slugs.iter().map(|slug| self.section(slug)).collect();
        self.write("fleet.toml", &text)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.folder.path());
        command.args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.finish(&mut self.command(arguments))
    }

    /// Runs `show --json` on these workspaces.
    pub fn show_json(&self, slugs: &[&str]) -> Run {
        let fleet = self.fleet(slugs);
        self.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()])
    }

    pub fn check(&self, slugs: &[&str], more: &[&str]) -> Run {
        let fleet = self.fleet(slugs);
        let arguments = [&["check", "--fleet", fleet.to_str().unwrap()], more].concat();
        let run = self.run(&arguments);
        assert_eq!(run.out.matches('\n').count(), 1, "one line: {}", run.out);
        run
    }

    /// Waits until a run has ended, and asserts that its output contains no token.
    pub fn finish(&self, command: &mut Command) -> Run {
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run = Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
        for workspace in self.sandbox.workspaces() {
            let token = workspace.credentials.token.as_str();
            assert!(!run.out.contains(token) && !run.err.contains(token), "the token of {} shows", workspace.slug);
        }
        assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "an escape sequence: {run:?}");
        assert!(!run.err.contains("panicked"), "{run:?}");
        run
    }
}

/// The binary in a clean environment: no keyring, no proxy, the store in `folder`.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_license-watch"));
    command.env_clear();
    // Windows needs it to open sockets.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
        .env("LICENSE_WATCH_NOW", NOW)
        .env("LICENSE_WATCH_DATA_DIR", folder.join("data"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env("TZ", "UTC")
        .current_dir(folder);
    command
}
