//! The server no longer honors a license whose end has not come.

use license::Status;
use serde::{Deserialize, Serialize};

use crate::{
    i18n::Audience,
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// A license that is not honored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LicenseWithdrawn {}

/// Set in while the workspace's status is invalid.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let Some(observation) = facts.observation() else { return Vec::new() };
    let is_withdrawn = observation.status(facts.now) == Status::Invalid;
    let cause = is_withdrawn.then_some(Cause::Withdrawn(LicenseWithdrawn {}));
    vec![Condition::new(ConditionKind::of(CauseKind::Withdrawn), cause)]
}

impl ReminderCause for LicenseWithdrawn {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of(CauseKind::Withdrawn))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Critical
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        audience.words.text("withdrawn")
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        audience.words.text("withdrawn-why")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminders::tests::texts;

    #[test]
    fn texts_in_every_language() {
        insta::assert_snapshot!(texts(&[Cause::Withdrawn(LicenseWithdrawn {})]));
    }
}
