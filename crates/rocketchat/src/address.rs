//! The address of a workspace.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Whether a workspace may be reached without encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsecureHttp {
    /// `http://` is refused, because others on the network could read the token.
    Refused,
    /// The admin has allowed `http://` for this workspace.
    Allowed,
}

/// The address of a workspace: scheme, host, port and, if it is hosted in one, its subfolder. It never has a trailing
/// slash, a query, a fragment, a user name or a password.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Url);

/// Why a text is not the address of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was given.
    #[error("no address was given")]
    Empty,
    /// It is not a web address.
    #[error("{0:?} is not a web address")]
    NotAnAddress(String),
    /// It has another scheme.
    #[error("an address starts with https://, not with {0}:")]
    OtherScheme(String),
    /// It contains a user name or a password.
    #[error("the address must not contain a username or password")]
    HoldsCredentials,
    /// It is not encrypted, and that was not allowed.
    #[error("http:// is not encrypted: anyone on the network path could read the token")]
    InsecureHttp,
}

/// The first path segments of Rocket.Chat's own pages. An address that is copied from a browser may contain one of them,
/// and so may the folder that a workspace is hosted in: see [`Address::candidates`].
const PAGES: [&str; 28] = [
    "account",
    "admin",
    "api",
    "audit",
    "channel",
    "direct",
    "directory",
    "group",
    "home",
    "invite",
    "legal-notice",
    "live",
    "livechat",
    "login",
    "marketplace",
    "meet",
    "oauth",
    "omnichannel",
    "omnichannel-directory",
    "privacy-policy",
    "register",
    "reset-password",
    "room",
    "saml",
    "setup-wizard",
    "snippet",
    "terms-of-service",
    "thread",
];

