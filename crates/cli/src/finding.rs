//! The findings about a workspace: facts, each with a state of the plugin convention. `check` reports them, and the other
//! commands show those that are in no other line.

use jiff::Timestamp;
use license::{Attention, Entitlement, Headline, Limit, LimitKind, Nearness, Observation, Stop, StopKind};
use watch::reminders::stop_title;

use crate::{
    load::Watched,
    policy::{Expectation, Levels, LicenseExpectation, Policy, Thresholds, Topic},
    wording::Reader,
};

/// A state of the plugin convention, best first.
///
/// The worst of several is reported. The convention leaves the rank of UNKNOWN open. Here it is worse than OK, because
/// an admin should look, and better than WARNING, because one unreachable workspace must not hide the end of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Nothing is due.
    Ok,
    /// The state is unknown.
    Unknown,
    /// Something stops soon, or a limit is nearly reached.
    Warning,
    /// Something stops very soon or has stopped, the seats are taken, or something is missing that must be there.
    Critical,
}

impl From<Attention> for State {
    /// A [`Attention::Problem`] is that something cannot be known.
    fn from(attention: Attention) -> Self {
        match attention {
            Attention::Calm => Self::Ok,
            Attention::Soon => Self::Warning,
            Attention::Problem => Self::Unknown,
            Attention::Critical | Attention::Ended => Self::Critical,
        }
    }
}

impl From<Nearness> for State {
    fn from(nearness: Nearness) -> Self {
        match nearness {
            Nearness::Far => Self::Ok,
            Nearness::Soon => Self::Warning,
            Nearness::Critical | Nearness::Passed => Self::Critical,
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// It cannot be read, or something in it cannot.
    Unread,
    /// The state of the license, or something that stops.
    License,
    /// A limit.
    Limit,
    /// Something is expected that is not there.
    Expectation,
}

impl Subject {
    /// Whether the other commands have no line of their own for it.
    pub(crate) fn needs_a_line(self) -> bool {
        match self {
            Self::Expectation => true,
            Self::Unread | Self::License | Self::Limit => false,
        }
    }
}

/// One fact about a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) state: State,
    /// When it happens; among findings of the same state, the soonest comes first.
    pub(crate) at: Option<Timestamp>,
    pub(crate) text: String,
    pub(crate) subject: Subject,
    /// Whether the workspace's own settings say that it does not count.
    pub(crate) is_muted: bool,
}

impl Finding {
    fn new(state: State, subject: Subject, text: impl Into<String>) -> Self {
        Self { state, at: None, text: text.into(), subject, is_muted: false }
    }

    fn at(self, at: Option<Timestamp>) -> Self {
        Self { at, ..self }
    }

