//! The client of one workspace, and the result of reading it.

mod facts;
mod license_key;
mod settings;

use license::{Entitlement, Label, Limit, LimitKind, Max};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{EnumIter, IntoEnumIterator};

use crate::{
    address::{Address, InsecureHttp},
    credentials::Credentials,
    error::Error,
    facts::FactsRead,
    http::{Answer, Bounds, Http},
    network::Network,
    raw::RawAnswer,
    server::{Server, ServerVersion, Support},
    wire,
};

/// The endpoint by which a server reports its license, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter)]
pub enum LicenseEndpoint {
    /// `licenses.info`, from 6.5 on.
    #[serde(rename = "licenses.info")]
    Info,
    /// `licenses.get`, from 3.10 to 6.x.
    #[serde(rename = "licenses.get")]
    Get,
}

/// What an earlier reading found, so that a server of the same version is read by the same endpoint at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointHint {
    /// The version that the server ran then.
    pub server_version: ServerVersion,
    /// The endpoint that answered.
    pub endpoint: LicenseEndpoint,
}

/// The result of reading a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The version that the server reports; `None` if it is hidden.
    pub server_version: Option<ServerVersion>,
    /// Until when the vendor supports that version; `None` if the server does not report it.
    pub support: Option<Support>,
    /// The endpoint that reported the license.
    pub endpoint: LicenseEndpoint,
    /// What the workspace is entitled to.
    pub entitlement: Entitlement,
    /// What the server reports beside its license.
    pub facts: FactsRead,
    /// The answer of that endpoint, without its secrets.
    pub raw: RawAnswer,
}

/// The answer of one license endpoint.
struct EndpointAnswer {
    entitlement: Entitlement,
    has_valid_license: Option<bool>,
    announcements: Vec<Label>,
    raw: RawAnswer,
}

/// The account that credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name to sign in with.
    pub username: Option<Label>,
}

/// The client of one workspace.
#[derive(Debug, Clone)]
pub struct Client {
    address: Address,
    http: Http,
}

impl Client {
    /// A client for the workspace at an address.
    ///
    /// # Errors
    /// [`Error::HttpRefused`] for `http://` that was not allowed; [`Error::Tls`] or [`Error::Unreachable`] if the extra
    /// certificate or the proxy cannot be used.
    pub fn new(address: Address, insecure: InsecureHttp, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        match insecure {
            InsecureHttp::Refused if address.is_insecure() => {
                Err(Error::HttpRefused { host: address.host().to_owned() })
            }
            InsecureHttp::Refused | InsecureHttp::Allowed => {
                let http = Http::new(address.clone(), network, bounds)?;
                Ok(Self { address, http })
            }
        }
    }

    /// Makes sure, without credentials, that the server is a Rocket.Chat, and fetches its version. A proxy in front of it may
    /// hide the version: then the server is recognized by other answers that it gives to everybody.
    ///
    /// # Errors
    /// [`Error::NotRocketchat`] if something else answers, [`Error::Gate`] if something in front of it does, and any [`Error`]
    /// of the exchange.
    pub async fn server(&self) -> Result<Server, Error> {
        let mut hidden = None;
        for endpoint in ["api/info", "api/v1/info"] {
            match self.info(endpoint).await? {
                Ok(server) => return Ok(server),
                Err(reason) => hidden = hidden.or(Some(reason)),
            }
        }
        match hidden {
            Some(reason) if !self.is_rocketchat().await? => Err(reason),
            Some(_) | None => Ok(Server::hidden()),
        }
    }

    /// What the server reports about itself at this endpoint, or why that is hidden.
    async fn info(&self, endpoint: &str) -> Result<Result<Server, Error>, Error> {
        let not_rocketchat =
            |reason: String| Ok(Err(Error::NotRocketchat { host: self.address.host().to_owned(), reason }));
        let reply = self.http.get_reply(endpoint, None, None).await?;
        if reply.is_other_than_json() {
            return not_rocketchat(format!("{endpoint} is not JSON"));
        }
        match reply.into_answer() {
            Ok(Answer::Json(body)) => match wire::server::decode(&body) {
                Some(server) => Ok(Ok(server)),
                None => not_rocketchat(format!("{endpoint} names no version")),
            },
            Ok(Answer::NotFound) | Err(Error::Gate { status: 404, .. }) => {
                not_rocketchat(format!("it has no {endpoint}"))
            }
            Err(gate @ Error::Gate { .. }) => Ok(Err(gate)),
            // Rocket.Chat never refuses this endpoint: a gate in front of it does, or another server.
            Err(Error::Unauthorized { .. }) => not_rocketchat(format!("{endpoint} requires a sign-in")),
            Err(Error::Forbidden { .. }) => not_rocketchat(format!("{endpoint} is forbidden")),
            Err(error @ Error::Server { status: 400..500, .. }) => Ok(Err(error)),
            Err(error) => Err(error),
        }
    }

