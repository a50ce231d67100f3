//! Instants, in every form that servers have been seen to send, read as the server's own code reads them.

use jiff::Timestamp;
use serde_json::Value;

use super::date_text;

/// An instant, as far as we can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// Before the year 1: it has always been over.
    Ages,
    /// An instant.
    At(Timestamp),
    /// In the year 9999 or later, which customarily means never: a license without an end has the date
    /// `9999-12-31T23:59:59.999Z`.
    Never,
}

/// The beginning of the year 1, the zero of the dates of other languages.
const YEAR_1: i64 = -62_135_596_800_000;

/// The beginning of the year 9999.
const YEAR_9999: i64 = 253_370_764_800_000;

impl Instant {
    /// The instant in a value: a text that JavaScript reads as a date, a number since 1970, or an object in the form of the
    /// server's database (`{"$date": …}`). `None` if it is none of these, and then nothing ever begins or ends then.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::of_text(text),
            Value::Number(number) => Self::of_number(number.as_f64()?),
            Value::Object(object) => match object.get("$date").or_else(|| object.get("$numberLong"))? {
                // `{"$numberLong": "1700000000000"}` has its number as text.
                Value::String(digits) if object.contains_key("$numberLong") => Self::of_number(digits.parse().ok()?),
                Value::Object(deeper) if deeper.contains_key("$date") => None,
                other => Self::of(other),
            },
            Value::Null | Value::Bool(_) | Value::Array(_) => None,
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(milliseconds) = date_text::parse(text) else {
            return is_beyond_dates(text).then_some(Self::Never);
        };
        let instant = Self::of_milliseconds(milliseconds);
        // JavaScript cuts what is finer than a millisecond.
        match text.parse::<Timestamp>() {
            Ok(exact) if exact.as_nanosecond().div_euclid(1_000_000) == milliseconds.into() => Some(match instant {
                Self::At(_) => Self::At(exact),
                Self::Ages | Self::Never => instant,
            }),
            Ok(_) | Err(_) => Some(instant),
        }
    }

    /// Milliseconds since 1970, or seconds where milliseconds would be in the days before there were computers like these.
    fn of_number(number: f64) -> Option<Self> {
        let in_seconds = (1e9..1e11).contains(&number)
            || (YEAR_9999 as f64 / 1e3..YEAR_9999 as f64 / 1e3 + 366.0 * 86_400.0).contains(&number);
        let milliseconds = if in_seconds { number * 1e3 } else { number };
        if milliseconds.is_nan() || milliseconds < -(date_text::MOST as f64) {
            return None;
        }
        Some(Self::of_milliseconds(milliseconds.min(date_text::MOST as f64) as i64))
    }

    fn of_milliseconds(milliseconds: i64) -> Self {
        match milliseconds {
            ..YEAR_1 => Self::Ages,
            YEAR_9999.. => Self::Never,
            _ => Timestamp::from_millisecond(milliseconds).map_or(Self::Never, Self::At),
        }
    }

    /// The instant, if we can count that far.
    pub fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Ages | Self::Never => None,
        }
    }

    /// The instant as an end; `None` if it never comes.
    pub fn end(self) -> Option<Timestamp> {
        match self {
            Self::Ages => Timestamp::from_millisecond(YEAR_1).ok(),
            Self::At(at) => Some(at),
            Self::Never => None,
        }
    }

    /// The instant as a beginning; `None` if it has always been over.
    pub fn beginning(self) -> Option<Timestamp> {
        match self {
            Self::Ages => None,
            Self::At(at) => Some(at),
            Self::Never => Timestamp::from_millisecond(YEAR_9999).ok(),
        }
    }
}

/// Whether a text that is no date to JavaScript, and so never comes for the server, means just that: a year with more digits
/// than its dates have, or a very large number.
fn is_beyond_dates(text: &str) -> bool {
    let digits = text.trim_start_matches('+');
    let (digits, rest) = digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
    match rest.chars().next() {
        None => digits.parse().ok().and_then(Instant::of_number) == Some(Instant::Never),
        Some(after) => after == '-' && digits.len() > 4,
    }
}

/// The instant in a text, if JavaScript reads it as a date within our calendar.
pub fn of_text(text: &str) -> Option<Timestamp> {
    date_text::parse(text.trim()).and_then(|at| Timestamp::from_millisecond(at).ok())
}

