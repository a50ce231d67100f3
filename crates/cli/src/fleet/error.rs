//! Errors in a fleet file, with their location.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

use license::Label;

/// A location in a file, as editors and compilers write it: `fleet.toml:7:13`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLocation {
    file: PathBuf,
    line: usize,
    column: usize,
}

impl SourceLocation {
    /// The location of a byte offset in a text.
    pub(super) fn new(file: &Path, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// The keys of a workspace.
const KEYS: [&str; 8] = ["name", "url", "user_id", "token_env", "token_file", "allow_http", "ca_file", "proxy"];

/// An error, and the byte range that it is about.
#[derive(Debug)]
pub(super) struct Problem {
    at: Option<Range<usize>>,
    workspace: Option<Label>,
    text: String,
}

impl Problem {
    pub(super) fn at(span: Range<usize>, text: &str) -> Self {
        Self { at: Some(span), workspace: None, text: text.to_owned() }
    }

    /// Adds the name of the workspace that it is about.
    pub(super) fn of(self, workspace: &Label) -> Self {
        Self { workspace: Some(workspace.clone()), ..self }
    }
}

impl Problem {
    /// The message of the TOML parser without the quoted line, which may contain a token by mistake.
    pub(super) fn of_toml(error: &toml::de::Error, file: &str) -> Self {
        let said = without_values(error.message());
        let said = said.lines().collect::<Vec<_>>().join(", ");
        let key = error.span().and_then(|span| key_at(file, span.start));
        let text = match key {
            Some(key) => format!("{key}: {said}"),
            None => said,
        };
        Self { at: error.span(), workspace: None, text }
    }
}

/// Which of our keys is set in the line at a byte offset.
fn key_at(file: &str, offset: usize) -> Option<&'static str> {
    let start = file.get(..offset)?.rfind('\n').map_or(0, |newline| newline + 1);
    let (key, _) = file[start..].lines().next()?.split_once('=')?;
    KEYS.into_iter().find(|known| *known == key.trim())
}

/// A message without the value that was found, which may be a secret.
fn without_values(message: &str) -> String {
    const FOUND: &str = "string \"";
    match (message.find(FOUND), message.rfind('"')) {
        (Some(start), Some(end)) if end >= start + FOUND.len() => {
            format!("{}{}", &message[..start + "string".len()], &message[end + 1..])
        }
        _ => message.to_owned(),
    }
}

/// A fleet file cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FleetError {
    /// It cannot be read at all.
    #[error("{file}: the fleet file cannot be read ({reason})", file = file.display())]
    File {
        /// The path.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// Something in it is wrong.
    #[error("{location}: {text}")]
    Content {
        /// The location.
        location: SourceLocation,
        /// The message.
        text: String,
    },
}

impl FleetError {
    pub(super) fn file(file: &Path, reason: &str) -> Self {
        Self::File { file: file.to_owned(), reason: reason.to_owned() }
    }

    pub(super) fn new(file: &Path, text: &str, problem: &Problem) -> Self {
        let offset = problem.at.as_ref().map_or(0, |span| span.start);
        let text_of = match &problem.workspace {
            Some(name) => format!("workspace \"{name}\": {}", problem.text),
            None => problem.text.clone(),
        };
        Self::Content { location: SourceLocation::new(file, text, offset), text: text_of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_counts_lines_and_characters_from_one() {
        let text = "a\nbü = c\n";
        let location = |offset| SourceLocation::new(Path::new("f"), text, offset).to_string();
        assert_eq!(location(0), "f:1:1");
        assert_eq!(location(text.find('=').unwrap()), "f:2:4");
        assert_eq!(location(text.len()), "f:3:1");
        assert_eq!(location(999), "f:3:1");
    }

    #[test]
    fn a_message_keeps_what_was_expected_and_drops_what_was_found() {
        assert_eq!(
            without_values("invalid type: string \"s3cret \\\" x\", expected a boolean"),
            "invalid type: string, expected a boolean"
        );
        assert_eq!(without_values("unknown field `tokn`"), "unknown field `tokn`");
        assert_eq!(without_values("string \""), "string \"");
    }
}
