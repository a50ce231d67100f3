//! Finds out at which of several addresses a workspace is.

use crate::{
    address::Address,
    client::Client,
    error::{Error, ErrorCode},
    server::Server,
};

/// The first of several addresses of one host at which a Rocket.Chat answers, and its server, each asked by a client
/// without credentials.
///
/// # Errors
/// If none does, why the first of them does not.
pub async fn locate(
    candidates: Vec<Address>,
    client: impl Fn(&Address) -> Result<Client, Error>,
) -> Result<(Address, Server), Error> {
    let mut first = None;
    for address in candidates {
        let server = match client(&address) {
            Ok(client) => client.server().await,
            Err(error) => Err(error),
        };
        match server {
            Ok(server) => return Ok((address, server)),
            Err(error) if is_about_the_host(error.code()) => return Err(first.unwrap_or(error)),
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or(Error::NotFound))
}

/// Whether another path of the same host fails in the same way.
fn is_about_the_host(code: ErrorCode) -> bool {
    match code {
        ErrorCode::Unreachable | ErrorCode::Tls | ErrorCode::HttpRefused | ErrorCode::Timeout => true,
        ErrorCode::NotRocketchat
        | ErrorCode::Gate
        | ErrorCode::Unauthorized
        | ErrorCode::Forbidden
        | ErrorCode::NotFound
        | ErrorCode::RateLimited
        | ErrorCode::Server
        | ErrorCode::TooLarge
        | ErrorCode::Malformed
        | ErrorCode::Redirected
        | ErrorCode::CredentialsMissing => false,
    }
}
