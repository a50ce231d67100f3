//! The server honors no license, although one is known or a key is set.

use license::{Finding, Refusal, Status};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::Audience,
    present::finding,
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// A license that is not honored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LicenseWithdrawn {
    /// Why, as far as known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Refusal>,
}

/// Set in while the server honors no license. That one has ended is reported by its deadline.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let Some(observation) = facts.latest_observation() else { return Vec::new() };
    let is_reported = match observation.status(facts.now) {
        Status::Invalid | Status::NotPermitted => true,
        Status::Valid | Status::Expiring | Status::Expired | Status::Lapsed | Status::Community | Status::Unknown => {
            false
        }
    };
    let reasons = observation.findings(facts.now).into_iter().find_map(|finding| {
        let Finding::NotHonored { reasons } = finding else { return None };
        Some(reasons)
    });
    let cause = reasons.filter(|_| is_reported).map(|reasons| Cause::Withdrawn(LicenseWithdrawn { reasons }));
    vec![Condition::new(ConditionKind::of(CauseKind::Withdrawn), cause)]
}

impl ReminderCause for LicenseWithdrawn {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of(CauseKind::Withdrawn))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Critical
    }

    fn is_renewable(&self) -> bool {
        true
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        finding::title(&self.finding(), audience)
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        finding::body(&self.finding(), audience)
    }
}

impl LicenseWithdrawn {
    fn finding(&self) -> Finding {
        Finding::NotHonored { reasons: self.reasons.clone() }
    }
}

#[cfg(test)]
mod tests {
    use crate::reminders::settings::LimitSteps;
    use license::{AddressPattern, Entitlement, Label, License, PatternKind, RefusalReason, StoredKey};

    use super::*;
    use crate::{
        reminders::{
            condition::{
                conditions,
                tests::{active, seats},
            },
            tests::NOW,
        },
        workspace::Workspace,
    };

    #[test]
    fn a_key_that_is_set_and_not_honored_is_reported_with_the_reason() {
        let mut snapshot = seats(1, 100);
        let addresses = vec![AddressPattern::new("https://old.example", PatternKind::Url)];
        let license = License { addresses, ..License::bare("Pro") };
        snapshot.facts.stored_key = StoredKey::Set { license: Some(Box::new(license)) };
        snapshot.facts.identity.address = Some(Label::new("chat.acme.example"));
        let found = conditions(&Workspace::example(), &snapshot, &[], &LimitSteps::default(), NOW);
        let reasons = found.into_iter().find_map(|condition| match condition.cause {
            Some(Cause::Withdrawn(LicenseWithdrawn { reasons })) => Some(reasons),
            Some(_) | None => None,
        });
        let reasons: Vec<_> = reasons.unwrap().iter().map(|refusal| refusal.reason).collect();
        assert_eq!(reasons, [RefusalReason::Address]);
    }

    #[test]
    fn a_license_that_has_ended_is_reported_by_its_deadline() {
        let mut snapshot = seats(1, 100);
        snapshot.named =
            vec![License::bare("Pro").with_deadline(crate::reminders::tests::day(-1), license::DeadlineKind::Expiry)];
        assert!(matches!(snapshot.answer, Some(Entitlement::Unlicensed { .. })));
        assert_eq!(active(&Workspace::example(), &snapshot), Vec::<String>::new());
    }
}
