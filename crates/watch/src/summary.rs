//! What a tray shows: the worst state, and one line for each workspace, the most urgent first.

use jiff::{Timestamp, tz::TimeZone};
use license::{Attention, Countdown, Renewal, Status};

use crate::{
    snapshot::Snapshot,
    workspace::{Workspace, WorkspaceId},
};

/// All workspaces at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The worst of them; calm when there is none.
    pub worst: Attention,
    /// One line for each, the most urgent first.
    pub lines: Vec<Line>,
    /// Until when reminders are put off; nothing when they are not.
    pub paused_until: Option<Timestamp>,
    /// Whether somebody has asked for all of them to be refreshed, and that is under way.
    pub refreshing: bool,
}

/// One workspace at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which.
    pub id: WorkspaceId,
    /// What the admin calls it.
    pub name: String,
    /// How it stands, in a few words: "25 days", "expired 2 days ago", "no permission".
    pub state: String,
    /// How much it needs somebody.
    pub attention: Attention,
}

impl Summary {
    /// The summary of these workspaces at a given now, for a reader in `zone`; with reminders that are not put off,
    /// and nothing under way.
    pub fn new<'a>(
        workspaces: impl IntoIterator<Item = (&'a Workspace, &'a Snapshot)>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let mut known: Vec<_> = workspaces.into_iter().collect();
        known.sort_by_cached_key(|(workspace, snapshot)| urgency(workspace, snapshot, now));
        let line = |(workspace, snapshot): (&Workspace, &Snapshot)| Line {
            id: workspace.id,
            name: workspace.name.to_string(),
            state: state(snapshot, now, zone),
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

/// By what workspaces are put in order, the most urgent first: what needs somebody most, then the soonest deadline.
pub fn urgency(workspace: &Workspace, snapshot: &Snapshot, now: Timestamp) -> impl Ord + use<> {
    let attention = std::cmp::Reverse(snapshot.attention(now));
    (attention, next_deadline(snapshot, now), workspace.name.to_string())
}

fn next_deadline(snapshot: &Snapshot, now: Timestamp) -> Timestamp {
    let next = snapshot.last().licenses().iter().filter_map(|license| license.next_deadline(now)).min();
    next.map_or(Timestamp::MAX, |deadline| deadline.at)
}

/// How a workspace stands, in a few words.
pub fn state(snapshot: &Snapshot, now: Timestamp, zone: &TimeZone) -> String {
    let last = snapshot.last();
    let since = |ended: &str, at: Option<Timestamp>| match at {
        Some(at) => Countdown::between(now, at, zone).sentence(ended),
        None => ended.to_owned(),
    };
    match snapshot.status(now) {
        Status::Valid | Status::Expiring => {
            let licenses = || last.licenses().iter().filter(|license| license.is_in_force(now));
            match licenses().filter_map(|l| Some((l.next_deadline(now)?, l.renewal))).min_by_key(|(next, _)| next.at) {
                Some((next, Renewal::Manual)) => Countdown::between(now, next.at, zone).sentence(""),
                Some((next, Renewal::Automatic)) => {
                    format!("renews in {}", Countdown::between(now, next.at, zone).sentence(""))
                }
                None => "no end".to_owned(),
            }
        }
        Status::Expired => since("expired", snapshot.ends_at()),
        Status::Lapsed => since("lapsed", last.lapsed_at(now)),
        Status::Invalid => "license not honored".to_owned(),
        Status::Community => "community".to_owned(),
        Status::NotPermitted => "no permission".to_owned(),
        Status::Unknown if snapshot.failure.is_some() => "cannot be read".to_owned(),
        Status::Unknown if snapshot.answer.is_some() => "end unknown".to_owned(),
        Status::Unknown => "not read yet".to_owned(),
    }
}
