//! The public interface of the sandbox.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    Error,
    account::{Allowed, IssuedToken, Login, Permission, SecondFactor},
    certificate::{Certificate, Encryption},
    cloud::Cloud,
    endpoint::Endpoint,
    fault::Fault,
    hook,
    installation::KeyTiming,
    keys::Key,
    log::LoggedRequest,
    nodes::{Nodes, Rotation},
    respond,
    server::Server,
    state::State,
    workspace::{self, Credentials, Host, Workspace},
};

/// Configures a sandbox.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    now: Option<Timestamp>,
    port: u16,
    copies: usize,
    certificate: Option<Certificate>,
    ipv6: bool,
    hosts: Vec<Host>,
    key_timing: KeyTiming,
}

impl Builder {
    /// The time to which all dates in the answers are relative. The default is the current time.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// The port to listen on. The default is any free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds this many copies of `modern`, for long lists and benchmarks: `modern-001` and so on.
    #[must_use]
    pub fn copies(mut self, copies: usize) -> Self {
        self.copies = copies;
        self
    }

    /// Uses TLS with a certificate of this kind. Addresses become `https://localhost:PORT`.
    #[must_use]
    pub fn encrypted(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// Listens at `[::1]` instead of `127.0.0.1`.
    #[must_use]
    pub fn ipv6(mut self) -> Self {
        self.ipv6 = true;
        self
    }

    /// Adds a workspace at a host of its own, which can be reached through a [`Proxy`](crate::Proxy) that redirects here.
    #[must_use]
    pub fn host(mut self, host: Host) -> Self {
        self.hosts.push(host);
        self
    }

    /// When a license key takes effect after `licenses.add` has answered. The default is the real server's.
    #[must_use]
    pub fn key_timing(mut self, timing: KeyTiming) -> Self {
        self.key_timing = timing;
        self
    }

    /// Starts the sandbox. Clients can connect as soon as this returns.
    ///
    /// # Errors
    ///
    /// If the port is taken, or a payload file is invalid.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let address: IpAddr = if self.ipv6 { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        let listener = Server::bind_at(address, self.port).map_err(|source| Error::Port { port: self.port, source })?;
        let mut workspaces = workspace::all();
        workspaces.extend((1..=self.copies).map(Workspace::copy_of_modern));
        workspaces.extend(self.hosts.iter().map(Workspace::at_host));
        let now = self.now.unwrap_or_else(Timestamp::now);
        let slugs = self.hosts.iter().map(|host| (host.host.clone(), host.slug.clone())).collect();
        let address = listener.local_addr().map_err(Error::Serve)?;
        let state = Arc::new(State::new(workspaces, slugs, now, address, self.key_timing)?);
        let hosts: Vec<_> = self.hosts.into_iter().map(|host| host.host).collect();
        let encryption = self.certificate.map(|certificate| Encryption::new(certificate, &hosts));
        let encryption = encryption.transpose().map_err(Error::Serve)?;
        let (ca_pem, acceptor) = encryption.map(|encryption| (encryption.ca_pem, encryption.acceptor)).unzip();
        let router = respond::router(Arc::clone(&state));
        let server = Server::serve(listener, router, acceptor).map_err(Error::Serve)?;
        Ok(Sandbox { state, server, ca_pem })
    }
}

/// A stand-in Rocket.Chat server with several workspaces, each under a path of its own. It stops when it is dropped.
///
/// Methods that take a slug panic if there is no such workspace, because that is a mistake in the test.
#[derive(Debug)]
pub struct Sandbox {
    state: Arc<State>,
    server: Server,
    ca_pem: Option<String>,
}

impl Sandbox {
    /// Starts a sandbox on any free port, with the current time.
    ///
    /// # Errors
    ///
    /// See [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Configures a sandbox.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Stops the sandbox. When this returns, the port is free and every connection is closed.
    pub async fn stop(mut self) {
        self.server.stop();
    }

