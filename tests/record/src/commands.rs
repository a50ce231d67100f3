//! The commands of the window, by their names there: everything that the pages can call.

use anyhow::{Context, Result, bail};
use rocketchat::Factor;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use watch::{Engine, Failure, WorkspaceId};

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

/// Reading commands whose argument is a workspace.
pub(crate) const READS_OF_EACH: [&str; 6] =
    ["history", "usage", "revisions", "raw_answer", "workspace_icon", "previous_license_key"];

/// Calls a command, and returns the engine's answer: a value or a failure.
///
/// # Errors
/// If the script is wrong: there is no such command, or an argument is invalid.
pub(crate) async fn call(engine: &Engine, command: &str, args: &Value) -> Result<Result<Value, Failure>> {
    let id = || arg::<WorkspaceId>(args, "id");
    let text = |name: &str| arg::<String>(args, name);
    Ok(match command {
        "workspaces" => value(Ok(engine.views())),
        "fleet_summary" => value(Ok(engine.fleet_summary())),
        "arrangement" => value(engine.arrangement()),
        "settings" => value(Ok(engine.settings())),
        "reminders" => value(engine.reminders()),
        "export_settings" => value(engine.export()),
        "history" => value(engine.history(id()?)),
        "usage" => value(engine.usage(id()?)),
        "revisions" => value(engine.revisions(id()?)),
        "revision" => value(engine.revision(id()?, arg(args, "revision")?)),
        "changes_between" => value(engine.changes_between(id()?, arg(args, "from")?, arg(args, "to")?)),
        "workspace_icon" => value(engine.icon(id()?)),
        "raw_answer" => value(engine.raw_answer(id()?)),
        "probe" => value(engine.probe(arg(args, "input")?).await),
        "add_workspace" => value(engine.add(arg(args, "input")?).await),
        "reconnect_workspace" => value(engine.reconnect(id()?, arg(args, "input")?).await),
        "answer_second_factor" => {
            let (challenge, factor) = (arg(args, "challenge")?, arg::<Factor>(args, "factor")?);
            value(engine.answer_second_factor(challenge, factor, &text("code")?).await)
        }
        "resend_code" => value(engine.resend_code(arg(args, "challenge")?).await),
        "finish_with_session" => value(engine.finish_with_session(arg(args, "challenge")?).await),
        "cancel_sign_in" => {
            engine.cancel_sign_in(arg(args, "challenge")?).await;
            Ok(Value::Null)
        }
        "sign_out" => value(engine.sign_out(id()?, arg(args, "token")?).await),
        "remove_workspace" => value(engine.remove(id()?, arg(args, "token")?).await),
        "previous_license_key" => value(engine.previous_key(id()?)),
        "match_license_key" => value(engine.match_key(&text("key")?)),
        "link" => value(engine.link(id()?, arg(args, "target")?)),
        "preview_license_key" => value(engine.preview_key(id()?, &text("key")?).await),
        "apply_license_key" => value(engine.apply_key(id()?, &text("key")?, arg(args, "consent")?).await),
        "restore_license_key" => value(engine.restore_key(id()?, arg(args, "consent")?).await),
        "sync_with_cloud" => value(engine.sync_with_cloud(id()?).await),
        "refresh_workspace" => value(engine.refresh(id()?).await),
        "refresh_all" => value(engine.refresh_all().await),
        "read_batch" => value(engine.read_batch(&text("text")?).await),
        "check_batch" => value(engine.check_batch(arg(args, "id")?, &arg::<Vec<_>>(args, "rows")?).await),
        "stop_batch" => value(engine.stop_batch(arg(args, "id")?)),
        "edit_batch_row" => value(engine.edit_batch_row(arg(args, "id")?, arg(args, "row")?, arg(args, "edit")?)),
        "add_batch" => value(engine.add_batch(arg(args, "id")?, &arg::<Vec<_>>(args, "rows")?).await),
        "close_batch" => {
            engine.close_batch(arg(args, "id")?);
            Ok(Value::Null)
        }
        "refresh_workspaces" => value(engine.refresh_many(&arg::<Vec<_>>(args, "ids")?).await),
        "edit_workspace" => value(engine.edit_workspace(id()?, arg(args, "edit")?)),
        "check_workspace_address" => value(engine.check_address(id()?, arg(args, "target")?).await),
        "move_workspace_address" => value(engine.move_address(id()?, arg(args, "input")?).await),
        "renewal_totals" => value(Ok(engine.renewal_totals())),
        "mute_workspaces" => value(engine.mute_many(&arg::<Vec<_>>(args, "ids")?, arg(args, "muted")?)),
        "remove_workspaces" => value(Ok(engine.remove_many(&arg::<Vec<_>>(args, "ids")?, arg(args, "token")?).await)),
        "set_groups" => value(engine.set_groups(&arg::<Vec<_>>(args, "groups")?)),
        "move_workspaces" => {
            let ids: Vec<_> = arg(args, "ids")?;
            value(engine.move_workspaces(&ids, arg(args, "group")?, arg(args, "before")?))
        }
        "acknowledge_workspaces" => value(engine.acknowledge_workspaces(&arg::<Vec<_>>(args, "ids")?)),
        "snooze_workspaces" => value(engine.snooze_workspaces(&arg::<Vec<_>>(args, "ids")?, arg(args, "snooze")?)),
        "archive_workspaces" => value(engine.archive_workspaces(&arg::<Vec<_>>(args, "ids")?)),
        "reactivate_workspaces" => value(engine.reactivate_workspaces(&arg::<Vec<_>>(args, "ids")?)),
        "undo_handling" => value(engine.undo_handling(&arg::<Vec<_>>(args, "ids")?)),
        "update_settings" => value(engine.patch_settings(&arg(args, "patch")?).map(|()| engine.settings())),
        "snooze_reminders" => value(engine.snooze_reminders(&arg::<Vec<_>>(args, "ids")?, arg(args, "snooze")?)),
        "complete_reminders" => value(engine.complete_reminders(&arg::<Vec<_>>(args, "ids")?)),
        "reopen_reminders" => value(engine.reopen_reminders(&arg::<Vec<_>>(args, "ids")?)),
        "send_test_notification" => value(Ok(engine.send_test_notification().await)),
        "group_reminders" => value(Ok(engine.group_reminders())),
        "set_group_reminders" => value(engine.set_group_reminders(arg(args, "id")?, &arg(args, "reminders")?)),
        "set_workspace_reminders" => value(engine.set_workspace_reminders(id()?, arg(args, "reminders")?)),
        "pause_reminders" => value(engine.pause(Some(arg(args, "snooze")?))),
        "resume_reminders" => value(engine.pause(None)),
        "plan_import" => value(engine.plan_import(&text("text")?)),
        "import_settings" => value(engine.import_settings(&text("text")?)),
        "reset" => value(engine.reset().await),
        other => bail!("the window has no command {other}"),
    })
}

fn arg<T: DeserializeOwned>(args: &Value, name: &str) -> Result<T> {
    let value = args.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).with_context(|| format!("the argument {name}"))
}

fn value(answer: Result<impl Serialize, Failure>) -> Result<Value, Failure> {
    answer.map(|answer| serde_json::to_value(answer).unwrap_or_default())
}
