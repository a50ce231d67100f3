//! The sandbox as a program.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

struct Program {
    child: Child,
    lines: Vec<String>,
}

impl Program {
    /// Starts the program, and reads its output until it is ready.
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(arguments)
            .env_remove("LICENSE_WATCH_NOW")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().unwrap().starts_with("ready on ") {
                break;
            }
        }
        Self { child, lines }
    }

    fn origin(&self) -> &str {
        self.lines.last().unwrap().strip_prefix("ready on ").unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_prints_every_workspace_and_stops_with_standard_input() {
    let mut program = Program::start(&["--until-stdin-closes", "--now", "2026-07-15T12:00:00Z"]);
    let origin = program.origin().to_owned();
    for slug in ["modern", "six", "four", "community", "lapsed", "trial", "renewing", "noperm", "forbidden"] {
        assert!(program.lines.iter().any(|line| line.trim() == format!("{origin}/{slug}")), "{:#?}", program.lines);
    }
    let login = program.lines.iter().find(|line| line.contains("sandboxModern-")).unwrap().trim();
    assert!(login.starts_with("user id rbAXPnMktTFbNpwtJ  token sandboxModern-"), "{login}");

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(format!("{origin}/modern/api/info")).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    drop(program.child.stdin.take());
    assert!(program.child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn it_stops_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let mut program = Program::start(&[]);
        let id = program.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        assert!(program.child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn it_writes_a_fleet_file_and_token_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    std::fs::write(folder.path().join("modern.token"), "from an earlier run").unwrap();
    let program = Program::start(&["--fleet", file.to_str().unwrap()]);

    let fleet: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    let workspaces = fleet["workspace"].as_array().unwrap();
    assert_eq!(workspaces.len(), 11);
    let modern = workspaces[0].as_table().unwrap();
    assert_eq!(modern["name"].as_str(), Some("Acme Industries"));
    assert_eq!(modern["url"].as_str().unwrap(), format!("{}/modern", program.origin()));
    assert_eq!(modern["user_id"].as_str(), Some("rbAXPnMktTFbNpwtJ"));
    assert_eq!(modern["allow_http"].as_bool(), Some(true));
    assert_eq!(modern.len(), 5, "a fleet file has no other keys: {modern}");

    for workspace in workspaces {
        let path = Path::new(workspace["token_file"].as_str().unwrap());
        assert_eq!(path.parent(), Some(folder.path()));
        assert_eq!(std::fs::read_to_string(path).unwrap().trim_end().len(), 43);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn it_reports_errors() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, expected) in [
        (["--port", port.as_str()], format!("cannot listen on port {port}")),
        (["--now", "yesterday"], "'yesterday' for '--now".to_owned()),
        (["--fleet", "/no/such/folder/fleet.toml"], "cannot write /no/such/folder/".to_owned()),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(arguments)
            .env_remove("LICENSE_WATCH_NOW")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(stderr.contains(&expected), "{stderr}");
    }
}
