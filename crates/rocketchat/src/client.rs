//! One workspace's client, and what one reading of it tells.

use license::{Deadline, DeadlineKind, Entitlement, Label, Limit, LimitKind, Max};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    address::{Address, PlainHttp},
    credentials::Credentials,
    error::Error,
    http::{Answer, Bounds, Http},
    network::Network,
    raw::RawAnswer,
    wire::{self, server::ServerVersion, support::Support},
};

/// By which endpoint a server tells its license.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LicenseEndpoint {
    /// `licenses.info`, from 6.5 on.
    #[serde(rename = "licenses.info")]
    Info,
    /// `licenses.get`, from 3.10 to 6.x.
    #[serde(rename = "licenses.get")]
    Get,
}

/// What an earlier reading found: a server of the same version is asked by the same endpoint at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The version that it ran then.
    pub server_version: ServerVersion,
    /// The endpoint that answered.
    pub endpoint: LicenseEndpoint,
}

/// What one reading of a workspace tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The version that the server says it runs.
    pub server_version: ServerVersion,
    /// Until when the vendor supports that version, as far as the server tells.
    pub support: Option<Support>,
    /// The endpoint that told the license.
    pub endpoint: LicenseEndpoint,
    /// What it is entitled to.
    pub entitlement: Entitlement,
    /// What it said to that, as it came.
    pub raw: RawAnswer,
}

/// What one endpoint told.
struct Told {
    entitlement: Entitlement,
    raw: RawAnswer,
}

