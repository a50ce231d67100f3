//! Settings of the server that decide about its license.

use super::Client;
use crate::{
    credentials::Credentials, error::Error, facts::FactRequest, http::Answer, license_key::LicenseKey,
    wire::facts::setting_text,
};

impl Client {
    /// The license key that is set on the server; `None` if there is none. It is a secret: the caller keeps it in memory
    /// for as long as it needs it, and nowhere else. Needs the permission `view-privileged-setting`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] if the account may not see it, [`Error::Malformed`] if the answer holds no text, and any
    /// [`Error`] of the exchange.
    pub async fn stored_key(&self, credentials: &Credentials) -> Result<Option<LicenseKey>, Error> {
        let malformed = |reason: &str| Error::Malformed { reason: reason.to_owned() };
        match self.http().get(FactRequest::StoredKey.endpoint(), None, Some(credentials)).await? {
            Answer::Json(body) => {
                let text = setting_text(&body).ok_or_else(|| malformed("the setting has no text"))?;
                // What is set and is no key is not honored either, but there is nothing to show of it.
                Ok(LicenseKey::stored(text))
            }
            Answer::NotFound => Err(Error::NotFound),
        }
    }
}
