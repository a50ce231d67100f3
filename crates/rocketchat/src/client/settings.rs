//! The license key that a server holds.

use super::Client;
use crate::{credentials::Credentials, error::Error, http::Answer, license_key::LicenseKey, wire::key};

impl Client {
    /// Fetches the license key that the server holds, whether or not it honors it. It is a secret. `None` if it holds none,
    /// or has no such setting.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the permission `view-privileged-setting`, and any [`Error`] of the exchange.
    pub async fn stored_key(&self, credentials: &Credentials) -> Result<Option<LicenseKey>, Error> {
        let path = "api/v1/settings/Enterprise_License";
        match self.http.get(path, None, Some(credentials)).await? {
            Answer::Json(body) => Ok(key::stored(body).and_then(|text| LicenseKey::new(&text).ok())),
            Answer::NotFound => Ok(None),
            Answer::OtherBody => Err(Error::Malformed { reason: format!("{path} is not JSON") }),
        }
    }
}
