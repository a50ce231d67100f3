//! Metrics of all workspaces, for Prometheus.
//!
//! Instants are gauges in seconds since 1970, so that Prometheus does the arithmetic with its own clock and an alert says how
//! long before a deadline it fires. What cannot be known has no sample, and never the value 0.
//!
//! Label values come from users and servers, and what there is of them is bounded: see [`MOST_MODULES`] and
//! [`MOST_DEADLINES`].

mod text;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use jiff::Timestamp;
use license::{Attention, Entitlement, FindingKind, Label, Max, Observation, Renewal, Status, Stop};
use rocketchat::ServerVersion;
use strum::{EnumIter, IntoEnumIterator};

pub use text::{Format, MetricType};

use self::text::{Family, Labels, Samples};
use crate::{
    failure::FailureCode,
    present::view::{ChannelState, ChannelView},
    workspace::{interval::Interval, snapshot::Snapshot},
};

/// The most modules of a workspace that have a sample: the first ones, in the order in which the licenses name them.
/// Rocket.Chat has fewer than 40.
pub const MOST_MODULES: usize = 200;

/// The most deadlines of a workspace that have a sample: the next ones.
pub const MOST_DEADLINES: usize = 50;

/// What is measured of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// Its name. Of several workspaces with the same name, all but the first get a number.
    pub name: &'a str,
    /// Its address, without credentials.
    pub url: &'a str,
    /// What is known of it.
    pub snapshot: &'a Snapshot,
    /// How often it is refreshed, which decides when an answer is too old.
    pub every: Interval,
    /// Whether the user has archived it. Then it has an info sample and nothing else, so that no alert fires for it.
    pub is_archived: bool,
    /// How its refreshes went: known only to a program that keeps running.
    pub refreshed: Option<&'a Refreshed>,
}

/// How the refreshes of a workspace went since the program started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// How long the latest one took.
    pub duration: Duration,
    /// How many failed, by the code of the failure. A code that is once in here must stay.
    pub failures: BTreeMap<FailureCode, u64>,
}

/// What is measured of a channel for alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredChannel {
    /// Its name.
    pub name: String,
    /// Whether it accepted the last message; `None` before the first.
    pub is_up: Option<bool>,
    /// When it last accepted one.
    pub sent_at: Option<Timestamp>,
    /// How many reminders wait for it.
    pub pending: u32,
}

impl From<&ChannelView> for MeasuredChannel {
    fn from(channel: &ChannelView) -> Self {
        let is_up = match channel.state {
            ChannelState::Failing { .. } | ChannelState::SecretMissing => Some(false),
            ChannelState::Working => channel.sent_at.map(|_| true),
        };
        let name = channel.definition.name.as_str().to_owned();
        Self { name, is_up, sent_at: channel.sent_at, pending: channel.pending }
    }
}

/// A metric. The order is the one in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum Metric {
    /// Which program wrote the metrics.
    Build,
    /// Where a workspace is.
    Workspace,
    /// Whether it could be read.
    Up,
    /// Why it could not.
    Failure,
    /// When it was read last.
    LastSuccess,
    /// Whether that is too long ago.
    Stale,
    /// How long a refresh took.
    RefreshDuration,
    /// How many failed.
    RefreshFailures,
    /// The status of its license.
    Status,
    /// How urgently it needs an admin.
    Attention,
    /// When something stops.
    Deadline,
    /// How much of a limit is in use.
    LimitUsed,
    /// How much of it there is.
    LimitMax,
    /// Whether a module works.
    ModuleActive,
    /// Whether something is wrong.
    Finding,
    /// Whether a channel accepts messages.
    ChannelUp,
    /// When it last did.
    ChannelLastSuccess,
    /// How much waits for it.
    ChannelPending,
}

