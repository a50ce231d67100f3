//! Formats instants and deadlines in English, for people.

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use license::{Countdown, License, RemarkKind, Renewal};
use watch::i18n::language::Language;

/// What wording depends on: now, and the user's time zone.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) now: Timestamp,
    pub(crate) zone: TimeZone,
}

impl Reader {
    /// A reader for whom a day is 24 hours, as it is for thresholds and perfdata: by a clock on which it is midnight now,
    /// days of the calendar are whole days from now.
    pub(crate) fn in_whole_days(now: Timestamp) -> Self {
        const DAY: i64 = 24 * 60 * 60;
        let since_midnight = i32::try_from(now.as_second().rem_euclid(DAY)).unwrap_or_default();
        Self { now, zone: Offset::from_seconds(-since_midnight).unwrap_or(Offset::UTC).to_time_zone() }
    }

    /// Converts it for the engine.
    pub(crate) fn watch(&self) -> watch::i18n::Audience<'_> {
        watch::i18n::Audience { now: self.now, zone: &self.zone, words: Language::English.words() }
    }

    /// An instant as the window writes it: `Mar 26, 2026, 12:37 AM UTC`.
    pub(crate) fn instant(&self, at: Timestamp) -> String {
        self.watch().instant_in_zone(at)
    }

    /// The distance from now: `in 25 days`, `2 days ago`.
    pub(crate) fn distance(&self, at: Timestamp) -> String {
        match Countdown::between(self.now, at, &self.zone) {
            Countdown::Left(left) => format!("in {left}"),
            Countdown::Gone(gone) => format!("{gone} ago"),
        }
    }

    /// Both, with the right verb: `expires in 25 days`, `expired 2 days ago`.
    pub(crate) fn happens(&self, at: Timestamp, verbs: Verbs) -> String {
        let verb = if at > self.now { verbs.will } else { verbs.did };
        format!("{verb} {}", self.distance(at))
    }
}

/// A verb in present and past tense.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verbs {
    will: &'static str,
    did: &'static str,
}

pub(crate) const EXPIRES: Verbs = Verbs { will: "expires", did: "expired" };
pub(crate) const RENEWS: Verbs = Verbs { will: "renews", did: "was to renew" };

/// The noun for the end of a license.
pub(crate) fn end_of(renewal: Renewal) -> Verbs {
    match renewal {
        Renewal::Manual => EXPIRES,
        Renewal::Automatic => RENEWS,
    }
}

/// What could not be read of a license, one sentence each.
pub(crate) fn remarks(license: &License) -> impl Iterator<Item = String> {
    license.remarks.iter().map(|remark| {
        let what = match remark.kind {
            RemarkKind::UnreadableDate => "is an invalid date and was ignored",
            RemarkKind::UnreadableExpiry => "is an invalid date, so the end of the license is unknown",
            RemarkKind::UnreadableColor => "is an invalid color and was ignored",
            RemarkKind::UnreadableField => "is invalid and was ignored",
        };
        format!("{} {what}: “{}”", remark.field, remark.value)
    })
}
