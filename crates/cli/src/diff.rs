//! `diff`: what has changed at the workspaces.

use watch::present::reports::{Period, ReportRequest};

use crate::{args::Diff, context::Context, error::CommandError, output, stored};

const DAY: i64 = 24 * 60 * 60;

/// Runs it; returns the exit code.
pub(crate) fn run(args: &Diff, context: &Context) -> Result<u8, CommandError> {
    let (engine, ids) = stored::open(&args.stored, context)?;
    let days = args.since.length().as_secs().saturating_add(DAY - 1) / DAY;
    let period = Period::Last { days: u16::try_from(days).unwrap_or(u16::MAX) };
    output::print(&engine.report_text(&ReportRequest::Changes { ids, period })?)?;
    Ok(0)
}
