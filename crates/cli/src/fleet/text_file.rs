//! Reads the text of a fleet file and of the files that it names.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

/// The text of a file of at most this many bytes, or why it cannot be read.
pub(super) fn read_text(path: &Path, most: u64) -> Result<String, String> {
    let read = || {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => error.to_string(),
    })?;
    if bytes.len() as u64 > most {
        return Err(format!("larger than {most} bytes"));
    }
    if is_utf16(&bytes) {
        return Err("UTF-16 text, as PowerShell and Notepad may write it; save it as UTF-8".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether it has the mark of UTF-16 or, without one, a zero in every other byte of its beginning, as Latin text has.
fn is_utf16(bytes: &[u8]) -> bool {
    let zeros = |offset: usize| {
        let mut half = bytes.iter().take(64).skip(offset).step_by(2).peekable();
        half.peek().is_some() && half.all(|byte| *byte == 0)
    };
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || zeros(0) != zeros(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_recognized_in_each_byte_order_with_and_without_a_mark() {
        for mark in ["", "\u{feff}"] {
            let text: Vec<_> = format!("{mark}token\r\n").encode_utf16().collect();
            assert!(is_utf16(&text.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()));
            assert!(is_utf16(&text.iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<_>>()));
        }
        for other in ["", "\0\0\0", "token", "tök\0en", "東京"] {
            assert!(!is_utf16(other.as_bytes()), "{other:?}");
        }
    }
}
