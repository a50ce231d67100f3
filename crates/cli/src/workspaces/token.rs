//! Reads the token of a workspace that is added, from where the command line says that it is.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use rocketchat::Token;

use crate::{
    args::TokenSource,
    error::CommandError,
    fleet::secret,
    misplaced::{shown, shown_file},
    terminal,
};

/// The most that is read of standard input, in bytes.
const MOST: u64 = 64 << 10;

/// Reads the token.
///
/// # Errors
/// If there is none, or what is there cannot be one.
pub(super) fn read(source: &TokenSource) -> Result<Token, CommandError> {
    let read = match source {
        TokenSource { token_file: Some(file), .. } => of_file("--token-file", file),
        TokenSource { token_env: Some(name), .. } => of_environment(name),
        TokenSource { token_credential: Some(name), .. } => of_file("--token-credential", &credential(name)?),
        TokenSource { token_stdin: true, .. } => of_standard_input(),
        TokenSource { token_stdin: false, .. } if terminal::can_ask() => {
            token(&terminal::ask_secret("Personal access token: ")?).map_err(|what| format!("the token {what}"))
        }
        TokenSource { token_stdin: false, .. } => Err(
            "no token, and no terminal to ask for it: use --token-file, --token-env, --token-credential or --token-stdin"
                .to_owned(),
        ),
    };
    read.map_err(CommandError::Usage)
}

fn of_file(option: &str, file: &Path) -> Result<Token, String> {
    secret::read_secret(file).map_err(|what| format!("{option}: {}: {what}", shown_file(file)))
}

fn of_environment(name: &str) -> Result<Token, String> {
    let problem = |what: &str| format!("--token-env: the environment variable {} {what}", shown(name));
    if !secret::is_variable_name(name) {
        return Err(problem("cannot exist"));
    }
    let value = std::env::var_os(name).ok_or_else(|| problem("is not set"))?;
    let value = value.into_string().map_err(|_| problem("is not valid text"))?;
    token(&value).map_err(|what| problem(&what))
}

/// The file of a credential.
fn credential(name: &str) -> Result<PathBuf, CommandError> {
    let problem = |what: &str| CommandError::Usage(format!("--token-credential: {what}"));
    if !secret::is_credential_name(name) {
        return Err(problem("not a valid name of a credential"));
    }
    let unset = || problem(&format!("{} is not set, as systemd does", secret::CREDENTIALS));
    Ok(secret::credentials_folder().ok_or_else(unset)?.join(name))
}

fn of_standard_input() -> Result<Token, String> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST).read_to_string(&mut text);
    read.map_err(|error| format!("--token-stdin: standard input cannot be read ({error})"))?;
    token(&text).map_err(|what| format!("--token-stdin: the token {what}"))
}

/// The token in a text, or what is wrong with it.
fn token(text: &str) -> Result<Token, String> {
    secret::checked(Token::new(text.trim()))
}
