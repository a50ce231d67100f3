//! What the window may ask: one line each into the engine. `build.rs` and the capability list the same names.

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
    engine::{KeyVerdict, Renewal},
    present::view::WorkspaceView,
    settings::RefreshSettings,
    vault::VaultState,
    workspace::sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
};

use crate::engine::Watching;

/// What the window shows of the application itself.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct AppInfo {
    /// The application's version.
    version: &'static str,
    /// The engine's present instant.
    #[ts(type = "string")]
    now: Timestamp,
    /// Where tokens are kept.
    vault: VaultState,
    /// Why they are not kept in the keyring.
    vault_problem: Option<Failure>,
    /// Where everything else is kept.
    data_dir: String,
}

#[command]
pub(crate) fn app_info(watching: State<'_, Watching>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION"),
        now: watching.engine.now(),
        vault: watching.engine.vault_state(),
        vault_problem: watching.vault_problem.clone(),
        data_dir: watching.data_dir.display().to_string(),
    }
}

#[command]
pub(crate) fn workspaces(watching: State<'_, Watching>) -> Vec<WorkspaceView> {
    watching.engine.views()
}

#[command]
pub(crate) async fn probe(watching: State<'_, Watching>, input: ProbeInput) -> Result<Probe, Failure> {
    watching.engine.probe(input).await
}

#[command]
pub(crate) async fn add_workspace(watching: State<'_, Watching>, input: NewWorkspace) -> Result<SignInStep, Failure> {
    watching.engine.add(input).await
}

#[command]
pub(crate) async fn reconnect_workspace(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    input: Reconnection,
) -> Result<SignInStep, Failure> {
    watching.engine.reconnect(id, input).await
}

#[command]
pub(crate) async fn answer_second_factor(
    watching: State<'_, Watching>,
    challenge: ChallengeId,
    factor: Factor,
    code: SecretString,
) -> Result<SignInStep, Failure> {
    watching.engine.answer_second_factor(challenge, factor, code.expose_secret()).await
}

#[command]
pub(crate) async fn resend_code(watching: State<'_, Watching>, challenge: ChallengeId) -> Result<(), Failure> {
    watching.engine.resend_code(challenge).await
}

#[command]
pub(crate) async fn finish_with_session(
    watching: State<'_, Watching>,
    challenge: ChallengeId,
) -> Result<SignInStep, Failure> {
    watching.engine.finish_with_session(challenge).await
}

#[command]
pub(crate) async fn cancel_sign_in(watching: State<'_, Watching>, challenge: ChallengeId) -> Result<(), Failure> {
    watching.engine.cancel_sign_in(challenge).await;
    Ok(())
}

#[command]
pub(crate) async fn sign_out(watching: State<'_, Watching>, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    watching.engine.sign_out(id, token).await
}

#[command]
pub(crate) async fn remove_workspace(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    token: TokenFate,
) -> Result<(), Failure> {
    watching.engine.remove(id, token).await
}

#[command]
pub(crate) async fn check_license_key(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    key: SecretString,
) -> Result<KeyVerdict, Failure> {
    watching.engine.check_key(id, key.expose_secret()).await
}

#[command]
pub(crate) async fn apply_license_key(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    key: SecretString,
) -> Result<Renewal, Failure> {
    watching.engine.apply_key(id, key.expose_secret()).await
}

#[command]
pub(crate) async fn refresh_workspace(watching: State<'_, Watching>, id: WorkspaceId) -> Result<(), Failure> {
    watching.engine.refresh(id).await
}

#[command]
pub(crate) async fn refresh_all(watching: State<'_, Watching>) -> Result<(), Failure> {
    watching.engine.refresh_all().await
}

#[command]
pub(crate) fn asking(watching: State<'_, Watching>) -> RefreshSettings {
    watching.engine.asking()
}

#[command]
pub(crate) fn set_asking(watching: State<'_, Watching>, asking: RefreshSettings) -> Result<(), Failure> {
    watching.engine.set_asking(asking)
}
