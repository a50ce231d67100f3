//! The connection to the agent, for as long as the window is open. If the agent ends, the window stays, says so, and can
//! start it again.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use ipc::{
    agent_process::{NoAgent, connect_or_start},
    client::{CallError, Client, ConnectError, Connection, Incoming},
    endpoint::Endpoint,
    failure::{ClientFailure, ClientFailureCode},
    message::{ClientKind, Greeting, LinkEvent},
};
use serde::Deserialize;
use serde_json::value::RawValue;
use tauri::{AppHandle, Emitter};

use crate::{app, log, window};

/// The name of the Tauri event that carries the agent's events and those below.
const EVENT: &str = "engine-event";

/// How long the agent may take to decide what becomes of a window that is closed.
const CLOSING: Duration = Duration::from_secs(3);

/// The connection.
pub(crate) struct AgentLink {
    app: AppHandle,
    endpoint: Endpoint,
    /// This window, without the screen that it was opened with.
    client: ClientKind,
    current: Mutex<Client>,
    /// Held while connecting, so that this happens once.
    connecting: tokio::sync::Mutex<()>,
}

/// What becomes of a window that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Closing {
    /// It closes.
    Close,
    /// It is minimized.
    Minimize,
}

/// Why a command has no answer.
pub(crate) enum Failed {
    /// The agent's failure, as JSON.
    InAgent(Box<RawValue>),
    /// A failure in the window.
    Here(ClientFailure),
}

impl From<ClientFailure> for Failed {
    fn from(failure: ClientFailure) -> Self {
        Self::Here(failure)
    }
}

impl AgentLink {
    /// Begins to call commands and to receive events.
    pub(crate) fn start(app: AppHandle, connection: Connection, endpoint: Endpoint, client: ClientKind) -> Self {
        let client = match client {
            ClientKind::Window { web_view, session, .. } => ClientKind::Window { screen: None, web_view, session },
            other => other,
        };
        let current = Mutex::new(start_receiving(&app, connection));
        Self { app, endpoint, client, current, connecting: tokio::sync::Mutex::new(()) }
    }

    /// Calls a command of the agent. Connects again if the agent was started again in the meantime.
    ///
    /// # Errors
    /// When the command fails, or the agent does not run.
    pub(crate) async fn call(&self, command: &str, arguments: Box<RawValue>) -> Result<Box<RawValue>, Failed> {
        let client = match self.current() {
            client if client.has_ended() => self.reconnect().await?,
            client => client,
        };
        client.call(command, arguments).await.map_err(|error| match error {
            CallError::Failed(failure) => Failed::InAgent(failure),
            CallError::Disconnected => ClientFailure::agent_unreachable().into(),
            CallError::TooLarge => {
                let hint = "Split it into several parts.";
                ClientFailure::new(ClientFailureCode::Internal, "the text is too large", hint).into()
            }
        })
    }

    /// Starts the agent if it does not run, and connects to it.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn start_agent(&self) -> Result<(), ClientFailure> {
        let _connecting = self.connecting.lock().await;
        if !self.current().has_ended() {
            return Ok(());
        }
        let connected = connect_or_start(&self.endpoint, &self.client).await;
        self.adopt(connected.map_err(|error| not_started(&error))?).map(drop)
    }

    /// What becomes of the window, which the user closes.
    pub(crate) async fn closing(&self) -> Closing {
        // Without the agent, there is nothing to keep the window for.
        let client = self.current();
        let answer = tokio::time::timeout(CLOSING, client.call("close_window", no_arguments()));
        match answer.await {
            Ok(Ok(closing)) => serde_json::from_str(closing.get()).unwrap_or(Closing::Close),
            Ok(Err(_)) | Err(_) => Closing::Close,
        }
    }

    /// Shows another screen, as a second window would ask the agent to.
    #[cfg(target_os = "macos")]
    pub(crate) async fn open(&self, screen: ipc::message::Screen) {
        let mut client = self.client.clone();
        if let ClientKind::Window { screen: requested, .. } = &mut client {
            *requested = Some(screen);
        }
        if let Err(error) = Connection::open(&self.endpoint, &client).await {
            log::warn("a link cannot be opened", &error);
        }
    }

    async fn reconnect(&self) -> Result<Client, ClientFailure> {
        let _connecting = self.connecting.lock().await;
        let current = self.current();
        if !current.has_ended() {
            return Ok(current);
        }
        match Connection::open(&self.endpoint, &self.client).await {
            Ok(connection) => self.adopt(connection),
            Err(ConnectError::NotRunning(_) | ConnectError::NoAnswer | ConnectError::Frame(_)) => {
                Err(ClientFailure::agent_unreachable())
            }
        }
    }

    /// Uses a new connection.
    fn adopt(&self, connection: Connection) -> Result<Client, ClientFailure> {
        match connection.greeting() {
            Greeting::Ready => {
                let client = start_receiving(&self.app, connection);
                *self.current.lock().unwrap_or_else(PoisonError::into_inner) = client.clone();
                report(&self.app, LinkEvent::AgentBack);
                report(&self.app, LinkEvent::EventsMissed);
                Ok(client)
            }
            Greeting::Failed { reason, .. } => {
                Err(ClientFailure::new(ClientFailureCode::AgentUnreachable, &reason.message, &reason.hint))
            }
            Greeting::OtherVersion { .. } => {
                app::restart(&self.app)?;
                Err(ClientFailure::agent_unreachable())
            }
            Greeting::WindowElsewhere => Err(ClientFailure::new(
                ClientFailureCode::AgentUnreachable,
                "License Watch has another window",
                "Close this one.",
            )),
        }
    }

    fn current(&self) -> Client {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The arguments of a command that has none.
fn no_arguments() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}

fn not_started(error: &NoAgent) -> ClientFailure {
    let message = format!("License Watch cannot be started in the background ({error})");
    ClientFailure::new(ClientFailureCode::AgentUnreachable, message, "Reinstall License Watch.")
}

fn start_receiving(app: &AppHandle, connection: Connection) -> Client {
    let app = app.clone();
    connection.start(move |incoming| match incoming {
        Incoming::Event(event) => emit(&app, event.get().to_owned()),
        Incoming::Present => window::present(&app),
        Incoming::Quit => app.exit(0),
        Incoming::Disconnected => report(&app, LinkEvent::AgentLost),
    })
}

fn report(app: &AppHandle, event: LinkEvent) {
    if let Err(error) = app.emit(EVENT, event) {
        log::warn("an event cannot be sent to the page", &error);
    }
}

fn emit(app: &AppHandle, event: String) {
    if let Err(error) = app.emit_str(EVENT, event) {
        log::warn("an event cannot be sent to the page", &error);
    }
}