impl Metric {
    /// The name of its samples.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "license_watch_build_info",
            Self::Workspace => "license_watch_workspace_info",
            Self::Up => "license_watch_up",
            Self::Failure => "license_watch_failure",
            Self::LastSuccess => "license_watch_last_success_timestamp_seconds",
            Self::Stale => "license_watch_stale",
            Self::RefreshDuration => "license_watch_refresh_duration_seconds",
            Self::RefreshFailures => "license_watch_refresh_failures_total",
            Self::Status => "license_watch_status",
            Self::Attention => "license_watch_attention",
            Self::Deadline => "license_watch_deadline_timestamp_seconds",
            Self::LimitUsed => "license_watch_limit_used",
            Self::LimitMax => "license_watch_limit_max",
            Self::ModuleActive => "license_watch_module_active",
            Self::Finding => "license_watch_finding",
            Self::ChannelUp => "license_watch_alert_channel_up",
            Self::ChannelLastSuccess => "license_watch_alert_channel_last_success_timestamp_seconds",
            Self::ChannelPending => "license_watch_alert_channel_pending",
        }
    }

    /// How its values are to be understood.
    pub fn kind(self) -> MetricType {
        match self {
            Self::Build | Self::Workspace => MetricType::Info,
            Self::RefreshFailures => MetricType::Counter,
            Self::Up
            | Self::Failure
            | Self::LastSuccess
            | Self::Stale
            | Self::RefreshDuration
            | Self::Status
            | Self::Attention
            | Self::Deadline
            | Self::LimitUsed
            | Self::LimitMax
            | Self::ModuleActive
            | Self::Finding
            | Self::ChannelUp
            | Self::ChannelLastSuccess
            | Self::ChannelPending => MetricType::Gauge,
        }
    }

    /// Its labels.
    pub fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Build => &["version"],
            Self::Workspace => &["workspace", "url", "version", "archived"],
            Self::Up | Self::LastSuccess | Self::Stale | Self::RefreshDuration | Self::Attention => &["workspace"],
            Self::Failure | Self::RefreshFailures => &["workspace", "code"],
            Self::Status => &["workspace", "status"],
            Self::Deadline => &["workspace", "plan", "kind", "renewal"],
            Self::LimitUsed | Self::LimitMax => &["workspace", "limit"],
            Self::ModuleActive => &["workspace", "module"],
            Self::Finding => &["workspace", "kind"],
            Self::ChannelUp | Self::ChannelLastSuccess | Self::ChannelPending => &["channel"],
        }
    }

    /// What it is, in one sentence, without characters that would have to be escaped.
    pub fn help(self) -> &'static str {
        match self {
            Self::Build => "The version of License Watch.",
            Self::Workspace => "The address of the workspace, and the version of its server.",
            Self::Up => "Whether the last check of the license succeeded.",
            Self::Failure => "The reason why the last check failed.",
            Self::LastSuccess => "When the license was last checked successfully.",
            Self::Stale => "Whether what is known may be out of date.",
            Self::RefreshDuration => "How long the last check took.",
            Self::RefreshFailures => "How many checks have failed.",
            Self::Status => "The status of the license: 1 for the current one, 0 for the others.",
            Self::Attention => {
                "How urgently an admin is needed: 0 calm, 1 soon, 2 problem (could not be checked), 3 critical, 4 ended."
            }
            Self::Deadline => "When something stops, or stopped.",
            Self::LimitUsed => "How much of a limit is in use.",
            Self::LimitMax => "The maximum of a limit; +Inf if unlimited.",
            Self::ModuleActive => "Whether a module that the license grants works.",
            Self::Finding => "1 for a problem that was found and has no deadline, 0 for one that was not found.",
            Self::ChannelUp => "Whether the channel can be used, and accepted the last message.",
            Self::ChannelLastSuccess => "When the channel last accepted a message.",
            Self::ChannelPending => "How many reminders wait to be sent to the channel.",
        }
    }

    /// The unit of its values, which its name ends with.
    fn unit(self) -> Option<&'static str> {
        self.name().ends_with("_seconds").then_some("seconds")
    }
}

/// Something that is measured.
pub trait Measurable {
    /// What is measured of it.
    fn measured(&self) -> Measured<'_>;
}

impl Measurable for Measured<'_> {
    fn measured(&self) -> Measured<'_> {
        *self
    }
}

