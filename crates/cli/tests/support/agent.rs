//! An agent that has the store of a stage, and ways to talk to it.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use ipc::{
    client::{Client, Connection, Incoming},
    message::{ClientKind, Greeting},
    store_lock::StoreLock,
};
use serde_json::{Value, json};

use super::{NOW, Run, Stage};

/// How long something may take.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Waits until there is a value.
pub async fn until<T>(what: &str, mut value: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + TIMEOUT;
    loop {
        if let Some(value) = value().await {
            return value;
        }
        assert!(Instant::now() < end, "waited for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A running agent without a desktop, on the store of a stage. Its folder for sockets is not the one that commands know, as if
/// they were run by cron.
pub struct Agent(pub Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn data_dir(stage: &Stage) -> PathBuf {
    stage.folder.path().join("data")
}

impl Agent {
    pub fn spawn(stage: &Stage) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_license-watch")).with_file_name("license-watch-agent");
        assert!(program.exists(), "{} is not built: cargo build -p agent", program.display());
        let folder = stage.folder.path();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("LICENSE_WATCH_NOW", NOW)
            .env("LICENSE_WATCH_DATA_DIR", data_dir(stage))
            .env("XDG_RUNTIME_DIR", folder.join("run"))
            .env("HOME", folder)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .stderr(Stdio::null());
        std::fs::create_dir_all(folder.join("run")).unwrap();
        Self(command.spawn().unwrap())
    }

    pub async fn start(stage: &Stage) -> Self {
        let agent = Self::spawn(stage);
        call(stage, "workspaces", json!({})).await;
        agent
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}

/// A client that has been greeted as ready.
pub async fn client(stage: &Stage, kind: &ClientKind, incoming: impl FnMut(Incoming) + Send + 'static) -> Client {
    let connection = until("the agent", async || {
        let connection = Connection::open(&StoreLock::agent(&data_dir(stage))?, kind).await.ok()?;
        (*connection.greeting() == Greeting::Ready).then_some(connection)
    });
    connection.await.start(incoming)
}

pub fn arguments(value: &Value) -> Box<serde_json::value::RawValue> {
    serde_json::value::to_raw_value(value).unwrap()
}

/// What the agent answers to a command.
pub async fn call(stage: &Stage, command: &str, with: Value) -> Value {
    let client = client(stage, &ClientKind::CommandLine, |_| ()).await;
    serde_json::from_str(client.call(command, arguments(&with)).await.unwrap().get()).unwrap()
}

/// Runs a command while this task may do something else.
pub async fn run(stage: &Arc<Stage>, arguments: &[&str]) -> Run {
    let (stage, arguments) = (stage.clone(), arguments.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
    let run = move || stage.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await.unwrap()
}
