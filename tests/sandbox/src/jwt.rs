//! The JSON Web Token that contains the vendor's list of supported server versions.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// A token with this payload and an invalid signature, because only the vendor can make a valid one.
pub(crate) fn with_invalid_signature(payload: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"RS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", part(payload), part("not the vendor's signature"))
}
