//! Signing in and out over a socket: what is sent, what is made of it, and what is left behind.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use rocketchat::{
    Client, Code, Credentials, ErrorCode, Factor, Given, MakeTokenError, Password, Proof, Sent, SignInError,
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

fn by_password(sandbox: &Sandbox) -> Proof {
    Proof { factor: Factor::Password, code: Code::of_password(&password(sandbox)) }
}

#[tokio::test]
async fn a_password_is_traded_for_a_session_and_that_for_a_token_that_lasts() {
    let (sandbox, client) = sandbox().await;
    for user in [sandbox.login("modern").user, sandbox.login("modern").email] {
        let session = client.sign_in(&user, &password(&sandbox), None).await.unwrap();
        assert_eq!(session.user_id.as_str(), sandbox.credentials("modern").user_id);
        let asked = client.make_token(&session, &user, None).await.unwrap_err();
        let MakeTokenError::SecondFactor(demand) = asked else { panic!("{asked}") };
        assert_eq!((demand.factor, demand.given), (Factor::Password, Given::None));
        let token = client.make_token(&session, &user, Some(&by_password(&sandbox))).await.unwrap();
        client.end(&session).await.unwrap();
        let lasting = Credentials { token, ..session.clone() };
        assert!(client.read(&lasting, None).await.is_ok());
        assert_eq!(client.read(&session, None).await.unwrap_err().code(), ErrorCode::Unauthorized, "it has ended");
    }
}

#[tokio::test]
async fn a_wrong_user_or_password_is_told_in_the_servers_own_words() {
    let (sandbox, client) = sandbox().await;
    for (user, password) in [("nobody", password(&sandbox)), ("license.watch", Password::new("wrong"))] {
        let error = client.sign_in(user, &password, None).await.unwrap_err();
        assert!(matches!(&error, SignInError::WrongPassword { said: Some(said) } if said.as_str() == "Unauthorized"));
    }
}

#[tokio::test]
async fn a_second_factor_is_demanded_refused_and_accepted() {
    let (sandbox, client) = sandbox().await;
    let user = sandbox.login("modern").user;
    for (set, factor, sent) in
        [(SecondFactor::Totp, Factor::Totp, Sent::No), (SecondFactor::Email, Factor::Email, Sent::Yes)]
    {
        sandbox.set_second_factor("modern", set);
        let demanded = client.sign_in(&user, &password(&sandbox), None).await.unwrap_err();
        let SignInError::SecondFactor(demand) = demanded else { panic!("{demanded}") };
        assert_eq!((demand.factor, demand.sent, demand.given), (factor, sent, Given::None));

        let wrong = Proof { factor, code: Code::new("000000") };
        let refused = client.sign_in(&user, &password(&sandbox), Some(&wrong)).await.unwrap_err();
        let SignInError::SecondFactor(demand) = refused else { panic!("{refused}") };
        assert_eq!(demand.given, Given::Refused);

        let right = Proof { factor, code: Code::new(&sandbox.second_factor_code("modern")) };
        client.sign_in(&user, &password(&sandbox), Some(&right)).await.unwrap();
    }
}

#[tokio::test]
async fn a_code_that_is_sent_anew_voids_the_one_before() {
    let (sandbox, client) = sandbox().await;
    sandbox.set_second_factor("modern", SecondFactor::Email);
    let login = sandbox.login("modern");
    client.sign_in(&login.user, &password(&sandbox), None).await.unwrap_err();
    let first = sandbox.second_factor_code("modern");
    client.send_code(&login.email).await.unwrap();
    assert_ne!(sandbox.second_factor_code("modern"), first);
    let old = Proof { factor: Factor::Email, code: Code::new(&first) };
    assert!(client.sign_in(&login.user, &password(&sandbox), Some(&old)).await.is_err());
}

#[tokio::test]
async fn a_token_that_may_not_be_made_and_a_name_that_is_taken_are_told_apart() {
    let (sandbox, client) = sandbox().await;
    let session = session(&sandbox, &client).await;
    let proof = by_password(&sandbox);
    client.make_token(&session, "watch", Some(&proof)).await.unwrap();
    assert_eq!(client.make_token(&session, "watch", Some(&proof)).await.unwrap_err(), MakeTokenError::NameTaken);
    sandbox.set_permission("modern", Permission::CreateTokens, Allowed::No);
    assert_eq!(client.make_token(&session, "other", Some(&proof)).await.unwrap_err(), MakeTokenError::NotPermitted);
    sandbox.set_fault_at("modern", Endpoint::GenerateToken, Fault::Html(502));
    let failed = client.make_token(&session, "other", Some(&proof)).await.unwrap_err();
    assert!(matches!(failed, MakeTokenError::Failed(error) if error.code() == ErrorCode::Server));
}

#[tokio::test]
async fn ending_what_has_ended_is_no_failure() {
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
async fn what_fails_in_a_sign_in_is_what_fails_anywhere() {
    let (sandbox, client) = sandbox().await;
    for (fault, code) in [
        (Fault::Html(200), ErrorCode::Malformed),
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
