//! Reads the token of a workspace from the environment variable, the file or the systemd credential that the fleet file names.

use std::path::{Path, PathBuf};

use license::Label;
use rocketchat::Token;
use toml::Spanned;

use super::{error::Problem, text_file::read_text};
use crate::misplaced::{may_hold_token, shown};

/// The largest size of a token file, in bytes.
const MOST: u64 = 64 << 10;

/// Where the token of a workspace is.
#[derive(Debug, Clone)]
pub(super) enum TokenSource {
    /// In an environment variable.
    Environment(Spanned<String>),
    /// In a file; a relative path is relative to the fleet file's folder.
    File(Spanned<PathBuf>),
    /// In a credential that systemd passes to the service.
    Credential(Spanned<String>),
}

/// The environment variable in which systemd names the folder with the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

impl TokenSource {
    /// Reads the token.
    pub(super) fn read(&self, folder: &Path) -> Result<Token, Problem> {
        match self {
            Self::Environment(variable) => from_environment(variable),
            Self::File(file) => from_file(file, folder),
            Self::Credential(name) => from_credential(name),
        }
    }
}

fn from_environment(variable: &Spanned<String>) -> Result<Token, Problem> {
    let name = variable.get_ref();
    // The standard library panics on such a name.
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(Problem::at(variable.span(), "token_env: not a valid name of an environment variable"));
    }
    let problem = |what: &str| {
        Problem::at(variable.span(), format!("token_env: the environment variable {} {what}", shown(name))).of_token()
    };
    let value = std::env::var_os(name).ok_or_else(|| problem("is not set"))?;
    let value = value.into_string().map_err(|_| problem("is not valid text"))?;
    token(&value).map_err(|what| problem(&what))
}

fn from_file(file: &Spanned<PathBuf>, folder: &Path) -> Result<Token, Problem> {
    let shown = shown_path(file.get_ref(), folder);
    let problem = |what: &str| Problem::at(file.span(), format!("token_file: {shown} {what}")).of_token();
    let text = read_text(&folder.join(file.get_ref()), MOST)
        .map_err(|reason| problem(&format!("cannot be read ({reason})")))?;
    token(&text).map_err(|what| problem(&what))
}

fn from_credential(name: &Spanned<String>) -> Result<Token, Problem> {
    let problem = |what: &str| Problem::at(name.span(), format!("token_credential: {what}"));
    let id = name.get_ref();
    // What systemd allows as a name. A path would lead out of its folder.
    if id.is_empty()
        || id.len() > 255
        || id.starts_with('.')
        || id.contains(|c: char| c == '/' || !c.is_ascii_graphic())
    {
        return Err(problem("not a valid credential name"));
    }
    let missing = |what: &str| problem(&format!("the credential {} {what}", shown(id))).of_token();
    let folder = std::env::var_os(CREDENTIALS).filter(|folder| !folder.is_empty());
    let unset = || {
        missing(&format!(
            "is not available: {CREDENTIALS} is not set; systemd sets it for a service with LoadCredential="
        ))
    };
    let folder = folder.ok_or_else(unset)?;
    let text = read_text(&Path::new(&folder).join(id), MOST)
        .map_err(|reason| missing(&format!("cannot be read ({reason})")))?;
    token(&text).map_err(|what| missing(&what))
}

/// A secret in a file that the command line names, or what is wrong with it.
pub(crate) fn read_secret(file: &Path) -> Result<Token, String> {
    token(&read_text(file, MOST)?)
}

/// The whole path of a file that the fleet file names, for a message; hidden if it may be a token.
pub(super) fn shown_path(file: &Path, folder: &Path) -> String {
    match file.to_str() {
        Some(name) if may_hold_token(name) => shown(name),
        Some(_) | None => Label::new(&folder.join(file).display().to_string()).to_string(),
    }
}

/// The token in a text, or what is wrong with it: what no server can have issued is not sent to one.
fn token(text: &str) -> Result<Token, String> {
    // Shells and editors may leave a zero at the end.
    let token = Token::new(text.trim_end_matches(|c: char| c == '\0' || c.is_whitespace()));
    match token.expose().chars().find(|c| !c.is_ascii_graphic()) {
        _ if token.is_empty() => Err("is empty".to_owned()),
        None => Ok(token),
        Some(c) if c.is_whitespace() => Err("contains whitespace".to_owned()),
        Some(c) => Err(format!("contains an invalid character: U+{:04X}", u32::from(c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_without_what_is_around_it() {
        let read = |text: &str| token(text).map(|token| token.expose().to_owned());
        for text in [
            "T0k\u{200b}-_n",
            "T0k-_n",
            " T0k-_n\r\n",
            "\u{feff}T0k-_n\n",
            "\u{200b}T0k-_n\u{200b}\u{ad}",
            "T0k-_n\0",
            "\u{a0}T0k-_n\u{2028}",
        ] {
            assert_eq!(read(text).as_deref(), Ok("T0k-_n"), "{text:?}");
        }
        for text in ["", " \n", "\u{feff}", "\u{200b}\u{200c}"] {
            assert_eq!(read(text), Err("is empty".to_owned()), "{text:?}");
        }
        assert_eq!(read("T0k\u{7}en"), Err("contains an invalid character: U+0007".to_owned()));
        assert_eq!(read("Bearer T0k"), Err("contains whitespace".to_owned()));
    }
}
