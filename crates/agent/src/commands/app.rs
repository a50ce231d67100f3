//! Commands for the application itself and the desktop.

use ipc::message::Screen;
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;
use watch::{Failure, FailureCode, store::Damage, vault::VaultState};

use crate::{
    agent::Agent,
    autostart,
    dependencies::{self, Dependency},
    diagnostics,
    shell_state::{self, ShellState},
};

/// What the window shows about the application itself.
#[derive(Debug, Clone, Serialize, TS)]
pub(crate) struct AppInfo {
    /// The application's version.
    version: &'static str,
    /// The engine's current time.
    #[ts(type = "string")]
    now: Timestamp,
    /// Where tokens are stored.
    vault: VaultState,
    /// Why the keyring cannot be used; `null` if it can.
    vault_problem: Option<Failure>,
    /// How many tokens are only in memory until the keyring takes them.
    unsaved_tokens: usize,
    /// The folder in which everything else is stored.
    data_dir: String,
    /// What was done about a damaged store at this start; `null` if it was not damaged.
    store_damage: Option<StoreDamage>,
}

/// What was done about a damaged store.
#[derive(Debug, Clone, Serialize, TS)]
pub(crate) struct StoreDamage {
    /// The file to which the damaged store was renamed.
    set_aside: String,
    /// From when the copy is that took its place; `null` if there was none.
    #[ts(type = "string | null")]
    copy_of: Option<Timestamp>,
}

impl From<&Damage> for StoreDamage {
    fn from(damage: &Damage) -> Self {
        Self { set_aside: damage.set_aside.display().to_string(), copy_of: damage.copy_of }
    }
}

pub(super) fn app_info(agent: &Agent) -> Result<AppInfo, Failure> {
    let engine = agent.engine();
    let vault = engine.vault_status();
    Ok(AppInfo {
        version: ipc::VERSION,
        now: engine.now(),
        vault: vault.state,
        vault_problem: vault.problem.map(Failure::from),
        unsaved_tokens: vault.unsaved,
        data_dir: agent.data_dir().display().to_string(),
        store_damage: engine.store_damage().map(StoreDamage::from),
    })
}

pub(super) async fn shell_state(agent: &Agent) -> Result<ShellState, Failure> {
    Ok(shell_state::read(agent).await)
}

pub(super) fn set_autostart(_: &Agent, on: bool) -> Result<(), Failure> {
    let changed = if on { autostart::enable() } else { autostart::disable() };
    changed.map_err(|error| {
        Failure::new(
            FailureCode::Internal,
            format!("the autostart setting cannot be changed ({error})"),
            "Add license-watch-agent to the desktop's startup programs.",
        )
    })
}

pub(super) async fn diagnostics(agent: &Agent) -> Result<String, Failure> {
    Ok(diagnostics::text(agent).await)
}

pub(super) fn dependencies(_: &Agent) -> Result<Vec<Dependency>, Failure> {
    Ok(dependencies::all())
}

pub(super) fn take_requested_screen(agent: &Agent) -> Result<Option<Screen>, Failure> {
    Ok(agent.windows().take_requested_screen())
}

pub(super) fn quit(agent: &Agent) -> Result<(), Failure> {
    agent.quit();
    Ok(())
}
