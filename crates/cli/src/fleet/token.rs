//! Reads the token of a workspace from the environment variable or the file that the fleet file names.

use std::path::{Path, PathBuf};

use license::Label;
use rocketchat::Token;
use toml::Spanned;

use super::{error::Problem, read_text};

/// The largest size of a token file, in bytes.
const MOST: u64 = 64 << 10;

/// The token in an environment variable.
pub(super) fn from_environment(variable: &Spanned<String>) -> Result<Token, Problem> {
    let problem = |what: &str| Problem::at(variable.span(), &format!("token_env: the environment variable {what}"));
    let name = variable.get_ref();
    // The standard library panics on such a name.
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(Problem::at(variable.span(), "token_env: it is not the name of an environment variable"));
    }
    let shown = shown(name);
    let value = std::env::var_os(name).ok_or_else(|| problem(&format!("{shown} is not set")))?;
    let value = value.into_string().map_err(|_| problem(&format!("{shown} does not hold text")))?;
    usable(&value).ok_or_else(|| problem(&format!("{shown} is empty")))
}

/// The token in a file; a relative path is relative to the fleet file's folder.
pub(super) fn from_file(file: &Spanned<PathBuf>, folder: &Path) -> Result<Token, Problem> {
    let shown = match file.get_ref().to_str() {
        Some(name) if looks_like_a_token(name) => shown(name),
        Some(_) | None => Label::new(&folder.join(file.get_ref()).display().to_string()).to_string(),
    };
    let problem = |what: &str| Problem::at(file.span(), &format!("token_file: {shown} {what}"));
    let text = read_text(&folder.join(file.get_ref()), MOST)
        .map_err(|reason| problem(&format!("cannot be read ({reason})")))?;
    usable(&text).ok_or_else(|| problem("is empty"))
}

fn usable(text: &str) -> Option<Token> {
    Some(Token::new(text)).filter(|token| !token.is_empty())
}

/// A name from the file, for a message; hidden if it looks like a token that was put there by mistake.
fn shown(name: &str) -> String {
    match looks_like_a_token(name) {
        true => "that it names (not repeated here, for it looks like a token itself)".to_owned(),
        false => Label::new(name).to_string(),
    }
}

/// Whether a text looks like a token: long, and of mixed letters and digits without a sign that makes it a path.
fn looks_like_a_token(text: &str) -> bool {
    text.len() >= 20
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && text.chars().any(|c| c.is_ascii_lowercase())
        && text.chars().any(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_wrong_place_is_recognized_and_names_are_not() {
        assert!(looks_like_a_token("RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f"));
        for name in ["ACME_TOKEN", "ROCKETCHAT_PRODUCTION_TOKEN_2", "acme_token", "/run/secrets/Acme-production-token"]
        {
            assert!(!looks_like_a_token(name), "{name}");
        }
    }
}