    /// Whether the server answers to everybody as only a Rocket.Chat does.
    async fn is_rocketchat(&self) -> Result<bool, Error> {
        let proofs = [("api/v1/settings.public", Some("_id=Site_Name")), ("api/v1/me", None)];
        for (endpoint, query) in proofs {
            match self.http.get_reply(endpoint, query, None).await {
                Ok(reply) => {
                    let is_proof = match reply.status.as_u16() {
                        200 => wire::server::is_settings,
                        401 => wire::server::is_not_logged_in,
                        _ => |_: &Value| false,
                    };
                    if reply.own_json().is_some_and(is_proof) {
                        return Ok(true);
                    }
                    if let limit @ Error::RateLimited { .. } = reply.refusal() {
                        return Err(limit);
                    }
                }
                Err(Error::Redirected { .. } | Error::TooLarge { .. } | Error::Malformed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Fetches the account that the credentials belong to.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] if the server does not accept them, and any [`Error`] of the exchange.
    pub async fn account(&self, credentials: &Credentials) -> Result<Account, Error> {
        match self.http.get("api/v1/me", None, Some(credentials)).await? {
            Answer::Json(body) => {
                Ok(Account { username: body.get("username").and_then(Value::as_str).map(Label::new) })
            }
            Answer::NotFound => Err(Error::Malformed { reason: "there is no api/v1/me".to_owned() }),
        }
    }

    /// Reads the workspace's license: by the endpoint of the hint if the server still runs the same version, else by the
    /// first endpoint that the server has.
    ///
    /// # Errors
    /// Any [`Error`]. Nothing was sent to any other origin than the address's own.
    pub async fn read(&self, credentials: &Credentials, hint: Option<&EndpointHint>) -> Result<Reading, Error> {
        // Also what is asked without credentials may be answered by a server that knows them.
        self.http.hide(credentials.token.expose());
        let server = self.server().await?;
        let hint = hint.filter(|hint| Some(&hint.server_version) == server.version.as_ref()).map(|hint| hint.endpoint);
        let others = LicenseEndpoint::iter().filter(|endpoint| Some(*endpoint) != hint);
        let order = hint.into_iter().chain(others);
        let (endpoint, answer) = self.first_of(order, credentials).await?;
        let EndpointAnswer { entitlement, has_valid_license, announcements, raw } = answer;
        let mut facts = self.facts(credentials, &server, &entitlement, has_valid_license).await;
        facts.facts.announcements = announcements;
        Ok(Reading { server_version: server.version, support: server.support, endpoint, entitlement, facts, raw })
    }

    /// The answer of the first endpoint that the server has.
    async fn first_of(
        &self,
        order: impl Iterator<Item = LicenseEndpoint>,
        credentials: &Credentials,
    ) -> Result<(LicenseEndpoint, EndpointAnswer), Error> {
        let mut missing = Error::NotFound;
        for endpoint in order {
            let answer = match endpoint {
                LicenseEndpoint::Info => self.licenses_info(credentials).await,
                LicenseEndpoint::Get => self.licenses_get(credentials).await,
            };
            match answer {
                Ok(Some(answer)) => return Ok((endpoint, answer)),
                Ok(None) => {}
                // A proxy may block one of them only. What it blocks may well be there.
                Err(gate @ Error::Gate { status: 404, .. }) => missing = gate,
                Err(error) => return Err(error),
            }
        }
        Err(missing)
    }

    /// `licenses.info`, from 6.5 on; `None` if the server does not have it.
    async fn licenses_info(&self, credentials: &Credentials) -> Result<Option<EndpointAnswer>, Error> {
        let path = "api/v1/licenses.info";
        let answer = match self.http.get(path, Some("loadValues=true"), Some(credentials)).await {
            // The first servers with this endpoint refuse the parameter.
            Err(Error::Server { status: 400, .. }) => self.http.get(path, None, Some(credentials)).await?,
            other => other?,
        };
        match answer {
            Answer::NotFound => Ok(None),
            Answer::Json(mut body) => Ok(Some(EndpointAnswer {
                entitlement: wire::info::decode(&body)?,
                has_valid_license: wire::info::has_valid_license(&body),
                announcements: wire::facts::announcements(&body),
                raw: RawAnswer::of(&mut body),
            })),
        }
    }

    /// `licenses.get`, from 3.10 to 6.x, with the seats in use from `licenses.maxActiveUsers` if there is one; `None` if the
    /// server does not have it.
    async fn licenses_get(&self, credentials: &Credentials) -> Result<Option<EndpointAnswer>, Error> {
        let path = "api/v1/licenses.get";
        let (mut entitlement, raw) = match self.http.get(path, None, Some(credentials)).await? {
            Answer::NotFound => return Ok(None),
            Answer::Json(mut body) => (wire::get::decode(&body)?, RawAnswer::of(&mut body)),
        };
        // The use is optional: without it the license is shown all the same.
        let used = match self.http.get("api/v1/licenses.maxActiveUsers", None, Some(credentials)).await {
            Ok(Answer::Json(body)) => body.get("activeUsers").and_then(Value::as_u64),
            Ok(Answer::NotFound) | Err(_) => None,
        };
        if let (Some(used), Entitlement::Licensed { licenses }) = (used, &mut entitlement) {
            for license in licenses {
                match license.limits.iter_mut().find(|limit| limit.kind == LimitKind::ActiveUsers) {
                    Some(seats) => seats.used = Some(used),
                    None => license.limits.insert(0, Limit::new(LimitKind::ActiveUsers, Some(used), Max::Unlimited)),
                }
            }
        }
        Ok(Some(EndpointAnswer { entitlement, has_valid_license: None, announcements: Vec::new(), raw }))
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }
}
