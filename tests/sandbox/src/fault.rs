//! Faults that tests can request.

use std::time::Duration;

use serde_json::Value;

/// Something that goes wrong with a call. The call is logged and counted nevertheless. The “regular answer” is what the
/// workspace sends without a fault.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The regular answer, after this delay.
    Slow(Duration),
    /// The regular answer, as soon as the test removes or replaces this fault.
    Hold,
    /// The regular answer, one byte at a time with this pause before each.
    Drip(Duration),
    /// This many bytes of the regular answer, with the `Content-Length` of all of it; then the connection closes.
    Cut(usize),
    /// The connection closes without an answer.
    CloseConnection,
    /// An HTML page with this status, as a proxy or another product sends it.
    Html(u16),
    /// JSON of about this many bytes, sent in pieces without a `Content-Length`.
    Huge(u64),
    /// The same, compressed with gzip to about a thousandth.
    GzipBomb(u64),
    /// The regular answer, compressed.
    Packed(Encoding),
    /// Endless headers; the body never begins.
    EndlessHeaders,
    /// A redirect with this status (301, 302, 303, 307 or 308).
    Redirect {
        /// The value of `Location`.
        to: String,
        /// The status.
        status: u16,
    },
    /// A redirect to the same address.
    RedirectLoop,
    /// A status, with the usual body of Rocket.Chat (up to 500) or of a proxy (above 500).
    Status(u16),
    /// 429, with the time to wait in the message and in the headers.
    RateLimited {
        /// Seconds to wait.
        wait_secs: u64,
    },
    /// 200 and `application/json`, but a body that is not JSON.
    NotJson,
    /// 200, and JSON in which each known field has the wrong type.
    WrongTypes,
    /// 200, and JSON with 100,000 levels of nesting.
    DeepNesting,
    /// This status and JSON body.
    Body {
        /// The status.
        status: u16,
        /// The body.
        json: Value,
    },
    /// This answer, as a gate in front of the server or a hostile server sends it.
    Raw {
        /// The status.
        status: u16,
        /// The headers.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// The regular answer, changed by a JSON merge patch (RFC 7386): `null` removes a field, a list replaces a list.
    Patch(Value),
}

/// How an answer is compressed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    /// `gzip`.
    Gzip,
    /// `br`.
    Brotli,
}

/// Applies a JSON merge patch (RFC 7386).
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (name, change) in changes {
        if change.is_null() {
            fields.remove(name);
        } else {
            merge(fields.entry(name.as_str()).or_insert(Value::Null), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_changes_removes_adds_and_replaces() {
        let mut body = json!({"keep": 1, "drop": 2, "deep": {"list": [1, 2], "other": true}});
        merge(&mut body, &json!({"drop": null, "deep": {"list": [3]}, "new": {"a": null, "b": 1}}));
        assert_eq!(body, json!({"keep": 1, "deep": {"list": [3], "other": true}, "new": {"b": 1}}));
    }
}
