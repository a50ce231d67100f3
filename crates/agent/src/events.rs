//! The events that the window receives.

use ipc::message::AgentMessage;
use serde::Serialize;
use ts_rs::TS;
use watch::{
    WorkspaceId,
    batch::BatchView,
    present::view::{KeyStage, WorkspaceView},
};

/// An event as the window receives it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export, rename = "EngineEvent")]
pub(crate) enum WindowEvent {
    /// Workspaces are being refreshed.
    RefreshStarted {
        /// Their ids.
        ids: Vec<WorkspaceId>,
    },
    /// Workspaces were added or changed, or their refresh has ended.
    WorkspacesChanged {
        /// Their current state.
        workspaces: Vec<WorkspaceView>,
    },
    /// A workspace was removed.
    WorkspaceRemoved {
        /// Its id.
        id: WorkspaceId,
    },
    /// A license key that is being applied has got this far.
    LicenseKeyProgress {
        /// The workspace.
        id: WorkspaceId,
        /// How far.
        stage: KeyStage,
    },
    /// A row of the workspaces that are about to be added together changed.
    AddBatchChanged {
        /// All of them.
        batch: BatchView,
    },
    /// The tray, a notification or a link requested a screen, which the page takes by a command.
    ScreenRequested,
    /// The list of reminders changed.
    RemindersChanged,
    /// A channel changed, or how its messages fare.
    ChannelsChanged,
    /// A setting changed.
    SettingsChanged,
    /// The groups or the order of the workspaces changed.
    ArrangementChanged,
    /// The state of the keyring changed.
    VaultChanged,
    /// Events were missed: reload everything.
    EventsMissed,
}

impl WindowEvent {
    /// The event as a message; `None` if it cannot be written, which is a bug.
    pub(crate) fn to_message(&self) -> Option<AgentMessage> {
        let written = serde_json::value::to_raw_value(self);
        written.inspect_err(|error| tracing::error!(%error, "failed to write an event")).ok().map(AgentMessage::Event)
    }
}