/// Whether a value is an empty text, which the server reads as no date.
pub fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Option<String> {
        Instant::of(&value)?.timestamp().map(|at| at.to_string())
    }

    #[test]
    fn every_form_of_an_instant_is_read() {
        assert_eq!(read(json!("2023-07-13")).as_deref(), Some("2023-07-13T00:00:00Z"));
        assert_eq!(read(json!("2024-03-17T00:51:43.529361607Z")).as_deref(), Some("2024-03-17T00:51:43.529361607Z"));
        assert_eq!(read(json!("2024-03-17T00:51:43+02:00")).as_deref(), Some("2024-03-16T22:51:43Z"));
        assert_eq!(read(json!("2024-03-17T00:51:43")).as_deref(), Some("2024-03-17T00:51:43Z"));
        assert_eq!(read(json!(1_700_000_000_000_i64)).as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(read(json!({"$date": 1_700_000_000_000_i64})).as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(read(json!({"$date": "2023-07-13"})).as_deref(), Some("2023-07-13T00:00:00Z"));
        assert_eq!(read(json!({"$date": {"$numberLong": "1700000000000"}})).as_deref(), Some("2023-11-14T22:13:20Z"));
    }

    #[test]
    fn other_values_are_not_instants() {
        let none = [
            json!("soon"),
            json!(""),
            json!("20270102T100000Z"),
            json!("1767225600000"),
            json!(-1e300),
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!("1e400"),
        ];
        for value in none {
            assert_eq!(Instant::of(&value), None, "{value}");
        }
    }

    #[test]
    fn what_is_beyond_our_calendar_never_comes() {
        for value in [
            json!("9999-12-31T23:59:59.999Z"),
            json!("9999-12-31"),
            json!("9999-01-01T00:00:00+00:00"),
            json!("+010000-01-01T00:00:00Z"),
            json!("+275760-09-13T00:00:00Z"),
            json!("10000-01-01"),
            json!("+275761-01-01T00:00:00Z"),
            json!("+999999999-12-31T23:59:59.999999999Z"),
            json!("999999-12-31"),
            json!("Dec 31, 9999 23:59:59"),
            json!({"$date": "9999-12-31T23:59:59Z"}),
            json!({"$date": {"$numberLong": "253402300799999"}}),
            json!({"$numberLong": "9223372036854775807"}),
            json!(253_402_300_799_999_i64),
            json!(253_402_300_799_i64),
            json!("253402300799999"),
            json!("253402300799"),
            json!(u64::MAX),
            json!(1e300),
        ] {
            assert_eq!(Instant::of(&value), Some(Instant::Never), "{value}");
            assert_eq!(Instant::Never.end(), None);
        }
        for value in [json!("-000001-01-01"), json!("-271821-04-20"), json!(-8_640_000_000_000_000_i64)] {
            assert_eq!(Instant::of(&value), Some(Instant::Ages), "{value}");
            assert_eq!(Instant::Ages.beginning(), None);
        }
        assert_eq!(read(json!("0001-01-01T00:00:00Z")).as_deref(), Some("0001-01-01T00:00:00Z"));
        assert_eq!(read(json!("9998-12-31T23:59:59.999Z")).as_deref(), Some("9998-12-31T23:59:59.999Z"));
    }

    #[test]
    fn seconds_are_told_from_milliseconds() {
        assert_eq!(read(json!(1_767_225_600)).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(read(json!(1_767_225_600_000_i64)).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(read(json!(1_767_225_600_000.5)).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(read(json!(0)).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(read(json!(-1)).as_deref(), Some("1969-12-31T23:59:59.999Z"));
        assert_eq!(read(json!(-62_135_596_800_000_i64)).as_deref(), Some("0001-01-01T00:00:00Z"));
    }

    #[test]
    fn blank_texts_are_blank() {
        assert_eq!(
            [json!(" "), json!(""), json!("9999-12-31"), json!(null)].map(|v| is_blank(&v)),
            [true, true, false, false]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = Instant::of(&json!(text));
        }

        #[test]
        fn an_instant_parses_its_own_text(second in -60_000_000_000_i64..250_000_000_000, nano in 0_i32..1_000_000_000) {
            let at = Timestamp::new(second, nano).unwrap();
            prop_assert_eq!(Instant::of(&json!(at.to_string())), Some(Instant::At(at)));
        }

        #[test]
        fn one_instant_is_the_same_in_every_form(milliseconds in (1_000_000_000_000_i64..YEAR_9999).prop_map(|ms| ms / 1000 * 1000)) {
            let at = Timestamp::from_millisecond(milliseconds).unwrap();
            let forms = [
                json!(at.to_string()),
                json!(at.strftime("%Y-%m-%d %H:%M:%S GMT").to_string()),
                json!(at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
                json!(at.strftime("%B %e, %Y %H:%M:%S UTC").to_string()),
                json!(at.strftime("%Y/%m/%d %H:%M:%S +0000").to_string()),
                json!(milliseconds),
                json!(milliseconds as f64),
                json!({"$date": at.to_string()}),
                json!({"$date": milliseconds}),
                json!({"$date": {"$numberLong": milliseconds.to_string()}}),
            ];
            for form in forms {
                prop_assert_eq!(Instant::of(&form), Some(Instant::At(at)), "{}", form);
            }
        }

        #[test]
        fn any_number_is_read_or_refused(number in any::<f64>(), whole in any::<i64>()) {
            for value in [json!(number), json!(whole), json!(whole.to_string()), json!({"$date": {"$numberLong": whole.to_string()}})] {
                let _ = Instant::of(&value).map(|instant| (instant.end(), instant.beginning()));
            }
        }
    }
}
