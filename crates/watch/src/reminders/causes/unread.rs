//! The workspace cannot be read for days.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    failure::FailureCode,
    i18n::{Audience, values},
    present::counted::failure_text,
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// For how long a workspace fails before that is reported.
const AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A workspace that cannot be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// Since when.
    pub since: Timestamp,
    /// The latest failure.
    pub code: FailureCode,
}

/// Set in once every refresh has failed for three days.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let kind = ConditionKind::of(CauseKind::Unread);
    let Some(failure) = facts.snapshot.failure() else { return vec![Condition::new(kind, None)] };
    let since = facts.snapshot.failing_since.filter(|since| facts.now.duration_since(*since) >= AFTER);
    match since {
        Some(since) if !facts.is_signed_out_on_purpose() => {
            vec![Condition::new(kind, Some(Cause::Unread(Unread { since, code: failure.code })))]
        }
        Some(_) | None => Vec::new(),
    }
}

impl ReminderCause for Unread {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of(CauseKind::Unread))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Normal
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        let why = audience.words.text(failure_text(self.code));
        audience.words.format("unread", &values!["why" => why, "days" => audience.days_since(self.since)])
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        audience.words.format("unread-why", &values!["date" => audience.date(self.since)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        reminders::{
            condition::tests::{active, failing},
            tests::{day, texts},
        },
        workspace::{Credential, Workspace},
    };

    #[test]
    fn a_silence_is_reported_after_three_days_unless_the_admin_signed_out() {
        let acme = Workspace::example();
        assert_eq!(active(&acme, &failing(FailureCode::Unreachable, 2)), Vec::<String>::new());
        assert_eq!(active(&acme, &failing(FailureCode::Unreachable, 3)), ["unread"]);
        let signed_out = Workspace { credential: Credential::None, ..Workspace::example() };
        assert_eq!(active(&signed_out, &failing(FailureCode::CredentialsMissing, 5)), Vec::<String>::new());
    }

    #[test]
    fn texts_in_every_language() {
        let codes = [
            FailureCode::Timeout,
            FailureCode::Forbidden,
            FailureCode::Unauthorized,
            FailureCode::RateLimited,
            FailureCode::Server,
            FailureCode::Gate,
            FailureCode::Redirected,
            FailureCode::NotRocketchat,
            FailureCode::Malformed,
            FailureCode::Tls,
            FailureCode::TooLarge,
        ];
        insta::assert_snapshot!(texts(&codes.map(|code| Cause::Unread(Unread { since: day(-3), code }))));
    }
}