/// The metrics of workspaces and channels at a given now, in one piece: see [`Pieces`].
pub fn metrics(workspaces: &[Measured<'_>], channels: &[MeasuredChannel], format: Format, now: Timestamp) -> String {
    Pieces::new(workspaces.to_vec(), channels.to_vec(), format, now).collect()
}

/// The metrics of workspaces and channels at a given now, in the order in which they are given. Those of a large fleet are
/// tens of megabytes, so they come in pieces.
///
/// The samples of a metric have to stand together, so each metric goes through all workspaces.
///
/// The samples of a workspace that was never read, and was never tried, say only that; of one that cannot be read now, what
/// was read last is kept, with [`Metric::Up`] 0 and [`Metric::Stale`] 1.
pub struct Pieces<W> {
    /// With the labels that all samples of each have.
    workspaces: Vec<(Labels, W)>,
    channels: Vec<(Labels, MeasuredChannel)>,
    format: Format,
    now: Timestamp,
    /// The metrics that are still to be written.
    metrics: MetricIter,
    /// The one that is being written; `None` when all are.
    family: Option<Family>,
    /// How many workspaces have been looked at for it.
    next: usize,
}

/// How long a piece is, at least, except the last.
const PIECE: usize = 128 << 10;

impl<W: Measurable> Pieces<W> {
    /// Those of these workspaces and channels.
    pub fn new(workspaces: Vec<W>, channels: Vec<MeasuredChannel>, format: Format, now: Timestamp) -> Self {
        let mut names = Names::default();
        let labels = |workspace: W| (Labels::of_workspace(&names.unique(workspace.measured().name)), workspace);
        let workspaces = workspaces.into_iter().map(labels).collect();
        let mut names = Names::default();
        let labels = |channel: MeasuredChannel| (Labels::of_channel(&names.unique(&channel.name)), channel);
        let channels = channels.into_iter().map(labels).collect();
        let mut metrics = Metric::iter();
        let family = metrics.next().map(|metric| Family::new(metric, format));
        Self { workspaces, channels, format, now, metrics, family, next: 0 }
    }

    /// Writes what there is of the metric until the piece is long enough. Returns whether that is all of it.
    fn write(&mut self, family: &mut Family, text: &mut String) -> bool {
        while let Some((labels, workspace)) = self.workspaces.get(self.next) {
            if text.len() >= PIECE {
                return false;
            }
            let (metric, measured) = (family.metric(), workspace.measured());
            measure(metric, &measured, self.now, &mut Samples::new(family, text, labels));
            self.next += 1;
        }
        let metric = family.metric();
        for (labels, channel) in &self.channels {
            measure_channel(metric, channel, &mut Samples::new(family, text, labels));
        }
        if metric == Metric::Build {
            let version = [("version", env!("CARGO_PKG_VERSION"))];
            Samples::new(family, text, &Labels::default()).add(&version, 1);
        }
        true
    }
}

impl<W: Measurable> Iterator for Pieces<W> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        // With room for the samples of the workspace with which it becomes long enough.
        let mut text = String::with_capacity(PIECE + (8 << 10));
        while let Some(mut family) = self.family.take() {
            if !self.write(&mut family, &mut text) {
                self.family = Some(family);
                return Some(text);
            }
            self.next = 0;
            self.family = self.metrics.next().map(|metric| Family::new(metric, self.format));
            if self.family.is_none() {
                text.push_str(self.format.end());
                return Some(text);
            }
        }
        None
    }
}

fn measure_channel(metric: Metric, channel: &MeasuredChannel, samples: &mut Samples<'_>) {
    match metric {
        Metric::ChannelUp => {
            if let Some(is_up) = channel.is_up {
                samples.add(&[], u8::from(is_up));
            }
        }
        Metric::ChannelLastSuccess => {
            if let Some(at) = channel.sent_at {
                samples.add(&[], at.as_second());
            }
        }
        Metric::ChannelPending => samples.add(&[], channel.pending),
        Metric::Build
        | Metric::Workspace
        | Metric::Up
        | Metric::Failure
        | Metric::LastSuccess
        | Metric::Stale
        | Metric::RefreshDuration
        | Metric::RefreshFailures
        | Metric::Status
        | Metric::Attention
        | Metric::Deadline
        | Metric::LimitUsed
        | Metric::LimitMax
        | Metric::ModuleActive
        | Metric::Finding => {}
    }
}

