//! The one notification about workspaces that were added: what their first readings found.

use jiff::{SignedDuration, Timestamp};
use license::{Attention, Fill, LimitKind, Status};

use crate::{
    i18n::{Audience, values},
    present::{capitalized, counted::counted, state::state},
    reminders::notification::{Content, Notification},
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot},
};

/// Up to how long before it stops something is counted.
const AHEAD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How many workspaces are named.
const MAX_NAMED: usize = 5;

/// The notification about added workspaces; `None` if nothing about them is worth one.
pub fn summary(added: &[(&Workspace, &Snapshot)], reader: &Audience<'_>) -> Option<Notification> {
    let (now, words) = (reader.now, reader.words);
    let count = |is: &dyn Fn(&Snapshot) -> bool| added.iter().filter(|(_, snapshot)| is(snapshot)).count();
    let counts = [
        ("added-ended", count(&has_ended(now))),
        ("added-ending", count(&|snapshot| ends_soon(snapshot, now))),
        ("added-full", count(&|snapshot| has_no_seats_left(snapshot, now))),
        ("added-unseen", count(&|snapshot| snapshot.status(now) == Status::NotPermitted)),
    ];
    let counted_up: Vec<_> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| words.format(id, &values!["count" => count]))
        .collect();
    // What stops within a week, or has stopped, is named, because no threshold of it may be left.
    let urgent = added.iter().filter(|(_, snapshot)| snapshot.attention(now) >= Attention::Critical);
    let mut named: Vec<_> = urgent
        .filter_map(|(workspace, snapshot)| {
            let reason = counted(snapshot, false, &Handling::Active, reader)?;
            let next = snapshot.observation().most_pressing_stop(now).map_or(Timestamp::MAX, |stop| stop.at());
            Some((next, format!("{}: {reason}", workspace.name)))
        })
        .collect();
    if counted_up.is_empty() && named.is_empty() {
        return None;
    }
    named.sort();
    let more = named.len().saturating_sub(MAX_NAMED);
    let mut lines: Vec<_> = named.into_iter().take(MAX_NAMED).map(|(_, line)| line).collect();
    if more > 0 {
        lines.push(words.format("and-more", &values!["more" => more]));
    }
    if added.len() > 1 && !counted_up.is_empty() {
        lines.insert(0, counted_up.join(", "));
    }
    if let ([(_, snapshot)], true) = (added, lines.is_empty()) {
        lines.push(capitalized(&state(snapshot, reader)));
    }
    let title = match added {
        [(workspace, _)] => words.format("added-one", &values!["name" => workspace.name.as_str()]),
        _ => words.format("added", &values!["count" => added.len()]),
    };
    let ids: Vec<WorkspaceId> = added.iter().map(|(workspace, _)| workspace.id).collect();
    Some(Notification { ids: Vec::new(), title, body: lines.join("\n"), content: Content::Added(ids) })
}

fn has_ended(now: Timestamp) -> impl Fn(&Snapshot) -> bool {
    move |snapshot| matches!(snapshot.status(now), Status::Expired | Status::Lapsed | Status::Invalid)
}

fn ends_soon(snapshot: &Snapshot, now: Timestamp) -> bool {
    let stops = snapshot.observation().stops(now);
    stops.iter().any(|stop| stop.kind.ends_license() && stop.at().duration_since(now) <= AHEAD)
}

fn has_no_seats_left(snapshot: &Snapshot, now: Timestamp) -> bool {
    let seats = snapshot.observation().limit(LimitKind::ActiveUsers, now);
    seats.is_some_and(|seats| seats.has_consequence() && matches!(seats.fill(), Fill::Full | Fill::Over))
}
