//! What can go wrong between a workspace and its caller, on demand.

use std::time::Duration;

use serde_json::Value;

/// One thing that goes wrong. The call is logged and counted all the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The true answer, but only after this long.
    Slow(Duration),
    /// The true answer, but only once this fault is lifted or replaced: no clock needed.
    Hold,
    /// The true answer, one byte at a time with this pause between them.
    Drip(Duration),
    /// The true answer's first bytes; its `Content-Length` promises the rest, then the connection closes.
    Cut(usize),
    /// The connection closes without an answer.
    CloseConnection,
    /// An HTML page, as a proxy or another product would send it, with this status.
    Html(u16),
    /// JSON that grows to about this many bytes, sent in pieces without a `Content-Length`.
    Huge(u64),
    /// The same, packed with gzip into about a thousandth: small on the wire, huge once unpacked.
    GzipBomb(u64),
    /// The true answer, packed.
    Packed(Encoding),
    /// Headers without an end; the body never begins.
    EndlessHeaders,
    /// A redirect to any address with this status (301, 302, 303, 307, 308).
    Redirect {
        /// Where to.
        to: String,
        /// The status.
        status: u16,
    },
    /// A redirect to the very same address, for ever.
    RedirectLoop,
    /// A status with the words that Rocket.Chat (below 500) or a proxy (from 500 on) has for it.
    Status(u16),
    /// 429, with the wait in the sentence and in the headers.
    RateLimited {
        /// Seconds to wait.
        wait_secs: u64,
    },
    /// 200, `application/json`, and a body that is no JSON.
    NotJson,
    /// 200, and JSON where each known field has a type that it should not have.
    WrongTypes,
    /// 200, and JSON nested a hundred thousand levels deep.
    DeepNesting,
    /// A status and a JSON body of the test's own.
    Body {
        /// The status.
        status: u16,
        /// The body.
        json: Value,
    },
    /// The true answer, changed by a JSON merge patch (RFC 7386): `null` removes a field, a list replaces a list.
    Patch(Value),
}

/// How an answer is packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    /// `gzip`.
    Gzip,
    /// `br`.
    Brotli,
}

/// A JSON merge patch, RFC 7386.
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
