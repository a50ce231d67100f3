//! Reading one field at a time, with a remark on each that cannot be read.

use std::cell::RefCell;

use jiff::Timestamp;
use license::{Color, Label, Remark, RemarkKind};
use serde_json::Value;

use super::time::{self, Instant};

/// The most entries that are read of any list, and the most remarks that are kept. The vendor's largest licenses have about
/// thirty modules.
pub const MOST: usize = 500;

/// The remarks on one license, collected while it is read.
#[derive(Debug, Default)]
pub struct Remarks(RefCell<Vec<Remark>>);

impl Remarks {
    fn add(&self, kind: RemarkKind, field: String, value: &Value) {
        let text = match value {
            Value::String(text) => Label::new(text),
            // A description is enough; the whole value may be megabytes.
            other => Label::new(&describe(other)),
        };
        let mut remarks = self.0.borrow_mut();
        if remarks.len() < MOST {
            remarks.push(Remark { kind, field: Label::new(&field), value: text });
        }
    }

    /// The collected remarks.
    pub fn into_vec(self) -> Vec<Remark> {
        self.0.into_inner()
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// An object of an answer, with its path.
///
/// A field that is absent or null is `None`. One with another type than the API gives it is `None` too, with a remark.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    value: &'a Value,
    path: String,
    remarks: &'a Remarks,
}

impl<'a> Fields<'a> {
    /// The fields of the object at the root.
    pub fn root(value: &'a Value, remarks: &'a Remarks) -> Self {
        Self { value, path: String::new(), remarks }
    }

    /// The fields of an object under `name`.
    pub fn of(&self, name: &str, value: &'a Value) -> Self {
        Self { value, path: self.name(name), remarks: self.remarks }
    }

    /// The fields of the object under `name`; all `None` if there is no such object.
    pub fn object(&self, name: &str) -> Self {
        self.of(
            name,
            self.read(name, RemarkKind::UnreadableField, |v| v.is_object().then_some(v)).unwrap_or(&Value::Null),
        )
    }

    /// Whether there is an object at all.
    pub fn is_object(&self) -> bool {
        self.value.is_object()
    }

    fn name(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }

    fn read<T>(&self, name: &str, kind: RemarkKind, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.remarks.add(kind, self.name(name), value);
        }
        read
    }

    /// A line of text.
    pub fn text(&self, name: &str) -> Option<Label> {
        self.read(name, RemarkKind::UnreadableField, |value| value.as_str().map(Label::new))
    }

    /// A text that is not blank.
    pub fn some_text(&self, name: &str) -> Option<Label> {
        self.text(name).filter(|label| !label.is_empty())
    }

    /// The raw text of a field, for codes of the API that are compared rather than shown.
    pub fn word(&self, name: &str) -> Option<&'a str> {
        self.read(name, RemarkKind::UnreadableField, Value::as_str)
    }

    /// A boolean; `false` if it is absent.
    pub fn flag(&self, name: &str) -> bool {
        self.read(name, RemarkKind::UnreadableField, Value::as_bool).unwrap_or(false)
    }

    /// A boolean; `None` if it is absent.
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.read(name, RemarkKind::UnreadableField, Value::as_bool)
    }

    /// A whole number, which may be negative.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.read(name, RemarkKind::UnreadableField, |value| {
            // The server has only floating-point numbers: 25 may arrive as 25.0.
            let whole = |x: f64| (x.fract() == 0.0 && x.abs() < 9e15).then_some(x as i64);
            value.as_i64().or_else(|| value.as_f64().and_then(whole))
        })
    }

    /// A list; empty if it is absent.
    pub fn list(&self, name: &str) -> &'a [Value] {
        self.read(name, RemarkKind::UnreadableField, Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A list; `None` if it is absent.
    pub fn list_if_any(&self, name: &str) -> Option<&'a [Value]> {
        self.read(name, RemarkKind::UnreadableField, Value::as_array).map(Vec::as_slice)
    }

    /// An instant; `None` if it is blank, as the server reads it, or beyond our calendar.
    pub fn instant(&self, name: &str) -> Option<Timestamp> {
        self.date(name, RemarkKind::UnreadableDate)?.timestamp()
    }

    /// The instant from which something lasts; `None` if it is blank or before our calendar.
    pub fn beginning(&self, name: &str) -> Option<Timestamp> {
        self.date(name, RemarkKind::UnreadableDate)?.beginning()
    }

    /// The instant until which something lasts; `None` if it is blank or so far away that it means "for ever".
    pub fn until(&self, name: &str) -> Option<Timestamp> {
        self.date(name, RemarkKind::UnreadableDate)?.end()
    }

    /// The instant until which the license lasts; `None` like [`Self::until`].
    pub fn end(&self, name: &str) -> Option<Timestamp> {
        self.date(name, RemarkKind::UnreadableExpiry)?.end()
    }

    fn date(&self, name: &str, kind: RemarkKind) -> Option<Instant> {
        let is_blank = self.value.get(name).is_some_and(time::is_blank);
        if is_blank { None } else { self.read(name, kind, Instant::of) }
    }

    /// A color.
    pub fn color(&self, name: &str) -> Option<Color> {
        self.read(name, RemarkKind::UnreadableColor, |value| value.as_str()?.trim().parse().ok())
    }

    /// Adds a remark on a field whose value is unknown.
    pub fn remark_on(&self, name: &str) {
        if let Some(value) = self.value.get(name) {
            self.remarks.add(RemarkKind::UnreadableField, self.name(name), value);
        }
    }
}
