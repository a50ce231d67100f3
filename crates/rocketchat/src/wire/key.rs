//! The answers to a license key.

use license::{Behavior, Label, License, LimitKind};
use serde_json::Value;

use super::{
    field::{Fields, MOST, Remarks},
    limits::LIMITS,
    module_names, v3,
};
use crate::license_key::{KeyProblem, KeyProblemKind};

/// Whether the server reports success.
pub fn is_success(body: &Value) -> bool {
    body.get("success") == Some(&Value::Bool(true))
}

/// The server's problems with a key; `None` if it lists no reasons.
pub fn problems(body: &Value) -> Option<Vec<KeyProblem>> {
    let reasons = body.get("reasons")?.as_array()?;
    let problems: Vec<_> = reasons.iter().take(MOST).filter(|reason| reason.is_object()).map(problem).collect();
    (!problems.is_empty()).then_some(problems)
}

fn problem(reason: &Value) -> KeyProblem {
    let word = |name: &str| reason.get(name).and_then(Value::as_str).unwrap_or_default();
    let modules = reason.get("modules").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    KeyProblem {
        kind: match word("reason") {
            "url" => KeyProblemKind::Address,
            "period" => KeyProblemKind::Period,
            "limit" => KeyProblemKind::Limit,
            other => KeyProblemKind::Other(Label::new(other)),
        },
        behavior: Behavior::from_code(word("behavior")),
        modules: module_names(modules),
        limit: limit(word("limit")),
    }
}

/// The license in the claims of a key of the third generation.
pub fn license(claims: &Value) -> Option<License> {
    if !v3::is_v3(claims) {
        return None;
    }
    let remarks = Remarks::default();
    let license = v3::decode(&Fields::root(claims, &remarks), None, None);
    Some(License { remarks: remarks.into_vec(), ..license })
}

fn limit(name: &str) -> Option<LimitKind> {
    LIMITS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
