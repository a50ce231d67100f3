//! JSON Web Tokens as the vendor issues them: the list of supported server versions, and license keys.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// A token with this payload and an invalid signature, because only the vendor can make a valid one.
pub(crate) fn with_invalid_signature(payload: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"RS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", part(payload), part("not the vendor's signature"))
}

/// The payload of a token; `None` if it is not one.
pub(crate) fn payload(token: &str) -> Option<Vec<u8>> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    BASE64_URL_SAFE_NO_PAD.decode(payload).ok().filter(|_| parts.next().is_none())
}
