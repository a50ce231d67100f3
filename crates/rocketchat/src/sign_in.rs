//! Signing in with a password: exchanging it for a session, and the session for a personal access token.
//!
//! The password is sent to `login`; if the account has a second factor, `login` is called again with its code. The
//! resulting session creates a personal access token, which outlives a change of the password. Where that is not
//! permitted, the caller uses the session's own token.

use license::Label;
use serde_json::json;

use crate::{
    client::Client,
    credentials::{Credentials, Password, Token},
    error::Error,
    second_factor::{SecondFactorChallenge, SecondFactorCode},
    wire::login,
};

/// Why a sign-in failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The name or the password is wrong, or the account may not sign in.
    #[error("the server does not accept this username and password")]
    WrongPassword {
        /// The server's message.
        server_message: Option<Label>,
    },
    /// The account has a second factor.
    #[error("the server requires a second factor")]
    SecondFactor(SecondFactorChallenge),
}

/// Why no personal access token was created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MakeTokenError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The account has no permission to create one, or the server does not support it.
    #[error("this account may not create personal access tokens")]
    NotPermitted,
    /// The account already has a token with this name.
    #[error("a personal access token with this name already exists")]
    NameTaken,
    /// The server asks for a second factor.
    #[error("the server requires a second factor")]
    SecondFactor(SecondFactorChallenge),
}

impl Client {
    /// Signs in with a password, and with a code after a challenge. The caller must have checked that the server is a
    /// Rocket.Chat ([`Client::server`]), so that the password is sent to nothing else.
    ///
    /// # Errors
    /// [`SignInError::SecondFactor`] if a code is required, or the given one was refused.
    pub async fn sign_in(
        &self,
        user: &str,
        password: &Password,
        code: Option<&SecondFactorCode>,
    ) -> Result<Credentials, SignInError> {
        let mut body = json!({ "user": user, "password": password.expose() });
        if let (Some(code), Some(fields)) = (code, body.as_object_mut()) {
            fields.insert("code".to_owned(), code.code.expose().into());
        }
        self.http().hide(password.expose());
        let reply = self.http().post("api/v1/login", &body, None, code).await?;
        let json = reply.json();
        if let Some(credentials) = json.filter(|_| reply.status.is_success()).and_then(login::session) {
            return Ok(credentials);
        }
        match (json.and_then(login::challenge), reply.refusal()) {
            (Some(challenge), _) => Err(SignInError::SecondFactor(challenge)),
            (None, Error::Unauthorized { server_message }) => Err(SignInError::WrongPassword { server_message }),
            (None, error) => Err(error.into()),
        }
    }

    /// Requests a code by e-mail; the code sent before becomes void.
    ///
    /// # Errors
    /// Any [`Error`] of the exchange.
    pub async fn send_code(&self, user: &str) -> Result<(), Error> {
        let body = json!({ "emailOrUsername": user });
        let reply = self.http().post("api/v1/users.2fa.sendEmailCode", &body, None, None).await?;
        if reply.is_own_success() { Ok(()) } else { Err(reply.refusal()) }
    }

    /// Creates a personal access token with a name.
    ///
    /// # Errors
    /// [`MakeTokenError::SecondFactor`] if a code is required, or the given one was refused.
    pub async fn make_token(
        &self,
        session: &Credentials,
        name: &str,
        code: Option<&SecondFactorCode>,
    ) -> Result<Token, MakeTokenError> {
        // A token that skips the second factor could do more than this application needs.
        let body = json!({ "tokenName": name, "bypassTwoFactor": false });
        let path = "api/v1/users.generatePersonalAccessToken";
        let reply = self.http().post(path, &body, Some(session), code).await?;
        let json = reply.json();
        if let Some(token) = json.filter(|_| reply.status.is_success()).and_then(login::token) {
            return Ok(token);
        }
        if let Some(challenge) = json.and_then(login::challenge) {
            return Err(MakeTokenError::SecondFactor(challenge));
        }
        match (json.and_then(login::error_type), reply.refusal()) {
            (Some("error-token-already-exists"), _) => Err(MakeTokenError::NameTaken),
            (Some("not-authorized" | "error-not-authorized" | "error-not-allowed"), _)
            | (_, Error::Forbidden { .. } | Error::NotFound) => Err(MakeTokenError::NotPermitted),
            (_, error) => Err(error.into()),
        }
    }

    /// Revokes the credentials' token, which may be a session's or a personal one.
    ///
    /// # Errors
    /// Any [`Error`] of the exchange. A token that the server no longer accepts is already revoked, which is not an error.
    pub async fn end(&self, credentials: &Credentials) -> Result<(), Error> {
        let reply = self.http().post("api/v1/logout", &json!({}), Some(credentials), None).await?;
        if reply.is_own_success() {
            return Ok(());
        }
        match reply.refusal() {
            Error::Unauthorized { .. } => Ok(()),
            error => Err(error),
        }
    }
}
