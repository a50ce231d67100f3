//! The findings about a workspace: facts, each with a state of the plugin convention. `check` reports them, and the other
//! commands show those that are in no other line.

use jiff::Timestamp;
use license::{
    Attention, Entitlement, FindingKind, Headline, Label, Limit, LimitKind, ModuleId, Nearness, Observation, Stop,
    StopKind,
};
use watch::{present::finding, reminders::stop_title};

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
    /// Something is wrong with the workspace.
    Condition,
    /// Something is expected that is not there.
    Expectation,
}

impl Subject {
    /// Whether the other commands have no line of their own for it.
    pub(crate) fn needs_a_line(self) -> bool {
        match self {
            Self::Condition | Self::Expectation => true,
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
    findings.extend(license(watched, reader));
    findings.extend(stops(watched, thresholds, reader));
    findings.extend(conditions(watched, reader));
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
            format!("{}, last checked {}", failure.message, reader.distance(at))
        }
        (Some(failure), _) => failure.message,
        (None, None) => "not checked yet".to_owned(),
        (None, Some(_)) if !snapshot.unconfirmed_changes().is_empty() => {
            "server responses differ, and the latest is worse".to_owned()
        }
        // Whoever refreshes it by itself does not.
        (None, Some(at)) if snapshot.is_stale(watched.every, reader.now) => {
            format!("last checked {}", reader.distance(at))
        }
        (None, Some(_)) => return None,
    };
    Some(Finding::new(State::Unknown, Subject::Unread, text))
}

/// The headline of its license, unless something stops next.
fn license(watched: &Watched, reader: &Reader) -> Vec<Finding> {
    let Watched { policy, snapshot, .. } = watched;
    let headline = snapshot.license_headline(reader.now);
    let lost = match policy.expect {
        Expectation::NoLicense => State::Ok,
        Expectation::Unstated | Expectation::License(_) => State::Critical,
    };
    let finding = |state, text: String, topic| Finding::new(state, Subject::License, text).about(topic, policy);
    let (expiry, trial) = (Some(Topic::Stop(StopKind::Expiry)), Some(Topic::Stop(StopKind::TrialEnd)));
    let ago = |at: &Timestamp| reader.distance(*at);
    let by_headline = match &headline {
        // With everything else that stops.
        Headline::Ends { .. } | Headline::Renews { .. } | Headline::TrialEnds { .. } | Headline::ModulesStop { .. } => {
            None
        }
        Headline::NoEnd { plan } => Some(finding(State::Ok, format!("{plan} has no end date"), None)),
        Headline::Community => Some(finding(State::Ok, "Community".to_owned(), None)),
        Headline::Ended { plan, at } => Some(finding(lost, format!("{plan} expired {}", ago(at)), expiry)),
        Headline::RenewalMissed { plan, at } => {
            Some(finding(lost, format!("{plan} renewal was due {}", ago(at)), expiry))
        }
        Headline::TrialEnded { plan, at } => Some(finding(lost, format!("{plan}: trial ended {}", ago(at)), trial)),
        Headline::Lapsed { plan, at } => {
            Some(finding(lost, format!("{plan} expired {}, now Community", ago(at)), expiry))
        }
        Headline::NotBegun { plan, .. } => Some(finding(lost, format!("{plan} is not valid yet"), None)),
        Headline::NotHonored { plan } => Some(finding(lost, not_honored(plan, watched, reader), NOT_HONORED)),
        // Reported already: it was not read, or the account has no permission.
        Headline::EndUnreadable { .. } | Headline::NotPermitted | Headline::NeverRead => None,
        // Of the workspace, not of its license.
        Headline::BecomesReadOnly { .. } | Headline::SupportEnds { .. } | Headline::Finding { .. } => None,
    };
    let deciding = snapshot.observation().deciding_licenses(reader.now);
    let unreadable = deciding.iter().any(|license| license.end_is_unreadable()).then(|| {
        Finding::new(
            State::Unknown,
            Subject::Unread,
            "end date of the license unknown: the server sent an invalid date",
        )
    });
    by_headline.map(|finding| finding.at(headline.at())).into_iter().chain(unreadable).collect()
}

const NOT_HONORED: Option<Topic> = Some(Topic::Condition(FindingKind::NotHonored));

/// That a license is not honored, and why, as far as the server says it.
fn not_honored(plan: &Label, watched: &Watched, reader: &Reader) -> String {
    let what = if plan.is_empty() { "the license".to_owned() } else { plan.to_string() };
    let found = watched.snapshot.observation().findings(reader.now);
    let reasons = found
        .iter()
        .find_map(|found| if let license::Finding::NotHonored { reasons } = found { Some(reasons) } else { None });
    let reasons = reasons.into_iter().flatten().map(|reason| finding::refusal(reason, &reader.watch()));
    let text =
        std::iter::once(format!("{what} is rejected by the server.")).chain(reasons).collect::<Vec<_>>().join(" ");
    text.trim_end_matches('.').to_owned()
}

/// Everything that stops: of the licenses, and of the workspace once that is near.
fn stops(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let thresholds = thresholds.into();
    let stops = watched.snapshot.observation().stops(reader.now).into_iter().filter_map(|stop| {
        let state = State::from(stop.nearness_within(&thresholds, reader.now));
        let finding = Finding::new(state, Subject::License, stop_text(stop, reader)).at(Some(stop.at()));
        let counts = state > State::Ok || stop.license().is_some();
        counts.then(|| finding.about(Some(Topic::Stop(stop.kind)), &watched.policy))
    });
    stops.collect()
}

