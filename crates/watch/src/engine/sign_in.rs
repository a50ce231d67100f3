//! Signing in with a password, step by step.
//!
//! What has to be remembered between two steps, the password among it, is remembered here and for ten minutes at most:
//! whoever asks for the second factor holds an id and nothing else. There is one such sign-in at a time.

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
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// How many names are tried for a token before its account's session has to do.
const NAMES: u32 = 3;

/// A sign-in that waits for a second factor.
pub(super) struct Pending {
    id: ChallengeId,
    entering: Entering,
    /// The session, once there is one: then the factor is for the token.
    session: Option<Credentials>,
    challenge: SecondFactorChallenge,
}

/// Somebody who signs in with a password.
#[derive(Clone)]
struct Entering {
    request: ConnectRequest,
    user: String,
    password: Password,
}

impl Pending {
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
    /// Reaches a request by a sign-in.
    pub(super) async fn sign_in(&self, request: ConnectRequest, sign_in: SignIn) -> Result<SignInStep, Failure> {
        match sign_in {
            SignIn::Token { user_id, token } => {
                let credentials =
                    Credentials { user_id: UserId::new(&user_id), token: Token::new(token.expose_secret()) };
                self.done(request, credentials, Credential::PersonalAccessToken).await
            }
            SignIn::Password { user, password } => {
                let password = Password::new(password.expose_secret());
                let entering = Entering { request, user: user.trim().to_owned(), password };
                // A password is told to a Rocket.Chat and to nobody else.
                self.client_of(&entering)?.server().await?;
                self.enter(entering, None).await
            }
        }
    }

