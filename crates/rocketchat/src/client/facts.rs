//! What a reading asks beside the license: see [`FactRequest`].

use std::time::Duration;

use license::{Entitlement, Presence, Refusal, RefusalReason, Registration, Renewal, ServerFacts, StoredKey};
use serde_json::Value;
use strum::IntoEnumIterator;

use super::Client;
use crate::{
    credentials::Credentials,
    error::Error,
    facts::{FactRequest, FactsRead},
    http::Answer,
    license_key::{KeyCheck, KeyError, KeyProblem, KeyProblemKind, LicenseKey},
    server::{Server, ServerVersion},
    wire::facts,
};

/// The time for all of it. The license is known by then, and does not wait longer.
const TOTAL: Duration = Duration::from_secs(20);

/// What became of a request.
enum Asked<T> {
    /// The server answered, perhaps that the account may not know.
    Answered(T),
    /// It did not answer, or not now.
    Unanswered,
    /// There was no reason to send it.
    NotSent,
}

impl Client {
    /// Asks for everything that decides, beside the license, what stops. Nothing here can fail a reading.
    pub(super) async fn facts(
        &self,
        credentials: &Credentials,
        server: &Server,
        entitlement: &Entitlement,
        has_valid_license: Option<bool>,
    ) -> FactsRead {
        let mut read = of_server(server, has_valid_license);
        let asked = tokio::time::timeout(TOTAL, self.ask(credentials, server, entitlement));
        match asked.await {
            Ok(asked) => asked.take_into(&mut read),
            Err(_) => read.unanswered = FactRequest::iter().collect(),
        }
        read
    }

    async fn ask(&self, credentials: &Credentials, server: &Server, entitlement: &Entitlement) -> AllAsked {
        let is_unlicensed = matches!(entitlement, Entitlement::Unlicensed { .. });
        let renews = entitlement.licenses().iter().any(|license| license.effective_renewal() == Renewal::Automatic);
        let has = |id: &str| {
            let modules = entitlement.licenses().iter().flat_map(|license| &license.modules);
            modules.filter(|module| module.is_active(true)).any(|module| module.id.as_str() == id)
        };
        let is_permitted = !matches!(entitlement, Entitlement::NotPermitted(_));
        let is_capped = is_permitted && !has("unlimited-presence") && !has("scalability");
        let line = server.version.as_ref().and_then(ServerVersion::numbers);
        let has_it = |request: FactRequest| line.is_none_or(|line| line >= request.since());
        let get = |request: FactRequest, wanted: bool, query: Option<String>| async move {
            if !wanted || !has_it(request) {
                return Asked::NotSent;
            }
            let credentials = request.permission().map(|_| credentials);
            answered(self.http().get(request.endpoint(), query.as_deref(), credentials).await)
        };
        let key = async {
            if !is_unlicensed || !has_it(FactRequest::StoredKey) {
                return (Asked::NotSent, None);
            }
            match self.stored_key(credentials).await {
                Ok(Some(key)) => (Asked::Answered(StoredKey::Set { license: key.license().map(Box::new) }), Some(key)),
                Ok(None) => (Asked::Answered(StoredKey::NotSet), None),
                Err(error) if is_answer(&error) => (Asked::Answered(StoredKey::Unknown), None),
                Err(_) => (Asked::Unanswered, None),
            }
        };
        let key_and_refusals = async {
            let (stored, key) = key.await;
            let refusals = match key {
                Some(key) if has_it(FactRequest::Refusals) => self.refusals(credentials, &key).await,
                Some(_) | None => Asked::NotSent,
            };
            (stored, refusals)
        };
        let query = format!("_id={},{}", facts::READ_ONLY_DAYS, facts::PRESENCE_OFF);
        let (settings, (stored_key, refusals), registration, presence, statistics) = tokio::join!(
            get(FactRequest::PublicSettings, true, Some(query)),
            key_and_refusals,
            get(FactRequest::Registration, is_unlicensed || renews, None),
            get(FactRequest::Presence, is_capped, None),
            get(FactRequest::Statistics, true, None),
        );
        AllAsked {
            settings: settings.map(|body| {
                let is_presence_off = facts::public_setting(&body, facts::PRESENCE_OFF).and_then(Value::as_bool);
                (facts::read_only_in_days(&body), is_presence_off)
            }),
            stored_key,
            refusals,
            registration: registration.map(|body| facts::registration(&body)),
            presence: presence.map(|body| facts::presence(&body)),
            fips: statistics.map(|body| facts::fips(&body)),
        }
    }

