//! Templates for payloads, in which dates are relative to the sandbox's clock.
//!
//! - `{{now+25d+37m}}` is an instant, `2026-08-09T12:37:00Z`. The units are `d`, `h` and `m`.
//! - `{{date now-340d}}` is a date in UTC, `2025-08-09`. A time may follow it.
//! - `{{name}}` is a value of the workspace.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// A file in `payloads/` has an invalid placeholder.
#[derive(Debug, thiserror::Error)]
#[error("invalid placeholder {{{{{placeholder}}}}} in a payload: {reason}")]
pub struct TemplateError {
    placeholder: String,
    reason: &'static str,
}

/// The values for placeholders.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    pub(crate) now: Timestamp,
    pub(crate) named: BTreeMap<&'static str, String>,
}

impl Values {
    /// Replaces every placeholder.
    pub(crate) fn fill(&self, template: &str) -> Result<String, TemplateError> {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((placeholder, after)) = after.split_once("}}") else {
                break;
            };
            filled.push_str(before);
            filled.push_str(&self.value(placeholder.trim())?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, placeholder: &str) -> Result<String, TemplateError> {
        let error = |reason| TemplateError { placeholder: placeholder.to_owned(), reason };
        if let Some(offset) = placeholder.strip_prefix("date now") {
            let instant = self.instant(offset).map_err(error)?;
            return Ok(instant.strftime("%Y-%m-%d").to_string());
        }
        if let Some(offset) = placeholder.strip_prefix("now") {
            let instant = self.instant(offset).map_err(error)?;
            return Ok(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        }
        self.named.get(placeholder).cloned().ok_or_else(|| error("no value has this name"))
    }

    fn instant(&self, offset: &str) -> Result<Timestamp, &'static str> {
        let mut seconds = 0_i64;
        let mut rest = offset;
        while !rest.is_empty() {
            let sign = match rest.as_bytes().first() {
                Some(b'+') => 1,
                Some(b'-') => -1,
                _ => return Err("each part of an offset begins with + or -"),
            };
            let end = rest[1..].find(['+', '-']).map_or(rest.len(), |at| at + 1);
            let (part, after) = rest.split_at(end);
            seconds += sign * part_in_seconds(&part[1..])?;
            rest = after;
        }
        self.now.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| "the date is out of range")
    }
}

fn part_in_seconds(part: &str) -> Result<i64, &'static str> {
    let (unit, seconds) = match part.as_bytes().last() {
        Some(b'd') => ('d', 86_400),
        Some(b'h') => ('h', 3_600),
        Some(b'm') => ('m', 60),
        _ => return Err("the units are d, h and m"),
    };
    let count: i64 = part.trim_end_matches(unit).parse().map_err(|_| "the number before the unit is not an integer")?;
    count.checked_mul(seconds).ok_or("the date is out of range")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn values() -> Values {
        Values {
            now: "2026-07-15T12:00:00.25Z".parse().unwrap(),
            named: BTreeMap::from([("slug", "modern".to_owned())]),
        }
    }

    #[test]
    fn dates_are_relative_to_now() {
        assert_eq!(values().fill(r#"["{{now+25d+37m}}"]"#).unwrap(), r#"["2026-08-09T12:37:00Z"]"#);
        assert_eq!(values().fill("{{now-1d-2h}} {{now}}").unwrap(), "2026-07-14T10:00:00Z 2026-07-15T12:00:00Z");
        assert_eq!(values().fill("{{date now-340d}}T00:51:43.5Z").unwrap(), "2025-08-09T00:51:43.5Z");
    }

    #[test]
    fn names_are_replaced_and_other_text_is_kept() {
        assert_eq!(values().fill(r#"{"a":{"b":"{{slug}}"}}"#).unwrap(), r#"{"a":{"b":"modern"}}"#);
    }

    #[test]
    fn an_error_names_the_placeholder() {
        for mistake in ["{{nwo+1d}}", "{{now+1w}}", "{{now 1d}}", "{{now+d}}", "{{now+999999999d}}"] {
            assert!(values().fill(mistake).unwrap_err().to_string().contains(mistake), "{mistake}");
        }
    }
}
