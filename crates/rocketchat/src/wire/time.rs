//! Instants, in every form that servers have been seen to send.

use jiff::{Timestamp, civil::Date, civil::DateTime, tz::TimeZone};
use serde_json::Value;

/// The instant in a value: an ISO 8601 text (a date alone is midnight UTC, a time without a zone is UTC), milliseconds
/// since 1970, or an object in the form of the server's database (`{"$date": …}`).
pub fn instant(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => from_text(text.trim()),
        Value::Number(number) => {
            let milliseconds = number.as_i64().or_else(|| number.as_f64().map(|ms| ms as i64))?;
            Timestamp::from_millisecond(milliseconds).ok()
        }
        Value::Object(object) => {
            let inner = object.get("$date").or_else(|| object.get("$numberLong"))?;
            match inner {
                // `{"$numberLong": "1700000000000"}` has its number as text.
                Value::String(digits) if object.contains_key("$numberLong") => {
                    Timestamp::from_millisecond(digits.parse().ok()?).ok()
                }
                Value::Object(deeper) if deeper.contains_key("$date") => None,
                other => instant(other),
            }
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

/// Whether a value is an empty text, which the server reads as no date.
pub fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a value means that something never ends: it is blank, or in the year 9999 or later. A license without an end
/// customarily lasts until `9999-12-31T23:59:59.999Z`, which is beyond the range of a [`Timestamp`].
pub fn is_endless(value: &Value) -> bool {
    /// 1 January 9999, in milliseconds since 1970.
    const YEAR_9999: f64 = 253_370_764_800_000.0;
    match value {
        Value::String(text) => text.trim().is_empty() || text.trim().starts_with("9999-"),
        Value::Number(number) => number.as_f64().is_some_and(|milliseconds| milliseconds >= YEAR_9999),
        Value::Object(object) => object.get("$date").is_some_and(is_endless),
        Value::Null | Value::Bool(_) | Value::Array(_) => false,
    }
}

fn from_text(text: &str) -> Option<Timestamp> {
    let utc = |at: DateTime| TimeZone::UTC.to_timestamp(at).ok();
    // A time without a zone, or a date alone, is read as the server's `Date.parse` reads it.
    match text.parse::<Timestamp>() {
        Ok(at) => Some(at),
        Err(_) => match text.parse::<Date>() {
            Ok(date) if !text.contains(['T', 't', ' ']) => utc(date.at(0, 0, 0, 0)),
            Ok(_) | Err(_) => text.parse::<DateTime>().ok().and_then(utc),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Option<String> {
        instant(&value).map(|at| at.to_string())
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
            json!("2023-02-30"),
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!(1e300),
        ];
        for value in none {
            assert_eq!(read(value.clone()), None, "{value}");
        }
    }

    #[test]
    fn blank_texts_and_the_year_9999_are_no_end() {
        let endless = [
            json!(""),
            json!(" "),
            json!("9999-12-31T23:59:59.999Z"),
            json!("9999-12-31"),
            json!({"$date": "9999-12-31T23:59:59Z"}),
            json!(253_402_300_799_999_i64),
        ];
        assert!(endless.iter().all(is_endless));
        let others =
            [json!("soon"), json!("2099-12-31"), json!(1_700_000_000_000_i64), json!(null), json!({}), json!([])];
        assert!(!others.iter().any(is_endless));
        assert_eq!([json!(" "), json!("9999-12-31")].map(|value| is_blank(&value)), [true, false]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = instant(&json!(text));
        }

        #[test]
        fn an_instant_parses_its_own_text(second in -60_000_000_000_i64..250_000_000_000, nano in 0_i32..1_000_000_000) {
            let at = Timestamp::new(second, nano).unwrap();
            prop_assert_eq!(instant(&json!(at.to_string())), Some(at));
        }
    }
}
