//! What is known of the workspace is too old to be relied upon.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Audience, values},
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// From which age on an answer is outdated.
const AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);

/// An answer that is too old.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outdated {
    /// When the latest answer was fetched.
    pub fetched_at: Timestamp,
}

/// Set in once the latest answer is two weeks old and the workspace cannot be read.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let kind = ConditionKind::of(CauseKind::Outdated);
    if facts.snapshot.failure().is_none() {
        return vec![Condition::new(kind, None)];
    }
    let fetched_at = facts.snapshot.fetched_at.filter(|at| facts.now.duration_since(*at) >= AFTER);
    let cause = |fetched_at| Condition::new(kind, Some(Cause::Outdated(Outdated { fetched_at })));
    fetched_at.map(cause).into_iter().collect()
}

impl ReminderCause for Outdated {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of(CauseKind::Outdated))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Normal
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        audience.words.format("outdated", &values!["days" => audience.days_since(self.fetched_at)])
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        audience.words.format("outdated-why", &values!["date" => audience.date(self.fetched_at)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        failure::FailureCode,
        reminders::{
            condition::tests::{active, failing},
            tests::{day, texts},
        },
        workspace::Workspace,
    };

    #[test]
    fn an_old_answer_is_reported_after_two_weeks() {
        let acme = Workspace::example();
        assert_eq!(active(&acme, &failing(FailureCode::Tls, 13)), ["unread"]);
        assert_eq!(active(&acme, &failing(FailureCode::Tls, 14)), ["unread", "outdated"]);
    }

    #[test]
    fn texts_in_every_language() {
        insta::assert_snapshot!(texts(&[Cause::Outdated(Outdated { fetched_at: day(-14) })]));
    }
}
