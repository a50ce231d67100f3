//! Commands to add a workspace, and to sign in to one again.

use rocketchat::Factor;
use watch::{
    Engine, Failure, NewWorkspace, SignInStep, WorkspaceId,
    workspace::sign_in::{ChallengeId, Probe, ProbeInput, Reconnection},
};

use super::SecretText;

pub(super) async fn probe(engine: &Engine, input: ProbeInput) -> Result<Probe, Failure> {
    engine.probe(input).await
}

pub(super) async fn add_workspace(engine: &Engine, input: NewWorkspace) -> Result<SignInStep, Failure> {
    engine.add(input).await
}

pub(super) async fn reconnect_workspace(
    engine: &Engine,
    id: WorkspaceId,
    input: Reconnection,
) -> Result<SignInStep, Failure> {
    engine.reconnect(id, input).await
}

pub(super) async fn answer_second_factor(
    engine: &Engine,
    challenge: ChallengeId,
    factor: Factor,
    code: SecretText,
) -> Result<SignInStep, Failure> {
    engine.answer_second_factor(challenge, factor, code.expose()).await
}

pub(super) async fn resend_code(engine: &Engine, challenge: ChallengeId) -> Result<(), Failure> {
    engine.resend_code(challenge).await
}

pub(super) async fn finish_with_session(engine: &Engine, challenge: ChallengeId) -> Result<SignInStep, Failure> {
    engine.finish_with_session(challenge).await
}

pub(super) async fn cancel_sign_in(engine: &Engine, challenge: ChallengeId) -> Result<(), Failure> {
    engine.cancel_sign_in(challenge).await;
    Ok(())
}
