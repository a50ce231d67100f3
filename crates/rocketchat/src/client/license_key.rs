//! Checking and applying license keys. Only called when the admin asks for it, never by a refresh.

use serde_json::json;

use super::Client;
use crate::{
    credentials::Credentials,
    error::Error,
    http::Reply,
    license_key::{KeyCheck, KeyError, LicenseKey},
    wire::key,
};

impl Client {
    /// Checks whether the server would accept a license key. Changes nothing.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the server does not accept it as a license key at all.
    pub async fn check_key(&self, credentials: &Credentials, key: &LicenseKey) -> Result<KeyCheck, KeyError> {
        let reply = self.send_key("api/v1/licenses.validate", credentials, key).await?;
        match reply.status.as_u16() {
            200 if reply.json().is_some_and(key::is_success) => Ok(KeyCheck::Accepted),
            400 if reply.own_json().is_some() => match reply.own_json().and_then(key::problems) {
                Some(problems) => Ok(KeyCheck::Refused { problems }),
                None => Err(refused(&reply)),
            },
            404 if reply.is_not_found() => Ok(KeyCheck::Unchecked),
            _ => Err(failed(&reply)),
        }
    }

    /// Applies a license key. Success only means that the key is well-formed: the server validates it about half a second
    /// later, and what became of it is seen when the license is read after that. A key that does not fit leaves the
    /// workspace without a license.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the server does not accept it as a license key at all; then nothing has changed.
    pub async fn apply_key(&self, credentials: &Credentials, key: &LicenseKey) -> Result<(), KeyError> {
        let reply = self.send_key("api/v1/licenses.add", credentials, key).await?;
        match reply.status.as_u16() {
            200 if reply.json().is_some_and(key::is_success) => Ok(()),
            400 if reply.own_json().is_some() => Err(refused(&reply)),
            _ => Err(failed(&reply)),
        }
    }

    async fn send_key(&self, path: &str, credentials: &Credentials, key: &LicenseKey) -> Result<Reply, Error> {
        self.http().hide(key.expose());
        self.http().post(path, &json!({ "license": key.expose() }), Some(credentials), None).await
    }
}

fn refused(reply: &Reply) -> KeyError {
    KeyError::Refused { server_message: reply.refusal().server_message().cloned() }
}

fn failed(reply: &Reply) -> KeyError {
    match reply.refusal() {
        Error::Forbidden { server_message } => KeyError::NotPermitted { server_message },
        error => error.into(),
    }
}
