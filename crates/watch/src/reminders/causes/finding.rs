//! Something is wrong with a workspace that has no deadline, or that no deadline announced.

use license::{Change, Finding, FindingKind, ModuleId, Observation, StopKind};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use crate::{
    i18n::Audience,
    present::finding,
    reminders::{
        Cause, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// A finding that has begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingBegan {
    /// What was found.
    pub finding: Finding,
}

/// How a kind of finding is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    /// By another cause: a deadline that has passed, or a license that is not honored.
    Elsewhere,
    /// In the list of reminders, without a notification.
    Listed,
    /// By a notification.
    Notified(Urgency),
}

fn report(kind: FindingKind) -> Report {
    match kind {
        FindingKind::ReadOnly | FindingKind::SupportEnded | FindingKind::NotHonored => Report::Elsewhere,
        FindingKind::WorkspaceDiffers | FindingKind::Offline | FindingKind::Announcement => Report::Listed,
        FindingKind::ModulesStopped
        | FindingKind::ActionsPrevented
        | FindingKind::VersionNotListed
        | FindingKind::FipsNotLicensed => Report::Notified(Urgency::Critical),
        FindingKind::AddressDiffers
        | FindingKind::RenewalBlocked
        | FindingKind::PresenceCapped
        | FindingKind::PresenceOff => Report::Notified(Urgency::Normal),
    }
}

/// One condition for each kind of finding. Its level is how much was found, so that one more module is reported.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let Some(observation) = facts.latest_observation() else { return Vec::new() };
    let findings: Vec<_> =
        observation.findings(facts.now).into_iter().filter_map(|finding| unannounced(finding, facts)).collect();
    let kinds = FindingKind::iter().filter(|kind| report(*kind) != Report::Elsewhere);
    let condition = |kind| {
        let of_kind: Vec<_> = findings.iter().filter(|finding| finding.kind() == kind).collect();
        let level = of_kind.iter().map(|finding| extent(finding)).sum();
        Condition {
            kind: ConditionKind::of_finding(kind),
            level,
            hysteresis_level: level
                .max(i64::from(kind == FindingKind::PresenceCapped && is_nearly_capped(&observation))),
            cause: of_kind.last().map(|finding| Cause::Finding(FindingBegan { finding: (*finding).clone() })),
        }
    };
    kinds.map(condition).collect()
}

/// A finding without what a deadline has reported already.
fn unannounced(finding: Finding, facts: &Facts<'_>) -> Option<Finding> {
    let Finding::ModulesStopped { mut modules } = finding else { return Some(finding) };
    let passed = facts.snapshot.observation().passed_stops(facts.now);
    let is_announced = |module: &ModuleId| {
        let mut ends = passed.iter().filter(|stop| stop.kind == StopKind::ModulesDisabled);
        ends.any(|stop| stop.deadline.modules.is_empty() || stop.deadline.modules.contains(module))
    };
    modules.retain(|module| !is_announced(module));
    (!modules.is_empty()).then_some(Finding::ModulesStopped { modules })
}

/// Whether one of these findings reports a change, which then needs no reminder of its own.
pub fn is_reported(change: &Change, findings: &[Finding]) -> bool {
    findings.iter().any(|finding| match (finding, change) {
        (Finding::ModulesStopped { modules }, Change::ModuleLost { module }) => modules.contains(module),
        (Finding::NotHonored { .. }, Change::LicenseLost { .. }) => true,
        (_, _) => false,
    })
}

fn extent(finding: &Finding) -> i64 {
    match finding {
        Finding::ModulesStopped { modules } => i64::try_from(modules.len()).unwrap_or(i64::MAX),
        Finding::ReadOnly { .. }
        | Finding::NotHonored { .. }
        | Finding::ActionsPrevented { .. }
        | Finding::SupportEnded { .. }
        | Finding::VersionNotListed
        | Finding::FipsNotLicensed
        | Finding::AddressDiffers { .. }
        | Finding::WorkspaceDiffers
        | Finding::RenewalBlocked { .. }
        | Finding::PresenceCapped(_)
        | Finding::PresenceOff
        | Finding::Offline
        | Finding::Announcement { .. } => 1,
    }
}

