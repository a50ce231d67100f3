//! `man`: the manual page, from the same source as `--help`.

use std::{io, path::Path};

use clap::CommandFactory;

use crate::{
    args::{Arguments, Man},
    error::CommandError,
    misplaced, output,
};

/// Prints the page, or writes all of them into a folder; returns the exit code.
pub(crate) fn run(args: &Man) -> Result<u8, CommandError> {
    match &args.output {
        Some(folder) => {
            clap_mangen::generate_to(Arguments::command(), folder).map_err(|error| unwritten(folder, &error))?
        }
        None => {
            let mut page = Vec::new();
            let page_of = clap_mangen::Man::new(Arguments::command().disable_help_subcommand(true));
            page_of
                .render(&mut page)
                .map_err(|error| CommandError::Internal(format!("could not make the manual page ({error})")))?;
            output::print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(0)
}

fn unwritten(folder: &Path, error: &io::Error) -> CommandError {
    CommandError::Internal(format!("could not write the manual pages to {} ({error})", misplaced::shown_file(folder)))
}
