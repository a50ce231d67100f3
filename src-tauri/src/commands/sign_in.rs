//! Commands to add a workspace, and to sign in to one again.

use rocketchat::Factor;
use tauri::AppHandle;
use watch::{
    Failure, NewWorkspace, SignInStep, WorkspaceId,
    workspace::sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
};

use super::{SecretText, engine};

pub(super) async fn probe(app: &AppHandle, input: ProbeInput) -> Result<Probe, Failure> {
    engine(app).probe(input).await
}

pub(super) async fn add_workspace(app: &AppHandle, input: NewWorkspace) -> Result<SignInStep, Failure> {
    engine(app).add(input).await
}

pub(super) async fn reconnect_workspace(
    app: &AppHandle,
    id: WorkspaceId,
    input: Reconnection,
) -> Result<SignInStep, Failure> {
    engine(app).reconnect(id, input).await
}

pub(super) async fn answer_second_factor(
    app: &AppHandle,
    challenge: ChallengeId,
    factor: Factor,
    code: SecretText,
) -> Result<SignInStep, Failure> {
    engine(app).answer_second_factor(challenge, factor, code.expose()).await
}

pub(super) async fn resend_code(app: &AppHandle, challenge: ChallengeId) -> Result<(), Failure> {
    engine(app).resend_code(challenge).await
}

pub(super) async fn finish_with_session(app: &AppHandle, challenge: ChallengeId) -> Result<SignInStep, Failure> {
    engine(app).finish_with_session(challenge).await
}

pub(super) async fn cancel_sign_in(app: &AppHandle, challenge: ChallengeId) -> Result<(), Failure> {
    engine(app).cancel_sign_in(challenge).await;
    Ok(())
}