/// Whether the connections are still so near their maximum that reaching it again is not reported again.
fn is_nearly_capped(observation: &Observation<'_>) -> bool {
    let is_near = |presence: license::Presence| u64::from(presence.current) * 10 >= u64::from(presence.max) * 8;
    observation.facts.presence.is_some_and(is_near)
}

impl ReminderCause for FindingBegan {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of_finding(self.finding.kind()))
    }

    fn urgency(&self) -> Urgency {
        match report(self.finding.kind()) {
            Report::Notified(urgency) => urgency,
            Report::Listed | Report::Elsewhere => Urgency::Low,
        }
    }

    fn is_notified(&self) -> bool {
        matches!(report(self.finding.kind()), Report::Notified(_))
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        finding::title(&self.finding, audience)
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        finding::body(&self.finding, audience)
    }
}

#[cfg(test)]
mod tests {
    use crate::reminders::settings::LimitSteps;
    use jiff::Timestamp;
    use license::{Deadline, DeadlineKind, Entitlement, License, Module, ModuleState, Presence, VersionListing};

    use super::*;
    use crate::{
        reminders::{
            condition::{
                conditions,
                tests::{active, find, seats},
            },
            tests::{NOW, day},
        },
        workspace::{Workspace, snapshot::Snapshot},
    };

    /// A license in force of which these modules do not work.
    fn stopped(modules: &[&str], deadlines: Vec<Deadline>) -> Snapshot {
        let module = |id: &&str| Module { id: ModuleId::new(id), state: ModuleState::Inactive, external: false };
        let license = License { modules: modules.iter().map(module).collect(), deadlines, ..License::bare("Pro") };
        Snapshot { answer: Some(Entitlement::Licensed { licenses: vec![license] }), ..Snapshot::default() }
    }

    fn level(snapshot: &Snapshot, code: &str, now: Timestamp) -> Option<(i64, i64)> {
        find(&conditions(&Workspace::example(), snapshot, &[], &LimitSteps::default(), now), code)
    }

    #[test]
    fn one_module_more_that_stops_is_reported() {
        let code = "finding.modules_stopped";
        let of = |modules: &[&str]| level(&stopped(modules, Vec::new()), code, NOW);
        assert_eq!([of(&[]), of(&["abac"]), of(&["abac", "auditing"])], [Some((0, 0)), Some((1, 1)), Some((2, 2))]);
    }

    #[test]
    fn modules_that_a_deadline_has_reported_are_not_reported_again() {
        let mut end = Deadline::new(day(-1), DeadlineKind::ModulesDisabled);
        end.modules = vec![ModuleId::new("abac")];
        let snapshot = |end: &Deadline| stopped(&["abac", "auditing"], vec![end.clone()]);
        assert_eq!(level(&snapshot(&end), "finding.modules_stopped", NOW), Some((1, 1)), "only auditing");
        end.modules.clear();
        assert_eq!(level(&snapshot(&end), "finding.modules_stopped", NOW), Some((0, 0)), "it names no modules");
    }

    #[test]
    fn a_version_that_is_not_listed_is_reported_without_permission_too() {
        let mut snapshot =
            Snapshot { answer: Some(Entitlement::NotPermitted(license::Visible::default())), ..Snapshot::default() };
        snapshot.facts.version = VersionListing::NotListed;
        assert!(active(&Workspace::example(), &snapshot).contains(&"finding.version_not_listed".to_owned()));
    }

    #[test]
    fn connections_that_hover_around_nine_tenths_are_reported_once() {
        let mut snapshot = seats(1, 100);
        let mut recorded = 0;
        let mut rises = 0;
        for current in [179, 180, 175, 181, 165, 190, 150, 185] {
            snapshot.facts.presence = Some(Presence { current, max: 200 });
            let found = conditions(&Workspace::example(), &snapshot, &[], &LimitSteps::default(), NOW);
            let condition = found.iter().find(|condition| condition.kind.code() == "finding.presence_capped").unwrap();
            let after = condition.level_after(recorded);
            rises += usize::from(after > recorded);
            recorded = after;
        }
        assert_eq!(rises, 2, "at 180, and at 185 after it had fallen to 150");
    }
}
