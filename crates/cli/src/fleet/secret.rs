//! Reads a secret from the environment variable, the file or the systemd credential that the fleet file names.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use license::Label;
use rocketchat::Token;
use secrecy::SecretString;
use toml::Spanned;

use super::{error::Problem, text_file::read_text};
use crate::misplaced::{may_hold_token, shown};

/// The largest size of a file with a secret, in bytes.
const MOST: u64 = 64 << 10;

/// The keys of a section that can say where a secret is, as written: `…_env`, `…_file` and `…_credential`.
#[derive(Debug, Clone)]
pub(super) struct SecretKeys {
    pub(super) env: Option<Spanned<String>>,
    pub(super) file: Option<Spanned<PathBuf>>,
    pub(super) credential: Option<Spanned<String>>,
}

/// Where a secret is.
#[derive(Debug, Clone)]
pub(super) struct SecretSource {
    /// What it is, which its key begins with.
    what: &'static str,
    at: Range<usize>,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    /// In an environment variable.
    Environment(String),
    /// In a file; a relative path is relative to the fleet file's folder.
    File(PathBuf),
    /// In a credential that systemd passes to the service.
    Credential(String),
}

/// What the token of a workspace is called.
pub(super) const TOKEN: &str = "token";

const NOT_SHOWN: &str = "(name not shown, because it may be a secret)";

/// The environment variable in which systemd names the folder with the credentials of a service.
pub(crate) const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

impl SecretKeys {
    /// Where one of them is.
    pub(super) fn span(&self) -> Option<Range<usize>> {
        let Self { env, file, credential } = self;
        env.as_ref()
            .map(Spanned::span)
            .or_else(|| file.as_ref().map(Spanned::span))
            .or_else(|| credential.as_ref().map(Spanned::span))
    }

    /// The one of them that is set, if any.
    pub(super) fn source(self, what: &'static str) -> Result<Option<SecretSource>, Problem> {
        let sources = [
            self.env.map(|name| ("env", name.span(), Place::Environment(name.into_inner()))),
            self.file.map(|path| ("file", path.span(), Place::File(path.into_inner()))),
            self.credential.map(|name| ("credential", name.span(), Place::Credential(name.into_inner()))),
        ];
        let mut sources = sources.into_iter().flatten();
        match (sources.next(), sources.next()) {
            (Some((_, at, place)), None) => Ok(Some(SecretSource { what, at, place })),
            (Some((first, ..)), Some((second, at, _))) => {
                let text = format!("{what}_{second}: {what}_{first} is set as well; use one of them");
                Err(Problem::at(at, text))
            }
            (None, _) => Ok(None),
        }
    }

    /// The one of them that is set.
    pub(super) fn required(self, what: &'static str, at: Range<usize>) -> Result<SecretSource, Problem> {
        let missing = format!("no {what}: set {what}_env, {what}_file or {what}_credential");
        self.source(what)?.ok_or_else(|| Problem::at(at, missing).of_secret())
    }
}

impl SecretSource {
    /// Reads the secret. `parse` says what is wrong with a text that is none.
    pub(super) fn read<T>(&self, folder: &Path, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Problem> {
        match &self.place {
            Place::Environment(name) => self.read_variable(name, parse),
            Place::File(file) => self.read_file(file, folder, parse),
            Place::Credential(id) => self.read_credential(id, parse),
        }
    }

    fn problem(&self, text: &str) -> Problem {
        let key = match &self.place {
            Place::Environment(_) => "env",
            Place::File(_) => "file",
            Place::Credential(_) => "credential",
        };
        Problem::at(self.at.clone(), format!("{}_{key}: {text}", self.what))
    }

    /// The name of a variable, for a message; hidden if it may be the secret itself, put there by mistake.
    fn shown(&self, name: &str) -> String {
        let is_usual = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        match self.what {
            // Tokens can be recognized. Passwords and addresses cannot.
            TOKEN => shown(name),
            _ if name.chars().all(is_usual) => shown(name),
            _ => NOT_SHOWN.to_owned(),
        }
    }

    /// Whether a text may be shown as that of a file.
    fn is_name_of_file(&self, text: &str) -> bool {
        self.what == TOKEN || (!text.contains(':') && text.contains(['/', '.']))
    }

    fn read_variable<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Problem> {
        if !is_variable_name(name) {
            return Err(self.problem("not a valid name of an environment variable"));
        }
        let problem =
            |what: &str| self.problem(&format!("the environment variable {} {what}", self.shown(name))).of_secret();
        let value = std::env::var_os(name).ok_or_else(|| problem("is not set"))?;
        let value = value.into_string().map_err(|_| problem("is not valid text"))?;
        parse(&value).map_err(|what| problem(&what))
    }

    fn read_file<T>(
        &self,
        file: &Path,
        folder: &Path,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Problem> {
        let shown = match file.to_str() {
            Some(name) if !self.is_name_of_file(name) => NOT_SHOWN.to_owned(),
            Some(_) | None => shown_path(file, folder),
        };
        let problem = |what: &str| self.problem(&format!("{shown} {what}")).of_secret();
        let text =
            read_text(&folder.join(file), MOST).map_err(|reason| problem(&format!("cannot be read ({reason})")))?;
        parse(&text).map_err(|what| problem(&what))
    }

    fn read_credential<T>(&self, id: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Problem> {
        if !is_credential_name(id) {
            return Err(self.problem("not a valid credential name"));
        }
        let missing = |what: &str| self.problem(&format!("the credential {} {what}", self.shown(id))).of_secret();
        let unset = || {
            missing(&format!(
                "is not available: {CREDENTIALS} is not set; systemd sets it for a service with LoadCredential="
            ))
        };
        let text = read_text(&credentials_folder().ok_or_else(unset)?.join(id), MOST)
            .map_err(|reason| missing(&format!("cannot be read ({reason})")))?;
        parse(&text).map_err(|what| missing(&what))
    }
}

/// Whether it can be the name of an environment variable. The standard library panics on others.
pub(crate) fn is_variable_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0'])
}

/// Whether systemd allows it as the name of a credential. A path would lead out of their folder.
pub(crate) fn is_credential_name(name: &str) -> bool {
    let is_part_of_path = |c: char| c == '/' || !c.is_ascii_graphic();
    !name.is_empty() && name.len() <= 255 && !name.starts_with('.') && !name.contains(is_part_of_path)
}

/// The folder with the credentials of this service; `None` if systemd passes none.
pub(crate) fn credentials_folder() -> Option<PathBuf> {
    std::env::var_os(CREDENTIALS).filter(|folder| !folder.is_empty()).map(PathBuf::from)
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

/// The password in a text, or what is wrong with it. Spaces may be part of it; the end of the line in a file is not.
pub(super) fn password(text: &str) -> Result<SecretString, String> {
    match text.trim_end_matches(['\0', '\r', '\n']) {
        "" => Err("is empty".to_owned()),
        password if password.contains(char::is_control) => Err("contains a control character".to_owned()),
        password => Ok(password.into()),
    }
}

/// The token in a text, or what is wrong with it: what no server can have issued is not sent to one.
pub(super) fn token(text: &str) -> Result<Token, String> {
    // Shells and editors may leave a zero at the end.
    checked(Token::new(text.trim_end_matches(|c: char| c == '\0' || c.is_whitespace())))
}

/// A token that a server can have issued, or what is wrong with it.
pub(crate) fn checked(token: Token) -> Result<Token, String> {
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
