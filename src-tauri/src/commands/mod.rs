//! The commands of the window: one line each into the engine. `build.rs` and the capability list the same names.
//!
//! All are asynchronous, so that none runs on the main thread: the store may be locked by another process for seconds.

pub(crate) mod arranging;
pub(crate) mod data;
pub(crate) mod recalling;
pub(crate) mod reminding;
pub(crate) mod shell;

use jiff::Timestamp;
use rocketchat::Factor;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tauri::{State, command};
use ts_rs::TS;
use watch::{
    Failure, NewWorkspace, SignInStep, TokenFate, WorkspaceId,
    engine::{KeyApplied, KeyVerdict},
    present::view::WorkspaceView,
    settings::RefreshSettings,
    vault::VaultState,
    workspace::sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
};

use crate::engine::AppState;

/// What the window shows about the application itself.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct AppInfo {
    /// The application's version.
    version: &'static str,
    /// The engine's current time.
    #[ts(type = "string")]
    now: Timestamp,
    /// Where tokens are kept.
    vault: VaultState,
    /// Why they are not kept in the keyring; `null` if they are.
    vault_problem: Option<Failure>,
    /// Where everything else is kept.
    data_dir: String,
}

#[command(async)]
pub(crate) fn app_info(state: State<'_, AppState>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION"),
        now: state.engine.now(),
        vault: state.engine.vault_state(),
        vault_problem: state.vault_problem.clone(),
        data_dir: state.data_dir.display().to_string(),
    }
}

#[command(async)]
pub(crate) fn workspaces(state: State<'_, AppState>) -> Vec<WorkspaceView> {
    state.engine.views()
}

#[command]
pub(crate) async fn probe(state: State<'_, AppState>, input: ProbeInput) -> Result<Probe, Failure> {
    state.engine.probe(input).await
}

#[command]
pub(crate) async fn add_workspace(state: State<'_, AppState>, input: NewWorkspace) -> Result<SignInStep, Failure> {
    state.engine.add(input).await
}

#[command]
pub(crate) async fn reconnect_workspace(
    state: State<'_, AppState>,
    id: WorkspaceId,
    input: Reconnection,
) -> Result<SignInStep, Failure> {
    state.engine.reconnect(id, input).await
}

#[command]
pub(crate) async fn answer_second_factor(
    state: State<'_, AppState>,
    challenge: ChallengeId,
    factor: Factor,
    code: SecretString,
) -> Result<SignInStep, Failure> {
    state.engine.answer_second_factor(challenge, factor, code.expose_secret()).await
}

#[command]
pub(crate) async fn resend_code(state: State<'_, AppState>, challenge: ChallengeId) -> Result<(), Failure> {
    state.engine.resend_code(challenge).await
}

#[command]
pub(crate) async fn finish_with_session(
    state: State<'_, AppState>,
    challenge: ChallengeId,
) -> Result<SignInStep, Failure> {
    state.engine.finish_with_session(challenge).await
}

#[command]
pub(crate) async fn cancel_sign_in(state: State<'_, AppState>, challenge: ChallengeId) -> Result<(), Failure> {
    state.engine.cancel_sign_in(challenge).await;
    Ok(())
}

#[command]
pub(crate) async fn sign_out(state: State<'_, AppState>, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    state.engine.sign_out(id, token).await
}

#[command]
pub(crate) async fn remove_workspace(
    state: State<'_, AppState>,
    id: WorkspaceId,
    token: TokenFate,
) -> Result<(), Failure> {
    state.engine.remove(id, token).await
}

#[command]
pub(crate) async fn check_license_key(
    state: State<'_, AppState>,
    id: WorkspaceId,
    key: SecretString,
) -> Result<KeyVerdict, Failure> {
    state.engine.check_key(id, key.expose_secret()).await
}

#[command]
pub(crate) async fn apply_license_key(
    state: State<'_, AppState>,
    id: WorkspaceId,
    key: SecretString,
) -> Result<KeyApplied, Failure> {
    state.engine.apply_key(id, key.expose_secret()).await
}

#[command]
pub(crate) async fn refresh_workspace(state: State<'_, AppState>, id: WorkspaceId) -> Result<(), Failure> {
    state.engine.refresh(id).await
}

#[command]
pub(crate) async fn refresh_all(state: State<'_, AppState>) -> Result<(), Failure> {
    state.engine.refresh_all().await
}

#[command(async)]
pub(crate) fn asking(state: State<'_, AppState>) -> RefreshSettings {
    state.engine.asking()
}

#[command(async)]
pub(crate) fn set_asking(state: State<'_, AppState>, asking: RefreshSettings) -> Result<(), Failure> {
    state.engine.set_asking(asking)
}
