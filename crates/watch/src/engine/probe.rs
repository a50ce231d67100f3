//! Live checks: what is at an address, and what a workspace shows with given credentials.

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
pub(super) struct Checked {
    /// The name of the account, if the server tells it.
    pub(super) account: Option<Label>,
    pub(super) found: Found,
}

/// What a live check found.
pub(super) enum Found {
    /// The license.
    Read(Reading),
    /// The account may sign in, and may not see the license.
    MayNotSee(Snapshot),
}

impl Engine {
    /// What answers at an address, asked without credentials.
    ///
    /// # Errors
    /// Why no Rocket.Chat can be reached there.
    pub async fn probe(&self, input: ProbeInput) -> Result<Probe, Failure> {
        let ProbeInput { address, connection } = input;
        let address = Address::parse(&address, InsecureHttp::Allowed)?;
        let network = connection.network()?;
        let server = self.client_by(&address, connection.plain(), network)?.server().await?;
        let cache = self.cache();
        let known = cache.entries().iter().filter(|entry| entry.workspace.address == address);
        Ok(Probe {
            url: address.to_string(),
            server_version: server.version.to_string(),
            support: server.support.map(|support| SupportView::new(support, self.now())),
            plain_http: address.is_insecure(),
            watched_as: known.map(|entry| entry.workspace.name.to_string()).collect(),
        })
    }

    /// Whether a workspace lets these credentials in, and what it shows them.
    pub(super) async fn check(&self, workspace: &Workspace, credentials: &Credentials) -> Result<Checked, Failure> {
        let client = self.client(workspace)?;
        let server = client.server().await?;
        let account = client.account(credentials).await?.username;
        let found = match client.read(credentials, None).await {
            Ok(reading) => Found::Read(reading),
            Err(error @ Error::Forbidden { .. }) => Found::MayNotSee(Snapshot {
                server_version: Some(server.version),
                support: server.support,
                failure: Some(error.into()),
                ..Snapshot::default()
            }),
            Err(error) => return Err(error.into()),
        };
        Ok(Checked { account, found })
    }
}
