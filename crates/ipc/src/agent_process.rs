//! The agent as a process: where its program is, and how it is started.

use std::{
    io,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use tokio::time::{Instant, sleep};
#[cfg(windows)]
use windows_sys::Win32::System::Threading::{CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW};

use crate::{
    VERSION,
    client::{ConnectError, Connection},
    endpoint::Endpoint,
    message::{ClientKind, Greeting},
};

/// The name of the agent's program.
pub const AGENT: &str = "license-watch-agent";

/// The name of the window's program.
pub const WINDOW: &str = "license-watch-desktop";

/// How long the agent may take until it listens.
const START: Duration = Duration::from_secs(20);

/// How often to look whether it does. It is a matter of a few milliseconds, and nothing announces it.
const INTERVAL: Duration = Duration::from_millis(5);

/// Why the agent cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoAgent {
    /// Its program does not start.
    #[error("{} does not start ({source})", program.display())]
    NotStarted {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has ended without saying why.
    #[error("{AGENT} has ended ({0})")]
    Ended(ExitStatus),
    /// There is no connection to it.
    #[error(transparent)]
    NotConnected(#[from] ConnectError),
    /// The agent beside this program is of another version.
    #[error("{AGENT} is of version {0}, and not {VERSION}")]
    OtherVersion(String),
}

/// A program beside that of this process. All programs of License Watch are in one folder.
///
/// # Errors
/// When the system does not tell where this process's program is.
pub fn beside(name: &str) -> io::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name).with_extension(std::env::consts::EXE_EXTENSION))
}

/// A command that starts another program of License Watch, which outlives this process. No console window appears.
///
/// # Errors
/// When the system does not tell where this process's program is.
pub fn independent(name: &str) -> io::Result<Command> {
    let mut command = Command::new(beside(name)?);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    // A signal from the terminal is meant for the program in the foreground.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    Ok(command)
}

/// Starts the agent. It ends by itself if one is running.
///
/// # Errors
/// When its program does not start.
pub fn start() -> Result<Child, NoAgent> {
    let not_started = |program, source| NoAgent::NotStarted { program, source };
    let mut agent = independent(AGENT).map_err(|source| not_started(AGENT.into(), source))?;
    agent.spawn().map_err(|source| not_started(agent.get_program().into(), source))
}

/// Connects to the agent, and starts it if none is running. An agent of another version, from before an upgrade, is
/// replaced.
///
/// # Errors
/// When the agent does not start, does not answer, or is of another version again.
pub async fn connect_or_start(endpoint: &Endpoint, client: &ClientKind) -> Result<Connection, NoAgent> {
    let mut has_replaced = false;
    loop {
        let connection = match Connection::open(endpoint, client).await {
            Err(ConnectError::NotRunning(_)) => {
                let mut agent = start()?;
                let opened = open_once_listening(endpoint, client, &mut agent).await;
                reap(agent);
                opened?
            }
            opened => opened?,
        };
        match connection.greeting() {
            Greeting::OtherVersion { version } if has_replaced => return Err(NoAgent::OtherVersion(version.clone())),
            Greeting::OtherVersion { .. } => {
                has_replaced = true;
                connection.stop_agent().await.map_err(ConnectError::from)?;
            }
            Greeting::Ready | Greeting::WindowElsewhere | Greeting::Failed { .. } => return Ok(connection),
        }
    }
}

/// Connects to an agent that has just been started.
async fn open_once_listening(
    endpoint: &Endpoint,
    client: &ClientKind,
    agent: &mut Child,
) -> Result<Connection, NoAgent> {
    let end = Instant::now() + START;
    loop {
        match Connection::open(endpoint, client).await {
            // An agent that is about to end closes the connection.
            Err(ConnectError::NotRunning(_) | ConnectError::Frame(_)) if Instant::now() < end => {}
            opened => return Ok(opened?),
        }
        // One that ends successfully has found another.
        if let Ok(Some(status)) = agent.try_wait()
            && !status.success()
        {
            return Err(NoAgent::Ended(status));
        }
        sleep(INTERVAL).await;
    }
}

/// Waits for the end of a process, so that none remains that has ended. That can take until the end of this one.
fn reap(mut child: Child) {
    // Without a thread it remains until this process ends, which costs next to nothing.
    let _ = std::thread::Builder::new().name("agent".to_owned()).spawn(move || child.wait());
}
