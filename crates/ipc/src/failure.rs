//! Failures that happen in a client, in the form of the agent's.

use serde::Serialize;

/// The code of a failure in a client. The agent's list of codes contains each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFailureCode {
    /// The agent does not run, or does not answer.
    AgentUnreachable,
    /// A file cannot be saved.
    NotSaved,
    /// No application opens a link.
    LinkNotOpened,
    /// There is a bug in License Watch.
    Internal,
}

impl ClientFailureCode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AgentUnreachable, Self::NotSaved, Self::LinkNotOpened, Self::Internal];
}

/// A failure in a client: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct ClientFailure {
    /// Its stable code.
    pub code: ClientFailureCode,
    /// What happened, in English.
    pub message: String,
    /// What to do, in English.
    pub hint: String,
    /// Always `None`: no server is involved.
    server_said: Option<String>,
}

impl ClientFailure {
    /// A failure.
    pub fn new(code: ClientFailureCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), server_said: None }
    }

    /// The agent does not run, or has ended.
    pub fn agent_unreachable() -> Self {
        let hint = "Start it again from the window, or start License Watch again.";
        Self::new(ClientFailureCode::AgentUnreachable, "License Watch is not running in the background", hint)
    }
}
