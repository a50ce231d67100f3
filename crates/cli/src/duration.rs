//! Lengths of time on the command line: `30d`, `12h`, `90m`.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;

/// A length of time that is not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(SignedDuration);

/// The text is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a number and a unit: 30d (days), 12h (hours) or 90m (minutes)")]
pub(crate) struct NotASpan;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Span {
    pub(crate) fn length(self) -> SignedDuration {
        self.0
    }

    /// In days, as perfdata has it: a whole number where it is one.
    pub(crate) fn in_days(self) -> String {
        let seconds = self.0.as_secs();
        match seconds % DAY {
            0 => (seconds / DAY).to_string(),
            _ => format!("{:.3}", seconds as f64 / DAY as f64).trim_end_matches('0').to_owned(),
        }
    }
}

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match &text[digits.len()..] {
            "d" => DAY,
            "h" => HOUR,
            "m" => MINUTE,
            _ => return Err(NotASpan),
        };
        // Longer than any date that can be written is as good as that.
        let number: u32 = digits.parse().map_err(|_| NotASpan)?;
        Ok(Self(SignedDuration::from_secs(i64::from(number) * unit)))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            seconds if seconds % DAY == 0 => write!(f, "{}d", seconds / DAY),
            seconds if seconds % HOUR == 0 => write!(f, "{}h", seconds / HOUR),
            seconds => write!(f, "{}m", seconds / MINUTE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_length_of_time() {
        for (text, seconds, days) in
            [("30d", 30 * DAY, "30"), ("12h", DAY / 2, "0.5"), ("90m", 5400, "0.062"), ("0d", 0, "0")]
        {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.length().as_secs(), span.in_days().as_str()), (seconds, days), "{text}");
        }
        assert_eq!("48h".parse::<Span>().unwrap().to_string(), "2d");
    }

    #[test]
    fn anything_else_is_not() {
        for text in ["", "d", "30", "-1d", "1.5d", "30 d", "30x", "30dd", "d30", "99999999999999999999d", "3d0", "٣d"]
        {
            assert_eq!(text.parse::<Span>(), Err(NotASpan), "{text}");
        }
    }
}