/// Who the credentials belong to.
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
    /// [`Error::HttpRefused`] for `http://` that was not allowed; [`Error::Tls`] or [`Error::Unreachable`] when the
    /// extra certificate or the proxy cannot be used.
    pub fn new(address: Address, plain: PlainHttp, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        match plain {
            PlainHttp::Refused if address.is_plain_http() => {
                Err(Error::HttpRefused { host: address.host().to_owned() })
            }
            PlainHttp::Refused | PlainHttp::Allowed => {
                let http = Http::new(address.clone(), network, bounds)?;
                Ok(Self { address, http })
            }
        }
    }

    /// Which version the server says it runs: the proof that it is a Rocket.Chat, asked without credentials.
    ///
    /// # Errors
    /// [`Error::NotRocketchat`] when something else answers, and every way in which an exchange fails.
    pub async fn server(&self) -> Result<wire::server::Server, Error> {
        let not_rocketchat = |reason: String| Error::NotRocketchat { host: self.address.host().to_owned(), reason };
        for endpoint in ["api/info", "api/v1/info"] {
            let answer = match self.http.get(endpoint, None, None).await {
                // Rocket.Chat itself never refuses this question: whoever does stands in front of it, or instead.
                Err(Error::Unauthorized { .. }) => {
                    return Err(not_rocketchat(format!("{endpoint} asks for a sign-in")));
                }
                Err(Error::Forbidden { .. }) => return Err(not_rocketchat(format!("{endpoint} is forbidden"))),
                other => other?,
            };
            match answer {
                Answer::NotFound => continue,
                Answer::OtherBody => return Err(not_rocketchat(format!("{endpoint} is not JSON"))),
                Answer::Json(body) => {
                    let server = wire::server::decode(&body);
                    return server.ok_or_else(|| not_rocketchat(format!("{endpoint} names no version")));
                }
            }
        }
        Err(not_rocketchat("it has no api/info".to_owned()))
    }

    /// Who the credentials belong to.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when they are not accepted, and every way in which an exchange fails.
    pub async fn account(&self, credentials: &Credentials) -> Result<Account, Error> {
        match self.http.get("api/v1/me", None, Some(credentials)).await? {
            Answer::Json(body) => {
                Ok(Account { username: body.get("username").and_then(Value::as_str).map(Label::new) })
            }
            Answer::NotFound | Answer::OtherBody => {
                Err(Error::Malformed { reason: "api/v1/me is not JSON".to_owned() })
            }
        }
    }

    /// Reads the workspace's license: by the endpoint that answered the last time while the server is of the same
    /// version, and by whichever there is otherwise.
    ///
    /// # Errors
    /// Every [`Error`]; nothing was sent to any other origin than the address's own.
    pub async fn read(&self, credentials: &Credentials, known: Option<&Known>) -> Result<Reading, Error> {
        use LicenseEndpoint::{Get, Info};
        let server = self.server().await?;
        let still = known.filter(|known| known.server_version == server.version).map(|known| known.endpoint);
        let order = match still {
            Some(Get) => [Get, Info],
            Some(Info) | None => [Info, Get],
        };
        let (endpoint, Told { mut entitlement, raw }) = self.first_of(order, credentials).await?;
        if let (Some(support), Entitlement::Licensed { licenses }) = (server.support, &mut entitlement) {
            for license in licenses {
                license.deadlines.push(Deadline::new(support.ends_at, DeadlineKind::VersionSupportEnd));
                license.deadlines.sort();
            }
        }
        Ok(Reading { server_version: server.version, support: server.support, endpoint, entitlement, raw })
    }

    /// What the first endpoint says that the server has.
    async fn first_of(
        &self,
        order: [LicenseEndpoint; 2],
        credentials: &Credentials,
    ) -> Result<(LicenseEndpoint, Told), Error> {
        for endpoint in order {
            let told = match endpoint {
                LicenseEndpoint::Info => self.licenses_info(credentials).await?,
                LicenseEndpoint::Get => self.licenses_get(credentials).await?,
            };
            if let Some(told) = told {
                return Ok((endpoint, told));
            }
        }
        Err(Error::NotFound)
    }

    /// `licenses.info`, from 6.5 on; nothing where the server does not have it.
    async fn licenses_info(&self, credentials: &Credentials) -> Result<Option<Told>, Error> {
        let path = "api/v1/licenses.info";
        let answer = match self.http.get(path, Some("loadValues=true"), Some(credentials)).await {
            // The first servers that have the endpoint refuse a parameter that they do not know.
            Err(Error::Server { status: 400, .. }) => self.http.get(path, None, Some(credentials)).await?,
            other => other?,
        };
        match answer {
            Answer::NotFound => Ok(None),
            Answer::OtherBody => Err(Error::Malformed { reason: format!("{path} is not JSON") }),
            Answer::Json(body) => {
                Ok(Some(Told { entitlement: wire::info::decode(&body)?, raw: RawAnswer::of(&body, credentials) }))
            }
        }
    }

    /// `licenses.get`, from 3.10 to 6.x, with the seats in use from `licenses.maxActiveUsers` where there is one; nothing
    /// where the server does not have it.
    async fn licenses_get(&self, credentials: &Credentials) -> Result<Option<Told>, Error> {
        let path = "api/v1/licenses.get";
        let (mut entitlement, raw) = match self.http.get(path, None, Some(credentials)).await? {
            Answer::NotFound => return Ok(None),
            Answer::OtherBody => return Err(Error::Malformed { reason: format!("{path} is not JSON") }),
            Answer::Json(body) => (wire::get::decode(&body)?, RawAnswer::of(&body, credentials)),
        };
        // The use is welcome and not needed: without it the license is shown all the same.
        let used = match self.http.get("api/v1/licenses.maxActiveUsers", None, Some(credentials)).await {
            Ok(Answer::Json(body)) => body.get("activeUsers").and_then(Value::as_u64),
            Ok(Answer::NotFound | Answer::OtherBody) | Err(_) => None,
        };
        if let (Some(used), Entitlement::Licensed { licenses }) = (used, &mut entitlement) {
            for license in licenses {
                match license.limits.iter_mut().find(|limit| limit.kind == LimitKind::ActiveUsers) {
                    Some(seats) => seats.used = Some(used),
                    None => license.limits.insert(0, Limit::new(LimitKind::ActiveUsers, Some(used), Max::Unlimited)),
                }
            }
        }
        Ok(Some(Told { entitlement, raw }))
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }
}
