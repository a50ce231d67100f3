//! The addresses that a license is issued for, and whether a workspace's address is one of them.

use regex::bytes::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::text::Label;

/// An address in a license, or a pattern for addresses.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct AddressPattern {
    /// The text of the pattern.
    pub value: Label,
    /// How the server reads it.
    pub kind: PatternKind,
}

/// How the server reads an [`AddressPattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PatternKind {
    /// An address in which `*` matches any text.
    Url,
    /// A regular expression for the whole address, in which a dot is a dot and `*` matches any text.
    Regex,
    /// The SHA-256 of an address, in hexadecimal; older servers use bcrypt.
    Hash,
    /// Not stated, or something that this version does not know.
    Unknown,
}

/// Whether a license is issued for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AddressFit {
    /// Every pattern of the license matches.
    Fits,
    /// At least one pattern does not match, and the server requires all of them to.
    DoesNotFit,
    /// No pattern contradicts the address, and at least one can only be evaluated by the server.
    Unknown,
    /// The license names no address.
    Unrestricted,
}

impl AddressPattern {
    /// A pattern.
    pub fn new(value: &str, kind: PatternKind) -> Self {
        Self { value: Label::new(value), kind }
    }

    /// Whether it matches the address that an admin has entered: without scheme and trailing slash, ignoring case, with `*`
    /// for any text. A server may spell its own address differently, so that a hash says nothing.
    fn fit(&self, address: &str) -> AddressFit {
        let pattern = bare(self.value.as_str());
        match self.kind {
            PatternKind::Url | PatternKind::Unknown if is_address(&pattern) && !is_hash(&pattern) => {
                decided(matches(&pattern, &bare(address)))
            }
            PatternKind::Url | PatternKind::Unknown | PatternKind::Hash => AddressFit::Unknown,
            PatternKind::Regex => self.fits_server(&bare(address), None),
        }
    }

    /// Whether the server with this address, spelled as it spells it itself but with or without a scheme, honors the
    /// pattern. This is what the server's own code does (`validateLicenseUrl`): only an expression has stars, and a pattern of
    /// an unknown kind is not looked at. `hash` is the SHA-256 of its address, if the server reports it.
    pub fn fits_server(&self, address: &str, hash: Option<&str>) -> AddressFit {
        let (pattern, address) = (self.value.as_str(), without_scheme(address));
        if self.value.is_cut() {
            return AddressFit::Unknown;
        }
        match self.kind {
            PatternKind::Url => decided(pattern.to_lowercase() == address.to_lowercase()),
            PatternKind::Unknown => AddressFit::Fits,
            PatternKind::Hash if is_hash(pattern) => {
                decided(hash.map_or_else(|| sha256(address), str::to_owned).eq_ignore_ascii_case(pattern))
            }
            // By bcrypt, which is made to be slow.
            PatternKind::Hash => AddressFit::Unknown,
            PatternKind::Regex => {
                expression(pattern).map_or(AddressFit::Unknown, |regex| decided(regex.is_match(address.as_bytes())))
            }
        }
    }
}

fn decided(is_match: bool) -> AddressFit {
    if is_match { AddressFit::Fits } else { AddressFit::DoesNotFit }
}

/// The expression of a pattern, in time and memory bounds; `None` if it uses what only the server's own language has.
fn expression(pattern: &str) -> Option<Regex> {
    const MOST: usize = 1 << 18;
    let whole = format!("^{}$", pattern.replace('.', r"\.").replace('*', ".*"));
    RegexBuilder::new(&whole).case_insensitive(true).size_limit(MOST).dfa_size_limit(MOST).build().ok()
}

/// Whether an address that an admin has entered fits all patterns of a license. It may be written with or without a scheme.
pub(crate) fn fit(patterns: &[AddressPattern], address: &str) -> AddressFit {
    if patterns.is_empty() {
        return AddressFit::Unrestricted;
    }
    let fits = || patterns.iter().map(|pattern| pattern.fit(address));
    if fits().any(|fit| fit == AddressFit::DoesNotFit) {
        AddressFit::DoesNotFit
    } else if fits().any(|fit| fit == AddressFit::Unknown) {
        AddressFit::Unknown
    } else {
        AddressFit::Fits
    }
}

fn bare(address: &str) -> String {
    without_scheme(&address.to_lowercase()).to_owned()
}

/// An address without scheme and trailing slash.
fn without_scheme(address: &str) -> &str {
    let address = address.trim();
    let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    let address = rest.unwrap_or(address);
    address.strip_suffix('/').unwrap_or(address)
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text has only the characters of addresses, and `*`.
fn is_address(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".*:/_~%-[]".contains(c))
}

fn is_hash(text: &str) -> bool {
    (32..=128).contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Whether the whole text matches a pattern in which `*` matches any text. With nothing but stars between the pieces,
/// the first place of each piece is as good as any other, so that this takes no more than linear searches.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = text.strip_prefix(first).and_then(|text| text.strip_suffix(last)) else { return false };
    for piece in middle.split('*') {
        match text.split_once(piece) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    true
}

/// The forms in which a pattern may be stored: an object, or only its text, as earlier versions stored it. Nearly all
/// patterns are addresses, and an address must not read as changed after an update.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Text(Label),
    Pattern { value: Label, kind: PatternKind },
}

