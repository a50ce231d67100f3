//! The vendor's cloud, which a server fetches its license from. A sync is only asked for when the admin wants one, never by a
//! refresh.

use license::Registration;
use serde_json::{Value, json};

use super::Client;
use crate::{credentials::Credentials, error::Error, facts::FactRequest, http::Answer, wire::facts};

/// What became of a sync with the vendor's cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloudSync {
    /// The server says that it is done. Some versions say so too when they could not reach the cloud.
    Done,
    /// The server could not do it.
    Failed,
}

impl Client {
    /// Whether the workspace is registered with the vendor's cloud. Needs the permission `manage-cloud`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the permission, [`Error::NotFound`] if the server is too old, and any [`Error`] of the
    /// exchange.
    pub async fn registration(&self, credentials: &Credentials) -> Result<Registration, Error> {
        match self.http().get(FactRequest::Registration.endpoint(), None, Some(credentials)).await? {
            Answer::Json(body) => Ok(facts::registration(&body)),
            Answer::NotFound => Err(Error::NotFound),
        }
    }

    /// Has the server fetch its license from the vendor's cloud, and report to it. It answers when that is done, and
    /// applies the license about half a second later. Needs the permission `manage-cloud`; twice a minute at most.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the permission, [`Error::RateLimited`], and any [`Error`] of the exchange.
    pub async fn sync_with_cloud(&self, credentials: &Credentials) -> Result<CloudSync, Error> {
        let reply = self.http().post("api/v1/cloud.syncWorkspace", &json!({}), Some(credentials), None).await?;
        let is_success = |body: &Value| body.get("success").and_then(Value::as_bool) == Some(true);
        if reply.status.is_success() && reply.json().is_some_and(is_success) {
            return Ok(CloudSync::Done);
        }
        match reply.refusal() {
            Error::Server { status: 400 | 500, .. } => Ok(CloudSync::Failed),
            error => Err(error),
        }
    }
}
