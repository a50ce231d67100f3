//! Signing in with a password: traded for a session, and the session for a token that lasts.
//!
//! The password goes with `login`, and where the account has a second factor, its code goes with it the second time. The
//! session that comes of it makes a personal access token, which outlives a change of the password; where that is not
//! permitted, the session's own token has to do.

use license::Label;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::{
    client::Client,
    credentials::{Code, Credentials, Password, Token},
    error::Error,
    wire::login,
};

/// What proves, besides the password, who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// A code of an authenticator app.
    Totp,
    /// A code that the server sends by e-mail.
    Email,
    /// The password once more.
    Password,
}

impl Factor {
    /// Its name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Email => "email",
            Self::Password => "password",
        }
    }

    /// The factor of that name in the API.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Totp, Self::Email, Self::Password].into_iter().find(|factor| factor.code() == code)
    }
}

/// The answer to a [`Demand`].
#[derive(Debug, Clone)]
pub struct Proof {
    /// By which factor.
    pub factor: Factor,
    /// The code.
    pub code: Code,
}

/// A server's demand for a second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The one that it asks for.
    pub factor: Factor,
    /// Those that the account has, that one among them.
    pub factors: Vec<Factor>,
    /// Whether a code was sent.
    pub sent: Sent,
    /// What became of the code that was given.
    pub given: Given,
}

/// Whether a server has sent a code by e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It has.
    Yes,
    /// It has not, or there is none to send.
    No,
}

/// What became of the code that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// None was.
    None,
    /// It was wrong, or too old.
    Refused,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The name or the password is wrong, or the account may not sign in.
    #[error("the workspace does not accept this user and password")]
    WrongPassword {
        /// The server's own words.
        said: Option<Label>,
    },
    /// The account has a second factor.
    #[error("the workspace asks for a second factor")]
    SecondFactor(Demand),
}

/// Why there is no token that lasts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MakeTokenError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The account may not make one, or the server cannot.
    #[error("this account may not make personal access tokens")]
    NotPermitted,
    /// The account has a token of that name.
    #[error("there is a personal access token of that name")]
    NameTaken,
    /// The server wants to be sure who asks.
    #[error("the workspace asks for a second factor")]
    SecondFactor(Demand),
}

impl Client {
    /// Signs in with a password, and with a code where one was demanded. The caller has made sure that it is a
    /// Rocket.Chat ([`Client::server`]): a password is told to nobody else.
    ///
    /// # Errors
    /// [`SignInError::SecondFactor`] when a code is demanded, or the given one refused.
    pub async fn sign_in(
        &self,
        user: &str,
        password: &Password,
        proof: Option<&Proof>,
    ) -> Result<Credentials, SignInError> {
        let mut body = json!({ "user": user, "password": password.expose() });
        if let (Some(proof), Some(fields)) = (proof, body.as_object_mut()) {
            fields.insert("code".to_owned(), proof.code.expose().into());
        }
        let reply = self.http().post("api/v1/login", &body, None, proof).await?;
        let json = reply.json();
        if let Some(credentials) = json.filter(|_| reply.status.is_success()).and_then(login::session) {
            return Ok(credentials);
        }
        match (json.and_then(login::demand), reply.refusal()) {
            (Some(demand), _) => Err(SignInError::SecondFactor(demand)),
            (None, Error::Unauthorized { said }) => Err(SignInError::WrongPassword { said }),
            (None, error) => Err(error.into()),
        }
    }

    /// Has a code sent by e-mail; the one that was sent before is void.
    ///
    /// # Errors
    /// Every way in which an exchange fails.
    pub async fn send_code(&self, user: &str) -> Result<(), Error> {
        let body = json!({ "emailOrUsername": user });
        let reply = self.http().post("api/v1/users.2fa.sendEmailCode", &body, None, None).await?;
        if reply.status.is_success() { Ok(()) } else { Err(reply.refusal()) }
    }

    /// Makes a personal access token of a name.
    ///
    /// # Errors
    /// [`MakeTokenError::SecondFactor`] when a proof is demanded, or the given one refused.
    pub async fn make_token(
        &self,
        session: &Credentials,
        name: &str,
        proof: Option<&Proof>,
    ) -> Result<Token, MakeTokenError> {
        // A token that skips the second factor could do more than a watcher needs.
        let body = json!({ "tokenName": name, "bypassTwoFactor": false });
        let path = "api/v1/users.generatePersonalAccessToken";
        let reply = self.http().post(path, &body, Some(session), proof).await?;
        let json = reply.json();
        if let Some(token) = json.filter(|_| reply.status.is_success()).and_then(login::token) {
            return Ok(token);
        }
        if let Some(demand) = json.and_then(login::demand) {
            return Err(MakeTokenError::SecondFactor(demand));
        }
        match (json.and_then(login::error_type), reply.refusal()) {
            (Some("error-token-already-exists"), _) => Err(MakeTokenError::NameTaken),
            (Some("not-authorized" | "error-not-authorized" | "error-not-allowed"), _)
            | (_, Error::Forbidden { .. } | Error::NotFound) => Err(MakeTokenError::NotPermitted),
            (_, error) => Err(error.into()),
        }
    }

    /// Ends the credentials: the server no longer accepts their token, be it a session's or a personal one.
    ///
    /// # Errors
    /// Every way in which an exchange fails. A token that the server did not accept any more has ended already.
    pub async fn end(&self, credentials: &Credentials) -> Result<(), Error> {
        let reply = self.http().post("api/v1/logout", &json!({}), Some(credentials), None).await?;
        match reply.status.is_success() {
            true => Ok(()),
            false => match reply.refusal() {
                Error::Unauthorized { .. } => Ok(()),
                error => Err(error),
            },
        }
    }
}
