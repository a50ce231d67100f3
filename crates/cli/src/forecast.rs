//! `forecast`: when limits run out if their use goes on as it does.

use std::fmt::Write;

use watch::workspace::usage::{Forecast, UsageHistory};

use crate::{args, context::Context, error::CommandError, output, stored, wording::Reader};

/// Runs it; returns the exit code.
pub(crate) fn run(args: &args::Forecast, context: &Context) -> Result<u8, CommandError> {
    let (engine, ids) = stored::open(&args.stored, context)?;
    let reader = Reader { now: context.now(), zone: context.zone.clone() };
    let mut found = Vec::new();
    for id in ids {
        let name = engine.view(id)?.name;
        for UsageHistory { kind, samples, forecast, .. } in engine.usage(id)? {
            let Some(forecast) = forecast else { continue };
            let amount = samples.last().map_or_else(String::new, |last| match last.max {
                Some(max) => format!("{} of {max}", last.used),
                None => last.used.to_string(),
            });
            let limit = reader.watch().words.kind(kind).to_string();
            found.push((forecast.runs_out_at, line(&name, &limit, &amount, &forecast, &reader)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    output::print(&found.iter().map(|(_, line)| line.as_str()).collect::<String>())?;
    if found.is_empty() {
        output::note("no limit is expected to run out; a forecast needs at least a week of data");
    }
    Ok(0)
}

/// One limit: `Acme: seats: runs out in 40 days (41 of 50, 1.5 more per week), 12 days before the license ends`.
fn line(name: &str, limit: &str, amount: &str, forecast: &Forecast, reader: &Reader) -> String {
    let (when, more) = (reader.distance(forecast.runs_out_at), forecast.per_week);
    let mut line = format!("{name}: {limit}: runs out {when} ({amount}, {more:.1} more per week)");
    if let Some(days) = forecast.before_license_ends_days {
        // Writing into a text never fails.
        let _ = write!(line, ", {days} {} before the license ends", if days == 1 { "day" } else { "days" });
    }
    line + "\n"
}