    /// Goes on with a sign-in that waits for a second factor. Of the factor [`Factor::Password`] the code is the
    /// password.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] when none waits; otherwise why nobody is signed in. After a failure of the
    /// network it waits on.
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
            None => match self.enter(pending.entering.clone(), Some(code)).await {
                Err(failure) if failure.code.may_pass() => {
                    self.put_back(pending);
                    Err(failure)
                }
                other => other,
            },
            Some(session) => {
                let client = self.client_of(&pending.entering)?;
                match self.trade(&client, &pending.entering, &session, Some(&code)).await {
                    Err(MakeTokenError::Failed(error)) if FailureCode::from(error.code()).may_pass() => {
                        self.put_back(pending);
                        Err(error.into())
                    }
                    made => self.follow(&client, pending.entering, session, made).await,
                }
            }
        }
    }

    /// Has the code sent by e-mail anew.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] when no sign-in waits for one, and every way in which an exchange fails.
    pub async fn resend_code(&self, id: ChallengeId) -> Result<(), Failure> {
        let pending = self.take_pending(id)?;
        let sent = match self.client_of(&pending.entering) {
            Ok(client) => client.send_code(&pending.entering.user).await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        self.put_back(pending);
        sent
    }

    /// Goes on with the token of the session, where a token that lasts cannot be had.
    ///
    /// # Errors
    /// [`crate::FailureCode::SignInGone`] when no session is there to go on with.
    pub async fn finish_with_session(&self, id: ChallengeId) -> Result<SignInStep, Failure> {
        let pending = self.take_pending(id)?;
        match pending.session {
            Some(session) => self.done_or_end(pending.entering, session, Credential::Session).await,
            None => Err(Failure::sign_in_gone()),
        }
    }

    /// Gives a sign-in up: what was remembered of it is forgotten, and a session that it had is ended.
    pub async fn cancel_sign_in(&self, id: ChallengeId) {
        if let Ok(pending) = self.take_pending(id) {
            self.give_up(pending).await;
        }
    }

    async fn enter(&self, entering: Entering, code: Option<SecondFactorCode>) -> Result<SignInStep, Failure> {
        let client = self.client_of(&entering)?;
        match client.sign_in(&entering.user, &entering.password, code.as_ref()).await {
            Ok(session) => {
                // A code of an app may be good for the token as well; one of a mail is used up.
                let code = code.filter(|code| code.factor == Factor::Totp);
                let made = self.trade(&client, &entering, &session, code.as_ref()).await;
                self.follow(&client, entering, session, made).await
            }
            Err(SignInError::SecondFactor(challenge)) => self.wait_for(&client, entering, None, challenge).await,
            Err(error) => Err(error.into()),
        }
    }

    /// Trades a session for a token that lasts. An account without a second factor proves itself by the password.
    async fn trade(
        &self,
        client: &Client,
        entering: &Entering,
        session: &Credentials,
        code: Option<&SecondFactorCode>,
    ) -> Result<Token, MakeTokenError> {
        let made = make_token(client, session, code).await;
        match (&made, code) {
            (Err(MakeTokenError::SecondFactor(SecondFactorChallenge { factor: Factor::Password, .. })), None) => {
                let by_password =
                    SecondFactorCode { factor: Factor::Password, code: Code::of_password(&entering.password) };
                make_token(client, session, Some(&by_password)).await
            }
            _ => made,
        }
    }

    /// Goes on with what a trade brought; where a token that lasts is not to be had, the session stays.
    async fn follow(
        &self,
        client: &Client,
        entering: Entering,
        session: Credentials,
        made: Result<Token, MakeTokenError>,
    ) -> Result<SignInStep, Failure> {
        match made {
            Ok(token) => {
                end(client, &session).await;
                let credentials = Credentials { user_id: session.user_id, token };
                self.done_or_end(entering, credentials, Credential::PersonalAccessToken).await
            }
            Err(MakeTokenError::NotPermitted | MakeTokenError::NameTaken) => {
                self.done_or_end(entering, session, Credential::Session).await
            }
            Err(MakeTokenError::SecondFactor(challenge)) => {
                self.wait_for(client, entering, Some(session), challenge).await
            }
            Err(MakeTokenError::Failed(error)) => {
                end(client, &session).await;
                Err(error.into())
            }
        }
    }

    async fn wait_for(
        &self,
        client: &Client,
        entering: Entering,
        session: Option<Credentials>,
        mut challenge: SecondFactorChallenge,
    ) -> Result<SignInStep, Failure> {
        if (challenge.factor, challenge.is_code_sent, challenge.outcome) == (Factor::Email, false, CodeOutcome::None) {
            client.send_code(&entering.user).await?;
            challenge.is_code_sent = true;
        }
        let pending = Pending { id: ChallengeId::random(), entering, session, challenge };
        let challenge = pending.challenge();
        if let Some(before) = self.put_back(pending) {
            self.give_up(before).await;
        }
        self.forget_later(challenge.id);
        Ok(SignInStep::SecondFactor { challenge })
    }

    fn forget_later(&self, id: ChallengeId) {
        let engine = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            engine.cancel_sign_in(id).await;
        });
    }

    async fn give_up(&self, pending: Pending) {
        if let (Some(session), Ok(client)) = (&pending.session, self.client_of(&pending.entering)) {
            end(&client, session).await;
        }
    }

    /// As [`Engine::settle`]; what was made on the way is ended on the server when nothing comes of it.
    async fn done_or_end(
        &self,
        entering: Entering,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<SignInStep, Failure> {
        let client = self.client_of(&entering)?;
        let done = self.done(entering.request, credentials.clone(), credential).await;
        if done.is_err() {
            end(&client, &credentials).await;
        }
        done
    }

    async fn done(
        &self,
        request: ConnectRequest,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<SignInStep, Failure> {
        let view = self.verify_and_save(request, credentials, credential).await?;
        Ok(SignInStep::Done { workspace: Box::new(view) })
    }

    fn client_of(&self, entering: &Entering) -> Result<Client, Failure> {
        let draft = &entering.request.draft;
        Ok(self.client_by(&draft.address, draft.plain, draft.network())?)
    }

    fn take_pending(&self, id: ChallengeId) -> Result<Pending, Failure> {
        self.pending().take_if(|pending| pending.id == id).ok_or_else(Failure::sign_in_gone)
    }

    fn put_back(&self, pending: Pending) -> Option<Pending> {
        self.pending().replace(pending)
    }
}

/// Makes a token under a name that is not taken.
async fn make_token(
    client: &Client,
    session: &Credentials,
    code: Option<&SecondFactorCode>,
) -> Result<Token, MakeTokenError> {
    let computer = gethostname::gethostname();
    let name = format!("License Watch on {}", computer.to_string_lossy());
    let mut made = client.make_token(session, &name, code).await;
    for _ in 1..NAMES {
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

/// Ends what is no longer needed. A server that does not do as asked keeps one session more.
async fn end(client: &Client, credentials: &Credentials) {
    if let Err(error) = client.end(credentials).await {
        tracing::info!(%error, "a session that is no longer needed was not ended");
    }
}
