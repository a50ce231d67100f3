//! Why a workspace counts as needing attention, in a few words.

use license::{Headline, LimitKind, Subject};

use crate::{
    failure::FailureCode,
    i18n::{Audience, values},
    present::{finding, state::sentence},
    workspace::{
        handling::{Handling, Reason},
        snapshot::Snapshot,
    },
};

/// Why a workspace counts as needing attention: the reason to read first, such as "expires in 25 days" or "all seats in use".
/// `None` if it does not count, because nothing is due or because the user has acknowledged, snoozed, archived or muted
/// it.
pub fn counted(snapshot: &Snapshot, is_muted: bool, handling: &Handling, reader: &Audience<'_>) -> Option<String> {
    let reasons = counting(snapshot, is_muted, handling, reader);
    Some(reason(reasons.first()?, snapshot, reader))
}

/// The same where there is room for two reasons, and nothing else says why the workspace cannot be read: "expires in 12 days
/// · sign-in refused".
pub fn counted_with_failure(
    snapshot: &Snapshot,
    is_muted: bool,
    handling: &Handling,
    reader: &Audience<'_>,
) -> Option<String> {
    let reasons = counting(snapshot, is_muted, handling, reader);
    let (first, others) = reasons.split_first()?;
    let failure = others.iter().find(|reason| matches!(reason, Reason::Failure(_)));
    let shown = [first].into_iter().chain(failure).map(|shown| reason(shown, snapshot, reader));
    Some(shown.collect::<Vec<_>>().join(" · "))
}

/// The reasons that count, the one to read first at the front.
fn counting(snapshot: &Snapshot, is_muted: bool, handling: &Handling, reader: &Audience<'_>) -> Vec<Reason> {
    if handling.counts(is_muted) { snapshot.reasons(reader.now) } else { Vec::new() }
}

fn reason(reason: &Reason, snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    let (words, observation) = (reader.words, snapshot.observation());
    match reason {
        Reason::DifferingAnswers => words.text("counted-differing-answers"),
        Reason::Failure(code) => words.text(failure_text(*code)),
        Reason::License(concern) => match &concern.subject {
            Subject::Status(_) | Subject::EndUnreadable => sentence(&snapshot.license_headline(reader.now), reader),
            Subject::Stop(deadline) => {
                let stop = observation.stops(reader.now).into_iter().find(|stop| stop.deadline == deadline);
                stop.map(|stop| sentence(&Headline::ahead(stop), reader)).unwrap_or_default()
            }
            Subject::Finding(finding) => finding::title(finding, reader),
            Subject::Limit(kind) => limit(*kind, snapshot, reader),
        },
    }
}

fn limit(kind: LimitKind, snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    let limit = snapshot.observation().limit(kind, reader.now);
    let max = limit.as_ref().and_then(|limit| limit.effective_max().number());
    let (Some(used), Some(max)) = (limit.as_ref().and_then(|limit| limit.used), max) else {
        return reader.words.kind(kind);
    };
    reader.words.format("counted-limit", &values!["kind" => reader.words.kind(kind), "used" => used, "max" => max])
}

