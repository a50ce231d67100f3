//! How a workspace is reached: its proxy and certificates, and whether without encryption.

use rocketchat::{InsecureHttp, Network, Route};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Workspace;
use crate::failure::{Failure, FailureCode};

/// The proxy setting of a workspace or of the application, as entered and shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "via", rename_all = "snake_case", deny_unknown_fields)]
pub enum RouteEntry {
    /// Use the system's proxy settings.
    #[default]
    System,
    /// Use no proxy.
    Direct,
    /// Use this proxy.
    Proxy {
        /// The address of the proxy.
        url: String,
    },
}

/// How to reach a workspace.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// The proxy setting.
    pub route: RouteEntry,
    /// An extra certificate authority in PEM; `None` to trust only the system's.
    pub ca_pem: Option<String>,
}

impl Connection {
    /// Parses and checks the proxy and the certificates.
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
        if route.holds_credentials() {
            return Err(Failure::new(
                FailureCode::BadProxy,
                "the address of the proxy contains a username or a password, which would be stored outside of the keyring",
                "Leave it out, or set the proxy for the whole system.",
            ));
        }
        Ok(route)
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

/// How a workspace is reached, for the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConnectionView {
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// The proxy setting.
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
