//! Signing in through the engine, over a socket: what is stored here, which tokens remain on the server, and second
//! factors.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use rocketchat::Factor;
use sandbox::{Allowed, Endpoint, Fault, Permission, Sandbox, SecondFactor};
use support::{World, add, connection, with};
use watch::{
    Credential, Engine, Failure, FailureCode, SignIn, SignInStep, TokenFate, Vault,
    present::view::WorkspaceView,
    workspace::sign_in::{Challenge, Purpose, Reconnection},
};

const SLUG: &str = "modern";

fn by_password(sandbox: &Sandbox) -> SignIn {
    let login = sandbox.login(SLUG);
    SignIn::Password { user: login.user, password: login.password.into() }
}

async fn sign_in(engine: &Engine, sandbox: &Sandbox) -> Result<SignInStep, Failure> {
    engine.add(with(sandbox, SLUG, by_password(sandbox))).await
}

fn finished(step: SignInStep) -> WorkspaceView {
    match step {
        SignInStep::Done { workspace } => *workspace,
        SignInStep::SecondFactor { challenge } => panic!("a second factor is required: {challenge:?}"),
    }
}

fn challenge(step: SignInStep) -> Challenge {
    match step {
        SignInStep::SecondFactor { challenge } => challenge,
        SignInStep::Done { .. } => panic!("no second factor is required"),
    }
}

/// The names of the tokens that are still valid on the server; `None` for a session's token.
fn remaining_tokens(sandbox: &Sandbox) -> Vec<Option<String>> {
    sandbox.issued_tokens(SLUG).into_iter().map(|token| token.name).collect()
}

fn current_code(sandbox: &Sandbox) -> String {
    sandbox.second_factor_code(SLUG)
}

#[tokio::test]
async fn password_is_exchanged_for_a_token_named_after_this_computer() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = finished(sign_in(&engine, &sandbox).await.unwrap());
    assert_eq!(view.credential, Credential::PersonalAccessToken);
    let [Some(name)] = &remaining_tokens(&sandbox)[..] else { panic!("{:?}", remaining_tokens(&sandbox)) };
    assert_eq!(*name, format!("License Watch on {}", gethostname::gethostname().to_string_lossy()));
    let kept = world.vault.token(view.id.into()).unwrap().unwrap();
    assert_eq!(kept.expose(), sandbox.issued_tokens(SLUG)[0].token);
    let password = sandbox.login(SLUG).password;
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let contains = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!contains(&password) && !contains(kept.expose()));
    }
}

#[tokio::test]
async fn taken_token_name_gets_a_number() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let first = finished(sign_in(&engine, &sandbox).await.unwrap());
    engine.remove(first.id, TokenFate::Leave).await.unwrap();
    finished(sign_in(&engine, &sandbox).await.unwrap());
    let names = remaining_tokens(&sandbox);
    assert_eq!(names.len(), 2);
    let (first, second) = (names[0].as_deref().unwrap(), names[1].as_deref().unwrap());
    assert!(second.starts_with(first) && second.len() > first.len(), "{second}");
}

#[tokio::test]
async fn session_is_used_if_the_account_may_not_create_tokens() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_permission(SLUG, Permission::CreateTokens, Allowed::No);
    let view = finished(sign_in(&engine, &sandbox).await.unwrap());
    assert_eq!(view.credential, Credential::Session);
    assert_eq!(remaining_tokens(&sandbox), [None], "the session");
    engine.refresh(view.id).await.unwrap();
    assert_eq!(engine.view(view.id).unwrap().error, None);
}

#[tokio::test]
async fn wrong_second_factor_can_be_corrected() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    for (set, factor) in [(SecondFactor::Totp, Factor::Totp), (SecondFactor::Email, Factor::Email)] {
        sandbox.set_second_factor(SLUG, set);
        let pending = challenge(sign_in(&engine, &sandbox).await.unwrap());
        assert_eq!((pending.factor, pending.purpose, pending.refused), (factor, Purpose::SignIn, false));
        assert_eq!(pending.code_sent, factor == Factor::Email);
        assert!(engine.views().is_empty(), "nothing is stored before sign-in is complete");

        let again = challenge(engine.answer_second_factor(pending.id, factor, "000000").await.unwrap());
        assert!(again.refused);
        let gone = engine.answer_second_factor(pending.id, factor, &current_code(&sandbox)).await.unwrap_err();
        assert_eq!(gone.code, FailureCode::SignInGone, "each challenge can be answered once");

        let mut step = engine.answer_second_factor(again.id, factor, &current_code(&sandbox)).await.unwrap();
        if factor == Factor::Email {
            // A code from an e-mail works only once, so the token requires another.
            let pending = challenge(step);
            assert_eq!(pending.purpose, Purpose::MakeToken);
            step = engine.answer_second_factor(pending.id, factor, &current_code(&sandbox)).await.unwrap();
        }
        let view = finished(step);
        assert_eq!(view.credential, Credential::PersonalAccessToken);
        engine.remove(view.id, TokenFate::Revoke).await.unwrap();
        assert_eq!(remaining_tokens(&sandbox), [], "the token is revoked, and the session has ended");
    }
}

#[tokio::test]
async fn reset_cancels_a_pending_sign_in() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Totp);
    let pending = challenge(sign_in(&engine, &sandbox).await.unwrap());
    engine.reset().await.unwrap();
    let gone = engine.answer_second_factor(pending.id, Factor::Totp, &current_code(&sandbox)).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::SignInGone);
    assert!(world.engine().views().is_empty());
}