/// The text of a failure: what failed. A server that answers is not called unreachable.
pub(crate) fn failure_text(code: FailureCode) -> &'static str {
    match code {
        FailureCode::Unreachable | FailureCode::Timeout => "counted-unreachable",
        FailureCode::Server => "counted-server-error",
        FailureCode::RateLimited => "counted-rate-limited",
        FailureCode::Tls => "counted-not-secure",
        FailureCode::NotRocketchat => "counted-not-rocketchat",
        FailureCode::Gate => "counted-blocked",
        FailureCode::Redirected => "counted-redirected",
        FailureCode::Malformed => "counted-invalid-response",
        FailureCode::Unauthorized | FailureCode::WrongPassword => "counted-sign-in-refused",
        FailureCode::CredentialsMissing | FailureCode::SignInGone => "counted-signed-out",
        FailureCode::Forbidden => "state-not-permitted",
        FailureCode::Vault | FailureCode::VaultAbsent | FailureCode::VaultLocked => "counted-no-keyring",
        FailureCode::NotFound
        | FailureCode::HttpRefused
        | FailureCode::TooLarge
        | FailureCode::NotLicenseKey
        | FailureCode::KeyRefused
        | FailureCode::PreviousKeyGone
        | FailureCode::BadAddress
        | FailureCode::BadProxy
        | FailureCode::BadAuthority
        | FailureCode::DuplicateWorkspace
        | FailureCode::UnknownWorkspace
        | FailureCode::OtherWorkspace
        | FailureCode::Unverified
        | FailureCode::BadCost
        | FailureCode::BadContact
        | FailureCode::BadList
        | FailureCode::BatchGone
        | FailureCode::BadImport
        | FailureCode::Misconfigured
        | FailureCode::Storage
        | FailureCode::AgentUnreachable
        | FailureCode::UnknownChannel
        | FailureCode::TooManyChannels
        | FailureCode::ChannelNameMissing
        | FailureCode::WebhookMissing
        | FailureCode::BadWebhook
        | FailureCode::WebhookUnencrypted
        | FailureCode::WebhookHoldsCredentials
        | FailureCode::SigningKeyMissing
        | FailureCode::BadSigningKey
        | FailureCode::BadMailServer
        | FailureCode::BadMailPort
        | FailureCode::MailUnencrypted
        | FailureCode::MailPasswordMissing
        | FailureCode::BadMailSender
        | FailureCode::BadMailRecipient
        | FailureCode::BadMailRecipientCount
        | FailureCode::ChannelUnreachable
        | FailureCode::ChannelUntrusted
        | FailureCode::ChannelUnavailable
        | FailureCode::ChannelRefused
        | FailureCode::ChannelRecipients
        | FailureCode::ChannelSignIn
        | FailureCode::ChannelSecretMissing
        | FailureCode::NotSaved
        | FailureCode::LinkNotOpened
        | FailureCode::Internal => "state-unread",
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp, tz::TimeZone};
    use license::{DeadlineKind, Entitlement, License};

    use super::*;
    use crate::{failure::Failure, i18n::language::Language};

    /// What the tray shows of a workspace whose license ends in this many days, with a failure of its last refresh; and what
    /// a row shows.
    fn shown(days: i64, failure: Option<FailureCode>) -> (String, String) {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let license =
            License::bare("Pro").with_deadline(now + SignedDuration::from_hours(24 * days), DeadlineKind::Expiry);
        let snapshot = Snapshot {
            answer: Some(Entitlement::Licensed { licenses: vec![license] }),
            failure: failure.map(|code| Failure::new(code, "", "")),
            ..Snapshot::default()
        };
        let reader = Audience { now, zone: &TimeZone::UTC, words: Language::English.words() };
        let tray = counted_with_failure(&snapshot, false, &Handling::Active, &reader).unwrap_or_default();
        (tray, counted(&snapshot, false, &Handling::Active, &reader).unwrap_or_default())
    }

    #[test]
    fn a_failure_hides_no_date_that_is_near() {
        let both = |tray: &str, row: &str| (tray.to_owned(), row.to_owned());
        let refused = Some(FailureCode::Unauthorized);
        assert_eq!(shown(12, refused), both("expires in 12 days · sign-in refused", "expires in 12 days"));
        assert_eq!(shown(2, Some(FailureCode::Timeout)), both("expires in 2 days · unreachable", "expires in 2 days"));
        assert_eq!(shown(-2, refused), both("expired 2 days ago · sign-in refused", "expired 2 days ago"));
        assert_eq!(shown(300, refused), both("sign-in refused", "sign-in refused"));
        let gate = shown(300, Some(FailureCode::Gate));
        assert_eq!(gate, both("blocked before reaching Rocket.Chat", "blocked before reaching Rocket.Chat"));
        assert_eq!(shown(12, None), both("expires in 12 days", "expires in 12 days"));
        assert_eq!(shown(300, None), both("", ""));
    }
}
