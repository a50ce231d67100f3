//! A finding in words: what is wrong, and what follows from it.

use license::{Finding, LimitKind, Refusal, RefusalReason, RenewalBlock};
use serde::Serialize;
use ts_rs::TS;

use crate::i18n::{Audience, values};

/// What is wrong, as a short sentence that begins in lower case where the language allows that: "3 modules have stopped".
pub fn title(finding: &Finding, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let id = format!("finding-{}", finding.kind().code());
    match finding {
        Finding::ModulesStopped { modules } => {
            let module = modules.first().map(|module| words.module(module)).unwrap_or_default();
            words.format(&id, &values!["count" => modules.len(), "module" => module])
        }
        Finding::AddressDiffers { address } => words.format(&id, &values!["what" => address.to_string()]),
        Finding::PresenceCapped(presence) => {
            words.format(&id, &values!["used" => presence.current, "max" => presence.max])
        }
        Finding::ReadOnly { .. }
        | Finding::NotHonored { .. }
        | Finding::ActionsPrevented { .. }
        | Finding::SupportEnded { .. }
        | Finding::VersionNotListed
        | Finding::FipsNotLicensed
        | Finding::WorkspaceDiffers
        | Finding::RenewalBlocked { .. }
        | Finding::PresenceOff
        | Finding::Offline
        | Finding::Announcement { .. } => words.text(&id),
    }
}

/// Why it is so, what follows from it, and what an admin can do, in whole sentences.
pub fn body(finding: &Finding, reader: &Audience<'_>) -> String {
    let mut sentences = reasons(finding, reader);
    sentences.push(consequence(finding, reader));
    sentences.join(" ")
}

/// Why it is so, one sentence each; empty for a finding that is its own reason.
pub fn reasons(finding: &Finding, reader: &Audience<'_>) -> Vec<String> {
    match finding {
        Finding::NotHonored { reasons } => reasons.iter().map(|reason| refusal(reason, reader)).collect(),
        Finding::ReadOnly { .. }
        | Finding::ModulesStopped { .. }
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
        | Finding::Announcement { .. } => Vec::new(),
    }
}

/// What follows from it, and what an admin can do, in whole sentences.
pub fn consequence(finding: &Finding, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let id = format!("finding-{}-body", finding.kind().code());
    match finding {
        Finding::ReadOnly { since: at } | Finding::ActionsPrevented { since: at } | Finding::SupportEnded { at } => {
            words.format(&id, &values!["date" => reader.date(*at)])
        }
        Finding::NotHonored { reasons } if reasons.is_empty() => words.text("finding-not_honored-unexplained"),
        Finding::NotHonored { reasons } if reasons.iter().all(|refusal| refusal.reason == RefusalReason::NotBegun) => {
            words.text("finding-not_honored-not_begun")
        }
        Finding::ModulesStopped { modules } => words.format(&id, &values!["names" => words.modules(modules)]),
        Finding::RenewalBlocked { cause } => words.text(match cause {
            RenewalBlock::Offline => "finding-renewal_blocked-offline",
            RenewalBlock::NotRegistered => "finding-renewal_blocked-not_registered",
        }),
        Finding::Announcement { text } => text.to_string(),
        Finding::NotHonored { .. }
        | Finding::VersionNotListed
        | Finding::FipsNotLicensed
        | Finding::AddressDiffers { .. }
        | Finding::WorkspaceDiffers
        | Finding::PresenceCapped(_)
        | Finding::PresenceOff
        | Finding::Offline => words.text(&id),
    }
}

/// What an admin can do about a finding in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Apply a license key.
    ApplyLicense,
}

/// What an admin can do about it in the window; `None` if it is done elsewhere, or nothing is to be done.
pub fn remedy(finding: &Finding) -> Option<Remedy> {
    finding.calls_for_license().then_some(Remedy::ApplyLicense)
}

/// Why a license is not honored, in a whole sentence.
pub fn refusal(refusal: &Refusal, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let reason: &str = refusal.reason.into();
    match refusal.reason {
        RefusalReason::Limit => {
            let kind = refusal.limit.unwrap_or(LimitKind::ActiveUsers);
            words.format("refusal-limit", &values!["kind" => words.kind(kind)])
        }
        RefusalReason::Address
        | RefusalReason::Ended
        | RefusalReason::NotBegun
        | RefusalReason::Period
        | RefusalReason::Other => words.text(&format!("refusal-{reason}")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use license::{Behavior, FindingKind, Label, ModuleId, Presence};
    use strum::IntoEnumIterator;

    use super::*;
    use crate::i18n::language::Language;

    /// One finding of each kind.
    fn example(kind: FindingKind, at: Timestamp) -> Finding {
        let refusal = |reason| Refusal {
            reason,
            behavior: Behavior::InvalidateLicense,
            modules: Vec::new(),
            limit: Some(LimitKind::ActiveUsers),
        };
        match kind {
            FindingKind::ReadOnly => Finding::ReadOnly { since: at },
            FindingKind::NotHonored => Finding::NotHonored { reasons: RefusalReason::iter().map(refusal).collect() },
            FindingKind::ModulesStopped => {
                Finding::ModulesStopped { modules: ["auditing", "abac"].map(ModuleId::new).into() }
            }
            FindingKind::ActionsPrevented => Finding::ActionsPrevented { since: at },
            FindingKind::SupportEnded => Finding::SupportEnded { at },
            FindingKind::VersionNotListed => Finding::VersionNotListed,
            FindingKind::FipsNotLicensed => Finding::FipsNotLicensed,
            FindingKind::AddressDiffers => Finding::AddressDiffers { address: Label::new("chat.acme.example") },
            FindingKind::WorkspaceDiffers => Finding::WorkspaceDiffers,
            FindingKind::RenewalBlocked => Finding::RenewalBlocked { cause: RenewalBlock::NotRegistered },
            FindingKind::PresenceCapped => Finding::PresenceCapped(Presence { current: 190, max: 200 }),
            FindingKind::PresenceOff => Finding::PresenceOff,
            FindingKind::Offline => Finding::Offline,
            FindingKind::Announcement => Finding::Announcement { text: Label::new("Maintenance on Sunday") },
        }
    }

    #[test]
    fn every_finding_in_every_language() {
        let at: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let mut lines = String::new();
        for language in Language::iter() {
            let reader = Audience { now: at, zone: &TimeZone::UTC, words: language.words() };
            for kind in FindingKind::iter() {
                let finding = example(kind, at);
                lines += &format!("{}: {}\n    {}\n", kind.code(), title(&finding, &reader), body(&finding, &reader));
            }
        }
        insta::assert_snapshot!(lines);
    }
}
