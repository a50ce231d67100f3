//! How a workspace is reached: proxy and certificate authority.

use std::{fmt, str::FromStr};

use reqwest::Certificate;
use url::Url;

/// How a workspace is reached, if differently from the system's default.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The proxy.
    pub route: Route,
    /// PEM certificates of an authority that is trusted for this workspace in addition to the system's.
    pub ca_pem: Option<Vec<u8>>,
}

/// The proxy through which a workspace is reached. Its text form is stored: `system`, `direct`, or the proxy's address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// The system's proxy settings and the variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    #[default]
    System,
    /// No proxy, regardless of the system's settings.
    Direct,
    /// This proxy.
    Proxy(Url),
}

/// The supported proxy protocols.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Why a [`Network`] cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// The text is not the address of a proxy.
    #[error("a proxy address starts with http://, https:// or socks5:// and contains a host")]
    Proxy,
    /// The text contains no certificate.
    #[error(
        "the extra certificate authority is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----"
    )]
    Certificate,
}

impl Route {
    /// Whether the proxy's address contains a user name or a password, which may be secrets and must not be stored or
    /// listed.
    pub fn holds_credentials(&self) -> bool {
        matches!(self, Self::Proxy(proxy) if !proxy.username().is_empty() || proxy.password().is_some())
    }
}

impl FromStr for Route {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        match text.trim() {
            "system" => Ok(Self::System),
            "direct" => Ok(Self::Direct),
            address => {
                let proxy = Url::parse(address).map_err(|_| NetworkError::Proxy)?;
                let is_known = SCHEMES.contains(&proxy.scheme());
                let names_host = proxy.host_str().is_some_and(|host| !host.is_empty());
                // A proxy has no pages. What follows the host is a mistake, and may be a secret.
                let is_host_alone =
                    matches!(proxy.path(), "" | "/") && proxy.query().is_none() && proxy.fragment().is_none();
                if is_known && names_host && is_host_alone { Ok(Self::Proxy(proxy)) } else { Err(NetworkError::Proxy) }
            }
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::Direct => f.write_str("direct"),
            Self::Proxy(proxy) => proxy.fmt(f),
        }
    }
}

impl Network {
    /// A network with a proxy and, if one is trusted in addition to the system's, an authority's PEM certificates.
    pub fn new(route: &Route, ca_pem: Option<&str>) -> Self {
        Self { route: route.clone(), ca_pem: ca_pem.map(|pem| pem.as_bytes().to_vec()) }
    }

    /// The extra certificates; empty if none were given.
    ///
    /// # Errors
    /// [`NetworkError::Certificate`] if the given text contains none.
    pub fn certificates(&self) -> Result<Vec<Certificate>, NetworkError> {
        let Some(pem) = &self.ca_pem else { return Ok(Vec::new()) };
        match Certificate::from_pem_bundle(pem) {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            Ok(_) | Err(_) => Err(NetworkError::Certificate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_parses_its_own_text() {
        for text in ["system", "direct", "http://proxy.example:3128/", "https://proxy.example/", "socks5h://[::1]:1080"]
        {
            assert_eq!(text.parse::<Route>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_are_not_proxies() {
        for text in [
            "",
            "proxy",
            "proxy.example:3128",
            "ftp://proxy.example",
            "http://",
            "http://proxy.example/t0ken",
            "http://proxy.example/?t0ken",
            "http://proxy.example/#t0ken",
        ] {
            assert_eq!(text.parse::<Route>(), Err(NetworkError::Proxy), "{text}");
        }
        let holds_credentials = |text: &str| text.parse::<Route>().unwrap().holds_credentials();
        for text in ["http://me:secret@proxy.example", "http://t0ken@proxy.example", "http://:secret@proxy.example"] {
            assert!(holds_credentials(text), "{text}");
        }
        assert!(!holds_credentials("http://proxy.example"));
    }

    #[test]
    fn other_texts_are_not_certificates() {
        let with =
            |pem: &str| Network { ca_pem: Some(pem.into()), ..Network::default() }.certificates().map(|c| c.len());
        assert_eq!(with(""), Err(NetworkError::Certificate));
        assert_eq!(
            with("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
            Err(NetworkError::Certificate)
        );
        assert_eq!(Network::default().certificates().map(|c| c.len()), Ok(0));
    }
}
