//! Signing in through the engine, over a socket: what is kept, what is left on the server, and what waits for a code.
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

async fn enter(engine: &Engine, sandbox: &Sandbox) -> Result<SignInStep, Failure> {
    engine.add(with(sandbox, SLUG, by_password(sandbox))).await
}

fn done(step: SignInStep) -> WorkspaceView {
    match step {
        SignInStep::Done { workspace } => *workspace,
        SignInStep::SecondFactor { challenge } => panic!("it is not done: {challenge:?}"),
    }
}

fn challenge(step: SignInStep) -> Challenge {
    match step {
        SignInStep::SecondFactor { challenge } => challenge,
        SignInStep::Done { .. } => panic!("no second factor was asked for"),
    }
}

/// The names of the tokens that are left at the workspace; nothing for that of a session.
fn left(sandbox: &Sandbox) -> Vec<Option<String>> {
    sandbox.issued_tokens(SLUG).into_iter().map(|token| token.name).collect()
}

fn answer(sandbox: &Sandbox) -> String {
    sandbox.second_factor_code(SLUG)
}

#[tokio::test]
async fn a_password_becomes_a_token_named_after_this_computer_and_no_session_is_left() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = done(enter(&engine, &sandbox).await.unwrap());
    assert_eq!(view.credential, Credential::PersonalAccessToken);
    let [Some(name)] = &left(&sandbox)[..] else { panic!("{:?}", left(&sandbox)) };
    assert_eq!(*name, format!("License Watch on {}", gethostname::gethostname().to_string_lossy()));
    let kept = world.vault.token(view.id).unwrap().unwrap();
    assert_eq!(kept.expose(), sandbox.issued_tokens(SLUG)[0].token);
    let password = sandbox.login(SLUG).password;
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!holds(&password) && !holds(kept.expose()));
    }
}

#[tokio::test]
async fn a_name_that_is_taken_gets_a_number() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let first = done(enter(&engine, &sandbox).await.unwrap());
    engine.remove(first.id, TokenFate::Leave).await.unwrap();
    done(enter(&engine, &sandbox).await.unwrap());
    let names = left(&sandbox);
    assert_eq!(names.len(), 2);
    let (first, second) = (names[0].as_deref().unwrap(), names[1].as_deref().unwrap());
    assert!(second.starts_with(first) && second.len() > first.len(), "{second}");
}

#[tokio::test]
async fn where_no_token_may_be_made_the_session_has_to_do_and_says_so() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_permission(SLUG, Permission::CreateTokens, Allowed::No);
    let view = done(enter(&engine, &sandbox).await.unwrap());
    assert_eq!(view.credential, Credential::Session);
    assert_eq!(left(&sandbox), [None], "the session");
    engine.refresh(view.id).await.unwrap();
    assert_eq!(engine.view(view.id).unwrap().error, None);
}

#[tokio::test]
async fn a_second_factor_is_waited_for_and_a_wrong_code_can_be_mended() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    for (set, factor) in [(SecondFactor::Totp, Factor::Totp), (SecondFactor::Email, Factor::Email)] {
        sandbox.set_second_factor(SLUG, set);
        let asked = challenge(enter(&engine, &sandbox).await.unwrap());
        assert_eq!((asked.factor, asked.purpose, asked.refused), (factor, Purpose::SignIn, false));
        assert_eq!(asked.code_sent, factor == Factor::Email);
        assert!(engine.views().is_empty(), "nothing is kept before it is done");

        let again = challenge(engine.answer_second_factor(asked.id, factor, "000000").await.unwrap());
        assert!(again.refused);
        let gone = engine.answer_second_factor(asked.id, factor, &answer(&sandbox)).await.unwrap_err();
        assert_eq!(gone.code, FailureCode::SignInGone, "each question is answered once");

        let mut step = engine.answer_second_factor(again.id, factor, &answer(&sandbox)).await.unwrap();
        if factor == Factor::Email {
            // A code of a mail is good for one thing: the token wants another.
            let asked = challenge(step);
            assert_eq!(asked.purpose, Purpose::MakeToken);
            step = engine.answer_second_factor(asked.id, factor, &answer(&sandbox)).await.unwrap();
        }
        let view = done(step);
        assert_eq!(view.credential, Credential::PersonalAccessToken);
        engine.remove(view.id, TokenFate::Revoke).await.unwrap();
        assert_eq!(left(&sandbox), [], "revoked, and no session is left");
    }
}

#[tokio::test]
async fn a_sign_in_that_waits_brings_nothing_back_once_everything_is_forgotten() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Totp);
    let asked = challenge(enter(&engine, &sandbox).await.unwrap());
    engine.reset().await.unwrap();
    let gone = engine.answer_second_factor(asked.id, Factor::Totp, &answer(&sandbox)).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::SignInGone);
    assert!(world.engine().views().is_empty());
}

