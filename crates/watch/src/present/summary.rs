//! What a tray shows: the worst state, and one line for each workspace, the most urgent first.

use jiff::Timestamp;
use license::Attention;

use crate::{
    i18n::Audience,
    present::state::state,
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
};

/// All workspaces at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The highest attention of all; calm if there are no workspaces.
    pub worst: Attention,
    /// One line for each, the most urgent first.
    pub lines: Vec<Line>,
    /// Until when reminders are paused; `None` if they are not.
    pub paused_until: Option<Timestamp>,
    /// Whether a refresh of all workspaces is under way.
    pub refreshing: bool,
}

/// One workspace at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The workspace.
    pub id: WorkspaceId,
    /// The name that the admin gave it.
    pub name: String,
    /// Its state, such as "expires in 25 days", "expired 2 days ago", "no permission".
    pub state: String,
    /// How urgently it needs an admin.
    pub attention: Attention,
}

impl Summary {
    /// The summary of these workspaces for a reader, with neither a pause nor a refresh under way.
    pub fn new<'a>(workspaces: impl IntoIterator<Item = (&'a Workspace, &'a Snapshot)>, reader: &Audience<'_>) -> Self {
        let now = reader.now;
        let mut known: Vec<_> = workspaces.into_iter().collect();
        known.sort_by_cached_key(|(workspace, snapshot)| urgency(workspace, snapshot, now));
        let line = |(workspace, snapshot): (&Workspace, &Snapshot)| Line {
            id: workspace.id,
            name: workspace.name.to_string(),
            state: state(snapshot, reader),
            attention: snapshot.attention(now),
        };
        let lines: Vec<_> = known.into_iter().map(line).collect();
        Self {
            worst: lines.iter().map(|line| line.attention).max().unwrap_or(Attention::Calm),
            lines,
            paused_until: None,
            refreshing: false,
        }
    }
}

/// The order of workspaces, the most urgent first: by attention, then by what stops next.
pub fn urgency(workspace: &Workspace, snapshot: &Snapshot, now: Timestamp) -> impl Ord + use<> {
    let attention = std::cmp::Reverse(snapshot.attention(now));
    let next = snapshot.observation().most_pressing_stop(now).map_or(Timestamp::MAX, |stop| stop.at());
    (attention, next, workspace.name.to_string())
}