/// What is wrong with the workspace, in the engine's words.
fn conditions(watched: &Watched, reader: &Reader) -> Vec<Finding> {
    let headline = watched.snapshot.license_headline(reader.now);
    let is_lost = matches!(headline, Headline::Lapsed { .. } | Headline::NotHonored { .. });
    let is_unlicensed_by_design = watched.policy.expect == Expectation::NoLicense;
    let finding = |found: license::Finding| {
        let kind = found.kind();
        let is_of_license = matches!(kind, FindingKind::NotHonored | FindingKind::ModulesStopped);
        let says_it_already = is_lost && kind == FindingKind::NotHonored;
        if says_it_already || is_of_license && is_unlicensed_by_design {
            return None;
        }
        let finding = Finding::new(found.attention().into(), Subject::Condition, condition_text(&found, reader));
        Some(finding.about(Some(Topic::Condition(kind)), &watched.policy))
    };
    let found = watched.snapshot.observation().findings(reader.now).into_iter().filter_map(finding);
    found.filter(|finding| finding.state > State::Ok).collect()
}

/// Modules are named by their ids, as scripts know them.
fn condition_text(found: &license::Finding, reader: &Reader) -> String {
    if let license::Finding::ModulesStopped { modules } = found {
        let verb = if modules.len() == 1 { "has" } else { "have" };
        return format!("{} {verb} stopped", module_ids(modules));
    }
    finding::title(found, &reader.watch())
}

/// What stops, in the engine's words. Modules are named by their ids, as scripts know them.
fn stop_text(stop: Stop<'_>, reader: &Reader) -> String {
    let modules = &stop.deadline.modules;
    if modules.is_empty() {
        return stop_title(stop, &reader.watch());
    }
    let verb = if modules.len() == 1 { "stops" } else { "stop" };
    format!("{} {verb} {}", module_ids(modules), reader.distance(stop.at()))
}

fn module_ids(modules: &[ModuleId]) -> String {
    const MOST: usize = 3;
    let mut names: Vec<_> = modules.iter().take(MOST).map(ToString::to_string).collect();
    if modules.len() > MOST {
        names.push(format!("{} more", modules.len() - MOST));
    }
    names.join(", ")
}

/// Limits that are reached or nearly reached.
fn limits(watched: &Watched, reader: &Reader) -> Vec<Finding> {
    let policy = &watched.policy;
    let finding = |limit: Limit| {
        let state = limit_state(&limit, policy.limits.get(&limit.kind).copied().unwrap_or_default());
        let (used, max) = (limit.used?, limit.effective_max().number()?);
        let text = format!("{used} of {max} {} in use", reader.watch().words.kind(limit.kind));
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

/// What is known of the licenses that are in force.
struct InForce<'a> {
    /// The plans and the tags.
    names: Vec<&'a Label>,
    /// The number of seats; `None` if it is unlimited or unknown.
    seats: Option<u64>,
}

/// The licenses that are in force: `None` if none is, or if that is unknown. An account without permission sees the tags.
fn in_force(observation: Observation<'_>, now: Timestamp) -> Option<InForce<'_>> {
    match observation.latest? {
        Entitlement::NotPermitted(visible) => {
            let names = visible.plan.iter().chain(visible.tags.iter().map(|tag| &tag.name)).collect();
            Some(InForce { names, seats: None })
        }
        Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. } => {
            let deciding = observation.deciding_licenses(now).into_iter();
            let honored: Vec<_> = deciding.filter(|license| observation.is_honored(license, now)).collect();
            let tags = honored.iter().flat_map(|license| &license.tags).map(|tag| &tag.name);
            let names: Vec<_> = honored.iter().map(|license| &license.plan).chain(tags).collect();
            let seats = observation.limit(LimitKind::ActiveUsers, now).and_then(|limit| limit.effective_max().number());
            (!honored.is_empty()).then_some(InForce { names, seats })
        }
    }
}

/// What the workspace must have and has not. What cannot be known is not missing: that it was not read, or may not be, is
/// a finding of its own.
fn unmet(expect: &Expectation, observation: Observation<'_>, now: Timestamp) -> Vec<String> {
    let LicenseExpectation { plan, modules, seats } = match expect {
        Expectation::License(expected) => expected,
        Expectation::Unstated | Expectation::NoLicense => return Vec::new(),
    };
    let is_unlicensed = match observation.latest {
        None => return Vec::new(),
        Some(Entitlement::NotPermitted(visible)) if visible.has_valid_license.is_none() => return Vec::new(),
        Some(Entitlement::NotPermitted(visible)) => visible.has_valid_license == Some(false),
        Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }) => false,
    };
    let Some(in_force) = in_force(observation, now).filter(|_| !is_unlicensed) else {
        let what = plan.as_ref().map_or("a license".to_owned(), ToString::to_string);
        return vec![format!("expected {what}, but no license is active")];
    };
    let mut unmet = Vec::new();
    let is = |plan: &Label, name: &Label| name.as_str().to_lowercase() == plan.as_str().to_lowercase();
    if let (Some(plan), Some(first)) = (plan, in_force.names.first())
        && !in_force.names.iter().any(|name| is(plan, name))
    {
        unmet.push(format!("expected plan {plan}, but {first} is active"));
    }
    let granted = observation.modules(now);
    let works = |id: &ModuleId| granted.iter().any(|module| module.is_active && module.id == id);
    let missing: Vec<_> = modules.iter().filter(|id| !works(id)).cloned().collect();
    if !missing.is_empty() {
        unmet.push(format!(
            "expected modules not active: {}",
            missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ));
    }
    if let (Some(seats), Some(max)) = (seats, in_force.seats)
        && max < *seats
    {
        unmet.push(format!("expected {seats} seats, but the license has {max}"));
    }
    unmet
}