#[tokio::test]
async fn a_code_is_sent_anew_on_demand() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Email);
    let asked = challenge(enter(&engine, &sandbox).await.unwrap());
    let first = answer(&sandbox);
    engine.resend_code(asked.id).await.unwrap();
    assert_ne!(answer(&sandbox), first);
    let refused = challenge(engine.answer_second_factor(asked.id, Factor::Email, &first).await.unwrap());
    assert!(refused.refused, "the first is void");
}

#[tokio::test]
async fn a_network_that_fails_in_the_middle_loses_nothing_of_a_sign_in() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Totp);
    let asked = challenge(enter(&engine, &sandbox).await.unwrap());
    sandbox.set_fault_at(SLUG, Endpoint::Login, Fault::CloseConnection);
    let failed = engine.answer_second_factor(asked.id, Factor::Totp, &answer(&sandbox)).await.unwrap_err();
    assert_eq!(failed.code, FailureCode::Unreachable);
    sandbox.set_fault_at(SLUG, Endpoint::Login, None);
    done(engine.answer_second_factor(asked.id, Factor::Totp, &answer(&sandbox)).await.unwrap());
}

#[tokio::test]
async fn whoever_does_not_wait_for_the_token_goes_on_with_the_session_and_who_gives_up_leaves_none() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    sandbox.set_second_factor(SLUG, SecondFactor::Email);
    let for_the_token = async || {
        let asked = challenge(enter(&engine, &sandbox).await.unwrap());
        challenge(engine.answer_second_factor(asked.id, Factor::Email, &answer(&sandbox)).await.unwrap())
    };
    engine.cancel_sign_in(for_the_token().await.id).await;
    assert_eq!(left(&sandbox), [], "the session was ended");
    let view = done(engine.finish_with_session(for_the_token().await.id).await.unwrap());
    assert_eq!(view.credential, Credential::Session);
}

#[tokio::test]
async fn a_wrong_password_keeps_nothing_and_is_told_to_a_rocketchat_alone() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let wrong = SignIn::Password { user: sandbox.login(SLUG).user, password: "wrong".to_owned().into() };
    let failure = engine.add(with(&sandbox, SLUG, wrong)).await.unwrap_err();
    assert_eq!((failure.code, failure.server_said.as_deref()), (FailureCode::WrongPassword, Some("Unauthorized")));
    assert!(engine.views().is_empty());

    let asked = sandbox.requests_to(SLUG).len();
    sandbox.set_fault(SLUG, Fault::Html(200));
    assert_eq!(enter(&engine, &sandbox).await.unwrap_err().code, FailureCode::NotRocketchat);
    let since: Vec<_> = sandbox.requests_to(SLUG).into_iter().skip(asked).collect();
    assert!(since.iter().all(|request| request.method == "GET"), "no password was sent");
}

#[tokio::test]
async fn credentials_that_were_refused_are_replaced_in_place() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = add(&engine, &sandbox, SLUG).await;
    sandbox.set_fault_at(SLUG, Endpoint::LicensesInfo, Fault::Status(401));
    engine.refresh(view.id).await.unwrap();
    let refused = engine.view(view.id).unwrap();
    assert_eq!(refused.error.unwrap().code, FailureCode::Unauthorized);
    assert!(!refused.licenses.is_empty(), "the cache stays");

    let anew = |sign_in| Reconnection { connection: connection(), keep_ca: false, sign_in };
    let still = engine.reconnect(view.id, anew(Some(by_password(&sandbox)))).await.unwrap_err();
    assert_eq!(still.code, FailureCode::Unauthorized, "checked before anything is replaced");
    assert_eq!(left(&sandbox), [], "what was made for nothing is ended");

    sandbox.set_fault_at(SLUG, Endpoint::LicensesInfo, None);
    let back = done(engine.reconnect(view.id, anew(Some(by_password(&sandbox)))).await.unwrap());
    assert_eq!((back.id, back.error, back.credential), (view.id, None, Credential::PersonalAccessToken));
    assert_eq!(world.vault.token(view.id).unwrap().unwrap().expose(), sandbox.issued_tokens(SLUG)[0].token);
    done(engine.reconnect(view.id, anew(None)).await.unwrap());
}

#[tokio::test]
async fn signing_out_takes_the_secret_and_leaves_what_is_known() {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let view = done(enter(&engine, &sandbox).await.unwrap());
    sandbox.set_fault_at(SLUG, Endpoint::Logout, Fault::Status(500));
    assert!(engine.sign_out(view.id, TokenFate::Revoke).await.is_err());
    assert!(world.vault.token(view.id).unwrap().is_some(), "what was not revoked is not forgotten");

    sandbox.set_fault_at(SLUG, Endpoint::Logout, None);
    engine.sign_out(view.id, TokenFate::Revoke).await.unwrap();
    assert!(world.vault.token(view.id).unwrap().is_none());
    assert_eq!(left(&sandbox), [], "it is revoked");
    let out = engine.view(view.id).unwrap();
    assert_eq!((out.credential, out.error.unwrap().code), (Credential::None, FailureCode::CredentialsMissing));
    assert!(!out.licenses.is_empty());

    let again = world.engine().view(view.id).unwrap();
    assert_eq!((again.credential, again.licenses.len()), (Credential::None, 1), "also after a restart");
}
