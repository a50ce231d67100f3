//! Reports wrong arguments without repeating what may be a secret.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The longest option that a message repeats: longer than any that exists.
const LONGEST_OPTION: usize = 20;

/// A clap error that repeats only what looks like the name of an option, because a token or a password may be anywhere on
/// the command line.
pub(crate) fn without_values(mut error: clap::Error) -> clap::Error {
    // In other errors, the argument is the one that the value was given for.
    let given = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::MissingSubcommand => return error,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => ContextKind::InvalidValue,
    };
    let is_harmless = match error.get(given) {
        Some(ContextValue::String(text)) => text.is_empty() || is_option(text),
        Some(_) | None => true,
    };
    if !is_harmless {
        error.insert(given, ContextValue::String("(not shown)".to_owned()));
        // These name the argument again.
        error.remove(ContextKind::Suggested);
        error.remove(ContextKind::TrailingArg);
    }
    error
}

fn is_option(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|name| {
        name.len() <= LONGEST_OPTION
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::args::Arguments;

    #[test]
    fn every_option_can_be_repeated() {
        fn assert_options(command: &clap::Command) {
            for option in command.get_arguments().filter_map(|argument| argument.get_long()) {
                assert!(is_option(&format!("--{option}")), "{option}");
            }
            command.get_subcommands().for_each(assert_options);
        }
        assert_options(&Arguments::command());
    }

    fn message(arguments: &[&str]) -> String {
        let given = [&["license-watch"], arguments].concat();
        without_values(Arguments::try_parse_from(given).unwrap_err()).to_string()
    }

    #[test]
    fn typing_errors_are_still_explained() {
        assert!(message(&["show", "--chached"]).contains("'--chached'"));
        assert!(message(&["show", "--chached"]).contains("'--cached'"));
        assert!(message(&["shwo"]).contains("'show'"));
        assert!(message(&["export", "cvs"]).contains("csv, json, ics, md, html"));
        assert!(message(&["show", "--timeout", "soon"]).contains("--timeout <TIME>"));
        assert!(message(&["show", "--fleet"]).contains("a value is required for '--fleet <FILE>'"));
    }
}
