//! What a tray shows: the worst state, and one line for each workspace, the most urgent first.

use jiff::Timestamp;
use license::{Attention, Countdown, Headline};

use crate::{
    i18n::{Audience, DurationStyle, values},
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
    /// Whether all of them are being refreshed at the user's request.
    pub refreshing: bool,
}

/// One workspace at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its identity.
    pub id: WorkspaceId,
    /// The name that the admin gave it.
    pub name: String,
    /// Its state in a few words: "25 days", "expired 2 days ago", "no permission".
    pub state: String,
    /// How urgently it needs an admin.
    pub attention: Attention,
}

impl Summary {
    /// The summary of these workspaces for a reader; with reminders that are not paused and no refresh in progress.
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
    let next = snapshot.observation().next_stop(now).map_or(Timestamp::MAX, |stop| stop.at());
    (attention, next, workspace.name.to_string())
}

/// The state of a workspace in a few words: its headline.
pub fn state(snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let ended = |id: &str, once: &str, at: Timestamp| match reader.countdown(at) {
        Countdown::Gone(gone) => words.format(id, &values!["ago" => reader.time(gone, DurationStyle::Ago)]),
        Countdown::Left(_) => words.text(once),
    };
    match snapshot.headline(reader.now) {
        Headline::Ends { at, .. } | Headline::TrialEnds { at, .. } | Headline::ModulesStop { at, .. } => {
            time_to(at, DurationStyle::Time, reader)
        }
        Headline::Renews { at, .. } => {
            words.format("state-renews", &values!["in" => time_to(at, DurationStyle::In, reader)])
        }
        Headline::NoEnd { .. } => words.text("state-no-end"),
        Headline::EndUnreadable { .. } => words.text("state-end-unknown"),
        Headline::Ended { at, .. } | Headline::RenewalMissed { at, .. } | Headline::TrialEnded { at, .. } => {
            ended("state-expired", "state-expired-once", at)
        }
        Headline::Lapsed { at, .. } => ended("state-lapsed", "state-lapsed-once", at),
        Headline::NotBegun { at, .. } => {
            words.format("state-begins", &values!["in" => time_to(at, DurationStyle::In, reader)])
        }
        Headline::NotHonored { .. } => words.text("state-invalid"),
        Headline::Community => words.text("state-community"),
        Headline::NotPermitted => words.text("state-not-permitted"),
        Headline::NeverRead if snapshot.failure.is_some() => words.text("state-unread"),
        Headline::NeverRead => words.text("state-never-read"),
    }
}

fn time_to(at: Timestamp, style: DurationStyle, reader: &Audience<'_>) -> String {
    match reader.countdown(at) {
        Countdown::Left(amount) | Countdown::Gone(amount) => reader.time(amount, style),
    }
}
