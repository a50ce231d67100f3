//! The findings of a check: facts about a workspace, each with a state.

use jiff::Timestamp;
use license::{Attention, Headline, Nearness, Stop};
use watch::{present::finding::title, reminders::stop_title};

use super::State;
use crate::{duration::Span, load::Watched, wording::Reader};

/// How long before a stop it is a warning, and critical.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thresholds {
    pub(crate) warn: Span,
    pub(crate) crit: Span,
}

impl From<Thresholds> for license::Thresholds {
    fn from(Thresholds { warn, crit }: Thresholds) -> Self {
        Self { soon: warn.length(), critical: crit.length() }
    }
}

/// One fact about a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) state: State,
    /// When it happens; among findings of the same state, the soonest comes first.
    pub(super) at: Option<Timestamp>,
    pub(super) text: String,
}

/// All findings of a workspace: at least one.
pub(super) fn of(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let mut findings: Vec<_> = unread(watched, reader).into_iter().collect();
    findings.extend(license(watched, thresholds, reader));
    findings.extend(workspace(watched, thresholds, reader));
    findings.extend(limits(watched, reader));
    for finding in &mut findings {
        finding.text = format!("{}: {}", watched.name, finding.text);
    }
    findings
}

/// A failed refresh, or a workspace that was never refreshed.
fn unread(watched: &Watched, reader: &Reader) -> Option<Finding> {
    let snapshot = &watched.snapshot;
    let text = match (snapshot.failure(), snapshot.fetched_at) {
        (Some(failure), Some(at)) if snapshot.failure.is_some() => {
            format!("{}, last read {}", failure.message, reader.distance(at))
        }
        (Some(failure), _) => failure.message,
        (None, None) => "it was never read".to_owned(),
        (None, Some(_)) => return None,
    };
    Some(Finding { state: State::Unknown, at: None, text })
}

/// The headline of its license or, if something stops next, everything that stops.
fn license(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let headline = watched.snapshot.license_headline(reader.now);
    let (state, text) = match &headline {
        Headline::Ends { .. } | Headline::Renews { .. } | Headline::TrialEnds { .. } | Headline::ModulesStop { .. } => {
            let thresholds = thresholds.into();
            let observation = watched.snapshot.observation();
            let stops = observation.stops(reader.now).into_iter().filter(|stop| stop.license().is_some());
            let stops = stops.map(|stop| stopping(stop, &thresholds, reader));
            let deciding = observation.deciding_licenses(reader.now);
            let unreadable = deciding.iter().any(|license| license.end_is_unreadable()).then(unreadable_end);
            return stops.chain(unreadable).collect();
        }
        Headline::NoEnd { plan } => (State::Ok, format!("{plan} has no end")),
        Headline::Community => (State::Ok, "community edition".to_owned()),
        Headline::EndUnreadable { .. } => return vec![unreadable_end()],
        Headline::Ended { plan, at } | Headline::RenewalMissed { plan, at } | Headline::TrialEnded { plan, at } => {
            (State::Critical, format!("{plan} expired {}", reader.distance(*at)))
        }
        Headline::Lapsed { plan, at } => (State::Critical, format!("{plan} lapsed {}", reader.distance(*at))),
        Headline::NotBegun { plan, .. } => (State::Critical, format!("{plan} has not begun")),
        Headline::NotHonored { plan } => (State::Critical, format!("{plan} is not honored by the server")),
        // Reported already: it was not read, or the account has no permission.
        Headline::NotPermitted | Headline::NeverRead => return Vec::new(),
        // Of the workspace, not of its license.
        Headline::BecomesReadOnly { .. } | Headline::SupportEnds { .. } | Headline::Finding { .. } => {
            return Vec::new();
        }
    };
    vec![Finding { state, at: headline.at(), text }]
}

/// What stops for the workspace itself, and what is wrong with it.
fn workspace(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let observation = watched.snapshot.observation();
    let thresholds = thresholds.into();
    let stops = observation.stops(reader.now).into_iter().filter(|stop| stop.license().is_none());
    let stops = stops.map(|stop| stopping(stop, &thresholds, reader)).filter(|finding| finding.state != State::Ok);
    let found = observation.findings(reader.now).into_iter().filter_map(|found| {
        let state = match found.attention() {
            Attention::Calm => return None,
            Attention::Soon | Attention::Problem => State::Warning,
            Attention::Critical | Attention::Ended => State::Critical,
        };
        Some(Finding { state, at: None, text: title(&found, &reader.watch()) })
    });
    stops.chain(found).collect()
}

fn unreadable_end() -> Finding {
    let text = "nobody can say when the license ends: its date cannot be read".to_owned();
    Finding { state: State::Unknown, at: None, text }
}

fn stopping(stop: Stop<'_>, thresholds: &license::Thresholds, reader: &Reader) -> Finding {
    let state = match stop.nearness_within(thresholds, reader.now) {
        Nearness::Far => State::Ok,
        Nearness::Soon => State::Warning,
        Nearness::Critical | Nearness::Passed => State::Critical,
    };
    Finding { state, at: Some(stop.at()), text: stop_text(stop, reader) }
}

/// What stops, in the engine's words. Modules are named by their ids, as scripts know them.
fn stop_text(stop: Stop<'_>, reader: &Reader) -> String {
    const MOST: usize = 3;
    let modules = &stop.deadline.modules;
    if modules.is_empty() {
        return stop_title(stop, &reader.watch());
    }
    let mut names: Vec<_> = modules.iter().take(MOST).map(ToString::to_string).collect();
    if modules.len() > MOST {
        names.push(format!("{} more", modules.len() - MOST));
    }
    let verb = if modules.len() == 1 { "stops" } else { "stop" };
    format!("{} {verb} {}", names.join(", "), reader.distance(stop.at()))
}

/// Limits that are reached or nearly reached.
fn limits(watched: &Watched, reader: &Reader) -> Vec<Finding> {
    let limits = watched.snapshot.observation().limits(reader.now).into_iter();
    let finding = limits.filter_map(|limit| {
        let state = match limit.attention() {
            Attention::Calm => return None,
            Attention::Soon | Attention::Problem => State::Warning,
            Attention::Critical | Attention::Ended => State::Critical,
        };
        let (used, max) = (limit.used?, limit.effective_max().number()?);
        let text = format!("{used} of {max} {} taken", reader.watch().words.kind(limit.kind));
        Some(Finding { state, at: None, text })
    });
    finding.collect()
}