/// Whether an address leads to this computer itself, so that nobody on the network can listen in.
pub(crate) fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Address {
    /// Parses an address as people write it: the scheme defaults to `https://`; a trailing slash, a query and a fragment
    /// are dropped.
    ///
    /// # Errors
    /// If the text is not an address, or one that may not be used: see [`AddressError`].
    pub fn parse(text: &str, insecure: InsecureHttp) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let not_an_address = || AddressError::NotAnAddress(license::Label::new(text).to_string());
        let mut url = Url::parse(&with_scheme).map_err(|_| not_an_address())?;
        match (url.scheme(), insecure) {
            ("https", _) | ("http", InsecureHttp::Allowed) => {}
            ("http", InsecureHttp::Refused) => return Err(AddressError::InsecureHttp),
            (other, _) => return Err(AddressError::OtherScheme(other.to_owned())),
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(not_an_address());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::HoldsCredentials);
        }
        url.set_query(None);
        url.set_fragment(None);
        let folders: Vec<_> = url.path().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Ok(Self(url).in_folder(&folders))
    }

    /// Where a workspace may be if its address was copied from a browser, in the order to try: the address as it is, then
    /// without the page that it may lead to. `https://acme.example/live/channel/general` is a page of the workspace at
    /// `/live`, or of the one at the root; only the server knows, see [`locate`](crate::locate::locate).
    pub fn candidates(self) -> Vec<Self> {
        let folders: Vec<_> = self.folders().map(str::to_owned).collect();
        let pages = folders.iter().enumerate().rev().filter(|(_, folder)| PAGES.contains(&folder.as_str()));
        let cut: Vec<_> = pages.map(|(at, _)| self.in_folder(&folders[..at])).collect();
        std::iter::once(self).chain(cut).collect()
    }

    /// Whether it may lead to a page of a workspace: there are several [candidates](Self::candidates).
    pub fn may_be_page(&self) -> bool {
        self.folders().any(|folder| PAGES.contains(&folder))
    }

    /// The folders in its path.
    fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.path().split('/').filter(|part| !part.is_empty())
    }

    /// The same server with another path.
    fn in_folder(&self, folders: &[String]) -> Self {
        let mut url = self.0.clone();
        url.set_path(&folders.join("/"));
        Self(url)
    }

    /// The address of an endpoint, such as `api/v1/me`.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        url
    }

    /// The address of one of Rocket.Chat's pages, such as `admin/subscription`.
    pub fn page(&self, path: &str) -> Url {
        self.endpoint(path)
    }

    /// The host, which also serves as a name for a workspace without one.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is reached without encryption.
    pub fn is_insecure(&self) -> bool {
        self.0.scheme() == "http"
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    /// Parses an address that was found before it was stored.
    fn try_from(stored: String) -> Result<Self, AddressError> {
        Self::parse(&stored, InsecureHttp::Allowed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<String, AddressError> {
        Address::parse(text, InsecureHttp::Refused).map(|a| a.to_string())
    }

    #[test]
    fn an_address_is_parsed_as_people_write_it() {
        for (written, read) in [
            ("chat.acme.example", "https://chat.acme.example"),
            (" https://Chat.Acme.example/ ", "https://chat.acme.example"),
            ("https://acme.example:8443/team//", "https://acme.example:8443/team"),
            ("https://acme.example/team/admin/info?tab=1#x", "https://acme.example/team/admin/info"),
            ("https://acme.example/live", "https://acme.example/live"),
            ("https://bücher.example/", "https://xn--bcher-kva.example"),
            ("[::1]:3000", "https://[::1]:3000"),
        ] {
            assert_eq!(parse(written).as_deref(), Ok(read), "{written}");
        }
    }

    #[test]
    fn a_page_may_be_part_of_the_folder_or_not() {
        let of = |path: &str| {
            let address = Address::parse(&format!("https://acme.example{path}"), InsecureHttp::Refused).unwrap();
            let paths = address.candidates().into_iter().map(|a| a.to_string().replace("https://acme.example", ""));
            paths.collect::<Vec<_>>()
        };
        assert_eq!(of(""), [""]);
        assert_eq!(of("/team"), ["/team"]);
        assert_eq!(of("/live"), ["/live", ""]);
        assert_eq!(of("/team/live"), ["/team/live", "/team"]);
        assert_eq!(of("/channel/general?msg=1"), ["/channel/general", ""]);
        assert_eq!(of("/live/channel/live"), ["/live/channel/live", "/live/channel", "/live", ""]);
        for page in ["/admin/info", "/invite/x", "/room/x", "/thread/a/b", "/setup-wizard/1", "/reset-password/x"] {
            assert_eq!(of(page), [page, ""]);
            assert_eq!(of(&format!("/team{page}")), [&format!("/team{page}"), "/team"]);
        }
    }

    fn path() -> impl Strategy<Value = String> {
        let folder = prop_oneof![prop::sample::select(&PAGES[..]).prop_map(str::to_owned), "[a-z%^+ ]{0,6}"];
        prop::collection::vec(folder, 0..6).prop_map(|folders| folders.join("/"))
    }

    proptest! {
        #[test]
        fn candidates_are_the_address_itself_and_then_ever_shorter_parts_of_it(path in path(), query in "(\\?[a-z=]{0,5})?") {
            let address = Address::parse(&format!("https://acme.example/{path}{query}"), InsecureHttp::Refused).unwrap();
            prop_assert_eq!(Address::parse(&address.to_string(), InsecureHttp::Refused).unwrap(), address.clone(), "its own text");
            prop_assert_eq!(Address::try_from(String::from(address.clone())).unwrap(), address.clone(), "as stored");
            let candidates = address.clone().candidates();
            prop_assert_eq!(&candidates[0], &address);
            for pair in candidates.windows(2) {
                prop_assert!(pair[0].to_string().starts_with(&format!("{}/", pair[1])), "{} {}", pair[0], pair[1]);
            }
            let last = candidates.last().unwrap();
            prop_assert!(!last.may_be_page());
            prop_assert_eq!(candidates.len() > 1, address.may_be_page());
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(parse("  "), Err(AddressError::Empty));
        assert_eq!(parse("http://acme.example"), Err(AddressError::InsecureHttp));
        assert_eq!(parse("file:///etc/passwd"), Err(AddressError::OtherScheme("file".into())));
        assert_eq!(parse("https://me:secret@acme.example"), Err(AddressError::HoldsCredentials));
        assert!(matches!(parse("not an address"), Err(AddressError::NotAnAddress(_))));
        assert_eq!(
            Address::parse("http://acme.example", InsecureHttp::Allowed).unwrap().to_string(),
            "http://acme.example"
        );
    }

    #[test]
    fn endpoints_stay_in_the_subfolder() {
        let of = |text| Address::parse(text, InsecureHttp::Refused).unwrap().endpoint("api/v1/me").to_string();
        assert_eq!(of("https://acme.example"), "https://acme.example/api/v1/me");
        assert_eq!(of("https://acme.example/a/b/"), "https://acme.example/a/b/api/v1/me");
    }
}
