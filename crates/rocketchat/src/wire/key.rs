//! What servers answer to a license key.

use license::{Behavior, Label, LimitKind};
use serde_json::Value;

use super::{field::MOST, limits::LIMITS, module_names};
use crate::renewal::{Cause, Objection};

/// Whether the server says that it went well.
pub fn is_success(body: &Value) -> bool {
    body.get("success") == Some(&Value::Bool(true))
}

/// What a server has against a key; nothing when it does not say so in reasons.
pub fn objections(body: &Value) -> Option<Vec<Objection>> {
    let reasons = body.get("reasons")?.as_array()?;
    let objections: Vec<_> = reasons.iter().take(MOST).filter(|reason| reason.is_object()).map(objection).collect();
    (!objections.is_empty()).then_some(objections)
}

fn objection(reason: &Value) -> Objection {
    let word = |name: &str| reason.get(name).and_then(Value::as_str).unwrap_or_default();
    let modules = reason.get("modules").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Objection {
        cause: match word("reason") {
            "url" => Cause::Address,
            "period" => Cause::Period,
            "limit" => Cause::Limit,
            other => Cause::Other(Label::new(other)),
        },
        behavior: Behavior::from_code(word("behavior")),
        modules: module_names(modules),
        limit: limit(word("limit")),
    }
}

fn limit(name: &str) -> Option<LimitKind> {
    LIMITS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
