//! Reads the token of a workspace that is added, from where the command line says that it is.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use rocketchat::Token;

use crate::{
    args::TokenSource,
    error::CommandError,
    fleet,
    misplaced::{shown, shown_file},
    terminal,
};

/// The environment variable in which systemd names the folder with the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

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
    fleet::read_secret(file).map_err(|what| format!("{option}: {}: {what}", shown_file(file)))
}

fn of_environment(name: &str) -> Result<Token, String> {
    let problem = |what: &str| format!("--token-env: the environment variable {} {what}", shown(name));
    // The standard library panics on such a name.
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(problem("cannot exist"));
    }
    let value = std::env::var_os(name).ok_or_else(|| problem("is not set"))?;
    let value = value.into_string().map_err(|_| problem("is not valid text"))?;
    token(&value).map_err(|what| problem(&what))
}

/// The file of a credential.
fn credential(name: &str) -> Result<PathBuf, CommandError> {
    let problem = |what: &str| CommandError::Usage(format!("--token-credential: {what}"));
    // What systemd allows as a name. A path would lead out of its folder.
    if name.is_empty() || name.starts_with('.') || name.contains(|c: char| c == '/' || !c.is_ascii_graphic()) {
        return Err(problem("not a valid name of a credential"));
    }
    let folder = std::env::var_os(CREDENTIALS).filter(|folder| !folder.is_empty());
    let folder = folder.ok_or_else(|| problem(&format!("{CREDENTIALS} is not set, as systemd does")))?;
    Ok(Path::new(&folder).join(name))
}

fn of_standard_input() -> Result<Token, String> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST).read_to_string(&mut text);
    read.map_err(|error| format!("--token-stdin: standard input cannot be read ({error})"))?;
    token(&text).map_err(|what| format!("--token-stdin: the token {what}"))
}

/// The token in a text, or what is wrong with it: what no server can have issued is not sent to one.
fn token(text: &str) -> Result<Token, String> {
    let token = Token::new(text.trim());
    match token.expose().chars().find(|c| !c.is_ascii_graphic()) {
        _ if token.is_empty() => Err("is empty".to_owned()),
        None => Ok(token),
        Some(c) if c.is_whitespace() => Err("contains whitespace".to_owned()),
        Some(c) => Err(format!("contains an invalid character: U+{:04X}", u32::from(c))),
    }
}
