//! Signing in, with a second factor if the server requires one.
//!
//! Between two steps, the engine keeps what it needs, including the password, for at most ten minutes. The face that
//! asks for the second factor only has an id. There is at most one such sign-in at a time.

use std::time::Duration;

use rocketchat::{
    Client, Code, CodeOutcome, Credentials, Factor, MakeTokenError, Password, SecondFactorChallenge, SecondFactorCode,
    SignInError, Token, UserId,
};
use secrecy::ExposeSecret;

use super::{Engine, connect::ConnectRequest};
use crate::{
    failure::{Failure, FailureCode},
    present::view::SignInStep,
    workspace::{
        Credential,
        sign_in::{Challenge, ChallengeId, Purpose, SignIn},
    },
};

/// How long a sign-in waits for its second factor.
const CHALLENGE_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// How many names to try for a new token before falling back to the session.
const MAX_NAME_ATTEMPTS: u32 = 3;

/// A sign-in that waits for a second factor.
pub(super) struct PendingSignIn {
    id: ChallengeId,
    attempt: Attempt,
    /// The session, once there is one. Then the second factor is needed to make the token.
    session: Option<Credentials>,
    challenge: SecondFactorChallenge,
}

/// A sign-in with a password.
#[derive(Clone)]
struct Attempt {
    request: ConnectRequest,
    user: String,
    password: Password,
}

impl PendingSignIn {
    fn challenge(&self) -> Challenge {
        Challenge {
            id: self.id,
            factor: self.challenge.factor,
            factors: self.challenge.factors.clone(),
            code_sent: self.challenge.is_code_sent,
            purpose: if self.session.is_some() { Purpose::MakeToken } else { Purpose::SignIn },
            refused: self.challenge.outcome == CodeOutcome::Refused,
        }
    }
}

impl Engine {
    /// Signs in, and completes the request. Returns the next step if a second factor is needed.
    pub(super) async fn sign_in(&self, request: ConnectRequest, sign_in: SignIn) -> Result<SignInStep, Failure> {
        match sign_in {
            SignIn::Token { user_id, token } => {
                let credentials =
                    Credentials { user_id: UserId::new(&user_id), token: Token::new(token.expose_secret()) };
                self.finish(request, credentials, Credential::PersonalAccessToken).await
            }
            SignIn::Password { user, password } => {
                let password = Password::new(password.expose_secret());
                let attempt = Attempt { request, user: user.trim().to_owned(), password };
                // Only a server that identifies itself as a Rocket.Chat gets the password.
                self.client_of(&attempt)?.server().await?;
                self.sign_in_with_password(attempt, None).await
            }
        }
    }

    /// Continues a sign-in that waits for a second factor. For [`Factor::Password`], the code is the password.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] if no such sign-in is waiting, or why signing in failed. After a network
    /// failure it continues to wait.
    pub async fn answer_second_factor(
        &self,
        id: ChallengeId,
        factor: Factor,
        code: &str,
    ) -> Result<SignInStep, Failure> {
        let pending = self.take_pending(id)?;
        let code = match factor {
            Factor::Password => Code::of_password(&Password::new(code)),
            Factor::Totp | Factor::Email => Code::new(code),
        };
        let code = SecondFactorCode { factor, code };
        match pending.session.clone() {
            None => match self.sign_in_with_password(pending.attempt.clone(), Some(code)).await {
                Err(failure) if failure.code.may_pass() => {
                    self.set_pending(pending);
                    Err(failure)
                }
                other => other,
            },
            Some(session) => {
                let client = self.client_of(&pending.attempt)?;
                match self.obtain_token(&client, &pending.attempt, &session, Some(&code)).await {
                    Err(MakeTokenError::Failed(error)) if FailureCode::from(error.code()).may_pass() => {
                        self.set_pending(pending);
                        Err(error.into())
                    }
                    made => self.use_token(&client, pending.attempt, session, made).await,
                }
            }
        }
    }

