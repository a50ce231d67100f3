//! The workspace rejects the sign-in, or does not show the license to the account.

use serde::{Deserialize, Serialize};

use crate::{
    failure::FailureCode,
    i18n::Audience,
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
};

/// Access that is refused until an admin signs in again or grants a permission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessRefused {
    /// How the workspace refuses it.
    pub code: FailureCode,
}

/// Set in at the first refusal. Another failure in between changes nothing: only a successful answer ends it.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let kind = ConditionKind::of(CauseKind::Refused);
    let Some(failure) = facts.snapshot.failure() else { return vec![Condition::new(kind, None)] };
    if needs_action(failure.code) && !facts.is_signed_out_on_purpose() {
        vec![Condition::new(kind, Some(Cause::Refused(AccessRefused { code: failure.code })))]
    } else {
        Vec::new()
    }
}

/// Whether it lasts until an admin signs in again or grants a permission.
fn needs_action(code: FailureCode) -> bool {
    matches!(code, FailureCode::Unauthorized | FailureCode::Forbidden | FailureCode::CredentialsMissing)
}

impl AccessRefused {
    fn is_permission(&self) -> bool {
        self.code == FailureCode::Forbidden
    }
}

impl ReminderCause for AccessRefused {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of(CauseKind::Refused))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Normal
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        audience.words.text(if self.is_permission() { "forbidden" } else { "refused" })
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        audience.words.text(if self.is_permission() { "forbidden-why" } else { "refused-why" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        reminders::{
            condition::tests::{active, failing},
            tests::texts,
        },
        workspace::{Credential, Workspace},
    };

    #[test]
    fn a_refusal_is_reported_at_once_unless_the_admin_signed_out() {
        let acme = Workspace::example();
        assert_eq!(active(&acme, &failing(FailureCode::Unauthorized, 0)), ["refused"]);
        assert_eq!(active(&acme, &failing(FailureCode::CredentialsMissing, 0)), ["refused"]);
        let signed_out = Workspace { credential: Credential::None, ..Workspace::example() };
        assert_eq!(active(&signed_out, &failing(FailureCode::CredentialsMissing, 0)), Vec::<String>::new());
    }

    #[test]
    fn texts_in_every_language() {
        let refused = |code| Cause::Refused(AccessRefused { code });
        insta::assert_snapshot!(texts(&[refused(FailureCode::Unauthorized), refused(FailureCode::Forbidden)]));
    }
}
