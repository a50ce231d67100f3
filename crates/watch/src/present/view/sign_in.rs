//! How far a sign-in has come, in the window.

use serde::Serialize;
use ts_rs::TS;

use super::workspace::WorkspaceView;
use crate::workspace::sign_in::Challenge;

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(export)]
pub enum SignInStep {
    /// It is done, and the workspace is stored.
    Done {
        /// The workspace.
        workspace: Box<WorkspaceView>,
    },
    /// The server wants a second factor.
    SecondFactor {
        /// What it wants.
        challenge: Challenge,
    },
}