    /// Muted if the workspace's settings say so.
    fn about(self, topic: Option<Topic>, policy: &Policy) -> Self {
        Self { is_muted: topic.is_some_and(|topic| policy.is_muted(topic)), ..self }
    }
}

/// All findings about a workspace: at least one.
pub(crate) fn findings(watched: &Watched, given: Thresholds, reader: &Reader) -> Vec<Finding> {
    let thresholds = watched.policy.thresholds(given);
    let mut findings: Vec<_> = unread(watched, reader).into_iter().collect();
    findings.extend(license(watched, thresholds, reader));
    findings.extend(limits(watched, reader));
    let unmet = unmet(&watched.policy.expect, watched.snapshot.observation(), reader.now);
    findings.extend(unmet.into_iter().map(|text| Finding::new(State::Critical, Subject::Expectation, text)));
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
    Some(Finding::new(State::Unknown, Subject::Unread, text))
}

/// The headline of its license, and everything that stops.
fn license(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let (policy, observation) = (&watched.policy, watched.snapshot.observation());
    let is_expected = policy.expect == Expectation::NoLicense;
    let lost = if is_expected { State::Ok } else { State::Critical };
    let headline = watched.snapshot.headline(reader.now);
    let ended = |text: String, kind| Finding::new(lost, Subject::License, text).about(Some(Topic::Stop(kind)), policy);
    let by_headline = match &headline {
        // Below, with everything else that stops.
        Headline::Ends { .. } | Headline::Renews { .. } | Headline::TrialEnds { .. } | Headline::ModulesStop { .. } => {
            None
        }
        Headline::NoEnd { plan } => Some(Finding::new(State::Ok, Subject::License, format!("{plan} has no end"))),
        Headline::Community => Some(Finding::new(State::Ok, Subject::License, "community edition")),
        Headline::Ended { plan, at } => {
            Some(ended(format!("{plan} expired {}", reader.distance(*at)), StopKind::Expiry))
        }
        Headline::RenewalMissed { plan, at } => {
            Some(ended(format!("{plan}: the renewal was due {}", reader.distance(*at)), StopKind::Expiry))
        }
        Headline::TrialEnded { plan, at } => {
            Some(ended(format!("{plan}: the trial ended {}", reader.distance(*at)), StopKind::TrialEnd))
        }
        Headline::Lapsed { plan, at } => {
            Some(ended(format!("{plan} lapsed {}", reader.distance(*at)), StopKind::Expiry))
        }
        Headline::NotBegun { plan, .. } => Some(Finding::new(lost, Subject::License, format!("{plan} has not begun"))),
        Headline::NotHonored { plan } => {
            Some(Finding::new(lost, Subject::License, format!("{plan} is not honored by the server")))
        }
        // Below, or reported already: it was not read, or the account has no permission.
        Headline::EndUnreadable { .. } | Headline::NotPermitted | Headline::NeverRead => None,
    };
    let deciding = observation.deciding_licenses(reader.now);
    let is_unreadable =
        watched.snapshot.fetched_at.is_some() && deciding.iter().any(|license| license.end_is_unreadable());
    let unreadable = is_unreadable.then(|| {
        let text = "nobody can say when the license ends: its date cannot be read";
        Finding::new(State::Unknown, Subject::Unread, text)
    });
    let thresholds = thresholds.into();
    let stops = observation.stops(reader.now).into_iter().map(|stop| {
        let state = stop.nearness_within(&thresholds, reader.now).into();
        let finding = Finding::new(state, Subject::License, stop_text(stop, reader)).at(Some(stop.at()));
        finding.about(Some(Topic::Stop(stop.kind)), policy)
    });
    by_headline.map(|finding| finding.at(headline.at())).into_iter().chain(stops).chain(unreadable).collect()
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
    let policy = &watched.policy;
    let finding = |limit: Limit| {
        let state = limit_state(&limit, policy.limits.get(&limit.kind).copied().unwrap_or_default());
        let (used, max) = (limit.used?, limit.effective_max().number()?);
        let text = format!("{used} of {max} {} taken", reader.watch().words.kind(limit.kind));
        let finding = Finding::new(state, Subject::Limit, text).about(Some(Topic::Limit(limit.kind)), policy);
        (state > State::Ok).then_some(finding)
    };
    watched.snapshot.observation().limits(reader.now).into_iter().filter_map(finding).collect()
}

/// How bad a limit is: by the workspace's own levels, and where it has none, by what the server does at the limit.
fn limit_state(limit: &Limit, levels: Levels) -> State {
    let by_license = State::from(limit.attention());
    let thousandths = limit.share().map_or(0, |share| share.thousandths());
    let reaches = |level: Option<u32>, state: State| match level {
        Some(percent) => u64::from(thousandths) >= u64::from(percent) * 10,
        None => by_license >= state,
    };
    if reaches(levels.crit, State::Critical) {
        State::Critical
    } else if reaches(levels.warn, State::Warning) {
        State::Warning
    } else {
        State::Ok
    }
}

/// What the workspace must have and has not. What cannot be known is not missing: that it was not read is a finding of its
/// own.
fn unmet(expect: &Expectation, observation: Observation<'_>, now: Timestamp) -> Vec<String> {
    let expected = match (expect, observation.latest) {
        (Expectation::License(expected), Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. })) => {
            expected
        }
        (Expectation::Unstated | Expectation::NoLicense, _) => return Vec::new(),
        (Expectation::License(_), Some(Entitlement::NotPermitted) | None) => return Vec::new(),
    };
    let LicenseExpectation { plan, modules, seats } = expected;
    let deciding = observation.deciding_licenses(now);
    let honored: Vec<_> = deciding.into_iter().filter(|license| observation.is_honored(license, now)).collect();
    let Some(first) = honored.first() else {
        let what = plan.as_ref().map_or("a license".to_owned(), ToString::to_string);
        return vec![format!("{what} is expected, and no license is in force")];
    };
    let mut unmet = Vec::new();
    if let Some(plan) = plan {
        let is_it = |name: &license::Label| name.as_str().to_lowercase() == plan.as_str().to_lowercase();
        if !honored.iter().any(|license| is_it(&license.plan) || license.tags.iter().any(|tag| is_it(&tag.name))) {
            unmet.push(format!("the plan {plan} is expected, and {} is in force", first.plan));
        }
    }
    let granted = observation.modules(now);
    let works = |id: &license::ModuleId| granted.iter().any(|module| module.is_active && module.id == id);
    let missing: Vec<_> = modules.iter().filter(|id| !works(id)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        unmet.push(format!("expected and not active: {}", missing.join(", ")));
    }
    let max = observation.limit(LimitKind::ActiveUsers, now).and_then(|limit| limit.effective_max().number());
    if let (Some(seats), Some(max)) = (seats, max)
        && max < *seats
    {
        unmet.push(format!("{seats} seats are expected, and there are {max}"));
    }
    unmet
}
