//! The commands of the window, by their names there: everything that the pages can call.

use agent::commands::call_engine;
use anyhow::{Context, Result, bail};
use serde_json::{Value, value::to_raw_value};
use watch::{Engine, Failure, FailureCode};

/// Reading commands without arguments.
pub(crate) const READS: [&str; 8] = [
    "workspaces",
    "fleet_summary",
    "arrangement",
    "settings",
    "reminders",
    "group_reminders",
    "export_settings",
    "renewal_totals",
];

/// The reading command for the page of a workspace. What it has beyond the row in the list of workspaces is recorded as a
/// list of its own, so that nothing is recorded twice, and a step that changes a row also changes the page.
pub(crate) const PAGE: &str = "workspace";

/// Reading commands whose argument is a workspace.
pub(crate) const READS_OF_EACH: [&str; 6] =
    ["history", "usage", "revisions", "raw_answer", "workspace_icon", "previous_license_key"];

/// Calls a command of the list, and returns the engine's answer: a value or a failure.
///
/// # Errors
/// If the script is wrong: there is no such command, or an argument is invalid.
pub(crate) async fn call(engine: &Engine, command: &str, args: &Value) -> Result<Result<Value, Failure>> {
    let answer = call_engine(engine, command, &to_raw_value(args)?).await;
    match answer.with_context(|| format!("the engine has no command {command}"))? {
        Ok(answer) => Ok(Ok(serde_json::from_str(answer.get())?)),
        // Arguments that are not valid are a bug, and so is everything else with this code.
        Err(failure) if failure.code == FailureCode::Internal => bail!("{command}: {failure}"),
        Err(failure) => Ok(Err(failure)),
    }
}
