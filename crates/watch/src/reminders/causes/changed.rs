//! The license is not what it was.

use jiff::Timestamp;
use license::{Change, ChangeKind, Direction, Max, Renewal};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Audience, values},
    reminders::{ReminderCause, condition::ConditionKind, urgency::Urgency},
};

/// The most changes that a body lists.
const MOST: usize = 4;

/// What changed between two answers of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LicenseChanged {
    /// The changes that are better or worse than before.
    pub changes: Vec<Change>,
}

impl ReminderCause for LicenseChanged {
    fn condition(&self) -> Option<ConditionKind> {
        None
    }

    fn urgency(&self) -> Urgency {
        if self.changes.iter().any(|change| change.kind() == ChangeKind::LicenseLost) {
            Urgency::Critical
        } else if self.changes.iter().all(|change| change.direction() == Direction::Better) {
            Urgency::Low
        } else {
            Urgency::Normal
        }
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        audience.words.text(title_id(&self.changes))
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        let mut lines: Vec<_> = self.changes.iter().take(MOST).map(|change| line(change, audience)).collect();
        if let more @ 1.. = self.changes.len().saturating_sub(MOST) {
            lines.push(audience.words.format("and-more", &values!["more" => more]));
        }
        lines.join("\n")
    }
}

/// The text for the heaviest of several changes.
fn title_id(changes: &[Change]) -> &'static str {
    let Some(heaviest) = Change::heaviest(changes) else { return "changed" };
    match (heaviest.kind(), heaviest.direction()) {
        (ChangeKind::LicenseLost, _) => "changed-lost",
        (ChangeKind::LicenseGained, _) => "changed-gained",
        (ChangeKind::ExpiryChanged, Direction::Worse) => "changed-sooner",
        (ChangeKind::ExpiryChanged, Direction::Better) => "changed-later",
        (ChangeKind::ModuleLost, _) => "changed-modules-lost",
        (ChangeKind::ModuleGained, _) => "changed-modules-gained",
        (ChangeKind::LimitLowered, _) => "changed-lowered",
        (ChangeKind::LimitRaised, _) => "changed-raised",
        (
            ChangeKind::ExpiryChanged
            | ChangeKind::PlanChanged
            | ChangeKind::TrialStarted
            | ChangeKind::TrialEnded
            | ChangeKind::RenewalChanged
            | ChangeKind::ServerVersionChanged
            | ChangeKind::AddressChanged,
            _,
        ) => "changed",
    }
}

/// One change in a line.
pub fn line(change: &Change, audience: &Audience<'_>) -> String {
    let words = audience.words;
    let id = format!("change-{}", change.kind().code());
    let end = |at: &Option<Timestamp>| at.map_or_else(|| words.text("no-end"), |at| audience.date(at));
    let max = |max: &Max| max.number().map_or_else(|| words.text("unlimited"), |max| words.number(max));
    let renewal = |renewal: &Renewal| match renewal {
        Renewal::Automatic => words.text("renewal-automatic"),
        Renewal::Manual => words.text("renewal-manual"),
    };
    match change {
        Change::LicenseGained { plan } => words.format(&id, &values!["after" => plan.as_str()]),
        Change::LicenseLost { plan } => words.format(&id, &values!["before" => plan.as_str()]),
        Change::PlanChanged { before, after }
        | Change::ServerVersionChanged { before, after }
        | Change::AddressChanged { before, after } => {
            words.format(&id, &values!["before" => before.as_str(), "after" => after.as_str()])
        }
        Change::ExpiryChanged { before, after } => {
            words.format(&id, &values!["before" => end(before), "after" => end(after)])
        }
        Change::ModuleGained { module } | Change::ModuleLost { module } => {
            words.format(&id, &values!["subject" => words.module(module)])
        }
        Change::LimitRaised { limit, before, after } | Change::LimitLowered { limit, before, after } => {
            words.format(&id, &values!["subject" => words.kind(*limit), "before" => max(before), "after" => max(after)])
        }
        Change::TrialStarted | Change::TrialEnded => words.text(&id),
        Change::RenewalChanged { before, after } => {
            words.format(&id, &values!["before" => renewal(before), "after" => renewal(after)])
        }
    }
}

#[cfg(test)]
mod tests {
    use license::{LimitKind, ModuleId};

    use super::*;
    use crate::reminders::{Cause, tests::texts};

    #[test]
    fn texts_in_every_language() {
        let end = |at: &str| Some(at.parse().unwrap());
        let lost = |name| Change::ModuleLost { module: ModuleId::new(name) };
        let each = [
            vec![Change::LicenseLost { plan: "Pro".into() }],
            vec![Change::ExpiryChanged { before: end("2026-03-12T00:00:00Z"), after: end("2027-03-12T00:00:00Z") }],
            vec![Change::LimitLowered {
                limit: LimitKind::ActiveUsers,
                before: Max::AtMost(50),
                after: Max::AtMost(25),
            }],
            ["auditing", "fips", "livechat-enterprise", "acme.unknown", "abac"].map(lost).into(),
        ];
        let causes = each.map(|changes| Cause::Changed(LicenseChanged { changes }));
        insta::assert_snapshot!(texts(&causes));
    }
}
