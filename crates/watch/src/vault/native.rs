//! The keyrings of macOS (Keychain) and Windows (Credential Manager).

use keyring::{Entry, Error};
use rocketchat::Token;

use super::APPLICATION_ID;
use super::{
    VaultError,
    blocking::{Backend, TimeLimited},
};
use crate::workspace::TokenId;

/// The system's keyring. Each token is one entry, with the application's id as the service and the token's id as the user.
pub(super) struct Native;

pub(super) fn open() -> TimeLimited<Native> {
    TimeLimited::new(Native)
}

fn entry(id: TokenId) -> Result<Entry, VaultError> {
    Entry::new(APPLICATION_ID, &id.to_string()).map_err(|error| failure(&error))
}

/// Converts an error of the keyring. Leaves out the bytes of the secret that some errors contain.
fn failure(error: &Error) -> VaultError {
    match error {
        Error::NoStorageAccess(cause) => VaultError::Locked(cause.to_string()),
        Error::NoDefaultStore => VaultError::Absent("none was found".to_owned()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::Failed("the entry is not a token".to_owned()),
        other => VaultError::Failed(other.to_string()),
    }
}

impl Backend for Native {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        match entry(id)?.get_password() {
            Ok(token) => Ok(Some(Token::new(&token))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(&error)),
        }
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        entry(id)?.set_password(token.expose()).map_err(|error| failure(&error))
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        match entry(id)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failure(&error)),
        }
    }
}
