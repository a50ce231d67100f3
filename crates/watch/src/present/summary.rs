//! What a tray shows: the worst state, and one line for each workspace, the most urgent first.

use jiff::Timestamp;
use license::{Attention, Countdown, Renewal, Status};

use crate::{
    i18n::{Audience, DurationStyle, values},
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
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
    /// The summary of these workspaces for a reader; with reminders that are not put off, and nothing under way.
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
pub fn state(snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    let (now, words, last) = (reader.now, reader.words, snapshot.last());
    let ended = |id: &str, once: &str, at: Option<Timestamp>| match at.map(|at| reader.countdown(at)) {
        Some(Countdown::Gone(gone)) => words.format(id, &values!["ago" => reader.time(gone, DurationStyle::Ago)]),
        Some(Countdown::Left(_)) | None => words.text(once),
    };
    match snapshot.status(now) {
        Status::Valid | Status::Expiring => {
            let licenses = || last.licenses().iter().filter(|license| license.is_in_force(now));
            let next = licenses().filter_map(|l| Some((l.next_deadline(now)?, l.renewal)));
            match next.min_by_key(|(next, _)| next.at) {
                Some((next, Renewal::Manual)) => time_to(next.at, DurationStyle::Time, reader),
                Some((next, Renewal::Automatic)) => {
                    words.format("state-renews", &values!["in" => time_to(next.at, DurationStyle::In, reader)])
                }
                None => words.text("state-no-end"),
            }
        }
        Status::Expired => ended("state-expired", "state-expired-once", snapshot.ends_at()),
        Status::Lapsed => ended("state-lapsed", "state-lapsed-once", last.lapsed_at(now)),
        Status::Invalid => words.text("state-invalid"),
        Status::Community => words.text("state-community"),
        Status::NotPermitted => words.text("state-not-permitted"),
        Status::Unknown if snapshot.failure.is_some() => words.text("state-unread"),
        Status::Unknown if snapshot.answer.is_some() => words.text("state-end-unknown"),
        Status::Unknown => words.text("state-never-read"),
    }
}

fn time_to(at: Timestamp, saying: DurationStyle, reader: &Audience<'_>) -> String {
    match reader.countdown(at) {
        Countdown::Left(amount) | Countdown::Gone(amount) => reader.time(amount, saying),
    }
}
