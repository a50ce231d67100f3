//! The commands that clients call. `list` has them all.

mod app;
mod batch;
mod channels;
mod command_line;
mod groups;
mod history;
mod license_key;
mod links;
#[macro_use]
mod list;
mod programs;
mod reminders;
mod reports;
mod settings;
mod sign_in;
#[cfg(test)]
mod typescript;
mod workspaces;

use std::collections::BTreeMap;

use ipc::message::Screen;
use rocketchat::Factor;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use ts_rs::TS;
use watch::{
    Engine, Failure, FailureCode, ImportPlan, NewWorkspace, SignInStep, Snooze, TokenFate, WorkspaceId,
    batch::{BatchId, BatchRowEdit, BatchView},
    deliver::channel::{ChannelId, input::ChannelInput},
    engine::{CloudSynced, NotRemoved, TestNotification},
    present::{
        renewals::RenewalTotal,
        reports::{ExportedTable, ReportFormat, ReportRequest},
        summary::FleetSummary,
        view::{
            ChangeView, ChannelView, FullWorkspaceView, KeyApplied, KeyConsent, KeyMatch, KeyPreview, PreviousKeyView,
            WorkspaceView,
        },
    },
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
    settings::{Settings, SettingsPatch},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        edit::{AddressCheck, AddressMove, AddressTarget, WorkspaceEdit},
        groups::{Arrangement, Group, GroupId, GroupName},
        import::{Imported, TryOut},
        link::{Link, LinkTarget},
        revision::{Revision, RevisionId},
        sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
        usage::UsageHistory,
    },
};

use crate::{agent::Agent, dependencies::Dependency, shell_state::ShellState};
use app::AppInfo;
use command_line::ToImport;
use programs::{Closing, Document};
use workspaces::List;

/// A password, a code or a license key from the window. It cannot be printed.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(type = "string")]
pub(crate) struct SecretText(SecretString);

impl SecretText {
    fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Runs a command as the list says, but never on a thread that others wait for.
macro_rules! run {
    (blocking $module:ident $name:ident $context:ident ($($argument:ident),*)) => {{
        let context = $context.clone();
        let done = tokio::task::spawn_blocking(move || $module::$name(&context $(, $argument)*)).await;
        done.unwrap_or_else(|error| Err(Failure::new(FailureCode::Internal, error.to_string(), "")))
    }};
    (async $module:ident $name:ident $context:ident ($($argument:ident),*)) => {
        $module::$name($context $(, $argument)*).await
    };
}

/// Makes a function that calls a command of a list by its name. It returns `None` if the list has no such command.
macro_rules! dispatch {
    (
        $(#[doc = $about:literal])*
        $visibility:vis fn $function:ident($Context:ty);
        $(
            $(#[doc = $doc:literal])*
            $how:ident $module:ident::$name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;
        )*
    ) => {
        $(#[doc = $about])*
        $visibility async fn $function(
            context: &$Context,
            command: &str,
            arguments: &RawValue,
        ) -> Option<Result<Box<RawValue>, Failure>> {
            match command {
                $(stringify!($name) => {
                    #[derive(Deserialize)]
                    #[serde(deny_unknown_fields)]
                    struct Arguments {
                        $($argument: $Argument),*
                    }
                    let Ok(Arguments { $($argument),* }) = serde_json::from_str(arguments.get()) else {
                        return Some(Err(invalid_arguments(command)));
                    };
                    // On the heap, so that a call does not take the space of the largest command.
                    let answer: Result<$Answer, Failure> =
                        Box::pin(async move { run!($how $module $name context ($($argument),*)) }).await;
                    Some(answer.and_then(|answer| raw(&answer)))
                })*
                _ => None,
            }
        }
    };
}

with_engine_commands! {
    dispatch
    /// Calls a command of the engine.
    pub fn call_engine(Engine);
}

with_agent_commands! {
    dispatch
    fn call_agent(Agent);
}

with_program_commands! {
    dispatch
    fn call_for_program(Agent);
}

with_command_line_commands! {
    dispatch
    fn call_for_command_line(Engine);
}

/// Who calls a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The window, for its pages or itself.
    Window,
    /// The headless program.
    CommandLine,
}

/// Calls any command that the caller may call.
pub(crate) async fn call(
    agent: &Agent,
    caller: Caller,
    command: &str,
    arguments: &RawValue,
) -> Result<Box<RawValue>, Failure> {
    if let Some(answer) = call_engine(agent.engine(), command, arguments).await {
        return answer;
    }
    if let Some(answer) = call_agent(agent, command, arguments).await {
        return answer;
    }
    let answer = match caller {
        Caller::Window => call_for_program(agent, command, arguments).await,
        Caller::CommandLine => call_for_command_line(agent.engine(), command, arguments).await,
    };
    answer.unwrap_or_else(|| Err(Failure::new(FailureCode::Internal, "there is no such command", "")))
}

/// Does not say what is wrong with them, because they may contain a password.
fn invalid_arguments(command: &str) -> Failure {
    Failure::new(FailureCode::Internal, format!("the arguments of {command} are not valid"), "")
}

/// Writes an answer or a failure as JSON.
pub(crate) fn raw(answer: &impl Serialize) -> Result<Box<RawValue>, Failure> {
    to_raw_value(answer).map_err(|error| Failure::new(FailureCode::Internal, error.to_string(), ""))
}

#[cfg(test)]
mod tests {
    use ipc::failure::ClientFailureCode;

    use super::*;

    #[test]
    fn code_of_every_failure_in_a_client_is_in_the_list_of_codes() {
        for code in ClientFailureCode::ALL {
            let text = serde_json::to_string(&code).unwrap();
            let known: Result<FailureCode, _> = serde_json::from_str(&text);
            assert_eq!(known.ok().map(|known| serde_json::to_string(&known).unwrap()), Some(text));
        }
    }
}
