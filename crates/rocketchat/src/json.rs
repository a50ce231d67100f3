//! Parsing JSON from a server: within bounds of memory, and so that one odd value costs that value alone.
//!
//! `serde_json` refuses a whole document for half of a surrogate pair, a number beyond a double, a byte that is not UTF-8 or
//! deep nesting, and makes hundreds of bytes of a value that takes seven in the document. Here, what is odd is kept as a
//! text or replaced, long texts are shortened, and a document that would take more than [`ROOM`] is refused.

use serde_json::{Map, Number, Value};

/// How deep values are nested at most; what is nested deeper becomes `null`. No answer of the API is nested deeper than 10.
const DEPTH: usize = 64;

/// The most memory that the values of a document may take, in bytes, roughly.
const ROOM: usize = 16 << 20;

/// The most bytes that are kept of a text. The longest that the API has is the vendor's list of supported versions, of 20 kB.
const TEXT: usize = 512 << 10;

/// What values take, in bytes, rounded up: `serde_json` keeps the fields of an object in nodes of eleven.
mod size {
    pub(super) const VALUE: usize = 64;
    pub(super) const STRING: usize = 32;
    pub(super) const ARRAY: usize = 160;
    pub(super) const OBJECT: usize = 640;
    pub(super) const FIELD: usize = 120;
}

/// Why a document cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseError {
    /// It ends before its last value does.
    #[error("it ends too early, after {0} bytes")]
    Incomplete(usize),
    /// It is not JSON from this byte on.
    #[error("it is not JSON from byte {0} on")]
    Unexpected(usize),
    /// Its values take more memory than those of any license.
    #[error("it contains more values than any license")]
    TooMuch,
}

/// Parses a document.
///
/// # Errors
/// See [`ParseError`].
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ParseError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut parser = Parser { bytes, at: 0, room: ROOM };
    let value = parser.value(0)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(ParseError::Unexpected(parser.at)),
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    room: usize,
}

