//! The person at the terminal, and how wide it is. Questions are asked on standard error, because standard output is for data.

use std::io::{self, BufRead, IsTerminal, Write};

use terminal_size::Width;

use crate::error::CommandError;

/// How many columns the terminal has that shows standard output; `None` if that is no terminal.
pub(crate) fn width() -> Option<usize> {
    let (Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(width.into())
}

/// Whether somebody can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal()
}

/// Asks for a line.
///
/// # Errors
/// If the terminal cannot be used.
pub(crate) fn ask(question: &str) -> Result<String, CommandError> {
    let mut out = io::stderr().lock();
    let mut answer = String::new();
    let prompted = out.write_all(question.as_bytes()).and_then(|()| out.flush());
    prompted.and_then(|()| io::stdin().lock().read_line(&mut answer)).map_err(unusable)?;
    Ok(answer.trim().to_owned())
}

/// Asks for a secret, which the terminal does not show.
///
/// # Errors
/// If the terminal cannot be used.
pub(crate) fn ask_secret(question: &str) -> Result<String, CommandError> {
    rpassword::prompt_password(question).map_err(unusable)
}

/// Asks a question that is answered with no unless it is answered with yes.
///
/// # Errors
/// If the terminal cannot be used.
pub(crate) fn confirm(question: &str) -> Result<bool, CommandError> {
    let answer = ask(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

fn unusable(error: io::Error) -> CommandError {
    CommandError::Internal(format!("could not ask on the terminal ({error})"))
}
