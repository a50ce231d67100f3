//! Stable names in place of what differs in every recording.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::time::at;

/// The stable names of random ids.
#[derive(Clone, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Names an id. If another id had the name, it loses it.
    pub(crate) fn name(&mut self, id: &str, name: &str) {
        self.0.retain(|_, known| known != name);
        self.0.insert(id.to_owned(), name.to_owned());
    }

    /// The id with this name.
    pub(crate) fn id(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(_, known)| *known == name).map(|(id, _)| id.as_str())
    }

    /// Replaces ids with names, also within longer texts.
    pub(crate) fn named(&self, value: Value) -> Value {
        walk(value, &|text| self.named_text(text))
    }

    /// As [`Self::named`], in one text.
    pub(crate) fn named_text(&self, text: String) -> String {
        // Nearly every text is shorter than any id, and searching it costs far more than comparing lengths.
        let named = |text: String, (id, name): (&String, &String)| match id.len() <= text.len() {
            true => text.replace(id, name),
            false => text,
        };
        without_real_time(self.0.iter().fold(text, named))
    }
}

/// Replaces real time: a rate limit's wait is counted by the system's clock, and the failure says when it ends. Every
/// other instant is the recording's own.
fn without_real_time(text: String) -> String {
    const UNTIL: &str = "asks to wait until ";
    let Some((start, rest)) = text.split_once(UNTIL) else { return text };
    let (instant, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    match instant.parse::<Timestamp>() {
        Ok(_) => format!("{start}{UNTIL}{} {rest}", at(0.0)),
        Err(_) => text,
    }
}

fn walk(value: Value, text: &impl Fn(String) -> String) -> Value {
    match value {
        Value::String(old) => Value::String(text(old)),
        Value::Array(all) => all.into_iter().map(|inner| walk(inner, text)).collect(),
        Value::Object(all) => {
            let fields = all.into_iter().map(|(key, inner)| (text(key), walk(inner, text)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}
