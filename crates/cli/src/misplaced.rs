//! Recognizes a token that was put in the wrong place of a fleet file or of the command line, so that no message repeats it.

use std::path::Path;

use license::Label;
use watch::WorkspaceId;

/// A run of characters that tokens consist of is suspicious from this length on. Rocket.Chat's tokens have 43.
const SUSPICIOUS: usize = 20;

/// The longest part of a name that counts as a word.
const LONGEST_WORD: usize = 15;

/// A name or the id of a workspace that was given, for a message; hidden if it may be a token.
pub(crate) fn shown(name: &str) -> String {
    match may_hold_token(name) && name.parse::<WorkspaceId>().is_err() {
        true => "(name not shown, because it looks like a token)".to_owned(),
        false => Label::new(name).to_string(),
    }
}

/// The path of a file that was given, for a message; hidden if it may be a token.
pub(crate) fn shown_file(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// A message of the TOML parser without anything in it that may be a token.
pub(crate) fn redacted(message: &str) -> String {
    let mut clean = String::with_capacity(message.len());
    for piece in message.split_inclusive(|c: char| !is_token_character(c)) {
        let run = piece.trim_end_matches(|c: char| !is_token_character(c));
        clean.push_str(if is_suspicious(run) { "…" } else { run });
        clean.push_str(&piece[run.len()..]);
    }
    clean
}

/// Whether a text may contain a token: a long run of letters and digits that does not consist of words. It errs on the
/// side of hiding: in a file, the location says which text is meant; on the command line, the user has just typed it.
pub(crate) fn may_hold_token(text: &str) -> bool {
    text.split(|c: char| !is_token_character(c)).any(is_suspicious)
}

fn is_token_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn is_suspicious(run: &str) -> bool {
    run.len() >= SUSPICIOUS && !run.split(['-', '_']).all(is_word)
}

/// Whether a part of a name is a word, an abbreviation or a number, perhaps with a number at its end.
fn is_word(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_all = |text: &str, is: fn(&char) -> bool| text.chars().all(|c| is(&c));
    let is_capitalized = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && is_all(letters.as_str(), char::is_ascii_lowercase)
    };
    !part.is_empty()
        && part.len() <= LONGEST_WORD
        && (is_all(letters, char::is_ascii_uppercase) || is_capitalized(letters))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_of_workspaces_are_shown() {
        let id = WorkspaceId::random().to_string();
        assert_eq!(shown(&id), id);
    }

    #[test]
    fn names_that_people_write_are_shown() {
        for name in [
            "ACME_TOKEN",
            "ROCKETCHAT_PRODUCTION_TOKEN_2",
            "acme_token",
            "/run/secrets/Acme-production-token",
            "./tokens/omnichannel-mobile-enterprise.token",
        ] {
            assert_eq!(shown(name), name);
        }
        let message = "unknown field `allow_htpp`, expected one of `name`, `url`, `user_id`, `token_env`";
        assert_eq!(redacted(message), message);
    }

    proptest! {
        #[test]
        fn a_token_is_hidden_whatever_is_around_it(
            token in "[A-Za-z0-9_-]{20}[0-9][a-z][A-Z][A-Za-z0-9_-]{20}", before in "([a-z:./\"`' ]{0,8}[:./\"`' ])?", after in "([:./\"`' ][a-z]{0,8})?", lower: bool,
        ) {
            let token = if lower { token.to_lowercase() } else { token };
            let text = format!("{before}{token}{after}");
            prop_assert!(may_hold_token(&text));
            prop_assert!(!shown(&text).contains(&token) && !redacted(&text).contains(&token));
            prop_assert!(lower || rocketchat::holds_token(&text));
        }

        #[test]
        fn a_message_without_a_token_stays_as_it_is(message in "([A-Za-z]{1,15}[ ,`.])*") {
            prop_assert_eq!(redacted(&message), message);
        }
    }
}
