//! The commands of the window. Each is one call of the engine; [`list`] has them all.

mod app;
mod batch;
mod groups;
mod history;
mod license_key;
mod links;
#[macro_use]
mod list;
mod reminders;
mod reports;
mod settings;
mod sign_in;
#[cfg(test)]
mod typescript;
mod workspaces;

use std::collections::BTreeMap;

use rocketchat::Factor;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tauri::{AppHandle, Manager, Wry, ipc::Invoke};
use ts_rs::TS;
use watch::{
    Engine, Failure, FailureCode, ImportPlan, NewWorkspace, SignInStep, Snooze, TokenFate, WorkspaceId,
    batch::{BatchId, BatchRowEdit, BatchView},
    engine::{CloudSynced, NotRemoved, TestNotification},
    present::{
        renewals::RenewalTotal,
        reports::{ExportedTable, ReportFormat, ReportRequest},
        summary::FleetSummary,
        view::{ChangeView, KeyApplied, KeyConsent, KeyMatch, KeyPreview, PreviousKeyView, WorkspaceView},
    },
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
    settings::{Settings, SettingsPatch},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        edit::{AddressCheck, AddressMove, AddressTarget, WorkspaceEdit},
        groups::{Arrangement, Group, GroupId},
        link::{Link, LinkTarget},
        revision::{Revision, RevisionId},
        sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
        usage::UsageHistory,
    },
};

use crate::{
    dependencies::Dependency, engine::AppState, save_dialog::SavedFile, shell_state::ShellState, window::Screen,
};
use app::AppInfo;

/// A password, a code or a license key from the window. It cannot be printed.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(type = "string")]
pub(crate) struct SecretText(SecretString);

impl SecretText {
    fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The engine that the commands call.
fn engine(app: &AppHandle) -> &Engine {
    &app.state::<AppState>().inner().engine
}

/// Runs a command as the list says, but never on the main thread.
macro_rules! run {
    (blocking $module:ident $name:ident $app:ident ($($argument:ident),*)) => {
        tauri::async_runtime::spawn_blocking(move || $module::$name(&$app $(, $argument)*)).await.unwrap_or_else(|error| {
            Err(Failure::new(FailureCode::Internal, error.to_string(), ""))
        })
    };
    (async $module:ident $name:ident $app:ident ($($argument:ident),*)) => {
        $module::$name(&$app $(, $argument)*).await
    };
}

macro_rules! handler {
    ($(
        $(#[doc = $doc:literal])*
        $how:ident $module:ident::$name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;
    )*) => {
        /// The commands as Tauri calls them.
        mod invoked {
            use super::*;

            $(
                #[tauri::command(rename_all = "snake_case")]
                async fn $name(app: AppHandle $(, $argument: $Argument)*) -> Result<$Answer, Failure> {
                    run!($how $module $name app ($($argument),*))
                }
            )*

            pub(crate) fn handle(invoke: Invoke<Wry>) -> bool {
                let handler: fn(Invoke<Wry>) -> bool = tauri::generate_handler![$($name),*];
                handler(invoke)
            }
        }
    };
}

with_commands!(handler);

pub(crate) use invoked::handle;