/// The samples of a workspace of one metric.
fn measure(metric: Metric, measured: &Measured<'_>, now: Timestamp, samples: &mut Samples<'_>) {
    let &Measured { url, snapshot, every, is_archived, refreshed, name: _ } = measured;
    if is_archived && metric != Metric::Workspace {
        return;
    }
    match metric {
        Metric::Workspace => {
            let version = snapshot.server_version.as_ref().map_or("", ServerVersion::as_str);
            let archived = if is_archived { "true" } else { "false" };
            samples.add(&[("url", url), ("version", version), ("archived", archived)], 1);
        }
        Metric::Up => {
            let is_failed = snapshot.failure().is_some();
            if is_failed || snapshot.fetched_at.is_some() {
                samples.add(&[], u8::from(!is_failed));
            }
        }
        Metric::Failure => {
            if let Some(failure) = snapshot.failure() {
                samples.add(&[("code", failure.code.code())], 1);
            }
        }
        Metric::LastSuccess => {
            if let Some(at) = snapshot.fetched_at {
                samples.add(&[], at.as_second());
            }
        }
        Metric::Stale => {
            if snapshot.fetched_at.is_some() {
                samples.add(&[], u8::from(snapshot.is_stale(every, now)));
            }
        }
        Metric::RefreshDuration => {
            if let Some(refreshed) = refreshed {
                samples.add(&[], refreshed.duration.as_secs_f64());
            }
        }
        Metric::RefreshFailures => {
            for (code, count) in refreshed.into_iter().flat_map(|refreshed| &refreshed.failures) {
                samples.add(&[("code", code.code())], count);
            }
        }
        Metric::Status => {
            let current = snapshot.status(now);
            for status in Status::iter() {
                samples.add(&[("status", status.code())], u8::from(status == current));
            }
        }
        Metric::Attention => {
            if snapshot.answer.is_some() || snapshot.failure.is_some() {
                samples.add(&[], rank(snapshot.attention(now)));
            }
        }
        Metric::Deadline => deadlines(&snapshot.observation(), now, samples),
        Metric::LimitUsed => {
            for limit in snapshot.observation().limits(now) {
                if let Some(used) = limit.used {
                    samples.add(&[("limit", limit.kind.code())], used);
                }
            }
        }
        Metric::LimitMax => {
            for limit in snapshot.observation().limits(now) {
                let kind = [("limit", limit.kind.code())];
                match limit.effective_max() {
                    Max::AtMost(max) => samples.add(&kind, max),
                    Max::Unlimited => samples.add(&kind, "+Inf"),
                }
            }
        }
        Metric::ModuleActive => {
            for module in snapshot.observation().modules(now).into_iter().take(MOST_MODULES) {
                samples.add(&[("module", module.id.as_str())], u8::from(module.is_active));
            }
        }
        Metric::Finding => findings(&snapshot.observation(), now, samples),
        Metric::Build | Metric::ChannelUp | Metric::ChannelLastSuccess | Metric::ChannelPending => {}
    }
}

/// What stops, and what has stopped and was not renewed since: of each kind and plan the next one, or the last one if there
/// is none ahead.
fn deadlines(observation: &Observation<'_>, now: Timestamp, samples: &mut Samples<'_>) {
    let (ahead, passed) = (observation.stops(now), observation.passed_stops(now));
    let mut written: HashSet<(&str, &str, Renewal)> = HashSet::new();
    for stop in ahead.iter().chain(passed.iter().rev()) {
        let key @ (plan, kind, renewal) = (plan(stop), stop.kind.code(), stop.renewal());
        if written.len() == MOST_DEADLINES {
            break;
        }
        if written.insert(key) {
            samples.add(&[("plan", plan), ("kind", kind), ("renewal", renewal.into())], stop.at().as_second());
        }
    }
}

/// The plan of the license that a stop belongs to; empty for one of the workspace itself.
fn plan<'a>(stop: &Stop<'a>) -> &'a str {
    stop.license().map_or("", |license| license.plan.as_str())
}

/// What is wrong. That something else is not wrong can be said only where the license may be seen.
fn findings(observation: &Observation<'_>, now: Timestamp, samples: &mut Samples<'_>) {
    let found: HashSet<_> = observation.findings(now).iter().map(license::Finding::kind).collect();
    let are_others_known = match observation.latest {
        Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }) => true,
        Some(Entitlement::NotPermitted(_)) | None => false,
    };
    for kind in FindingKind::iter() {
        let is_found = found.contains(&kind);
        if is_found || are_others_known {
            samples.add(&[("kind", kind.code())], u8::from(is_found));
        }
    }
}