impl<'a> Parser<'a> {
    /// The next byte that is not white space, which stays the next one.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn next(&mut self) -> Result<u8, ParseError> {
        let byte = self.peek().ok_or(ParseError::Incomplete(self.bytes.len()))?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, bytes: usize) -> Result<(), ParseError> {
        self.room = self.room.checked_sub(bytes).ok_or(ParseError::TooMuch)?;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Value, ParseError> {
        self.take(size::VALUE)?;
        match self.peek() {
            None => Err(ParseError::Incomplete(self.bytes.len())),
            Some(b'[' | b'{') if depth == DEPTH => self.skip(),
            Some(b'[') => self.array(depth),
            Some(b'{') => self.object(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(_) => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, ParseError> {
        self.at += 1;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        self.take(size::ARRAY)?;
        loop {
            items.push(self.value(depth + 1)?);
            match self.next()? {
                b',' => {}
                b']' => return Ok(Value::Array(items)),
                _ => return Err(ParseError::Unexpected(self.at - 1)),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, ParseError> {
        self.at += 1;
        let mut fields = Map::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(fields));
        }
        self.take(size::OBJECT)?;
        loop {
            self.take(size::FIELD)?;
            if self.peek().is_some_and(|byte| byte != b'"') {
                return Err(ParseError::Unexpected(self.at));
            }
            let name = self.string()?;
            if self.next()? != b':' {
                return Err(ParseError::Unexpected(self.at - 1));
            }
            // Of two fields with one name the last counts, as in JavaScript.
            fields.insert(name, self.value(depth + 1)?);
            match self.next()? {
                b',' => {}
                b'}' => return Ok(Value::Object(fields)),
                _ => return Err(ParseError::Unexpected(self.at - 1)),
            }
        }
    }

    /// Passes over an array or object, whatever is in it.
    fn skip(&mut self) -> Result<Value, ParseError> {
        let mut open = 0_usize;
        loop {
            match self.next()? {
                b'[' | b'{' => open += 1,
                b']' | b'}' if open == 1 => return Ok(Value::Null),
                b']' | b'}' => open -= 1,
                b'"' => {
                    while let Some(b'\\') = self.string_part()?.1 {
                        self.at += 1
                    }
                }
                _ => {}
            }
        }
    }

    /// The bytes up to the next quotation mark or backslash, and which of them it is. It is passed over.
    fn string_part(&mut self) -> Result<(&'a [u8], Option<u8>), ParseError> {
        let incomplete = ParseError::Incomplete(self.bytes.len());
        let rest = self.bytes.get(self.at..).ok_or(incomplete)?;
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).ok_or(incomplete)?;
        self.at += length + 1;
        Ok((&rest[..length], rest.get(length).copied()))
    }

    fn string(&mut self) -> Result<String, ParseError> {
        if self.next()? != b'"' {
            return Err(ParseError::Unexpected(self.at - 1));
        }
        let mut text = Vec::new();
        loop {
            let (part, end) = self.string_part()?;
            let part = &part[..part.len().min(TEXT.saturating_sub(text.len()))];
            self.take(part.len())?;
            text.extend_from_slice(part);
            if end == Some(b'"') {
                break;
            }
            let mut character = [0; 4];
            let escaped = self.escape()?.encode_utf8(&mut character);
            if text.len() < TEXT {
                self.take(escaped.len())?;
                text.extend_from_slice(escaped.as_bytes());
            }
        }
        if !text.is_empty() {
            self.take(size::STRING)?;
        }
        Ok(String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The character of an escape sequence, after its backslash. Half of a surrogate pair is replaced.
    fn escape(&mut self) -> Result<char, ParseError> {
        let byte = *self.bytes.get(self.at).ok_or(ParseError::Incomplete(self.bytes.len()))?;
        self.at += 1;
        Ok(match byte {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let Some(unit) = self.unit(self.at) else { return Ok(char::REPLACEMENT_CHARACTER) };
                self.at += 4;
                let is_pair = (0xd800..0xdc00).contains(&unit) && self.bytes[self.at..].starts_with(b"\\u");
                let low = self.unit(self.at + 2).filter(|low| is_pair && (0xdc00..0xe000).contains(low));
                match low {
                    Some(low) => {
                        self.at += 6;
                        char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                    }
                    None => char::from_u32(unit),
                }
                .unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            // A quotation mark, a slash or a backslash.
            other if other.is_ascii() => char::from(other),
            _ => char::REPLACEMENT_CHARACTER,
        })
    }

    /// The number in four hexadecimal digits.
    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    }

    /// A number or a literal. A number that is none for us (`1e400`, `NaN`) is kept as text.
    fn word(&mut self) -> Result<Value, ParseError> {
        let rest = &self.bytes[self.at..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        let word = str::from_utf8(&rest[..length]).unwrap_or_default();
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => match word.parse::<Number>() {
                Ok(number) => Value::Number(number),
                Err(_)
                    if word.contains(|c: char| c.is_ascii_digit()) || word == "NaN" || word.ends_with("Infinity") =>
                {
                    self.take(length)?;
                    Value::String(word.to_owned())
                }
                Err(_) => return Err(ParseError::Unexpected(self.at)),
            },
        };
        self.at += length;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn one_odd_value_costs_that_value_alone() {
        for (odd, read) in [
            (&br#""\ud83d""#[..], json!("\u{fffd}")),
            (br#""a\udc00b""#, json!("a\u{fffd}b")),
            (br#""\ud83d\ud83d\ude00""#, json!("\u{fffd}😀")),
            (br#""\ud83dx""#, json!("\u{fffd}x")),
            (br#""\u12""#, json!("\u{fffd}12")),
            (br#""\x""#, json!("x")),
            (b"\"\xff\xfea\"", json!("\u{fffd}\u{fffd}a")),
            (b"\"\n\0\"", json!("\n\0")),
            (b"1e400", json!("1e400")),
            (b"-1e999999999", json!("-1e999999999")),
            (b"NaN", json!("NaN")),
            (b"-Infinity", json!("-Infinity")),
            (b"007", json!("007")),
            (br#"{"a":1,"a":2}"#, json!({"a": 2})),
        ] {
            let document = [b"\xef\xbb\xbf {\"odd\": ", odd, b", \"other\" :true } \n"].concat();
            let value = parse(&document);
            assert_eq!(value, Ok(json!({"odd": read, "other": true})), "{}", String::from_utf8_lossy(odd));
        }
    }

    #[test]
    fn deep_nesting_is_passed_over() {
        let deep = format!(r#"{{"deep":{}"]\"",{{"}}":1}}{},"other":1}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let value = parse(deep.as_bytes()).unwrap();
        assert_eq!(value["other"], 1);
    }

    #[test]
    fn broken_documents_are_refused() {
        for text in ["", " ", "{", "[1", "[1,", r#"{"a"#, r#"{"a":"#, r#"{"a":1"#, r#""a"#, r#""\"#, r#""\u"#] {
            assert!(matches!(parse(text.as_bytes()), Err(ParseError::Incomplete(_))), "{text}");
        }
        for text in ["nope", "<html>", "{a:1}", "[1 2]", "{1:2}", r#"{"a" 1}"#, "1 2", "{}}", "[,]", "[1,]", "'a'"] {
            assert!(matches!(parse(text.as_bytes()), Err(ParseError::Unexpected(_))), "{text}");
        }
    }

    #[test]
    fn documents_that_would_take_much_memory_are_refused() {
        for unit in [r#"{"":0},"#, "[0],", "{},", "0,", r#""a","#, r#"{"a":{"a":{}}},"#] {
            let document = format!("[{}0]", unit.repeat((8 << 20) / unit.len()));
            assert_eq!(parse(document.as_bytes()), Err(ParseError::TooMuch), "{unit}");
        }
        for unit in ["a", "ä", r"\u00e4"] {
            let text = format!(r#"["{}", 1]"#, unit.repeat((8 << 20) / unit.len()));
            let value = parse(text.as_bytes()).unwrap();
            assert_eq!((value[0].as_str().unwrap().len(), &value[1]), (TEXT, &json!(1)), "{unit}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..6).prop_map(|fields| Value::from_iter(fields)),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_read_as_serde_json_reads_it(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let expected: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(parse(text.as_bytes()).unwrap(), expected);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), text in r#"[\[\]{}",:\\u0-9a-f -]{0,60}"#) {
            let _ = parse(&bytes);
            let _ = parse(text.as_bytes());
        }
    }
}
