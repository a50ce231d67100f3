//! Live checks: which server is at an address, and whether it accepts given credentials.

use std::time::Duration;

use license::Label;
use rocketchat::{Address, Client, Credentials, Error, Icon, InsecureHttp, Network, Reading, Server, locate::locate};

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

/// How long adding a workspace waits for what is nice to have.
const PATIENCE: Duration = Duration::from_secs(5);

/// The name that a workspace has on its server.
pub(super) async fn site_name(client: &Client) -> Option<Label> {
    tokio::time::timeout(PATIENCE, client.site_name()).await.ok().flatten()
}

/// The icon of a workspace.
pub(super) async fn icon(client: &Client) -> Option<Icon> {
    tokio::time::timeout(PATIENCE, client.icon()).await.ok().flatten()
}

/// What a live check found.
pub(super) enum Found {
    /// The license.
    Read(Box<Reading>),
    /// The account may sign in, but not see the license.
    NotPermitted(Box<Snapshot>),
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
        let (address, server) = self.locate(address, connection.plain(), &network).await?;
        let client = self.client_for(&address, connection.plain(), network)?;
        // The name of its host is what a workspace is called anyway.
        let name = site_name(&client).await.filter(|name| name.as_str() != address.host());
        let cache = self.cache();
        let known = cache.entries().iter().filter(|entry| entry.workspace.address == address);
        Ok(Probe {
            url: address.to_string(),
            name: name.map(|name| name.to_string()),
            server_version: server.version.map(|version| version.to_string()),
            support: server.support.map(|support| SupportView::new(support, self.now())),
            plain_http: address.is_insecure(),
            watched_as: known.map(|entry| entry.workspace.name.to_string()).collect(),
        })
    }

    /// Finds the workspace that an address leads to, perhaps to one of its pages.
    pub(super) async fn locate(
        &self,
        address: Address,
        insecure: InsecureHttp,
        network: &Network,
    ) -> Result<(Address, Server), Error> {
        locate(address.candidates(), |address| self.client_for(address, insecure, network.clone())).await
    }

    /// The address of a workspace, without the page that it may lead to. Only if there may be one is the server asked.
    pub(super) async fn without_page(
        &self,
        address: Address,
        insecure: InsecureHttp,
        network: &Network,
    ) -> Result<Address, Error> {
        if !address.may_be_page() {
            return Ok(address);
        }
        Ok(self.locate(address, insecure, network).await?.0)
    }

    /// Checks credentials against a workspace's server, and reads the license if the account may see it.
    pub(super) async fn check(&self, workspace: &Workspace, credentials: &Credentials) -> Result<CheckResult, Failure> {
        let client = self.client(workspace)?;
        let server = client.server().await?;
        let account = client.account(credentials).await?.username;
        let found = match client.read(credentials, None).await {
            Ok(reading) => Found::Read(Box::new(reading)),
            Err(error @ Error::Forbidden { .. }) => Found::NotPermitted(Box::new(Snapshot {
                facts: server.facts(),
                server_version: server.version,
                support: server.support,
                failure: Some(error.into()),
                ..Snapshot::default()
            })),
            Err(error) => return Err(error.into()),
        };
        Ok(CheckResult { account, found })
    }
}
