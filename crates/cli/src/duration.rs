//! Lengths of time on the command line and in a fleet file: `30d`, `12h`, `90m`, `50s`.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, SpanRelativeTo, SpanRound, Unit};

/// A length of time, zero or more. A day is 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(SignedDuration);

/// The text is not a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}, or days as 30:", NotASpan)]
pub(crate) struct NotAThreshold;

/// The text is not a duration with a fixed length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("use a number and a unit: 30d (days), 12h (hours), 90m (minutes) or 50s (seconds)")]
pub(crate) struct NotASpan;

impl Span {
    pub(crate) fn length(self) -> SignedDuration {
        self.0
    }

    /// In days, for perfdata: a whole number if possible, else with up to three decimals.
    pub(crate) fn in_days(self) -> String {
        days(self.0, false)
    }

    /// Whether it is a whole number of days, or less than one.
    pub(crate) fn needs_no_parts_of_days(self) -> bool {
        self.0 < ONE_DAY || self.0.as_secs() % ONE_DAY.as_secs() == 0
    }
}

const ONE_DAY: SignedDuration = SignedDuration::from_hours(24);

/// A length of time in days of 24 hours, rounded down: whole ones or, for less than a day either way, with up to three
/// decimals. If whole ones are not enough, always with decimals.
pub(crate) fn days(length: SignedDuration, are_whole_ones_enough: bool) -> String {
    let (seconds, day) = (length.as_secs(), ONE_DAY.as_secs());
    if are_whole_ones_enough && length.abs() >= ONE_DAY {
        return seconds.div_euclid(day).to_string();
    }
    let thousandths = (i128::from(seconds) * 1000).div_euclid(i128::from(day));
    let (sign, whole, part) =
        (if thousandths < 0 { "-" } else { "" }, thousandths.abs() / 1000, thousandths.abs() % 1000);
    match part {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:03}").trim_end_matches('0').to_owned(),
    }
}

impl From<SignedDuration> for Span {
    fn from(length: SignedDuration) -> Self {
        Self(length.max(SignedDuration::ZERO))
    }
}

impl FromStr for Span {
    type Err = NotASpan;

    /// Reads jiff's friendly format. Months and years are refused, because their length varies.
    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let span: jiff::Span = text.parse().map_err(|_| NotASpan)?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| NotASpan)?;
        if length.is_negative() { Err(NotASpan) } else { Ok(Self(length)) }
    }
}

/// Reads a threshold of the plugin convention as well: `30:` is the range from 30 days on, outside of which there is an alert.
/// The other ranges have no meaning for what must not come near, and `30` alone would mean the opposite.
pub(crate) fn threshold(text: &str) -> Result<Span, NotAThreshold> {
    let read = match text.strip_suffix(':') {
        Some(days) => whole_number(days, "d"),
        None => text.parse(),
    };
    read.map_err(|_: NotASpan| NotAThreshold)
}

/// Reads a number alone as seconds, as monitoring systems give it.
pub(crate) fn seconds(text: &str) -> Result<Span, NotASpan> {
    text.parse().or_else(|_| whole_number(text, "s"))
}

fn whole_number(number: &str, unit: &str) -> Result<Span, NotASpan> {
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { format!("{number}{unit}").parse() } else { Err(NotASpan) }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_days = SpanRound::new().largest(Unit::Day).days_are_24_hours();
        match jiff::Span::try_from(self.0).and_then(|span| span.round(in_days)) {
            Ok(span) => write!(f, "{span:#}"),
            Err(_) => write!(f, "{:#}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_length_of_time() {
        const DAY: i64 = 86_400;
        for (text, seconds, days) in [
            ("30d", 30 * DAY, "30"),
            ("12h", DAY / 2, "0.5"),
            ("90m", 5400, "0.062"),
            ("0d", 0, "0"),
            ("1d 12h", DAY + DAY / 2, "1.5"),
            ("2w", 14 * DAY, "14"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.length().as_secs(), span.in_days().as_str()), (seconds, days), "{text}");
        }
    }

    #[test]
    fn a_threshold_can_be_a_range_of_days_and_a_limit_a_number_of_seconds() {
        let days = |text| threshold(text).map(Span::in_days);
        assert_eq!(days("30:"), Ok("30".to_owned()));
        assert_eq!(days("12h"), Ok("0.5".to_owned()));
        for text in ["30", ":", "10:20", "~:30", "@10:20", ":30", "-1:", "1.5:", "30d:"] {
            assert_eq!(threshold(text), Err(NotAThreshold), "{text}");
        }
        let message = NotAThreshold.to_string();
        assert!(message.contains("50s (seconds)") && message.ends_with(", or days as 30:"), "{message}");
        assert_eq!(seconds("90"), "90s".parse());
        assert_eq!(seconds("2m"), "120s".parse());
        assert_eq!((seconds(""), seconds("-1"), seconds("1.5")), (Err(NotASpan), Err(NotASpan), Err(NotASpan)));
    }

    #[test]
    fn a_length_of_time_is_shown_in_days_and_their_parts() {
        for (text, shown) in [("48h", "2d"), ("36h", "1d 12h"), ("90m", "1h 30m"), ("2w", "14d"), ("0h", "0s")] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn anything_else_is_not() {
        for text in
            ["", "d", "30", "-1d", "1.5d", "30x", "30dd", "d30", "99999999999999999999d", "3d0", "٣d", "1mo", "1y"]
        {
            assert_eq!(text.parse::<Span>(), Err(NotASpan), "{text}");
        }
    }
}
