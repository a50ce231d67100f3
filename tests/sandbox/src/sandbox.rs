//! The sandbox, as tests use it.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    Error,
    account::{Allowed, IssuedToken, Login, Permission, SecondFactor},
    certificate::{Certificate, Encryption},
    endpoint::Endpoint,
    fault::Fault,
    log::LoggedRequest,
    respond,
    server::Server,
    state::State,
    workspace::{self, Credentials, Host, Workspace},
};

/// The configuration of a sandbox.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    now: Option<Timestamp>,
    port: u16,
    copies: usize,
    certificate: Option<Certificate>,
    ipv6: bool,
    hosts: Vec<Host>,
}

impl Builder {
    /// The instant that every date in the answers is counted from; without it, the real now.
    #[must_use]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// The port to listen on; without it, any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds so many further workspaces like `modern`, `modern-001` and so on, for long lists and benchmarks.
    #[must_use]
    pub fn copies(mut self, copies: usize) -> Self {
        self.copies = copies;
        self
    }

    /// Encrypts, with a certificate like this. The addresses are `https://localhost:PORT` then.
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

    /// Adds a workspace at a host of its own, which is reached through a [`Proxy`](crate::Proxy) that leads here.
    #[must_use]
    pub fn host(mut self, host: Host) -> Self {
        self.hosts.push(host);
        self
    }

    /// Starts it. Callers may connect as soon as this returns.
    ///
    /// # Errors
    ///
    /// When the port is taken, or one of the payload files is broken.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let address: IpAddr = if self.ipv6 { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        let listener = Server::bind_at(address, self.port).map_err(|source| Error::Port { port: self.port, source })?;
        let mut workspaces = workspace::all();
        workspaces.extend((1..=self.copies).map(Workspace::copy_of_modern));
        workspaces.extend(self.hosts.iter().map(Workspace::at_host));
        let now = self.now.unwrap_or_else(Timestamp::now);
        let slugs = self.hosts.iter().map(|host| (host.host.clone(), host.slug.clone())).collect();
        let state = Arc::new(State::new(workspaces, slugs, now, listener.local_addr().map_err(Error::Serve)?)?);
        let hosts: Vec<_> = self.hosts.into_iter().map(|host| host.host).collect();
        let encryption = self.certificate.map(|certificate| Encryption::new(certificate, &hosts));
        let encryption = encryption.transpose().map_err(Error::Serve)?;
        let (ca_pem, acceptor) = encryption.map(|encryption| (encryption.ca_pem, encryption.acceptor)).unzip();
        let router = respond::router(Arc::clone(&state));
        let server = Server::serve(listener, router, acceptor).map_err(Error::Serve)?;
        Ok(Sandbox { state, server, ca_pem })
    }
}

/// A stand-in Rocket.Chat server with several workspaces, each in a folder of its own. It stops when it is dropped.
///
/// The methods that take a slug panic if no workspace has it: that is a mistake in the test.
#[derive(Debug)]
pub struct Sandbox {
    state: Arc<State>,
    server: Server,
    ca_pem: Option<String>,
}

impl Sandbox {
    /// Starts a sandbox on any free port, with the real now.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Configures a sandbox.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Stops it: the port is free, and every connection is closed, when this returns.
    pub async fn stop(mut self) {
        self.server.stop();
    }

    /// Where the server listens, without any workspace: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        match self.ca_pem {
            Some(_) => format!("https://localhost:{}", self.port()),
            None => format!("http://{}", self.server.address()),
        }
    }

    /// The certificate of the sandbox's own authority, in PEM; empty where nothing is encrypted.
    pub fn ca_pem(&self) -> &str {
        self.ca_pem.as_deref().unwrap_or_default()
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// The instant that the dates in the answers are counted from.
    pub fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// A workspace's address: `http://127.0.0.1:PORT/SLUG`.
    #[track_caller]
    pub fn url(&self, slug: &str) -> String {
        format!("{}/{}", self.origin(), self.workspace(slug).slug)
    }

    /// The credentials of a workspace's administrator.
    #[track_caller]
    pub fn credentials(&self, slug: &str) -> Credentials {
        self.workspace(slug).credentials.clone()
    }

    /// The user name and password to sign in with.
    #[track_caller]
    pub fn login(&self, slug: &str) -> Login {
        Login::of(&self.workspace(slug).slug)
    }

    /// From now on, a sign-in with the password also needs this.
    #[track_caller]
    pub fn set_second_factor(&self, slug: &str, second_factor: SecondFactor) {
        self.state.account(&self.workspace(slug).slug, |account| account.second_factor = second_factor);
    }

    /// The code of the second factor that works at this moment.
    #[track_caller]
    pub fn second_factor_code(&self, slug: &str) -> String {
        self.state.account(&self.workspace(slug).slug, |account| account.code())
    }

    /// Grants or revokes a permission of the account.
    #[track_caller]
    pub fn set_permission(&self, slug: &str, permission: Permission, allowed: Allowed) {
        self.state.account(&self.workspace(slug).slug, |account| match permission {
            Permission::CreateTokens => account.create_tokens = allowed,
            Permission::EditSettings => account.edit_settings = allowed,
        });
    }

    /// The tokens that were issued since the start and still work.
    #[track_caller]
    pub fn issued_tokens(&self, slug: &str) -> Vec<IssuedToken> {
        self.state.account(&self.workspace(slug).slug, |account| account.issued.clone())
    }

    /// Every workspace that is listed.
    pub fn workspaces(&self) -> &[Workspace] {
        &self.state.workspaces
    }

    /// A workspace of each further generation of the API, which are in no list.
    pub fn generations(&self) -> &[Workspace] {
        &self.state.generations
    }

    /// One workspace.
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

    /// From now on, every endpoint of the workspace has this fault; `None` lifts every fault of the workspace.
    #[track_caller]
    pub fn set_fault(&self, slug: &str, fault: impl Into<Option<Fault>>) {
        self.state.set_fault(&self.workspace(slug).slug, None, fault.into());
    }

    /// From now on, this one endpoint has this fault, whatever the rest of the workspace has; `None` lifts it.
    #[track_caller]
    pub fn set_fault_at(&self, slug: &str, endpoint: Endpoint, fault: impl Into<Option<Fault>>) {
        self.state.set_fault(&self.workspace(slug).slug, Some(endpoint), fault.into());
    }

    /// From now on, this is what an endpoint of the workspace truly answers; `None` brings back its own answer.
    #[track_caller]
    pub fn set_answer(&self, slug: &str, endpoint: Endpoint, json: impl Into<Option<serde_json::Value>>) {
        self.state.set_answer(&self.workspace(slug).slug, endpoint, json.into());
    }

    /// Every request so far, in the order in which they came in.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.state.log().borrow().clone()
    }

    /// The requests so far to one workspace.
    pub fn requests_to(&self, slug: &str) -> Vec<LoggedRequest> {
        self.state.log().borrow().iter().filter(|request| request.slug == slug).cloned().collect()
    }

    /// Waits until the requests so far are what the test waits for; at once if they already are.
    pub async fn wait_for_requests(&self, mut enough: impl FnMut(&[LoggedRequest]) -> bool) {
        let mut log = self.state.log().subscribe();
        // It only fails when the log is gone, and this sandbox holds it.
        let _ = log.wait_for(|requests| enough(requests)).await;
    }

    /// How many calls were being answered at once, at most, since the start.
    pub fn peak_in_flight(&self) -> usize {
        self.state.in_flight.peak()
    }
}
