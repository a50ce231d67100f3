//! Standard output for data, standard error for everything else.

use std::io::{self, Write};

use crate::error::CommandError;

/// Prints data. A reader that closes the pipe early is not an error.
pub(crate) fn print(data: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    match out.write_all(data.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(CommandError::Internal(format!("could not write to standard output ({error})"))),
    }
}

/// Prints a note beside the data. A closed standard error is ignored: there is no other place to report it.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "license-watch: {text}");
}
