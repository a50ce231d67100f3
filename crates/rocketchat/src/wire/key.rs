//! License keys, and the answers to one.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
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

/// What marks a key of the third generation, which is a JSON Web Token.
const V3: &str = "RCV3_";

/// The encoding of the parts of a token, with or without padding.
const PARTS: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The encoding of a key of the second generation.
const ENCRYPTED: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The fewest bytes of a key of the second generation, whose text is encrypted with RSA: one block of 2048 bits.
const SHORTEST: usize = 256;

/// What every block of RSA is a multiple of, in bytes.
const BLOCK: usize = 128;

/// The form of a text that may be a license key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A key of the second generation: the base64 of an encrypted JSON.
    V2,
    /// A key of the third generation: its mark, and a JSON Web Token.
    V3,
    /// The mark of the third generation, and no whole token.
    IncompleteV3,
    /// Anything else.
    Other,
}

/// The form of a text without white space. Whether it is a key, only a server can tell.
pub fn form(text: &str) -> Form {
    if let Some(token) = text.strip_prefix(V3) {
        let is_part =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_=".contains(c));
        let is_whole = token.split('.').count() == 3 && token.split('.').all(is_part);
        return if is_whole { Form::V3 } else { Form::IncompleteV3 };
    }
    match ENCRYPTED.decode(text) {
        Ok(bytes) if bytes.len() >= SHORTEST && bytes.len().is_multiple_of(BLOCK) => Form::V2,
        Ok(_) | Err(_) => Form::Other,
    }
}

/// The license in a key of the third generation, whatever its header and signature say: only the server can verify them.
pub fn license(key: &str) -> Option<License> {
    let mut parts = key.strip_prefix(V3)?.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    // The size is that of the key, and the parser bounds the depth.
    let payload: Value = serde_json::from_slice(&PARTS.decode(payload).ok()?).ok()?;
    if !v3::is_v3(&payload) {
        return None;
    }
    let remarks = Remarks::default();
    let license = v3::decode(&Fields::root(&payload, &remarks), None, None);
    Some(License { remarks: remarks.into_vec(), ..license })
}

fn limit(name: &str) -> Option<LimitKind> {
    LIMITS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
