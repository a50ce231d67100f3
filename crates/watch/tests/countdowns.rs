//! The window counts down by itself, every second. It says the same as the engine in the tray, in reminders and in reports:
//! `ui/src/lib/time/countdowns.json` has what the engine says of many distances, and a test of the pages compares that.
//! `UPDATE_EXPECT=1` writes it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{env, fmt::Write, fs};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::Countdown;
use watch::i18n::{Audience, DurationStyle, language::Language};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/time/countdowns.json");

#[test]
fn the_pages_know_what_the_engine_says_of_every_distance() {
    // The zone in which the tests of the pages run. Late in the evening there, the date in UTC is another one.
    let zone = TimeZone::get("America/Sao_Paulo").unwrap();
    const DAY: i64 = 24 * 3_600;
    let mut made = "[".to_owned();
    for now in ["2026-11-24T09:00:00Z", "2026-11-25T02:30:00Z", "2026-11-24T03:00:00Z", "2028-02-29T12:00:00Z"] {
        let now: Timestamp = now.parse().unwrap();
        let whole = [1, 2, 12, 13, 60, 364, 365, 728, 729, 730, 731, 1_094, 1_095, 1_096, 1_460, 1_826, 3_652, 36_524];
        let days = whole.into_iter().flat_map(|days| [-13, -4, 0, 5, 14].map(|hours| days * DAY + hours * 3_600));
        for seconds in [1, 59, 3_599, 3_600, 5 * 3_600, DAY - 1, DAY, DAY + 1].into_iter().chain(days) {
            for seconds in [seconds, -seconds] {
                let at = now + SignedDuration::from_secs(seconds);
                let reader = Audience { now, zone: &zone, words: Language::English.words() };
                let said = match reader.countdown(at) {
                    Countdown::Left(amount) => reader.time(amount, DurationStyle::In),
                    Countdown::Gone(amount) => reader.time(amount, DurationStyle::Ago),
                };
                let separator = if made.len() > 1 { "," } else { "" };
                write!(made, "{separator}\n  [\"{now}\", \"{at}\", \"{said}\"]").unwrap();
            }
        }
    }
    made += "\n]\n";
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(FILE).unwrap_or_default(), made, "run with UPDATE_EXPECT=1");
}
