//! Shared helpers of the tests over a socket.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use std::time::Duration;

use license::{Entitlement, License};
use rocketchat::{Address, Bounds, Client, Credentials, Error, InsecureHttp, Network, Reading, Token, UserId};
use sandbox::Sandbox;

/// Bounds that are short enough for a test.
pub fn bounds() -> Bounds {
    Bounds { connect: Duration::from_secs(2), total: Duration::from_secs(5), ..Bounds::default() }
}

pub fn client(url: &str, bounds: Bounds) -> Client {
    let address = Address::parse(url, InsecureHttp::Allowed).unwrap();
    Client::new(address, InsecureHttp::Allowed, &Network::default(), bounds).unwrap()
}

pub fn credentials(sandbox: &Sandbox, slug: &str) -> Credentials {
    let login = sandbox.credentials(slug);
    Credentials { user_id: UserId::new(&login.user_id), token: Token::new(&login.token) }
}

pub async fn read(sandbox: &Sandbox, slug: &str) -> Result<Reading, Error> {
    client(&sandbox.url(slug), bounds()).read(&credentials(sandbox, slug), None).await
}

pub async fn read_license(sandbox: &Sandbox, slug: &str) -> License {
    match read(sandbox, slug).await.unwrap().entitlement {
        Entitlement::Licensed { mut licenses } => licenses.remove(0),
        other => panic!("{slug}: {other:?}"),
    }
}