#[tokio::test]
async fn code_can_be_resent() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Email);
    let pending = challenge(sign_in(&engine, &sandbox).await.unwrap());
    let first = current_code(&sandbox);
    engine.resend_code(pending.id).await.unwrap();
    assert_ne!(current_code(&sandbox), first);
    let refused = challenge(engine.answer_second_factor(pending.id, Factor::Email, &first).await.unwrap());
    assert!(refused.refused, "the first code is no longer valid");
}

#[tokio::test]
async fn sign_in_can_continue_after_a_network_failure() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Totp);
    let pending = challenge(sign_in(&engine, &sandbox).await.unwrap());
    sandbox.set_fault_at(SLUG, Endpoint::Login, Fault::CloseConnection);
    let failed = engine.answer_second_factor(pending.id, Factor::Totp, &current_code(&sandbox)).await.unwrap_err();
    assert_eq!(failed.code, FailureCode::Unreachable);
    sandbox.set_fault_at(SLUG, Endpoint::Login, None);
    finished(engine.answer_second_factor(pending.id, Factor::Totp, &current_code(&sandbox)).await.unwrap());
}

#[tokio::test]
async fn sign_in_can_finish_with_the_session_and_canceling_ends_it() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Email);
    let until_the_token = async || {
        let pending = challenge(sign_in(&engine, &sandbox).await.unwrap());
        challenge(engine.answer_second_factor(pending.id, Factor::Email, &current_code(&sandbox)).await.unwrap())
    };
    engine.cancel_sign_in(until_the_token().await.id).await;
    assert_eq!(remaining_tokens(&sandbox), [], "the session has ended");
    let view = finished(engine.finish_with_session(until_the_token().await.id).await.unwrap());
    assert_eq!(view.credential, Credential::Session);
}

#[tokio::test]
async fn wrong_password_stores_nothing_and_only_a_rocketchat_gets_passwords() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let wrong = SignIn::Password { user: sandbox.login(SLUG).user, password: "wrong".to_owned().into() };
    let failure = engine.add(with(&sandbox, SLUG, wrong)).await.unwrap_err();
    assert_eq!((failure.code, failure.server_said.as_deref()), (FailureCode::WrongPassword, Some("Unauthorized")));
    assert!(engine.views().is_empty());

    let pending = sandbox.requests_to(SLUG).len();
    sandbox.set_fault(SLUG, Fault::Html(200));
    assert_eq!(sign_in(&engine, &sandbox).await.unwrap_err().code, FailureCode::NotRocketchat);
    let since: Vec<_> = sandbox.requests_to(SLUG).into_iter().skip(pending).collect();
    assert!(since.iter().all(|request| request.method == "GET"), "no password was sent");
}

#[tokio::test]
async fn reconnecting_replaces_refused_credentials() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = add(&engine, &sandbox, SLUG).await;
    sandbox.set_fault_at(SLUG, Endpoint::LicensesInfo, Fault::Status(401));
    engine.refresh(view.id).await.unwrap();
    let refused = engine.view(view.id).unwrap();
    assert_eq!(refused.error.unwrap().code, FailureCode::Unauthorized);
    assert!(refused.license_count > 0, "the last known license is kept");

    let reconnection = |sign_in| Reconnection { connection: connection(), keep_ca: false, sign_in };
    let error = engine.reconnect(view.id, reconnection(Some(by_password(&sandbox)))).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Unauthorized, "the new credentials are checked first");
    assert_eq!(remaining_tokens(&sandbox), [], "the new session and token have been revoked");

    sandbox.set_fault_at(SLUG, Endpoint::LicensesInfo, None);
    let back = finished(engine.reconnect(view.id, reconnection(Some(by_password(&sandbox)))).await.unwrap());
    assert_eq!((back.id, back.error, back.credential), (view.id, None, Credential::PersonalAccessToken));
    let token = engine.snapshots()[0].0.token;
    assert_eq!(world.vault.token(token).unwrap().unwrap().expose(), sandbox.issued_tokens(SLUG)[0].token);
    assert_eq!(world.vault.ids(), [token].into(), "the old one is deleted");
    finished(engine.reconnect(view.id, reconnection(None)).await.unwrap());
}

#[tokio::test]
async fn signing_out_deletes_the_token_and_keeps_the_license() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = finished(sign_in(&engine, &sandbox).await.unwrap());
    sandbox.set_fault_at(SLUG, Endpoint::Logout, Fault::Status(500));
    assert!(engine.sign_out(view.id, TokenFate::Revoke).await.is_err());
    assert!(world.vault.token(view.id.into()).unwrap().is_some(), "the token is kept if it cannot be revoked");

    sandbox.set_fault_at(SLUG, Endpoint::Logout, None);
    engine.sign_out(view.id, TokenFate::Revoke).await.unwrap();
    assert!(world.vault.token(view.id.into()).unwrap().is_none());
    assert_eq!(remaining_tokens(&sandbox), [], "the token is revoked");
    let out = engine.view(view.id).unwrap();
    assert_eq!((out.credential, out.error.unwrap().code), (Credential::None, FailureCode::CredentialsMissing));
    assert!(out.license_count > 0);

    let again = world.engine().view(view.id).unwrap();
    assert_eq!((again.credential, again.license_count), (Credential::None, 1), "also after a restart");
}
