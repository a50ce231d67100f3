//! Signing in and out over a socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use rocketchat::{
    Client, Code, CodeOutcome, Credentials, ErrorCode, Factor, MakeTokenError, Password, SecondFactorCode, SignInError,
};
use sandbox::{Allowed, Endpoint, Fault, Permission, Recorder, Sandbox, SecondFactor};
use support::{bounds, client};

async fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox.url("modern"), bounds());
    (sandbox, client)
}

fn password(sandbox: &Sandbox) -> Password {
    Password::new(&sandbox.login("modern").password)
}

async fn session(sandbox: &Sandbox, client: &Client) -> Credentials {
    client.sign_in(&sandbox.login("modern").user, &password(sandbox), None).await.unwrap()
}

fn by_password(sandbox: &Sandbox) -> SecondFactorCode {
    SecondFactorCode { factor: Factor::Password, code: Code::of_password(&password(sandbox)) }
}

#[tokio::test]
async fn a_password_is_exchanged_for_a_session_and_that_for_a_lasting_token() {
    let (sandbox, client) = sandbox().await;
    for user in [sandbox.login("modern").user, sandbox.login("modern").email] {
        let session = client.sign_in(&user, &password(&sandbox), None).await.unwrap();
        assert_eq!(session.user_id.as_str(), sandbox.credentials("modern").user_id);
        let error = client.make_token(&session, &user, None).await.unwrap_err();
        let MakeTokenError::SecondFactor(challenge) = error else { panic!("{error}") };
        assert_eq!((challenge.factor, challenge.outcome), (Factor::Password, CodeOutcome::None));
        let token = client.make_token(&session, &user, Some(&by_password(&sandbox))).await.unwrap();
        client.end(&session).await.unwrap();
        let lasting = Credentials { token, ..session.clone() };
        assert!(client.read(&lasting, None).await.is_ok());
        assert_eq!(client.read(&session, None).await.unwrap_err().code(), ErrorCode::Unauthorized, "it is revoked");
    }
}

#[tokio::test]
async fn a_wrong_user_or_password_is_reported_with_the_servers_message() {
    let (sandbox, client) = sandbox().await;
    for (user, password) in [("nobody", password(&sandbox)), ("license.watch", Password::new("wrong"))] {
        let error = client.sign_in(user, &password, None).await.unwrap_err();
        assert!(
            matches!(&error, SignInError::WrongPassword { server_message: Some(message) } if message.as_str() == "Unauthorized")
        );
    }
}

#[tokio::test]
async fn a_second_factor_is_required_refused_and_accepted() {
    let (sandbox, client) = sandbox().await;
    let user = sandbox.login("modern").user;
    for (set, factor, is_code_sent) in
        [(SecondFactor::Totp, Factor::Totp, false), (SecondFactor::Email, Factor::Email, true)]
    {
        sandbox.set_second_factor("modern", set);
        let challenged = client.sign_in(&user, &password(&sandbox), None).await.unwrap_err();
        let SignInError::SecondFactor(challenge) = challenged else { panic!("{challenged}") };
        let found = (challenge.factor, challenge.is_code_sent, challenge.outcome);
        assert_eq!(found, (factor, is_code_sent, CodeOutcome::None));

        let wrong = SecondFactorCode { factor, code: Code::new("000000") };
        let refused = client.sign_in(&user, &password(&sandbox), Some(&wrong)).await.unwrap_err();
        let SignInError::SecondFactor(challenge) = refused else { panic!("{refused}") };
        assert_eq!(challenge.outcome, CodeOutcome::Refused);

        let right = SecondFactorCode { factor, code: Code::new(&sandbox.second_factor_code("modern")) };
        client.sign_in(&user, &password(&sandbox), Some(&right)).await.unwrap();
    }
}

#[tokio::test]
async fn a_new_code_voids_the_one_before() {
    let (sandbox, client) = sandbox().await;
    sandbox.set_second_factor("modern", SecondFactor::Email);
    let login = sandbox.login("modern");
    client.sign_in(&login.user, &password(&sandbox), None).await.unwrap_err();
    let first = sandbox.second_factor_code("modern");
    client.send_code(&login.email).await.unwrap();
    assert_ne!(sandbox.second_factor_code("modern"), first);
    let old = SecondFactorCode { factor: Factor::Email, code: Code::new(&first) };
    assert!(client.sign_in(&login.user, &password(&sandbox), Some(&old)).await.is_err());
}

#[tokio::test]
async fn a_missing_permission_and_a_name_in_use_are_different_errors() {
    let (sandbox, client) = sandbox().await;
    let session = session(&sandbox, &client).await;
    let code = by_password(&sandbox);
    client.make_token(&session, "watch", Some(&code)).await.unwrap();
    assert_eq!(client.make_token(&session, "watch", Some(&code)).await.unwrap_err(), MakeTokenError::NameTaken);
    sandbox.set_permission("modern", Permission::CreateTokens, Allowed::No);
    assert_eq!(client.make_token(&session, "other", Some(&code)).await.unwrap_err(), MakeTokenError::NotPermitted);
    sandbox.set_fault_at("modern", Endpoint::GenerateToken, Fault::Html(502));
    let failed = client.make_token(&session, "other", Some(&code)).await.unwrap_err();
    assert!(matches!(failed, MakeTokenError::Failed(error) if error.code() == ErrorCode::Server));
}

#[tokio::test]
async fn revoking_a_revoked_token_is_not_an_error() {
    let (sandbox, client) = sandbox().await;
    let session = session(&sandbox, &client).await;
    client.end(&session).await.unwrap();
    client.end(&session).await.unwrap();
    sandbox.set_fault("modern", Fault::CloseConnection);
    assert_eq!(client.end(&session).await.unwrap_err().code(), ErrorCode::Unreachable);
}

#[tokio::test]
async fn a_password_is_sent_to_no_other_origin() {
    let (sandbox, client) = sandbox().await;
    let elsewhere = Recorder::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        sandbox.set_fault_at("modern", Endpoint::Login, Fault::Redirect { to: elsewhere.url(), status });
        let error = client.sign_in("license.watch", &password(&sandbox), None).await.unwrap_err();
        assert!(matches!(error, SignInError::Failed(error) if error.code() == ErrorCode::Redirected), "{status}");
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[tokio::test]
async fn a_sign_in_fails_with_the_errors_of_any_exchange() {
    let (sandbox, client) = sandbox().await;
    for (fault, code) in [
        (Fault::Html(200), ErrorCode::Gate),
        (Fault::Html(401), ErrorCode::Gate),
        (Fault::Html(403), ErrorCode::Gate),
        (Fault::Html(404), ErrorCode::Gate),
        (Fault::NotJson, ErrorCode::Malformed),
        (Fault::WrongTypes, ErrorCode::Malformed),
        (Fault::Cut(10), ErrorCode::Malformed),
        (Fault::Status(404), ErrorCode::NotFound),
        (Fault::Html(503), ErrorCode::Server),
        (Fault::RateLimited { wait_secs: 30 }, ErrorCode::RateLimited),
        (Fault::Huge(100 << 20), ErrorCode::TooLarge),
        (Fault::CloseConnection, ErrorCode::Unreachable),
    ] {
        let text = format!("{fault:?}");
        sandbox.set_fault_at("modern", Endpoint::Login, fault);
        let error = client.sign_in("license.watch", &password(&sandbox), None).await.unwrap_err();
        assert!(matches!(&error, SignInError::Failed(error) if error.code() == code), "{text}: {error:?}");
    }
}
