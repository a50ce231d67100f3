//! Long texts that are seldom read, compressed.

use std::io::{self, Read};

use flate2::{Compression, read::DeflateDecoder, read::DeflateEncoder};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

/// The longest text that is read, in bytes: far more than an answer may have.
const MAX_LENGTH: u64 = 64 << 20;

/// A text that is stored compressed. One that was stored as text is read, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compressed(pub(super) String);

impl ToSql for Compressed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let mut bytes = Vec::new();
        DeflateEncoder::new(self.0.as_bytes(), Compression::default())
            .read_to_end(&mut bytes)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(bytes.into())
    }
}

impl FromSql for Compressed {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(bytes) => inflate(bytes).map(Self).map_err(FromSqlError::other),
            ValueRef::Text(_) => value.as_str().map(|text| Self(text.to_owned())),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => Err(FromSqlError::InvalidType),
        }
    }
}

fn inflate(bytes: &[u8]) -> io::Result<String> {
    let mut text = String::new();
    let mut decoder = DeflateDecoder::new(bytes).take(MAX_LENGTH + 1);
    match decoder.read_to_string(&mut text)? as u64 > MAX_LENGTH {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    fn read(sql: &str, value: &dyn ToSql) -> rusqlite::Result<Compressed> {
        Connection::open_in_memory()?.query_row(sql, [value], |row| row.get(0))
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read(text in ".*") {
            let text = Compressed(text);
            prop_assert_eq!(read("select ?1", &text).unwrap(), text);
        }
    }

    #[test]
    fn text_is_read_and_damage_is_an_error() {
        assert_eq!(read("select ?1", &"before").unwrap(), Compressed("before".to_owned()));
        let json = "{\"module\":\"auditing\"},".repeat(100);
        let stored: Vec<u8> = Connection::open_in_memory()
            .and_then(|connection| connection.query_row("select ?1", [Compressed(json)], |row| row.get(0)))
            .unwrap();
        assert!(stored.len() < 100, "{} bytes", stored.len());
        assert!(read("select ?1", &&stored[..stored.len() / 2]).is_err());
        assert!(read("select ?1", &1).is_err());
    }
}
