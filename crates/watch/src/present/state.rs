//! The state of a workspace in one short sentence, which every face shows as it is.

use jiff::Timestamp;
use license::{Countdown, Finding, Headline};

use crate::{
    i18n::{Audience, DurationStyle, values},
    present::finding,
    workspace::snapshot::Snapshot,
};

/// The state of a workspace: its headline in words, such as "expires in 25 days", "3 modules stop in 11 days" or "no
/// permission". It begins in lower case where the language allows that, and changes with time: see
/// [`next_change_at`](crate::schedule::next_change::next_change_at).
pub fn state(snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    match snapshot.headline(reader.now) {
        Headline::NeverRead if snapshot.failure.is_some() => reader.words.text("state-unread"),
        headline => sentence(&headline, reader),
    }
}

pub(super) fn sentence(headline: &Headline, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let ahead = |id: &str, at: &Timestamp| words.format(id, &values!["in" => time(at, DurationStyle::In, reader)]);
    let passed = |id: &str, at: &Timestamp| words.format(id, &values!["ago" => time(at, DurationStyle::Ago, reader)]);
    match headline {
        Headline::Ends { at, .. } => ahead("state-ends", at),
        Headline::Renews { at, .. } => ahead("state-renews", at),
        Headline::TrialEnds { at, .. } => ahead("state-trial-ends", at),
        Headline::ModulesStop { at, modules, .. } => {
            let module = modules.first().map(|module| words.module(module)).unwrap_or_default();
            let values =
                values!["count" => modules.len(), "module" => module, "in" => time(at, DurationStyle::In, reader)];
            words.format("state-modules-stop", &values)
        }
        Headline::BecomesReadOnly { at } => ahead("state-read-only-in", at),
        Headline::SupportEnds { at } => ahead("state-support-ends", at),
        // The title is too long for a tray.
        Headline::Finding { finding: Finding::SupportEnded { .. } } => words.text("state-support-ended"),
        Headline::Finding { finding } => finding::title(finding, reader),
        Headline::NotBegun { at, .. } => ahead("state-begins", at),
        Headline::NoEnd { .. } => words.text("state-no-end"),
        Headline::EndUnreadable { .. } => words.text("state-end-unknown"),
        Headline::Ended { at, .. } => passed("state-expired", at),
        Headline::RenewalMissed { at, .. } => passed("state-renewal-missed", at),
        Headline::TrialEnded { at, .. } => passed("state-trial-ended", at),
        Headline::Lapsed { at, .. } => passed("state-lapsed", at),
        Headline::NotHonored { .. } => words.text("state-invalid"),
        Headline::Community => words.text("state-community"),
        Headline::NotPermitted => words.text("state-not-permitted"),
        Headline::NeverRead => words.text("state-never-read"),
    }
}

/// The time to or since an instant: "in 25 days", "2 days ago". What a headline calls past has passed.
fn time(at: &Timestamp, style: DurationStyle, reader: &Audience<'_>) -> String {
    match reader.countdown(*at) {
        Countdown::Left(amount) | Countdown::Gone(amount) => reader.time(amount, style),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use license::{Label, ModuleId};
    use strum::IntoEnumIterator;

    use super::*;
    use crate::i18n::language::Language;

    #[test]
    fn every_headline_in_every_language() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let days = |days: i64| now + SignedDuration::from_hours(24 * days);
        let plan = Label::new("Enterprise");
        let modules = |ids: &[&str]| ids.iter().map(|id| ModuleId::new(id)).collect();
        let stop = |ids: &[&str]| Headline::ModulesStop { plan: plan.clone(), at: days(11), modules: modules(ids) };
        let headlines = [
            Headline::Ends { plan: plan.clone(), at: days(25) },
            Headline::Renews { plan: plan.clone(), at: days(1) },
            Headline::TrialEnds { plan: plan.clone(), at: days(3) },
            stop(&[]),
            stop(&["auditing"]),
            stop(&["auditing", "scalability", "federation"]),
            Headline::BecomesReadOnly { at: days(4) },
            Headline::SupportEnds { at: days(20) },
            Headline::Finding { finding: license::Finding::ReadOnly { since: days(-1) } },
            Headline::NotBegun { plan: plan.clone(), at: days(2) },
            Headline::NoEnd { plan: plan.clone() },
            Headline::EndUnreadable { plan: plan.clone() },
            Headline::Ended { plan: plan.clone(), at: days(-2) },
            Headline::RenewalMissed { plan: plan.clone(), at: days(-1) },
            Headline::TrialEnded { plan: plan.clone(), at: days(-9) },
            Headline::Lapsed { plan: plan.clone(), at: days(-400) },
            Headline::NotHonored { plan: plan.clone() },
            Headline::Community,
            Headline::NotPermitted,
            Headline::NeverRead,
        ];
        let mut lines = String::new();
        for headline in &headlines {
            for language in Language::iter() {
                let reader = Audience { now, zone: &TimeZone::UTC, words: language.words() };
                lines += &format!("{} | ", sentence(headline, &reader));
            }
            lines = lines.trim_end_matches(" | ").to_owned() + "\n";
        }
        insta::assert_snapshot!(lines);
    }
}
