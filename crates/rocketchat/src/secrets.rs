//! Finding what was sent in what comes back: nothing of an answer is stored, shown or logged before it was searched for the
//! secrets of the requests.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{Arc, PoisonError, RwLock},
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// What replaces a text that contains a secret.
pub(crate) const CUT: &str = "(cut)";

/// The fewest characters of a secret that is looked for. Fewer occur in any text.
const SHORTEST: usize = 4;

/// The fewest characters of a secret of which coded copies are looked for.
const SHORTEST_CODED: usize = 8;

/// The characters of a part of a secret, if it is long enough to be looked for in parts.
const PART: usize = 16;

/// The most characters of a secret that are looked for in parts; longer ones, which are license keys, in fewer parts.
const LONGEST: usize = 128;

/// The secrets of the requests of one client. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<RwLock<Vec<Secret>>>);

struct Secret {
    text: SecretString,
    /// The same in lower case.
    lower: SecretString,
    needles: Needles,
}

/// What to look for in order to find a secret, by its length. These are sets, because every refresh has to make them first:
/// hashing a few hundred parts takes a tenth of the time of building an automaton.
struct Needles(BTreeMap<usize, HashSet<Box<[u8]>, Seeded>>);

/// Makes hashes of short texts. Every few bytes of an answer of several MiB are hashed once for each length of a needle, which
/// takes seconds with the hash of the standard library. Whoever writes the answer does not know the seed.
struct Seeded(u64);

