//! What a client and the agent say. A client begins with a [`Hello`], which the agent answers with a [`Greeting`]. After
//! that, the client sends [`ClientMessage`]s, and the agent [`AgentMessage`]s.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;
use uuid::Uuid;

use crate::{VERSION, start_failure::StartFailure};

/// A client's first message. Every version understands that of every other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hello {
    /// The version of License Watch.
    pub version: String,
    /// Who it is: a [`ClientKind`] of that version.
    pub client: Box<RawValue>,
}

/// Which program a client is, and what it needs to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// A window. There is one at most.
    Window {
        /// The screen to show; `None` for the one that was shown last.
        screen: Option<Screen>,
        /// The version of the web view, for bug reports.
        web_view: String,
        /// Where the window is to appear.
        session: Session,
    },
    /// A program that only makes sure that the agent runs.
    Launcher {
        /// Where windows are to appear from now on.
        session: Session,
    },
    /// The headless program.
    CommandLine,
}

/// The variables of the environment that say where a window appears. The agent may be older than the session on a
/// screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session(Vec<(String, String)>);

impl Session {
    const VARIABLES: [&str; 5] =
        ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"];

    /// The session of this process.
    pub fn of_this_process() -> Self {
        let variable = |name: &str| Some((name.to_owned(), std::env::var(name).ok()?));
        Self(Self::VARIABLES.into_iter().filter_map(variable).collect())
    }

    /// The variables that are set, and their values.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        // Nothing but the known ones, whatever a client sends.
        let is_known = |name: &str| Self::VARIABLES.contains(&name);
        self.0.iter().filter(move |(name, _)| is_known(name)).map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A screen that the tray, a notification or a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
#[ts(export, rename = "RequestedScreen")]
pub enum Screen {
    /// A workspace.
    Workspace {
        /// Its id.
        #[ts(type = "string")]
        id: Uuid,
    },
    /// The reminders.
    Reminders,
    /// The settings.
    Settings,
}

/// An event that the window itself sends to its pages, beside those of the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum LinkEvent {
    /// The agent has ended. Nothing can be called until it runs again.
    AgentLost,
    /// The agent runs again.
    AgentBack,
    /// Events were missed: reload everything.
    EventsMissed,
}

/// A file that was saved.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub struct SavedFile {
    /// Where it is.
    pub path: String,
}

/// The agent's answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Greeting {
    /// The agent is ready for commands.
    Ready,
    /// There is a window already. It was brought to the front.
    WindowElsewhere,
    /// The agent cannot start, and ends.
    Failed {
        /// Why.
        reason: StartFailure,
        /// Whether the user has seen it, in a notification.
        is_shown: bool,
    },
    /// The agent is of another version. It only understands [`ClientMessage::Stop`].
    OtherVersion {
        /// Its version.
        version: String,
    },
}

/// A message of a client.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientMessage {
    /// Call a command.
    Call {
        /// The number under which the answer comes. Each call of a connection has another.
        id: u64,
        /// Its name.
        command: String,
        /// Its arguments: an object.
        arguments: Box<RawValue>,
    },
    /// End, because an agent of another version takes over.
    Stop,
}

/// A message of the agent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentMessage {
    /// A command has succeeded.
    Answer {
        /// The number of the call.
        id: u64,
        /// Its answer.
        answer: Box<RawValue>,
    },
    /// A command has failed.
    Failure {
        /// The number of the call.
        id: u64,
        /// What the agent calls a failure.
        failure: Box<RawValue>,
    },
    /// Something happened. Only a window receives events.
    Event(Box<RawValue>),
    /// The window comes to the front.
    Present,
    /// The user quits License Watch, so the window closes.
    Quit,
}

impl Hello {
    /// The first message of a client of this version.
    ///
    /// # Errors
    /// Never in practice: everything in it can be written as JSON.
    pub fn new(client: &ClientKind) -> Result<Self, serde_json::Error> {
        Ok(Self { version: VERSION.to_owned(), client: serde_json::value::to_raw_value(client)? })
    }
}
