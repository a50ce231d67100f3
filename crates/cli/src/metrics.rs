//! `metrics`: what Prometheus reads, once: printed, or as a file for the textfile collector.

use watch::present::metrics::{Format, metrics};

use crate::{
    args::Metrics,
    context::Context,
    error::CommandError,
    load::{self, Watched},
    output,
    show::{note_emptiness, note_served},
};

/// Runs it; returns the exit code. That a workspace could not be checked is one of the metrics, and no failure of the command.
pub(crate) async fn run(args: &Metrics, context: &Context) -> Result<u8, CommandError> {
    let watched = load::load(&args.source, &[], args.timeout, context).await?;
    note_served(&watched, context);
    let measured: Vec<_> = watched.iter().map(Watched::measured).collect();
    let text = metrics(&measured, &[], Format::Prometheus, context.now());
    match &args.output {
        Some(file) => output::replace(file, &text)?,
        None => output::print(&text)?,
    }
    note_emptiness(&watched);
    Ok(0)
}
