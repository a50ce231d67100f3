//! Who may read what is served: everybody, or those who have the token.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use hyper::{
    HeaderMap,
    header::{AUTHORIZATION, HOST},
    http::uri::Authority,
};
use rocketchat::Token;
use url::form_urlencoded;

use crate::{error::CommandError, fleet::secret::read_secret, misplaced::shown_file};

/// The fewest characters of a token. A shorter one can be guessed.
const FEWEST: usize = 16;

/// Where it listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only for programs on this computer.
    ThisComputer,
    /// Also for others.
    Network,
}

/// The token that is required, if any.
pub(super) struct Access {
    reach: Reach,
    /// The file with the token, and what was in it.
    required: Option<(PathBuf, Mutex<Token>)>,
}

impl Access {
    /// Reads the token from a file; without one, none is required.
    ///
    /// # Errors
    /// If it cannot be read, or can be guessed.
    pub(super) fn read(file: Option<&Path>, reach: Reach) -> Result<Self, CommandError> {
        let required = file.map(|file| Ok::<_, CommandError>((file.to_owned(), Mutex::new(read(file)?))));
        Ok(Self { reach, required: required.transpose()? })
    }

    /// Reads the file again.
    ///
    /// # Errors
    /// As [`Access::read`]. Then the token stays as it is.
    pub(super) fn reload(&self) -> Result<(), CommandError> {
        if let Some((file, token)) = &self.required {
            let new = read(file)?;
            *token.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
        Ok(())
    }

    /// Whether no token is required.
    pub(super) fn is_open(&self) -> bool {
        self.required.is_none()
    }

    /// Whether a request was meant for this server. Without a token, a web page could make a browser on this computer read from
    /// it under a name of its own, which leads here: only addresses and `localhost` are no such names.
    pub(super) fn accepts_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(HOST).filter(|_| self.is_open() && self.reach == Reach::ThisComputer) else {
            return true;
        };
        let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
        authority.is_some_and(|authority| {
            let name = authority.host().trim_matches(['[', ']']);
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
        })
    }

    /// Whether a request may be answered: it has the token in its header or, if that is enough, in its query.
    pub(super) fn allows(&self, headers: &HeaderMap, query: Option<&str>) -> bool {
        let Some((_, token)) = &self.required else { return true };
        let token = token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_token = |given: &str| verify_slices_are_equal(given.as_bytes(), token.expose().as_bytes()).is_ok();
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
        let mut of_query = query.into_iter().flat_map(|query| form_urlencoded::parse(query.as_bytes()));
        bearer.is_some_and(is_token) || of_query.any(|(key, value)| key == "token" && is_token(&value))
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn read(file: &Path) -> Result<Token, CommandError> {
    let problem = |what: &str| CommandError::Usage(format!("--token-file: {} {what}", shown_file(file)));
    let token = read_secret(file).map_err(|what| problem(&format!("cannot be used ({what})")))?;
    match token.expose().len() < FEWEST {
        true => Err(problem(&format!("has fewer than {FEWEST} characters"))),
        false => Ok(token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_accepted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "a-token-of-somebody\n").unwrap();
        let access = Access::read(Some(&file), Reach::Network).unwrap();
        let with = |header: &str| HeaderMap::from_iter([(AUTHORIZATION, header.parse().unwrap())]);
        for header in ["Bearer a-token-of-somebody", "bearer  a-token-of-somebody"] {
            assert!(access.allows(&with(header), None), "{header}");
        }
        for header in
            ["Bearer a-token-of-somebodyx", "Bearer a-token", "Bearer ", "Bearer", "Basic a-token-of-somebody"]
        {
            assert!(!access.allows(&with(header), None), "{header}");
        }
        let none = HeaderMap::new();
        assert!(access.allows(&none, Some("x=1&token=a%2Dtoken-of-somebody")));
        assert!(!access.allows(&none, Some("token=")) && !access.allows(&none, None));

        std::fs::write(&file, "short").unwrap();
        assert!(access.reload().is_err());
        assert!(access.allows(&with("Bearer a-token-of-somebody"), None), "the old one stays");
        assert!(Access::read(Some(&file), Reach::Network).is_err());
        assert!(Access::read(None, Reach::Network).unwrap().allows(&none, None));
    }

    #[test]
    fn without_a_token_only_addresses_of_this_computer_are_answered() {
        let accepts = |host: &str, reach| {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            Access::read(None, reach).unwrap().accepts_host(&headers)
        };
        for host in ["127.0.0.1:9877", "127.0.0.1", "[::1]:9877", "localhost:9877", "LOCALHOST"] {
            assert!(accepts(host, Reach::ThisComputer), "{host}");
        }
        for host in ["evil.example", "evil.example:9877", "localhost.evil.example", "127.0.0.1.evil.example", "", "a b"]
        {
            assert!(!accepts(host, Reach::ThisComputer), "{host}");
            assert!(accepts(host, Reach::Network), "{host}");
        }
        assert!(Access::read(None, Reach::ThisComputer).unwrap().accepts_host(&HeaderMap::new()));
    }
}