    /// Why the server does not honor the key that is set.
    async fn refusals(&self, credentials: &Credentials, key: &LicenseKey) -> Asked<Vec<Refusal>> {
        match self.check_key(credentials, key).await {
            Ok(KeyCheck::Refused { problems }) => Asked::Answered(problems.into_iter().map(Refusal::from).collect()),
            Ok(KeyCheck::Accepted | KeyCheck::Unchecked) => Asked::Answered(Vec::new()),
            Err(KeyError::NotPermitted { .. } | KeyError::Refused { .. }) => Asked::Answered(Vec::new()),
            Err(KeyError::Failed(error)) if is_answer(&error) => Asked::Answered(Vec::new()),
            Err(KeyError::Failed(_)) => Asked::Unanswered,
        }
    }
}

/// What is known without asking for it.
pub(super) fn of_server(server: &Server, has_valid_license: Option<bool>) -> FactsRead {
    FactsRead { facts: ServerFacts { has_valid_license, ..server.facts() }, ..FactsRead::default() }
}

struct AllAsked {
    settings: Asked<(Option<u32>, Option<bool>)>,
    stored_key: Asked<StoredKey>,
    refusals: Asked<Vec<Refusal>>,
    registration: Asked<Registration>,
    presence: Asked<Option<Presence>>,
    fips: Asked<Option<bool>>,
}

impl AllAsked {
    fn take_into(self, read: &mut FactsRead) {
        let FactsRead { facts, read_only_in_days, unanswered } = read;
        let mut settings = (None, None);
        self.settings.take(FactRequest::PublicSettings, unanswered, &mut settings);
        (*read_only_in_days, facts.is_presence_off) = settings;
        self.stored_key.take(FactRequest::StoredKey, unanswered, &mut facts.stored_key);
        self.refusals.take(FactRequest::Refusals, unanswered, &mut facts.refusals);
        self.registration.take(FactRequest::Registration, unanswered, &mut facts.registration);
        self.presence.take(FactRequest::Presence, unanswered, &mut facts.presence);
        self.fips.take(FactRequest::Statistics, unanswered, &mut facts.fips);
    }
}

impl<T> Asked<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Asked<U> {
        match self {
            Self::Answered(value) => Asked::Answered(f(value)),
            Self::Unanswered => Asked::Unanswered,
            Self::NotSent => Asked::NotSent,
        }
    }

    fn take(self, request: FactRequest, unanswered: &mut Vec<FactRequest>, into: &mut T) {
        match self {
            Self::Answered(value) => *into = value,
            Self::Unanswered => unanswered.push(request),
            Self::NotSent => {}
        }
    }
}

/// The body of an answer; empty if the server has none for this account.
fn answered(answer: Result<Answer, Error>) -> Asked<Value> {
    match answer {
        Ok(Answer::Json(body)) => Asked::Answered(body.into_value()),
        Ok(Answer::NotFound) => Asked::Answered(Value::Null),
        Err(error) if is_answer(&error) => Asked::Answered(Value::Null),
        Err(_) => Asked::Unanswered,
    }
}

/// Whether an error is the server's answer to this account, rather than none.
fn is_answer(error: &Error) -> bool {
    matches!(error, Error::Forbidden { .. } | Error::Unauthorized { .. } | Error::NotFound)
        || matches!(error, Error::Server { status: 400, .. })
}

impl From<KeyProblem> for Refusal {
    fn from(problem: KeyProblem) -> Self {
        let reason = match problem.kind {
            KeyProblemKind::Address => RefusalReason::Address,
            KeyProblemKind::Period => RefusalReason::Period,
            KeyProblemKind::Limit => RefusalReason::Limit,
            KeyProblemKind::Other(_) => RefusalReason::Other,
        };
        Self { reason, behavior: problem.behavior, modules: problem.modules, limit: problem.limit }
    }
}