struct Hash(u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Seeded {
    type Hasher = Hash;

    fn build_hasher(&self) -> Hash {
        Hash(self.0)
    }
}

impl Hasher for Hash {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            self.write_u64(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // Both halves of the product depend on every bit. The factor is odd, without a pattern.
        let product = u128::from(self.0 ^ word) * 0x9E37_79B9_7F4A_7C15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn write_usize(&mut self, length: usize) {
        self.write_u64(length as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A text that somebody else wrote, or its replacement if it contains one of these secrets, in any form.
pub fn cut_secrets(text: &str, secrets: &[&str]) -> String {
    let all = Secrets::default();
    secrets.iter().for_each(|secret| all.add(secret));
    all.cut_text(text.to_owned())
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Looks for this secret from now on.
    pub(crate) fn add(&self, text: &str) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_known = all.iter().any(|known| known.text.expose_secret() == text);
        if text.chars().count() < SHORTEST || is_known {
            return;
        }
        let lower = SecretString::from(text.to_lowercase());
        all.push(Secret { text: SecretString::from(text.to_owned()), lower, needles: Needles::of(text) });
    }

    /// Replaces every text and every name of a field in a value that contains a secret.
    pub(crate) fn cut(&self, value: &mut Value) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if !all.is_empty() {
            cut(value, &all);
        }
    }

    /// The text, or its replacement if it contains a secret.
    pub(crate) fn cut_text(&self, text: String) -> String {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if is_in(&text, &all) { CUT.to_owned() } else { text }
    }
}

fn cut(value: &mut Value, secrets: &[Secret]) {
    match value {
        Value::Object(fields) => {
            if fields.keys().any(|name| is_in(name, secrets)) {
                let named = std::mem::take(fields).into_iter();
                // Two replaced names become one, and only the last value remains.
                *fields = named
                    .map(|(name, field)| if is_in(&name, secrets) { (CUT.into(), field) } else { (name, field) })
                    .collect();
            }
            // A new token may resemble the one before. Only a sign-in reads these fields, and raw answers leave them out.
            let others = fields.iter_mut().filter(|(name, _)| !matches!(name.as_str(), "token" | "authToken"));
            others.for_each(|(_, field)| cut(field, secrets));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| cut(item, secrets)),
        Value::String(text) if is_in(text, secrets) => CUT.clone_into(text),
        Value::Number(number) if is_in(&number.to_string(), secrets) => *value = CUT.into(),
        Value::String(_) | Value::Number(_) | Value::Null | Value::Bool(_) => {}
    }
}

/// Whether a text contains a secret: as it is, in other letter case, with other characters in between, reversed,
/// percent-encoded, or in base64 or hexadecimal, alone or as a part of something else.
fn is_in(text: &str, secrets: &[Secret]) -> bool {
    if text.len() < SHORTEST {
        return false;
    }
    let lower = text.to_lowercase();
    let has_form = |text: &str| {
        let haystack = letters(text);
        secrets.iter().any(|secret| secret.needles.are_in(&haystack))
    };
    secrets.iter().any(|secret| lower.contains(secret.lower.expose_secret()))
        || has_form(&lower)
        // Hardly any text is coded like this, and every text of every answer is searched.
        || lower.contains('%') && has_form(&percent_decoded(&lower))
        || PREFIXES.iter().any(|prefix| lower.contains(prefix)) && has_form(&without_prefixes(lower))
}

/// What may stand before each character in hexadecimal.
const PREFIXES: [&str; 4] = ["0x", "\\x", "\\u00", "&#x"];

fn without_prefixes(text: String) -> String {
    PREFIXES.iter().fold(text, |text, prefix| text.replace(prefix, ""))
}

/// The text without percent-encoding, up to three times over.
fn percent_decoded(text: &str) -> String {
    let decode = |text: String| match text.contains('%') {
        true => percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned(),
        false => text,
    };
    decode(decode(decode(text.to_owned())))
}

/// The letters and digits of a text in lower case, which are all that the forms of a secret are compared by: base64 differs
/// in its signs, and separators may be put in between.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

impl Needles {
    fn of(secret: &str) -> Self {
        // All signed tokens begin alike.
        let secret = match secret.rsplit_once('.') {
            Some((_, signature)) if secret.len() > LONGEST && signature.len() >= PART => signature,
            Some(_) | None => secret,
        };
        let backwards = |text: &str| -> String { text.chars().rev().collect() };
        let mut forms = vec![secret.to_owned()];
        if secret.chars().count() >= SHORTEST_CODED {
            for text in [secret, &backwards(secret)] {
                forms.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
                forms.extend((0..3).filter_map(|offset| base64_core(text.as_bytes(), offset)));
            }
            let reversed: Vec<String> = forms.iter().map(|form| backwards(form)).collect();
            forms.extend(reversed);
        }
        let mut by_length = BTreeMap::<_, HashSet<_, _>>::new();
        for form in forms {
            for part in parts(&letters(&form)).filter(|part| part.len() >= SHORTEST) {
                by_length.entry(part.len()).or_default().insert(part.into());
            }
        }
        Self(by_length)
    }

    /// Whether any of them is in a text, which has only letters and digits.
    fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|(length, needles)| text.as_bytes().windows(*length).any(|part| needles.contains(part)))
    }
}

/// What of base64 depends on these bytes alone, if they begin at this offset within three bytes.
fn base64_core(bytes: &[u8], offset: usize) -> Option<String> {
    let whole = STANDARD_NO_PAD.encode([&vec![0; offset], bytes].concat());
    // The first characters depend on the bytes before, the last on those after.
    let begin = (offset * 8).div_ceil(6);
    let end = (offset + bytes.len()) * 8 / 6;
    whole.get(begin..end).map(str::to_owned)
}

/// A long secret in overlapping parts, so that a copy that is split or shortened is found too; a short one whole.
fn parts(form: &str) -> impl Iterator<Item = &[u8]> {
    let (length, step) = match form.len() {
        short if short < 2 * PART => (short.max(1), 1),
        long if long > 2 * LONGEST => (PART, PART),
        _ => (PART, 1),
    };
    form.as_bytes().windows(length).step_by(step)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const TOKEN: &str = "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f";

    fn knowing(text: &str) -> Secrets {
        let secrets = Secrets::default();
        secrets.add(text);
        secrets
    }

    fn forms(token: &str) -> Vec<String> {
        let hex =
            |text: &str, between: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(between);
        let reversed: String = token.chars().rev().collect();
        let (half, rest) = token.split_at(token.len() / 2);
        let mut forms = vec![
            token.to_owned(),
            token.to_uppercase(),
            token.to_lowercase(),
            reversed.clone(),
            format!("{half}\u{200b}{rest}"),
            format!("{half} {rest}"),
            token.chars().map(|c| format!("{c}.")).collect(),
            hex(token, ""),
            hex(token, ":").to_uppercase(),
            format!("0x{}", hex(token, ", 0x")),
            hex(&reversed, ""),
            format!("%{}", hex(token, "%")),
            format!("%25{}", hex(token, "%25")),
            token.bytes().map(|b| format!("\\x{b:02x}")).collect(),
            STANDARD.encode(&reversed),
            STANDARD.encode(token).chars().rev().collect(),
        ];
        for before in ["", "u", "uu", "userId:"] {
            for after in ["", ":", "\n}"] {
                let pair = format!("{before}{token}{after}");
                forms.extend([STANDARD.encode(&pair), URL_SAFE.encode(&pair), STANDARD_NO_PAD.encode(&pair)]);
            }
        }
        forms
    }

    #[test]
    fn a_token_is_found_in_every_form_and_place() {
        let secrets = knowing(TOKEN);
        for form in forms(TOKEN) {
            let mut value = json!({"a": format!("X-Auth-Token: {form}, bye"), "b": [{ form.clone(): 1 }], "c": "fine"});
            secrets.cut(&mut value);
            assert_eq!(value, json!({"a": CUT, "b": [{ CUT: 1 }], "c": "fine"}), "{form}");
            assert_eq!(secrets.cut_text(format!("https://{form}.example")), CUT);
        }
    }

    #[test]
    fn half_a_token_is_found() {
        let secrets = knowing(TOKEN);
        for part in [&TOKEN[..20], &TOKEN[20..], &TOKEN[10..30]] {
            assert_eq!(secrets.cut_text(format!("… {part} …")), CUT);
        }
    }

    #[test]
    fn what_only_resembles_a_secret_stays() {
        let secrets = knowing(TOKEN);
        secrets.add("pw1");
        secrets.add("hunter2");
        for text in
            ["", "pw1", "Enterprise", "hunter", "You must be logged in to do this.", "https://chat.acme.example"]
        {
            assert_eq!(secrets.cut_text(text.to_owned()), text);
        }
        assert_eq!(secrets.cut_text("no HUNTER2 here".to_owned()), CUT);
    }

    #[test]
    fn a_license_key_is_found_and_other_signed_tokens_are_not() {
        let token =
            |signature: &str| format!("{}.{}.{}", "eyJhbGciOiJSUzI1NiJ9", "e".repeat(200), signature.repeat(40));
        let secrets = knowing(&token("aB3x-9_Q"));
        assert_eq!(secrets.cut_text(format!("bad key: {}", token("aB3x-9_Q"))), CUT);
        assert_eq!(secrets.cut_text(token("Zz81kLmn")), token("Zz81kLmn"));
        let key = format!("RCV3_{}", "Ab0/".repeat(2_000));
        assert_eq!(knowing(&key).cut_text(format!("bad key: {key}")), CUT);
    }

    proptest! {
        #[test]
        fn parts_are_found_wherever_they_are(
            token in "[A-Za-z0-9]{4,60}",
            pieces in proptest::collection::vec(("[a-z0-9]{0,6}", 0_usize..60, 0_usize..40), 0..12),
        ) {
            let (needles, letters) = (Needles::of(&token), letters(&token));
            let piece = |(between, begin, length): (String, usize, usize)| {
                between + &letters.chars().skip(begin).take(length).collect::<String>()
            };
            let text: String = pieces.into_iter().map(piece).collect();
            let mut all = needles.0.values().flatten();
            let is_there = all.any(|needle| text.contains(std::str::from_utf8(needle).unwrap()));
            prop_assert_eq!(needles.are_in(&text), is_there);
        }

        #[test]
        fn a_token_is_always_found(token in "[A-Za-z0-9_-]{20,43}", before in ".{0,7}", after in ".{0,7}") {
            let secrets = knowing(&token);
            for text in [format!("{before}{token}{after}"), STANDARD.encode(format!("{before}{token}{after}"))] {
                prop_assert_eq!(secrets.cut_text(text), CUT);
            }
        }
    }
}
