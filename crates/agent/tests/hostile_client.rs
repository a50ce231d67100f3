//! What a hostile program of the same user can do over the socket: nothing that keeps the agent from serving the others, and
//! nothing that brings out a secret.

#![cfg(any(target_os = "linux", windows))]
#![allow(clippy::unwrap_used)]

#[cfg(windows)]
use std::fs::File as Stream;
#[cfg(unix)]
use std::os::unix::net::UnixStream as Stream;
use std::{
    fs,
    io::{Read, Write},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// A running agent without a desktop, on a data folder of its own.
struct Agent {
    process: Child,
    folder: tempfile::TempDir,
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How long something may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Waits until there is a value.
fn until<T>(what: &str, mut value: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + TIMEOUT;
    loop {
        if let Some(value) = value() {
            return value;
        }
        assert!(Instant::now() < end, "waited for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl Agent {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("run")).unwrap();
        let process = Self::spawn(&folder);
        let agent = Self { process, folder };
        until("the agent", || agent.connect());
        agent
    }

    fn spawn(folder: &tempfile::TempDir) -> Child {
        Command::new(env!("CARGO_BIN_EXE_license-watch-agent"))
            .env("LICENSE_WATCH_DATA_DIR", folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", folder.path().join("run"))
            .env("HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path().join("config"))
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/none", folder.path().display()))
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    #[cfg(unix)]
    fn socket(&self) -> Option<std::path::PathBuf> {
        let files = fs::read_dir(self.folder.path().join("run/license-watch")).ok()?;
        let mut files = files.map(|file| file.unwrap().path());
        files.find(|file| file.extension().is_some_and(|extension| extension == "sock"))
    }

    #[cfg(windows)]
    fn connect(&self) -> Option<Connection> {
        let endpoint = ipc::endpoint::Endpoint::of(&self.folder.path().join("data"));
        fs::File::options().read(true).write(true).open(endpoint.address()).ok().map(Connection)
    }

    #[cfg(unix)]
    fn connect(&self) -> Option<Connection> {
        let stream = Stream::connect(self.socket()?).ok()?;
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.set_write_timeout(Some(TIMEOUT)).unwrap();
        Some(Connection(stream))
    }

    /// A connection that has said hello as the headless program. The agent may turn clients away for a while.
    fn greeted(&self) -> Connection {
        until("a greeting", || {
            let mut connection = self.connect()?;
            connection.send(&json!({ "version": ipc::VERSION, "client": "command_line" }));
            (connection.receive()? == json!("ready")).then_some(connection)
        })
    }

    /// Whether a client that behaves is served.
    fn serves(&self) -> bool {
        self.greeted().call("workspaces", json!({})) == json!({ "answer": { "id": 7, "answer": [] } })
    }
}

struct Connection(Stream);

impl Connection {
    fn send(&mut self, message: &Value) -> bool {
        let text = serde_json::to_vec(message).unwrap();
        self.send_raw(&[&u32::try_from(text.len()).unwrap().to_be_bytes()[..], &text].concat())
    }

    /// Returns whether the agent has taken it. It may have closed the connection, or not read any more.
    fn send_raw(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// The next message; `None` if the agent has closed the connection.
    fn receive(&mut self) -> Option<Value> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length).ok()?;
        let mut text = vec![0; u32::from_be_bytes(length).try_into().unwrap()];
        self.0.read_exact(&mut text).ok()?;
        Some(serde_json::from_slice(&text).unwrap())
    }

    fn call(&mut self, command: &str, arguments: Value) -> Value {
        self.send(&json!({ "call": { "id": 7, "command": command, "arguments": arguments } }));
        self.receive().unwrap()
    }
}

#[test]
fn garbage_costs_only_the_connection_that_sent_it() {
    let agent = Agent::start();
    let hello = |connection: &mut Connection| {
        connection.send(&json!({ "version": ipc::VERSION, "client": "command_line" }));
        assert_eq!(connection.receive(), Some(json!("ready")));
    };
    let garbage: Vec<(&str, Vec<u8>)> = vec![
        ("no JSON", [&5_u32.to_be_bytes()[..], b"xxxxx"].concat()),
        ("an empty message", vec![0; 4]),
        ("another type", [&2_u32.to_be_bytes()[..], b"[]"].concat()),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec()),
        ("a length of 4 GiB", vec![0xff; 64]),
        ("one byte more than is read", (16_u32 * 1024 * 1024 + 1).to_be_bytes().to_vec()),
        ("deep nesting", [&100_000_u32.to_be_bytes()[..], &[b'['; 100_000]].concat()),
    ];
    for (what, bytes) in garbage {
        for is_greeted in [false, true] {
            let mut connection = until("a connection", || agent.connect());
            if is_greeted {
                hello(&mut connection);
            }
            connection.send_raw(&bytes);
            assert_eq!(connection.receive(), None, "{what}, greeted: {is_greeted}");
            assert!(agent.serves(), "{what}");
        }
    }
}

#[test]
fn unknown_commands_and_wrong_arguments_fail_alone_and_repeat_nothing() {
    let agent = Agent::start();
    let mut connection = agent.greeted();
    let secret = "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f";
    for (command, arguments) in [
        ("no_such_command", json!({})),
        ("token", json!({ "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff" })),
        ("workspaces", json!({ "more": secret })),
        ("workspaces", json!([1])),
        ("preview_license_key", json!({ "id": secret, "key": secret })),
        ("add_workspace", json!({ "input": { "token": secret } })),
        ("refresh_workspace", json!({ "id": secret })),
    ] {
        let answer = connection.call(command, arguments);
        assert_eq!(answer["failure"]["failure"]["code"], "internal", "{command}: {answer}");
        assert!(!answer.to_string().contains(secret), "{command}: {answer}");
    }
    assert!(agent.serves());
}

// A pipe of Windows has no timeouts in the standard library.
#[cfg(unix)]
#[test]
fn clients_that_do_not_read_or_come_by_the_thousand_do_not_hold_up_others() {
    let agent = Agent::start();
    let mut deaf = agent.greeted();
    deaf.0.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    let call = json!({ "call": { "id": 1, "command": "dependencies", "arguments": {} } });
    assert!((0..20_000).any(|_| !deaf.send(&call)), "its calls are not read without end");
    assert!(agent.serves(), "while a client does not read");
    // Some of them say nothing, and some only a part of a message.
    let mut idle: Vec<_> = (0..1_000).filter_map(|_| agent.connect()).collect();
    for connection in idle.iter_mut().step_by(2) {
        connection.send_raw(&[0, 0]);
    }
    drop(idle);
    assert!(agent.serves(), "once they are gone");
}

#[test]
fn socket_belongs_to_one_agent_of_one_user() {
    let mut agent = Agent::start();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = agent.folder.path().join("run/license-watch");
        assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let mut second = Agent::spawn(&agent.folder);
    assert!(until("the end of a second agent", || second.try_wait().unwrap()).success());
    assert!(agent.serves(), "the first goes on");

    agent.process.kill().unwrap();
    agent.process.wait().unwrap();
    #[cfg(unix)]
    assert!(agent.socket().is_some(), "a killed agent leaves its socket behind");
    agent.process = Agent::spawn(&agent.folder);
    assert!(agent.serves(), "which the next one replaces");
}

#[test]
fn agent_of_another_version_can_be_stopped_and_does_nothing_else() {
    let mut agent = Agent::start();
    let hello = json!({ "version": "999.0.0", "client": { "what only that version knows": true } });
    let mut newer = agent.connect().unwrap();
    newer.send(&hello);
    assert_eq!(newer.receive(), Some(json!({ "other_version": { "version": ipc::VERSION } })));
    newer.send(&json!({ "call": { "id": 1, "command": "workspaces", "arguments": {} } }));
    assert_eq!(newer.receive(), None, "it answers no command");
    assert!(agent.serves());

    let mut newer = agent.connect().unwrap();
    newer.send(&hello);
    assert!(newer.receive().is_some());
    newer.send(&json!("stop"));
    assert_eq!(newer.receive(), None);
    assert!(until("the end of the agent", || agent.process.try_wait().unwrap()).success());
}
