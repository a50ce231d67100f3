//! All workspaces at a glance: the one line that the window and the tray begin with, and what the tray lists.

use std::cmp::Reverse;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use license::{Attention, Nearness};
use serde::Serialize;
use ts_rs::TS;

use super::{capitalized, counted::counted_with_failure};
use crate::{
    i18n::{Audience, values},
    present::state::state,
    workspace::{Workspace, WorkspaceId, handling::Handling, interval::Interval, snapshot::Snapshot},
};

/// What is known of a workspace, as far as a summary depends on it.
#[derive(Debug, Clone)]
pub struct FleetMember<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its snapshot.
    pub snapshot: &'a Snapshot,
    /// Whether its reminders are muted, by its own settings or by those of its group.
    pub is_muted: bool,
    /// What is left now of what the user has decided about it.
    pub handling: Handling,
    /// When its license last changed; `None` if it never has.
    pub changed_at: Option<Timestamp>,
    /// How much attention it needs now, whatever was decided about it: worked out once, because all that is said of a
    /// thousand workspaces asks for it.
    pub attention: Attention,
}

impl FleetMember<'_> {
    fn counts(&self) -> bool {
        self.handling.counts(self.is_muted) && self.attention > Attention::Calm
    }

    fn is_archived(&self) -> bool {
        self.handling == Handling::Archived
    }
}

/// The line that the window and the tray begin with, such as “3 need attention · 40 checked at 10:37 AM · 1 changed since
/// yesterday”.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct FleetSummary {
    /// The parts of the line. What there is none of is left out.
    pub parts: Vec<SummaryPart>,
    /// The workspaces that do not count because the user has set them aside.
    pub aside: Vec<SummaryPart>,
}

/// A part of a [`FleetSummary`], with the workspaces that it is about.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SummaryPart {
    /// What it says.
    pub kind: SummaryKind,
    /// The same in the user's language.
    pub text: String,
    /// The workspaces that it is about.
    pub ids: Vec<WorkspaceId>,
    /// Of [`SummaryKind::Checked`], when the one that was checked least recently was checked.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
}

/// What a [`SummaryPart`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SummaryKind {
    /// So many count as needing attention.
    Attention,
    /// None does.
    Ok,
    /// So many of them cannot be reached.
    Unreachable,
    /// So many have an answer that is up to date: all of them were checked since then.
    Checked,
    /// The license of so many has changed since the start of yesterday.
    Changed,
    /// So many are acknowledged.
    Acknowledged,
    /// So many are snoozed.
    Snoozed,
    /// The reminders of so many are muted.
    Muted,
    /// So many are archived.
    Archived,
}

impl FleetSummary {
    /// The summary of workspaces that are refreshed this often, for a reader.
    pub fn new(known: &[FleetMember<'_>], interval: Interval, reader: &Audience<'_>) -> Self {
        let now = reader.now;
        let part = |kind, id: &str, ids: Vec<WorkspaceId>| SummaryPart {
            kind,
            text: reader.words.format(id, &values!["count" => ids.len()]),
            ids,
            at: None,
        };
        let ids = |is: &dyn Fn(&FleetMember<'_>) -> bool| -> Vec<WorkspaceId> {
            known.iter().filter(|known| is(known)).map(|known| known.workspace.id).collect()
        };
        let is_unreachable = |known: &FleetMember<'_>| {
            known.counts() && known.snapshot.failure.as_ref().is_some_and(|failure| failure.code.may_pass())
        };
        let is_checked = |known: &FleetMember<'_>| {
            let snapshot = known.snapshot;
            !known.is_archived()
                && snapshot.fetched_at.is_some()
                && snapshot.failure.is_none()
                && !snapshot.is_stale(interval, now)
        };
        let yesterday = start_of_yesterday(now, reader.zone);
        let has_changed =
            |known: &FleetMember<'_>| !known.is_archived() && known.changed_at.is_some_and(|at| at >= yesterday);

