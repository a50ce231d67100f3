//! `forecast`: when limits run out if their use goes on as it does.

use std::fmt::Write;

use jiff::Timestamp;
use license::LimitKind;
use serde::Serialize;
use watch::{
    present::view::WorkspaceView,
    workspace::usage::{Forecast, UsageHistory},
};

use crate::{args, context::Context, error::CommandError, output, stored, wording::Reader};

/// The number of the JSON's schema.
const SCHEMA: u32 = 1;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    schema: u32,
    generated_at: Timestamp,
    /// In the order in which the limits run out.
    forecasts: Vec<Expected>,
}

/// A limit that is expected to run out.
#[derive(Serialize)]
struct Expected {
    workspace: String,
    url: String,
    limit: LimitKind,
    used: u64,
    max: Option<u64>,
    #[serde(flatten)]
    forecast: Forecast,
}

/// Runs it; returns the exit code.
pub(crate) fn run(args: &args::Forecast, context: &Context) -> Result<u8, CommandError> {
    let (engine, ids) = stored::open(&args.stored, context)?;
    let reader = Reader { now: context.now(), zone: context.zone.clone() };
    let mut forecasts = Vec::new();
    for id in ids {
        let WorkspaceView { name, url, .. } = engine.view(id)?;
        for UsageHistory { kind: limit, samples, forecast, .. } in engine.usage(id)? {
            let (Some(forecast), Some(last)) = (forecast, samples.last()) else { continue };
            let (workspace, url) = (name.clone(), url.clone());
            forecasts.push(Expected { workspace, url, limit, used: last.used, max: last.max, forecast });
        }
    }
    forecasts.sort_by_key(|expected| expected.forecast.runs_out_at);
    if args.json {
        output::print(&output::json(&Report { schema: SCHEMA, generated_at: reader.now, forecasts })?)?;
        return Ok(0);
    }
    output::print(&forecasts.iter().map(|expected| line(expected, &reader)).collect::<String>())?;
    if forecasts.is_empty() {
        output::note("no limit is expected to run out; a forecast needs at least a week of data");
    }
    Ok(0)
}

/// One limit: `Acme: seats: runs out in 40 days (41 of 50, 1.5 more per week), 12 days before the license ends`.
fn line(expected: &Expected, reader: &Reader) -> String {
    let Expected { workspace, limit, used, max, forecast, .. } = expected;
    let limit = reader.watch().words.kind(*limit).to_string();
    let amount = max.map_or_else(|| used.to_string(), |max| format!("{used} of {max}"));
    let (when, more) = (reader.distance(forecast.runs_out_at), forecast.per_week);
    let mut line = format!("{workspace}: {limit}: runs out {when} ({amount}, {more:.1} more per week)");
    if let Some(days) = forecast.before_license_ends_days {
        // Writing into a text never fails.
        let _ = write!(line, ", {days} {} before the license ends", if days == 1 { "day" } else { "days" });
    }
    line + "\n"
}