    /// The address of the server, without the path of a workspace: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        match self.ca_pem {
            Some(_) => format!("https://localhost:{}", self.port()),
            None => format!("http://{}", self.server.address()),
        }
    }

    /// The certificate of the sandbox's own authority, in PEM; empty without TLS.
    pub fn ca_pem(&self) -> &str {
        self.ca_pem.as_deref().unwrap_or_default()
    }

    /// The port of the server.
    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// The time to which the dates in the answers are relative.
    pub fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// The address of a workspace: `http://127.0.0.1:PORT/SLUG`.
    #[track_caller]
    pub fn url(&self, slug: &str) -> String {
        format!("{}/{}", self.origin(), self.workspace(slug).slug)
    }

    /// The address of the workspace's incoming webhook.
    #[track_caller]
    pub fn webhook(&self, slug: &str) -> String {
        format!("{}{}", self.url(slug), hook::path(&self.workspace(slug).slug))
    }

    /// The credentials of the workspace's account.
    #[track_caller]
    pub fn credentials(&self, slug: &str) -> Credentials {
        self.workspace(slug).credentials.clone()
    }

    /// The user name and password to sign in with.
    #[track_caller]
    pub fn login(&self, slug: &str) -> Login {
        Login::of(&self.workspace(slug).slug)
    }

    /// Requires this second factor for sign-ins with the password.
    #[track_caller]
    pub fn set_second_factor(&self, slug: &str, second_factor: SecondFactor) {
        self.state.account(&self.workspace(slug).slug, |account| account.second_factor = second_factor);
    }

    /// The second factor code that is currently valid.
    #[track_caller]
    pub fn second_factor_code(&self, slug: &str) -> String {
        self.state.account(&self.workspace(slug).slug, |account| account.code())
    }

    /// Grants or revokes a permission of the account.
    #[track_caller]
    pub fn set_permission(&self, slug: &str, permission: Permission, allowed: Allowed) {
        self.state.account(&self.workspace(slug).slug, |account| match permission {
            Permission::CreateTokens => account.create_tokens = allowed,
            Permission::ViewSettings => account.view_settings = allowed,
            Permission::EditSettings => account.edit_settings = allowed,
            Permission::ManageCloud => account.manage_cloud = allowed,
        });
    }

    /// The tokens that were issued since the start and have not been revoked.
    #[track_caller]
    pub fn issued_tokens(&self, slug: &str) -> Vec<IssuedToken> {
        self.state.account(&self.workspace(slug).slug, |account| account.issued.clone())
    }

    /// A license key for a workspace.
    #[track_caller]
    pub fn key(&self, slug: &str, key: Key) -> String {
        self.state.key(self.workspace(slug), key)
    }

    /// The license key that a workspace's server holds, whether or not it honors it; empty if it holds none.
    #[track_caller]
    pub fn stored_key(&self, slug: &str) -> String {
        self.state.stored_key(self.workspace(slug))
    }

    /// Sets when a license key takes effect that is applied from now on.
    pub fn set_key_timing(&self, timing: KeyTiming) {
        self.state.set_key_timing(timing);
    }

    /// All listed workspaces.
    pub fn workspaces(&self) -> &[Workspace] {
        &self.state.workspaces
    }

    /// The workspaces that represent generations of the API, which are not listed.
    pub fn generations(&self) -> &[Workspace] {
        &self.state.generations
    }

    /// The workspace with this slug.
    #[track_caller]
    pub fn workspace(&self, slug: &str) -> &Workspace {
        match self.state.workspace(slug) {
            Some(workspace) => workspace,
            None => {
                let all = self.workspaces().iter().chain(self.generations());
                let known: Vec<_> = all.map(|workspace| workspace.slug.as_str()).collect();
                panic!("the sandbox has no workspace `{slug}`; it has {}", known.join(", "))
            }
        }
    }

    /// Sets a fault for all endpoints of a workspace; `None` removes all faults of the workspace.
    #[track_caller]
    pub fn set_fault(&self, slug: &str, fault: impl Into<Option<Fault>>) {
        self.state.set_fault(&self.workspace(slug).slug, None, fault.into());
    }

    /// Sets or removes the fault of one endpoint, which takes precedence over that of its workspace.
    #[track_caller]
    pub fn set_fault_at(&self, slug: &str, endpoint: Endpoint, fault: impl Into<Option<Fault>>) {
        self.state.set_fault(&self.workspace(slug).slug, Some(endpoint), fault.into());
    }

    /// Replaces the regular answer of an endpoint; `None` restores it.
    #[track_caller]
    pub fn set_answer(&self, slug: &str, endpoint: Endpoint, json: impl Into<Option<serde_json::Value>>) {
        self.state.set_answer(&self.workspace(slug).slug, endpoint, json.into());
    }

    /// Puts several nodes behind the address of a workspace, which answer in turn. Each has the regular license, changed by
    /// a JSON merge patch of the answer to `licenses.info`; an empty list leaves one node again.
    #[track_caller]
    pub fn set_nodes(&self, slug: &str, rotation: Rotation, patches: Vec<serde_json::Value>) {
        let nodes = (!patches.is_empty()).then(|| Nodes::new(rotation, patches));
        self.state.set_nodes(&self.workspace(slug).slug, nodes);
    }

    /// Replaces the icon of a workspace by any file.
    #[track_caller]
    pub fn set_icon(&self, slug: &str, file: impl Into<Vec<u8>>) {
        self.state.set_icon(&self.workspace(slug).slug, file.into());
    }

    /// Sets what the vendor's cloud has for a workspace.
    #[track_caller]
    pub fn set_cloud(&self, slug: &str, cloud: Cloud) {
        self.state.set_cloud(&self.workspace(slug).slug, cloud);
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.state.log().borrow().clone()
    }

    /// How many requests there were so far.
    pub fn request_count(&self) -> usize {
        self.state.log().borrow().len()
    }

    /// The requests so far to one workspace.
    pub fn requests_to(&self, slug: &str) -> Vec<LoggedRequest> {
        self.state.log().borrow().iter().filter(|request| request.slug == slug).cloned().collect()
    }

    /// Waits until the requests so far meet the condition.
    pub async fn wait_for_requests(&self, mut condition: impl FnMut(&[LoggedRequest]) -> bool) {
        let mut log = self.state.log().subscribe();
        // Fails only if the log is dropped, and this sandbox owns it.
        let _ = log.wait_for(|requests| condition(requests)).await;
    }

    /// The largest number of calls in flight at the same time since the start.
    pub fn peak_in_flight(&self) -> usize {
        self.state.in_flight.peak()
    }
}
