//! The numbers beside the text: `'LABEL'=VALUE;WARN;CRIT;MIN;MAX`, as the plugin convention writes them.
//!
//! Thresholds are ranges of what is well, so that `30:` reads "30 or more".

use std::collections::HashSet;

use jiff::Timestamp;
use license::{DeadlineKind, Entitlement, License, LimitKind, Renewal};

use super::Thresholds;
use crate::gather::Watched;

/// The numbers of all workspaces.
pub(super) fn of(watched: &[Watched], thresholds: Thresholds, now: Timestamp) -> String {
    let mut taken = HashSet::new();
    let mut data = Vec::new();
    for watched in watched {
        let name = name(&watched.name, &mut taken);
        data.extend(days(&name, watched, thresholds, now));
        data.extend(seats(&name, watched));
    }
    data.join(" ")
}

/// A label that no other workspace has, without the signs that a label cannot hold. Quotation marks are doubled when it
/// is written.
fn name(name: &str, taken: &mut HashSet<String>) -> String {
    let clean: String = name
        .chars()
        .map(|c| match c {
            '=' => '-',
            '|' => '/',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let mut unique = clean.clone();
    let mut number = 1;
    while !taken.insert(unique.clone()) {
        number += 1;
        unique = format!("{clean} ({number})");
    }
    unique
}

fn datum(name: &str, what: &str, value: &str, bounds: &str) -> String {
    format!("'{} {what}'={value};{bounds}", name.replace('\'', "''"))
}

/// The days until the license ends, negative once it has, and until modules of it stop. `U` where that is not known;
/// nothing where there is no end.
fn days(name: &str, watched: &Watched, thresholds: Thresholds, now: Timestamp) -> Vec<String> {
    let licenses = watched.snapshot.last().licenses();
    let in_force: Vec<_> = licenses.iter().filter(|license| license.is_in_force(now)).collect();
    let counted = |license: &License, modules: bool| {
        let deadlines = license.deadlines.iter().filter(|deadline| license.counts(deadline));
        let of_kind = deadlines.filter(|deadline| (deadline.kind == DeadlineKind::ModulesDisabled) == modules);
        of_kind.filter(|deadline| !deadline.has_come(now)).map(|deadline| deadline.at).min()
    };
    let next = |modules| {
        let ends = in_force.iter().filter_map(|license| Some((counted(license, modules)?, license.renewal)));
        ends.min_by_key(|(at, _)| *at)
    };
    let gone = || Some((licenses.iter().filter_map(License::expires_at).max()?, Renewal::Manual));
    let ranges = |renewal| {
        let (warn, crit) = (thresholds.warn.in_days(), thresholds.crit.in_days());
        match renewal {
            Renewal::Manual => format!("{warn}:;{crit}:"),
            Renewal::Automatic => format!("{crit}:;"),
        }
    };
    let whole_days = |at: Timestamp| {
        const DAY: i64 = 24 * 60 * 60;
        at.duration_since(now).as_secs().div_euclid(DAY).to_string()
    };
    let end = if in_force.is_empty() { gone() } else { next(false) };
    let is_unread = matches!(watched.snapshot.answer, None | Some(Entitlement::NotPermitted));
    let mut data = Vec::new();
    match end {
        Some((at, renewal)) => data.push(datum(name, "days", &whole_days(at), &ranges(renewal))),
        None if is_unread => data.push(datum(name, "days", "U", &ranges(Renewal::Manual))),
        None => {}
    }
    if let Some((at, renewal)) = next(true) {
        data.push(datum(name, "modules days", &whole_days(at), &ranges(renewal)));
    }
    data
}

/// The seats that are taken, with the tightest maximum.
fn seats(name: &str, watched: &Watched) -> Option<String> {
    let seats = watched.snapshot.last().limits().filter(|limit| limit.kind == LimitKind::ActiveUsers);
    let seats = seats.min_by_key(|limit| limit.max)?;
    let max = seats.max.number().map(|max| max.to_string()).unwrap_or_default();
    Some(datum(name, "seats", &seats.used?.to_string(), &format!(";;0;{max}")))
}
