//! Until when the vendor supports a server's version: a list that the vendor signs and the server passes on.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use license::VersionListing;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::time::Instant;
use crate::{
    json,
    server::{ServerVersion, Signature, Support},
};

/// The vendor's key, as it is published in the source of its own desktop application
/// (`RocketChat/Rocket.Chat.Electron`, `src/servers/supportedVersions/main.ts`).
const VENDOR: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvZ/T/RHOr6+yo/iMLUlf
agMiMLFxQR/5Qtc85ykMBvKZqbBGb9zU68VB9n54alrbZG5FdcHkSJXgJIBXF2bk
TGTfBi58JmltZirSWzvXoXnT4ieGNZv+BqnP9zzj9HXOVhVncbRmJPEIJOZfL9AQ
beix3rPgZx3ZepAaoMQnz11dZKDGzkMN75WkTdf324X3DeFgLVmjsYuAcLl/AJMA
uPKSSt0XOQUsfrT7rEqXIrj8rIJcWxIHICMRrwfjw2Qh+3pfIrh7XSzxlW4zCKBN
RpavrrCnpOFRfkC5T9eMKLgyapjufOtbjuzu25N3urBsg6oRFNzsGXWp1C7DwUO2
kwIDAQAB
-----END PUBLIC KEY-----
";

/// The most characters of a signed list. The vendor's takes about 20,000.
const LONGEST: usize = 256 << 10;

/// The end of support for a version, from the signed list in an answer of `/api/info`, and whether the list names the
/// version. The end is `None` if there is no readable list, or if it does not name the version.
pub fn decode(body: &Value, version: &ServerVersion) -> (Option<Support>, VersionListing) {
    let token = body.get("supportedVersions").and_then(|list| list.get("signed")).and_then(Value::as_str);
    let Some((list, signature)) = token.and_then(open) else { return (None, VersionListing::Unknown) };
    let support = ends_at(&list, version).map(|ends_at| Support { ends_at, signature });
    (support, listing(&list, version))
}

/// Whether the list names the version's line. A version newer than all that it names is not known to it yet.
fn listing(list: &Value, version: &ServerVersion) -> VersionListing {
    let Some(line) = version.numbers() else { return VersionListing::Unknown };
    let lines: Vec<_> =
        entries(list).filter_map(|entry| ServerVersion::new(entry.get("version")?.as_str()?).numbers()).collect();
    if lines.contains(&line) {
        VersionListing::Listed
    } else if lines.iter().any(|listed| *listed > line) {
        VersionListing::NotListed
    } else {
        VersionListing::Unknown
    }
}

/// The entries of the list: for all workspaces, and for this one as an exception.
fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    let of_all = list.get("versions");
    let of_this = list.get("exceptions").and_then(|exceptions| exceptions.get("versions"));
    [of_all, of_this].into_iter().flatten().filter_map(Value::as_array).flatten().take(super::field::MOST)
}

/// The list, and whether the vendor has signed it.
fn open(token: &str) -> Option<(Value, Signature)> {
    let mut validation = Validation::new(Algorithm::RS256);
    if token.len() > LONGEST {
        return None;
    }
    // The token has no expiry and no audience.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let verified = DecodingKey::from_rsa_pem(VENDOR.as_bytes())
        .and_then(|key| jsonwebtoken::decode::<IgnoredAny>(token, &key, &validation));
    let signature = if verified.is_ok() { Signature::Verified } else { Signature::Unverified };
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    Some((json::parse(&claims).ok()?, signature))
}

/// The latest end that the list names for the version's line, or for this workspace as an exception.
fn ends_at(list: &Value, version: &ServerVersion) -> Option<Timestamp> {
    let names = |entry: &&Value| {
        let named = entry.get("version").and_then(Value::as_str).map(ServerVersion::new);
        named.is_some_and(|named| named.line() == version.line())
    };
    entries(list).filter(names).filter_map(|entry| Instant::of(entry.get("expiration")?)?.timestamp()).max()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unsigned(payload: &Value) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(r#"{"alg":"RS256","typ":"JWT"}"#), part(&payload.to_string()), part("nobody"))
    }

    fn read(version: &str, token: &str) -> Option<Support> {
        decode(&json!({"supportedVersions": {"signed": token}}), &ServerVersion::new(version)).0
    }

    #[test]
    fn the_end_of_support_is_that_of_the_version_line() {
        let token = unsigned(&json!({"versions": [
            {"version": "8.4.0", "expiration": "2026-08-31T00:00:00Z"},
            {"version": "8.5.2", "expiration": "2026-09-30T00:00:00Z"},
        ]}));
        let end = |version, token| read(version, token).map(|support| support.ends_at.to_string());
        assert_eq!(end("8.5", &token).as_deref(), Some("2026-09-30T00:00:00Z"));
        assert_eq!(end("8.5.9", &token).as_deref(), Some("2026-09-30T00:00:00Z"));
        assert_eq!(end("8.50", &token), None);
        assert_eq!(end("8.5", "not a token"), None);
        assert_eq!(end("8.5", "a.###.c"), None);
    }

    #[test]
    fn an_exception_for_this_workspace_counts_if_it_is_longer() {
        let token = unsigned(&json!({
            "versions": [{"version": "6.5.0", "expiration": "2025-01-01T00:00:00Z"}],
            "exceptions": {"domain": "chat.acme.example", "versions": [{"version": "6.5.0", "expiration": "2027-01-01"}]},
        }));
        assert_eq!(read("6.5", &token).unwrap().ends_at, "2027-01-01T00:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_list_that_the_vendor_signed_is_verified_and_no_other() {
        let token = include_str!("../../tests/payloads/supported-versions.jwt").trim();
        let (list, signature) = open(token).unwrap();
        assert_eq!(signature, Signature::Verified);
        assert!(list.get("versions").is_some_and(|versions| !versions.as_array().unwrap().is_empty()));

        let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
        let mut forged = list.clone();
        forged["versions"][0]["expiration"] = json!("2099-01-01T00:00:00Z");
        parts[1] = URL_SAFE_NO_PAD.encode(forged.to_string());
        assert_eq!(open(&parts.join(".")).unwrap().1, Signature::Unverified);
        assert_eq!(open(&unsigned(&list)).unwrap().1, Signature::Unverified);
    }
}