    /// Has the server send the code by e-mail again.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] if no sign-in is waiting for one, or why the exchange failed.
    pub async fn resend_code(&self, id: ChallengeId) -> Result<(), Failure> {
        let pending = self.take_pending(id)?;
        let sent = match self.client_of(&pending.attempt) {
            Ok(client) => client.send_code(&pending.attempt.user).await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        self.set_pending(pending);
        sent
    }

    /// Continues with the token of the session, if the user cannot make a personal access token.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] if there is no session.
    pub async fn finish_with_session(&self, id: ChallengeId) -> Result<SignInStep, Failure> {
        let pending = self.take_pending(id)?;
        match pending.session {
            Some(session) => self.finish_or_log_out(pending.attempt, session, Credential::Session).await,
            None => Err(Failure::sign_in_gone()),
        }
    }

    /// Cancels a sign-in: forgets everything about it, and ends its session on the server.
    pub async fn cancel_sign_in(&self, id: ChallengeId) {
        if let Ok(pending) = self.take_pending(id) {
            self.abandon(pending).await;
        }
    }

    async fn sign_in_with_password(
        &self,
        attempt: Attempt,
        code: Option<SecondFactorCode>,
    ) -> Result<SignInStep, Failure> {
        let client = self.client_of(&attempt)?;
        match client.sign_in(&attempt.user, &attempt.password, code.as_ref()).await {
            Ok(session) => {
                // A code from an app may still be valid for the token. One from an e-mail works only once.
                let code = code.filter(|code| code.factor == Factor::Totp);
                let made = self.obtain_token(&client, &attempt, &session, code.as_ref()).await;
                self.use_token(&client, attempt, session, made).await
            }
            Err(SignInError::SecondFactor(challenge)) => {
                self.require_second_factor(&client, attempt, None, challenge).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Makes a personal access token in a session. If the server asks for the password again, sends it.
    async fn obtain_token(
        &self,
        client: &Client,
        attempt: &Attempt,
        session: &Credentials,
        code: Option<&SecondFactorCode>,
    ) -> Result<Token, MakeTokenError> {
        let made = make_token(client, session, code).await;
        match (&made, code) {
            (Err(MakeTokenError::SecondFactor(SecondFactorChallenge { factor: Factor::Password, .. })), None) => {
                let by_password =
                    SecondFactorCode { factor: Factor::Password, code: Code::of_password(&attempt.password) };
                make_token(client, session, Some(&by_password)).await
            }
            _ => made,
        }
    }

    /// Finishes with the token that was made, or with the session if no token may be made.
    async fn use_token(
        &self,
        client: &Client,
        attempt: Attempt,
        session: Credentials,
        made: Result<Token, MakeTokenError>,
    ) -> Result<SignInStep, Failure> {
        match made {
            Ok(token) => {
                log_out(client, &session).await;
                let credentials = Credentials { user_id: session.user_id, token };
                self.finish_or_log_out(attempt, credentials, Credential::PersonalAccessToken).await
            }
            Err(MakeTokenError::NotPermitted | MakeTokenError::NameTaken) => {
                self.finish_or_log_out(attempt, session, Credential::Session).await
            }
            Err(MakeTokenError::SecondFactor(challenge)) => {
                self.require_second_factor(client, attempt, Some(session), challenge).await
            }
            Err(MakeTokenError::Failed(error)) => {
                log_out(client, &session).await;
                Err(error.into())
            }
        }
    }

    async fn require_second_factor(
        &self,
        client: &Client,
        attempt: Attempt,
        session: Option<Credentials>,
        mut challenge: SecondFactorChallenge,
    ) -> Result<SignInStep, Failure> {
        if (challenge.factor, challenge.is_code_sent, challenge.outcome) == (Factor::Email, false, CodeOutcome::None) {
            client.send_code(&attempt.user).await?;
            challenge.is_code_sent = true;
        }
        let pending = PendingSignIn { id: ChallengeId::random(), attempt, session, challenge };
        let challenge = pending.challenge();
        if let Some(previous) = self.set_pending(pending) {
            self.abandon(previous).await;
        }
        self.expire_later(challenge.id);
        Ok(SignInStep::SecondFactor { challenge })
    }

    fn expire_later(&self, id: ChallengeId) {
        let engine = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(CHALLENGE_TIMEOUT).await;
            engine.cancel_sign_in(id).await;
        });
    }

    async fn abandon(&self, pending: PendingSignIn) {
        if let (Some(session), Ok(client)) = (&pending.session, self.client_of(&pending.attempt)) {
            log_out(&client, session).await;
        }
    }

    /// Like [`Engine::finish`], but ends the session or the token on the server if that fails.
    async fn finish_or_log_out(
        &self,
        attempt: Attempt,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<SignInStep, Failure> {
        let client = self.client_of(&attempt)?;
        let done = self.finish(attempt.request, credentials.clone(), credential).await;
        if done.is_err() {
            log_out(&client, &credentials).await;
        }
        done
    }

    async fn finish(
        &self,
        request: ConnectRequest,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<SignInStep, Failure> {
        let view = self.verify_and_save(request, credentials, credential).await?;
        Ok(SignInStep::Done { workspace: Box::new(view) })
    }

    fn client_of(&self, attempt: &Attempt) -> Result<Client, Failure> {
        let draft = &attempt.request.draft;
        Ok(self.client_for(&draft.address, draft.plain, draft.network())?)
    }

    fn take_pending(&self, id: ChallengeId) -> Result<PendingSignIn, Failure> {
        self.pending().take_if(|pending| pending.id == id).ok_or_else(Failure::sign_in_gone)
    }

    fn set_pending(&self, pending: PendingSignIn) -> Option<PendingSignIn> {
        self.pending().replace(pending)
    }
}

/// Makes a personal access token, under a name that is not taken.
async fn make_token(
    client: &Client,
    session: &Credentials,
    code: Option<&SecondFactorCode>,
) -> Result<Token, MakeTokenError> {
    let computer = gethostname::gethostname();
    let name = format!("License Watch on {}", computer.to_string_lossy());
    let mut made = client.make_token(session, &name, code).await;
    for _ in 1..MAX_NAME_ATTEMPTS {
        match made {
            Err(MakeTokenError::NameTaken) => {
                let other = format!("{name} ({})", fastrand::u32(1_000..10_000));
                made = client.make_token(session, &other, code).await;
            }
            _ => break,
        }
    }
    made
}

/// Ends a session or a token that is no longer needed. A failure is only logged.
async fn log_out(client: &Client, credentials: &Credentials) {
    if let Err(error) = client.end(credentials).await {
        tracing::info!(%error, "failed to end a session that is no longer needed");
    }
}