        let counting = ids(&|known| known.counts());
        let is_tracked = |known: &&FleetMember<'_>| !known.is_archived();
        // What is not known, or was set aside, is not said to be all right.
        let is_ok = |known: &FleetMember<'_>| known.snapshot.answer.is_some() && known.attention == Attention::Calm;
        let tracked = ids(&|known| !known.is_archived());
        let verdict = if !counting.is_empty() {
            Some(part(SummaryKind::Attention, "fleet-attention", counting))
        } else if tracked.is_empty() {
            None
        } else if known.iter().filter(is_tracked).all(is_ok) {
            Some(part(SummaryKind::Ok, "fleet-ok", tracked))
        } else {
            Some(part(SummaryKind::Ok, "fleet-none", tracked))
        };
        let checked_at =
            known.iter().filter(|known| is_checked(known)).filter_map(|known| known.snapshot.fetched_at).min();
        let checked = checked_at.map(|at| {
            let ids = ids(&is_checked);
            let (day, time) =
                if reader.is_today(at) { ("today", reader.time_of_day(at)) } else { ("earlier", reader.instant(at)) };
            let values = values!["count" => ids.len(), "day" => day, "time" => time];
            SummaryPart {
                kind: SummaryKind::Checked,
                text: reader.words.format("fleet-checked", &values),
                ids,
                at: Some(at),
            }
        });
        let optional = |kind, id: &str, ids: Vec<WorkspaceId>| (!ids.is_empty()).then(|| part(kind, id, ids));
        let unreachable = optional(SummaryKind::Unreachable, "fleet-unreachable", ids(&is_unreachable));
        let changed = optional(SummaryKind::Changed, "fleet-changed", ids(&has_changed));
        let is_muted = |known: &FleetMember<'_>| known.handling == Handling::Active && known.is_muted;
        let aside = [
            optional(
                SummaryKind::Acknowledged,
                "fleet-acknowledged",
                ids(&|known| matches!(known.handling, Handling::Acknowledged(_))),
            ),
            optional(
                SummaryKind::Snoozed,
                "fleet-snoozed",
                ids(&|known| matches!(known.handling, Handling::Snoozed { .. })),
            ),
            optional(SummaryKind::Muted, "fleet-muted", ids(&is_muted)),
            optional(SummaryKind::Archived, "fleet-archived", ids(&|known| known.is_archived())),
        ];
        Self {
            parts: [verdict, unreachable, checked, changed].into_iter().flatten().collect(),
            aside: aside.into_iter().flatten().collect(),
        }
    }

    /// The line in words.
    pub fn line(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

/// The start of the day before today, in the user's time zone.
fn start_of_yesterday(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let yesterday = zone.to_datetime(now).date().saturating_sub(1.day());
    zone.to_timestamp(yesterday.at(0, 0, 0, 0)).unwrap_or(now)
}

/// What the tray shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The highest attention of those that count; calm if none does.
    pub worst: Attention,
    /// The [line](FleetSummary::line) about all of them; empty if there are none.
    pub headline: String,
    /// One line for each of the most urgent, in the order of [`urgency`]. Archived ones are not among them.
    pub lines: Vec<Line>,
    /// How many more there are, for which there was no room.
    pub more: usize,
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
    /// Why it counts, or its state, such as "Expires in 25 days".
    pub state: String,
    /// How urgently it needs an admin; calm if it does not count.
    pub attention: Attention,
}

impl Summary {
    /// The summary of these workspaces for a reader, with at most so many lines, and with neither a pause nor a refresh
    /// under way.
    pub fn new(mut known: Vec<FleetMember<'_>>, most: usize, interval: Interval, reader: &Audience<'_>) -> Self {
        let now = reader.now;
        let headline = FleetSummary::new(&known, interval, reader).line();
        known.retain(|known| !known.is_archived());
        known.sort_by_cached_key(|known| urgency(known, now));
        let counting = known.iter().filter(|known| known.counts());
        let worst = counting.map(|known| known.attention).max().unwrap_or(Attention::Calm);
        let line = |known: &FleetMember<'_>| {
            let reason = counted_with_failure(known.snapshot, known.is_muted, &known.handling, reader);
            Line {
                id: known.workspace.id,
                name: known.workspace.name.to_string(),
                attention: if reason.is_some() { known.attention } else { Attention::Calm },
                state: capitalized(&reason.unwrap_or_else(|| state(known.snapshot, reader))),
            }
        };
        // Words take most of the time, and a tray shows a dozen of a thousand workspaces.
        let lines: Vec<_> = known.iter().take(most).map(line).collect();
        Self { worst, headline, more: known.len() - lines.len(), lines, paused_until: None, refreshing: false }
    }
}

/// Where a workspace belongs in the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Something has ended, not long ago.
    Ended,
    /// Something stops soon, or has run out.
    Stops,
    /// Something will run out, or is wrong without a date.
    Soon,
    /// The state is not known.
    Problem,
    /// The license ended long ago.
    EndedLongAgo,
    /// It does not count.
    Calm,
    /// It was acknowledged, snoozed or muted.
    SetAside,
    /// It is archived.
    Archived,
}

/// The order of workspaces, the most urgent first: those that count, by what stops next, then the others, by what stops
/// next. What ended more than 30 days ago comes after everything that is still ahead.
pub fn urgency(known: &FleetMember<'_>, now: Timestamp) -> impl Ord + use<> {
    let observation = known.snapshot.observation();
    let stops_soon = observation.nearest(now).is_some_and(|nearness| nearness > Nearness::Far);
    let rank = match (&known.handling, known.attention) {
        (Handling::Archived, _) => Rank::Archived,
        (Handling::Acknowledged(_) | Handling::Snoozed { .. }, _) => Rank::SetAside,
        (Handling::Active, _) if known.is_muted => Rank::SetAside,
        (Handling::Active, Attention::Calm) => Rank::Calm,
        (Handling::Active, Attention::Ended) if observation.has_ended_long_ago(now) => Rank::EndedLongAgo,
        (Handling::Active, Attention::Ended) => Rank::Ended,
        (Handling::Active, Attention::Critical) => Rank::Stops,
        (Handling::Active, Attention::Soon | Attention::Problem) if stops_soon => Rank::Stops,
        (Handling::Active, Attention::Soon) => Rank::Soon,
        (Handling::Active, Attention::Problem) => Rank::Problem,
    };
    let next = match rank {
        // What has run out has no date ahead.
        Rank::Stops if !stops_soon => now,
        Rank::Ended | Rank::Stops | Rank::Soon | Rank::Problem | Rank::EndedLongAgo | Rank::Calm => {
            observation.most_pressing_stop(now).map_or(Timestamp::MAX, |stop| stop.at())
        }
        Rank::SetAside | Rank::Archived => observation.next_stop(now).map_or(Timestamp::MAX, |stop| stop.at()),
    };
    // The last license to end comes first.
    let ended = Reverse(observation.ends_at(now).filter(|end| *end <= now));
    (rank, next, ended, known.workspace.name.to_string())
}