impl From<Stored> for AddressPattern {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Text(value) => Self { value, kind: PatternKind::Url },
            Stored::Pattern { value, kind } => Self { value, kind },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_as_the_server_does() {
        use AddressFit::{DoesNotFit, Fits, Unknown};
        for (pattern, address, expected) in [
            ("chat.acme.example", "https://chat.acme.example", Fits),
            ("https://Chat.Acme.example/", "https://chat.acme.example", Fits),
            ("chat.acme.example/team", "https://chat.acme.example/team/", Fits),
            ("chat.acme.example", "https://chat.acme.example/team", DoesNotFit),
            ("localhost:3000", "http://localhost:3000", Fits),
            ("localhost:3000", "localhost:3001", DoesNotFit),
            ("*.acme.example", "https://chat.acme.example", Fits),
            ("*.acme.example", "https://chat.acme.example/team", DoesNotFit),
            ("*.acme.example", "https://acme.example", DoesNotFit),
            ("*.acme.example", "https://chat-acme.example", DoesNotFit),
            ("*.acme.example*", "https://chat.acme.example/team", Fits),
            ("chat.*.example", "https://chat.example", DoesNotFit),
            ("a*b*b", "https://ab", DoesNotFit),
            ("a*b*b", "https://a-b-b", Fits),
            ("ab*ba", "https://aba", DoesNotFit),
            ("*", "https://anything.example", Fits),
            ("[::1]:3000", "http://[::1]:3000", Fits),
            (r"^https?:\/\/([a-z0-9-]+\.)*example\.com$", "https://chat.example.com", Unknown),
            ("(a+)+$", "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", Unknown),
            ("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "https://chat.example", Unknown),
            ("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "https://chat.example", Unknown),
            ("", "https://chat.example", Unknown),
        ] {
            for kind in [PatternKind::Url, PatternKind::Unknown] {
                assert_eq!(AddressPattern::new(pattern, kind).fit(address), expected, "{pattern}");
            }
        }
    }

    #[test]
    fn a_server_honors_patterns_by_its_own_rules() {
        use AddressFit::{DoesNotFit, Fits, Unknown};
        // SHA-256 of chat.acme.example.
        let hash = "0b7e3e0f69e8b0e7be9da577e96856aef5e062451294e0fe84dca5953e8f9e5d";
        let bcrypt = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
        let cut = "a|".repeat(300);
        let server = "https://chat.acme.example/";
        for (kind, pattern, expected) in [
            (PatternKind::Url, "Chat.Acme.example", Fits),
            (PatternKind::Url, "*.acme.example", DoesNotFit),
            (PatternKind::Url, "https://chat.acme.example", DoesNotFit),
            (PatternKind::Url, "chat.acme.example/team", DoesNotFit),
            (PatternKind::Regex, "*.ACME.example", Fits),
            (PatternKind::Regex, "(chat|talk).acme.example", Fits),
            (PatternKind::Regex, "chat-acme.example", DoesNotFit),
            (PatternKind::Regex, "acme.example", DoesNotFit),
            (PatternKind::Regex, "(a+)+$", DoesNotFit),
            (PatternKind::Regex, "(?<!x)acme", Unknown),
            (PatternKind::Regex, "(chat", Unknown),
            (PatternKind::Regex, "((((a{99}){99}){99}){99})", Unknown),
            (PatternKind::Regex, &cut, Unknown),
            (PatternKind::Hash, hash, Fits),
            (PatternKind::Hash, "00000000000000000000000000000000", DoesNotFit),
            (PatternKind::Hash, bcrypt, Unknown),
            (PatternKind::Unknown, "elsewhere.example", Fits),
        ] {
            assert_eq!(AddressPattern::new(pattern, kind).fits_server(server, None), expected, "{kind:?} {pattern}");
        }
        let pattern = AddressPattern::new(hash, PatternKind::Hash);
        assert_eq!(pattern.fits_server("https://localhost:3000", Some(hash)), Fits, "the server knows its own hash");
        assert_eq!(pattern.fit(server), Unknown, "the server may spell it differently");
    }

    #[test]
    fn all_patterns_must_match() {
        let of = |patterns: &[&str]| {
            let patterns: Vec<_> = patterns.iter().map(|p| AddressPattern::new(p, PatternKind::Unknown)).collect();
            fit(&patterns, "https://chat.example")
        };
        let hash = "0".repeat(64);
        assert_eq!(of(&["chat.example", "*.example"]), AddressFit::Fits);
        assert_eq!(of(&["chat.example", "other.example"]), AddressFit::DoesNotFit);
        assert_eq!(of(&["chat.example", &hash]), AddressFit::Unknown);
        assert_eq!(of(&["other.example", &hash]), AddressFit::DoesNotFit);
        assert_eq!(of(&[]), AddressFit::Unrestricted);
    }

    #[test]
    fn many_stars_take_no_time() {
        let started = std::time::Instant::now();
        assert!(!matches(&format!("{}b", "*a".repeat(5_000)), &"a".repeat(20_000)));
        assert!(started.elapsed() < std::time::Duration::from_secs(1));
    }

    #[test]
    fn a_pattern_is_read_from_either_stored_form() {
        let pattern = AddressPattern::new("chat.example", PatternKind::Regex);
        let stored = serde_json::to_string(&pattern).unwrap();
        assert_eq!(serde_json::from_str::<AddressPattern>(&stored).unwrap(), pattern);
        let text = serde_json::from_str::<AddressPattern>("\"chat.example\"").unwrap();
        assert_eq!(text, AddressPattern::new("chat.example", PatternKind::Url));
    }
}
