//! Errors in a fleet file, with their location. They repeat nothing of the file that may be a token.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use license::Label;
use watch::{Failure, FailureCode};

use crate::misplaced::{redacted, shown_file};

/// The path and the text of a fleet file.
#[derive(Debug, Clone)]
pub(super) struct Source(Arc<(PathBuf, String)>);

impl Source {
    pub(super) fn new(path: &Path, text: &str) -> Self {
        Self(Arc::new((path.to_owned(), text.to_owned())))
    }

    pub(super) fn text(&self) -> &str {
        &self.0.1
    }

    /// The folder of the file, to which the paths in it are relative.
    pub(super) fn folder(&self) -> &Path {
        self.0.0.parent().unwrap_or(Path::new(""))
    }

    /// A problem with its location.
    pub(super) fn error(&self, problem: &Problem) -> EntryError {
        let offset = problem.at.as_ref().map_or(0, |span| span.start);
        EntryError {
            location: SourceLocation::new(&self.0.0, self.text(), offset),
            subject: problem.subject.clone(),
            text: problem.text.clone(),
            code: problem.code,
        }
    }
}

/// A location in a file, as editors and compilers write it: `fleet.toml:7:13`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SourceLocation {
    file: PathBuf,
    line: usize,
    column: usize,
}

impl SourceLocation {
    /// The location of a byte offset in a text.
    fn new(file: &Path, text: &str, offset: usize) -> Self {
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

/// The keys of a section whose values are not shown in a parser's message, but which are named in it.
const KEYS: [&str; 35] = [
    "name",
    "url",
    "user_id",
    "token_env",
    "token_file",
    "token_credential",
    "allow_http",
    "ca_file",
    "proxy",
    "expect",
    "warn",
    "crit",
    "mute",
    "limits",
    "kind",
    "url_env",
    "url_file",
    "url_credential",
    "key_env",
    "key_file",
    "key_credential",
    "password_env",
    "password_file",
    "password_credential",
    "server",
    "port",
    "security",
    "user",
    "from",
    "to",
    "kinds_off",
    "min_urgency",
    "workspaces",
    "quiet",
    "language",
];

/// What an error is about, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Workspace(Label),
    Alert(Label),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace(name) => write!(f, "workspace \"{name}\""),
            Self::Alert(name) => write!(f, "alert \"{name}\""),
        }
    }
}

/// An error, and the byte range that it is about.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    at: Option<Range<usize>>,
    subject: Option<Subject>,
    text: String,
    code: FailureCode,
}

impl Problem {
    pub(super) fn at(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { at: Some(span), subject: None, text: text.into(), code: FailureCode::Misconfigured }
    }

    /// Adds the name of the workspace that it is about.
    pub(super) fn of(self, workspace: &Label) -> Self {
        Self { subject: Some(Subject::Workspace(workspace.clone())), ..self }
    }

    /// Adds the name of the alert that it is about.
    pub(super) fn of_alert(self, alert: &Label) -> Self {
        Self { subject: Some(Subject::Alert(alert.clone())), ..self }
    }

    /// That a secret cannot be read.
    pub(super) fn of_secret(self) -> Self {
        Self { code: FailureCode::CredentialsMissing, ..self }
    }

    /// The same, at this range if it has none of its own.
    pub(super) fn or_at(self, span: Range<usize>) -> Self {
        Self { at: self.at.or(Some(span)), ..self }
    }

    /// The message of the TOML parser without the quoted line, which may contain a token by mistake.
    pub(super) fn of_toml(error: &toml::de::Error, file: &str) -> Self {
        let said = redacted(&without_values(error.message()));
        let said = said.lines().collect::<Vec<_>>().join(", ");
        let key = error.span().and_then(|span| key_at(file, span.start));
        let text = match key {
            Some(key) => format!("{key}: {said}"),
            None => said,
        };
        Self { at: error.span(), subject: None, text, code: FailureCode::Misconfigured }
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

/// Why one entry or alert of a fleet file, or all of it, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryError {
    location: SourceLocation,
    subject: Option<Subject>,
    text: String,
    code: FailureCode,
}

impl EntryError {
    /// The file and line, which stand for an entry that has no name.
    pub(super) fn place(&self) -> String {
        let file = self.location.file.file_name().unwrap_or_default();
        format!("{}:{}", file.display(), self.location.line)
    }
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Some(subject) => write!(f, "{}: {subject}: {}", self.location, self.text),
            None => write!(f, "{}: {}", self.location, self.text),
        }
    }
}

impl From<EntryError> for Failure {
    /// The failure of the workspace, beside whose name it is shown.
    fn from(error: EntryError) -> Self {
        let hint = match error.code {
            FailureCode::CredentialsMissing => {
                "Put a personal access token of the account there. Other workspaces in the file are not affected."
            }
            _ => "Correct it in the fleet file. Other workspaces in the file are not affected.",
        };
        Self::new(error.code, format!("{}: {}", error.location, error.text), hint)
    }
}

/// A fleet file cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FleetError {
    /// It cannot be read at all.
    #[error("{file}: could not read the fleet file ({reason})", file = shown_file(file))]
    File {
        /// The path.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// It is not TOML, or nothing in it can be used.
    #[error("{0}")]
    Content(EntryError),
}

impl FleetError {
    pub(super) fn file(file: &Path, reason: &str) -> Self {
        Self::File { file: file.to_owned(), reason: reason.to_owned() }
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