/// The value of an attention, so that alerts can compare it.
fn rank(attention: Attention) -> u8 {
    match attention {
        Attention::Calm => 0,
        Attention::Soon => 1,
        Attention::Problem => 2,
        Attention::Critical => 3,
        Attention::Ended => 4,
    }
}

/// The names that are in use. Prometheus refuses everything if two samples have the same labels.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    /// How often each was asked for.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// This name, with a number if it is taken.
    fn unique(&mut self, name: &str) -> String {
        let clean = Label::new(name).to_string();
        loop {
            let number = self.numbers.entry(clean.clone()).or_default();
            *number += 1;
            let name = match *number {
                // The number has to fit into the label.
                1 => clean.clone(),
                number => format!("{} ({number})", clean.chars().take(Label::MAX - 20).collect::<String>()),
            };
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use license::{DeadlineKind, License, Limit, LimitKind, Module, ModuleId, ModuleState, Visible};

    use super::*;
    use crate::failure::Failure;

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    fn in_days(days: i64) -> Timestamp {
        now() + SignedDuration::from_hours(24 * days)
    }

    fn licensed(licenses: Vec<License>) -> Snapshot {
        let answer = Some(Entitlement::Licensed { licenses });
        Snapshot { answer, fetched_at: Some(now()), ..Snapshot::default() }
    }

    fn measured<'a>(name: &'a str, snapshot: &'a Snapshot) -> Measured<'a> {
        let url = "https://chat.example/";
        Measured { name, url, snapshot, every: Interval::default(), is_archived: false, refreshed: None }
    }

    /// The samples, without the lines above them.
    fn samples(workspaces: &[Measured<'_>]) -> Vec<String> {
        let text = metrics(workspaces, &[], Format::Prometheus, now());
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    fn samples_of(metric: Metric, workspaces: &[Measured<'_>]) -> Vec<String> {
        let start = format!("{}{{", metric.name());
        samples(workspaces).into_iter().filter_map(|line| Some(line.strip_prefix(&start)?.to_owned())).collect()
    }

    #[test]
    fn a_workspace_has_a_sample_of_everything_that_is_known() {
        let module = |name, state| Module { id: ModuleId::new(name), state, external: false };
        let license = License {
            limits: vec![
                Limit::new(LimitKind::ActiveUsers, Some(41), Max::AtMost(50)),
                Limit::new(LimitKind::GuestUsers, None, Max::Unlimited),
            ],
            modules: vec![module("auditing", ModuleState::Active), module("scalability", ModuleState::Inactive)],
            ..License::bare("Enterprise \"X\"").with_deadline(in_days(25), DeadlineKind::Expiry)
        };
        let snapshot = licensed(vec![license]);
        let failures = BTreeMap::from([(FailureCode::Timeout, 3)]);
        let refreshed = Refreshed { duration: Duration::from_millis(1250), failures };
        let measured = Measured { refreshed: Some(&refreshed), ..measured("Acme", &snapshot) };
        insta::assert_snapshot!("prometheus", metrics(&[measured], &[], Format::Prometheus, now()));
        insta::assert_snapshot!("openmetrics", metrics(&[measured], &[], Format::OpenMetrics, now()));
    }

    #[test]
    fn a_channel_that_was_never_used_is_neither_up_nor_down() {
        let channel =
            |name: &str, is_up, sent_at| MeasuredChannel { name: name.to_owned(), is_up, sent_at, pending: 2 };
        let channels =
            [channel("Ops", Some(true), Some(now())), channel("Pager", None, None), channel("Ops", Some(false), None)];
        let text = metrics(&[], &channels, Format::Prometheus, now());
        let samples = text.lines().filter_map(|line| line.strip_prefix("license_watch_alert_channel_"));
        assert_eq!(
            samples.collect::<Vec<_>>(),
            [
                "up{channel=\"Ops\"} 1",
                "up{channel=\"Ops (2)\"} 0",
                "last_success_timestamp_seconds{channel=\"Ops\"} 1772323200",
                "pending{channel=\"Ops\"} 2",
                "pending{channel=\"Pager\"} 2",
                "pending{channel=\"Ops (2)\"} 2",
            ]
        );
    }

    #[test]
    fn what_cannot_be_known_is_absent() {
        let never = samples(&[measured("Acme", &Snapshot::default())]);
        let names: HashSet<_> = never.iter().map(|line| line.split('{').next().unwrap()).collect();
        let known = [Metric::Build, Metric::Workspace, Metric::Status].map(Metric::name);
        assert_eq!(names, HashSet::from(known), "{never:#?}");

        let failure = Some(Failure::new(FailureCode::Unreachable, "no server", "Check it."));
        let down = Snapshot { failure, ..Snapshot::default() };
        assert_eq!(samples_of(Metric::Up, &[measured("Acme", &down)]), ["workspace=\"Acme\"} 0"]);
        assert_eq!(
            samples_of(Metric::Failure, &[measured("Acme", &down)]),
            ["workspace=\"Acme\",code=\"unreachable\"} 1"]
        );
        assert_eq!(samples_of(Metric::Attention, &[measured("Acme", &down)]), ["workspace=\"Acme\"} 2"]);
        for metric in [Metric::LastSuccess, Metric::Stale, Metric::Finding, Metric::Deadline, Metric::LimitMax] {
            assert!(samples_of(metric, &[measured("Acme", &down)]).is_empty(), "{metric:?}");
        }

        let answer = Some(Entitlement::NotPermitted(Visible::default()));
        let not_permitted = Snapshot { answer, fetched_at: Some(now()), ..Snapshot::default() };
        assert!(
            samples_of(Metric::Finding, &[measured("Acme", &not_permitted)]).is_empty(),
            "nobody says they are not"
        );
        assert_eq!(samples_of(Metric::Up, &[measured("Acme", &not_permitted)]), ["workspace=\"Acme\"} 0"]);
    }

    #[test]
    fn what_was_read_before_is_kept_while_nothing_can_be_read() {
        let license = License::bare("Pro").with_deadline(in_days(25), DeadlineKind::Expiry);
        let failure = Some(Failure::new(FailureCode::Timeout, "no response", "Try again."));
        let snapshot = Snapshot { failure, ..licensed(vec![license]) };
        let measured = [measured("Acme", &snapshot)];
        assert_eq!(samples_of(Metric::Up, &measured), ["workspace=\"Acme\"} 0"]);
        assert_eq!(samples_of(Metric::Stale, &measured), ["workspace=\"Acme\"} 1"]);
        assert_eq!(samples_of(Metric::Deadline, &measured).len(), 1);
    }

    #[test]
    fn of_each_kind_and_plan_the_next_deadline_counts_or_else_the_last_one() {
        let at = |days| in_days(days).as_second();
        let ahead = License::bare("Pro")
            .with_deadline(in_days(-2), DeadlineKind::ModulesDisabled)
            .with_deadline(in_days(9), DeadlineKind::ModulesDisabled)
            .with_deadline(in_days(5), DeadlineKind::ModulesDisabled)
            .with_deadline(in_days(3), DeadlineKind::UsersNotified)
            .with_deadline(in_days(25), DeadlineKind::Expiry);
        let renewing = License { renewal: Renewal::Automatic, ..License::bare("Pro") }
            .with_deadline(in_days(12), DeadlineKind::Expiry);
        assert_eq!(
            samples_of(Metric::Deadline, &[measured("Acme", &licensed(vec![ahead, renewing]))]),
            [
                format!("workspace=\"Acme\",plan=\"Pro\",kind=\"modules_disabled\",renewal=\"manual\"}} {}", at(5)),
                format!("workspace=\"Acme\",plan=\"Pro\",kind=\"expiry\",renewal=\"automatic\"}} {}", at(12)),
                format!("workspace=\"Acme\",plan=\"Pro\",kind=\"expiry\",renewal=\"manual\"}} {}", at(25)),
            ]
        );
        let ended = License::bare("Pro").with_deadline(in_days(-4), DeadlineKind::Expiry);
        let over = format!("workspace=\"Acme\",plan=\"Pro\",kind=\"expiry\",renewal=\"manual\"}} {}", at(-4));
        let still_named = licensed(vec![ended.clone()]);
        assert_eq!(samples_of(Metric::Deadline, &[measured("Acme", &still_named)]), std::slice::from_ref(&over));
        let answer = Some(Entitlement::Unlicensed { limits: Vec::new() });
        let lapsed = Snapshot { answer, named: vec![ended], fetched_at: Some(now()), ..Snapshot::default() };
        assert_eq!(samples_of(Metric::Deadline, &[measured("Acme", &lapsed)]), [over], "an alert goes on");
    }

    #[test]
    fn an_archived_workspace_is_named_and_nothing_else() {
        let snapshot = licensed(vec![License::bare("Pro").with_deadline(in_days(-3), DeadlineKind::Expiry)]);
        let measured = Measured { is_archived: true, ..measured("Acme", &snapshot) };
        assert_eq!(samples(&[measured]).len(), 2, "and the version of License Watch");
        assert!(samples_of(Metric::Workspace, &[measured])[0].contains("archived=\"true\""));
    }

    #[test]
    fn no_two_workspaces_have_the_same_labels() {
        let snapshot = licensed(Vec::new());
        let long = "x".repeat(300);
        let names = ["Acme", "Acme", "Acme (2)", "Acme\n", "", "", long.as_str(), long.as_str()];
        let measured: Vec<_> = names.iter().map(|name| measured(name, &snapshot)).collect();
        let lines = samples(&measured);
        let series: HashSet<_> = lines.iter().map(|line| line.rsplit_once(' ').unwrap().0).collect();
        assert_eq!(series.len(), lines.len());
        assert_eq!(
            samples_of(Metric::Up, &measured)[..4],
            [
                "workspace=\"Acme\"} 1",
                "workspace=\"Acme (2)\"} 1",
                "workspace=\"Acme (2) (2)\"} 1",
                "workspace=\"Acme (3)\"} 1",
            ]
        );
    }

    #[test]
    fn a_server_cannot_make_more_and_more_samples() {
        let license = |number: usize| {
            let module = |name: usize| Module {
                id: ModuleId::new(&format!("{number}-{name}")),
                state: ModuleState::Active,
                external: false,
            };
            License { modules: (0..100).map(module).collect(), ..License::bare(&format!("Plan {number}")) }
                .with_deadline(in_days(25), DeadlineKind::Expiry)
        };
        let snapshot = licensed((0..100).map(license).collect());
        let measured = [measured("Acme", &snapshot)];
        assert_eq!(samples_of(Metric::ModuleActive, &measured).len(), MOST_MODULES);
        assert_eq!(samples_of(Metric::Deadline, &measured).len(), MOST_DEADLINES);
    }

    #[test]
    fn a_fleet_of_ten_thousand_is_written_in_pieces_and_each_metric_in_one_go() {
        let module = |number: usize| Module {
            id: ModuleId::new(&format!("module-{number}")),
            state: ModuleState::Active,
            external: false,
        };
        let license = License {
            modules: (0..30).map(module).collect(),
            limits: LimitKind::iter().map(|kind| Limit::new(kind, Some(41), Max::AtMost(50))).collect(),
            ..License::bare("Enterprise").with_deadline(in_days(25), DeadlineKind::Expiry)
        };
        let snapshot = licensed(vec![license]);
        let names: Vec<_> = (0..10_000).map(|number| format!("Workspace {number}")).collect();
        let measured: Vec<_> = names.iter().map(|name| measured(name, &snapshot)).collect();
        let pieces: Vec<_> = Pieces::new(measured, Vec::new(), Format::OpenMetrics, now()).collect();
        let longest = pieces.iter().map(String::len).max().unwrap();
        assert!(pieces.len() > 100 && longest < PIECE + (8 << 10), "{} pieces, up to {longest}", pieces.len());
        let text = pieces.concat();
        assert_eq!(text.lines().filter(|line| line.starts_with("license_watch_up{")).count(), 10_000);
        let mut names: Vec<_> = text.lines().filter_map(|line| Some(line.split_once('{')?.0)).collect();
        names.dedup();
        assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len(), "{names:?}");
        assert_eq!((text.matches("# HELP ").count(), text.matches("# EOF\n").count()), (names.len(), 1));
    }

    #[test]
    fn a_metric_of_seconds_has_the_unit_in_its_name_and_a_counter_is_a_total() {
        for metric in Metric::iter() {
            let name = metric.name();
            assert!(name.starts_with("license_watch_") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            assert_eq!(metric.kind() == MetricType::Counter, name.ends_with("_total"), "{name}");
            assert_eq!(metric.kind() == MetricType::Info, name.ends_with("_info"), "{name}");
            assert!(!metric.help().contains(['\\', '"', '\n']), "{name}");
        }
    }
}
