//! Live checks: which server is at an address, and whether it accepts given credentials.

use license::Label;
use rocketchat::{Address, Credentials, Error, InsecureHttp, Reading};

use super::Engine;
use crate::{
    failure::Failure,
    workspace::{
        Workspace,
        sign_in::{Probe, ProbeInput},
        snapshot::Snapshot,
        support::SupportView,
    },
};

/// The result of a live check.
pub(super) struct CheckResult {
    /// The name of the account, if the server names it.
    pub(super) account: Option<Label>,
    pub(super) found: Found,
}

/// What a live check found.
pub(super) enum Found {
    /// The license.
    Read(Reading),
    /// The account may sign in, but not see the license.
    NotPermitted(Snapshot),
}

impl Engine {
    /// Looks up which server is at an address, without credentials.
    ///
    /// # Errors
    /// Why no Rocket.Chat server can be reached there.
    pub async fn probe(&self, input: ProbeInput) -> Result<Probe, Failure> {
        let ProbeInput { address, connection } = input;
        let address = Address::parse(&address, InsecureHttp::Allowed)?;
        let network = connection.network()?;
        let server = self.client_for(&address, connection.plain(), network)?.server().await?;
        let cache = self.cache();
        let known = cache.entries().iter().filter(|entry| entry.workspace.address == address);
        Ok(Probe {
            url: address.to_string(),
            server_version: server.version.map(|version| version.to_string()),
            support: server.support.map(|support| SupportView::new(support, self.now())),
            plain_http: address.is_insecure(),
            watched_as: known.map(|entry| entry.workspace.name.to_string()).collect(),
        })
    }

    /// Checks credentials against a workspace's server, and reads the license if the account may see it.
    pub(super) async fn check(&self, workspace: &Workspace, credentials: &Credentials) -> Result<CheckResult, Failure> {
        let client = self.client(workspace)?;
        let server = client.server().await?;
        let account = client.account(credentials).await?.username;
        let found = match client.read(credentials, None).await {
            Ok(reading) => Found::Read(reading),
            Err(error @ Error::Forbidden { .. }) => Found::NotPermitted(Snapshot {
                facts: server.facts(),
                server_version: server.version,
                support: server.support,
                failure: Some(error.into()),
                ..Snapshot::default()
            }),
            Err(error) => return Err(error.into()),
        };
        Ok(CheckResult { account, found })
    }
}
