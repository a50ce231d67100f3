//! How a workspace is reached: through what, with which certificates, and whether without encryption.

use rocketchat::{InsecureHttp, Network, Route};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Workspace;
use crate::failure::{Failure, FailureCode};

/// Through what a workspace is reached, as it is entered and shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "via", rename_all = "snake_case", deny_unknown_fields)]
pub enum RouteEntry {
    /// As the system says.
    #[default]
    System,
    /// Through no proxy.
    Direct,
    /// Through a proxy.
    Proxy {
        /// Its address.
        url: String,
    },
}

/// A way to a workspace.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// Through what.
    pub route: RouteEntry,
    /// An extra certificate authority, in PEM.
    pub ca_pem: Option<String>,
}

impl Connection {
    /// The way, as it is taken.
    ///
    /// # Errors
    /// When the proxy or the certificate authority cannot be used.
    pub(crate) fn network(&self) -> Result<Network, Failure> {
        let network = Network::new(&Route::try_from(&self.route)?, self.ca_pem.as_deref());
        network.certificates()?;
        Ok(network)
    }

    /// Whether `http://` may be used.
    pub(crate) fn plain(&self) -> InsecureHttp {
        if self.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused }
    }
}

impl TryFrom<&RouteEntry> for Route {
    type Error = Failure;

    fn try_from(entry: &RouteEntry) -> Result<Self, Failure> {
        let route = match entry {
            RouteEntry::System => Self::System,
            RouteEntry::Direct => Self::Direct,
            RouteEntry::Proxy { url } => match url.parse()? {
                Self::System | Self::Direct => return Err(rocketchat::NetworkError::Proxy.into()),
                proxy @ Self::Proxy(_) => proxy,
            },
        };
        match route.holds_password() {
            true => Err(Failure::new(
                FailureCode::BadConnection,
                "the address of the proxy holds a password, which is not kept outside of the keyring",
                "Leave it out, or set the proxy for the whole system.",
            )),
            false => Ok(route),
        }
    }
}

impl From<&Route> for RouteEntry {
    fn from(route: &Route) -> Self {
        match route {
            Route::System => Self::System,
            Route::Direct => Self::Direct,
            Route::Proxy(url) => Self::Proxy { url: url.to_string() },
        }
    }
}

/// The way to a workspace, in the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConnectionView {
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// Through what.
    pub route: RouteEntry,
    /// Whether an extra certificate authority is trusted.
    pub has_ca: bool,
}

impl From<&Workspace> for ConnectionView {
    fn from(workspace: &Workspace) -> Self {
        Self {
            allow_http: workspace.plain == InsecureHttp::Allowed,
            route: (&workspace.route).into(),
            has_ca: workspace.ca_pem.is_some(),
        }
    }
}
