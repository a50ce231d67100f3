//! An engine with a store in a temporary folder, a vault in memory, and a clock that the test advances.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::Label;
use rocketchat::{Address, Bounds, InsecureHttp, Route, Token, UserId};
use sandbox::Sandbox;
use tokio::sync::broadcast::Receiver;
use watch::{
    Clock, Credential, Engine, EngineEvent, NewWorkspace, SignIn, SignInStep, Store, TokenId, Vault, Workspace,
    WorkspaceId,
    deliver::{BoxFuture, NotShown, Notification, Notifier, ReminderId},
    engine::{ChannelParts, ChannelSource, Parts},
    i18n::language::Language,
    present::view::{KeyConsent, WorkspaceView},
    vault::{SessionMemory, VaultError, VaultStatus},
    workspace::{
        connection::{Connection, RouteEntry},
        details::WorkspaceDetails,
    },
};

/// A clock that only advances when the test says so.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    pub fn at(now: &str) -> Self {
        Self(Arc::new(Mutex::new(now.parse().unwrap())))
    }

    pub fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A vault that outlives an engine, like a keyring.
#[derive(Clone, Default)]
pub struct SharedVault {
    tokens: Arc<SessionMemory>,
    /// The ids that were ever used.
    used: Arc<Mutex<BTreeSet<TokenId>>>,
}

impl SharedVault {
    /// How many tokens were ever stored in it.
    pub fn used(&self) -> usize {
        self.used.lock().unwrap().len()
    }

    /// The tokens that are in it.
    pub fn ids(&self) -> BTreeSet<TokenId> {
        let used = self.used.lock().unwrap();
        used.iter().copied().filter(|id| self.tokens.token(*id).unwrap().is_some()).collect()
    }
}

impl Vault for SharedVault {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.tokens.token(id)
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.tokens.keep(id, token)?;
        self.used.lock().unwrap().insert(id);
        Ok(())
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.tokens.forget(id)
    }

    fn status(&self) -> VaultStatus {
        self.tokens.status()
    }
}

/// How the notification service of a test behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Service {
    /// It shows everything.
    #[default]
    Present,
    /// It is not available, or refuses.
    Absent,
    /// It never answers, so that it is unknown whether it shows anything.
    Silent,
}

/// A notifier that outlives an engine, like a desktop.
#[derive(Clone, Default)]
pub struct TestNotifier(Arc<NotifierState>);

#[derive(Default)]
struct NotifierState {
    service: Mutex<Service>,
    sent: Mutex<Vec<Notification>>,
    shown: Mutex<Vec<Notification>>,
    withdrawn: Mutex<Vec<ReminderId>>,
    appeared: tokio::sync::Notify,
}

impl TestNotifier {
    /// Changes how the service behaves.
    pub fn set(&self, service: Service) {
        *self.0.service.lock().unwrap() = service;
    }

    /// Reports that the service has appeared.
    pub fn appear(&self) {
        self.set(Service::Present);
        self.0.appeared.notify_one();
    }

    /// The notifications that were sent since the last call, shown or not.
    pub fn sent(&self) -> Vec<Notification> {
        std::mem::take(&mut self.0.sent.lock().unwrap())
    }

    /// The notifications that were shown since the last call, after the engine has learned that.
    pub async fn shown(&self) -> Vec<Notification> {
        settled().await;
        std::mem::take(&mut self.0.shown.lock().unwrap())
    }

    /// The reminders whose notifications were withdrawn since the last call.
    pub fn withdrawn(&self) -> Vec<ReminderId> {
        std::mem::take(&mut self.0.withdrawn.lock().unwrap())
    }
}

/// Lets the tasks run that store the outcome of a notification. On a single-threaded runtime, they need nothing but to
/// be scheduled.
pub async fn settled() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

impl Notifier for TestNotifier {
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
        self.0.sent.lock().unwrap().push(notification.clone());
        match *self.0.service.lock().unwrap() {
            Service::Present => {
                self.0.shown.lock().unwrap().push(notification);
                Box::pin(std::future::ready(Ok(())))
            }
            Service::Absent => Box::pin(std::future::ready(Err(NotShown { reason: "no service".to_owned() }))),
            Service::Silent => Box::pin(std::future::pending()),
        }
    }

    fn withdraw(&self, ids: &[ReminderId]) {
        self.0.withdrawn.lock().unwrap().extend(ids);
    }

    fn appeared(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.0.appeared.notified())
    }
}

pub const NOW: &str = "2026-03-01T00:00:00Z";

pub struct World {
    pub folder: tempfile::TempDir,
    pub vault: SharedVault,
    pub clock: TestClock,
    pub notifier: TestNotifier,
}

impl World {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            vault: SharedVault::default(),
            clock: TestClock::at(NOW),
            notifier: TestNotifier::default(),
        }
    }

    /// Starts an engine as the headless program does, without a notifier.
    pub fn engine(&self) -> Engine {
        engine(self.folder.path(), Box::new(self.vault.clone()), &self.clock)
    }

    /// Starts an engine as the desktop application does.
    pub fn desktop(&self) -> Engine {
        self.desktop_with(Box::new(self.vault.clone()))
    }

    /// Starts an engine as the desktop application does, with this vault.
    pub fn desktop_with(&self, vault: Box<dyn Vault>) -> Engine {
        let notifier: Arc<dyn Notifier> = Arc::new(self.notifier.clone());
        start_engine(self.folder.path(), vault, &self.clock, bounds(), Some(notifier), stored_channels())
    }

    /// Starts an engine as the desktop application does, with these channels.
    pub fn desktop_with_channels(&self, channels: ChannelParts) -> Engine {
        let (vault, notifier) = (Box::new(self.vault.clone()), Arc::new(self.notifier.clone()));
        start_engine(self.folder.path(), vault, &self.clock, bounds(), Some(notifier), channels)
    }

    /// Starts an engine as a program without a desktop does, with these channels.
    pub fn server_with_channels(&self, channels: ChannelParts) -> Engine {
        start_engine(self.folder.path(), Box::new(self.vault.clone()), &self.clock, bounds(), None, channels)
    }

    /// Starts an engine with the given bounds for one exchange.
    pub fn engine_within(&self, bounds: Bounds) -> Engine {
        start_engine(
            self.folder.path(),
            Box::new(self.vault.clone()),
            &self.clock,
            bounds,
            None,
            ChannelParts::default(),
        )
    }

    pub async fn sandbox(&self) -> Sandbox {
        Sandbox::builder().now(self.clock.now()).start().await.unwrap()
    }
}

/// A workspace of the sandbox with its token, to be imported without a check.
pub fn imported(sandbox: &Sandbox, slug: &str) -> (Workspace, Token) {
    let login = sandbox.credentials(slug);
    let id = WorkspaceId::random();
    let workspace = Workspace {
        id,
        name: Label::new(slug),
        address: Address::parse(&sandbox.url(slug), InsecureHttp::Allowed).unwrap(),
        user_id: UserId::new(&login.user_id),
        account: None,
        plain: InsecureHttp::Allowed,
        route: Route::System,
        ca_pem: None,
        credential: Credential::PersonalAccessToken,
        token: id.into(),
        details: WorkspaceDetails::default(),
    };
    (workspace, Token::new(&login.token))
}

fn stored_channels() -> ChannelParts {
    ChannelParts { source: ChannelSource::Stored, ..ChannelParts::default() }
}

fn bounds() -> Bounds {
    Bounds { connect: Duration::from_secs(2), total: Duration::from_secs(20), ..Bounds::default() }
}

pub fn engine(folder: &Path, vault: Box<dyn Vault>, clock: &TestClock) -> Engine {
    start_engine(folder, vault, clock, bounds(), None, ChannelParts::default())
}

fn start_engine(
    folder: &Path,
    vault: Box<dyn Vault>,
    clock: &TestClock,
    bounds: Bounds,
    notifier: Option<Arc<dyn Notifier>>,
    channels: ChannelParts,
) -> Engine {
    Engine::new(Parts {
        store: Store::open(folder, clock.now()).unwrap(),
        vault,
        clock: Arc::new(clock.clone()),
        zone: TimeZone::UTC,
        system_language: Language::English,
        bounds,
        notifier,
        channels,
    })
    .unwrap()
}

pub fn new_workspace(sandbox: &Sandbox, slug: &str) -> NewWorkspace {
    let login = sandbox.credentials(slug);
    with(sandbox, slug, SignIn::Token { user_id: login.user_id, token: login.token.into() })
}

/// A workspace to add, with the given sign-in.
pub fn with(sandbox: &Sandbox, slug: &str, sign_in: SignIn) -> NewWorkspace {
    NewWorkspace { address: sandbox.url(slug), name: None, connection: connection(), sign_in }
}

/// The connection to the sandbox.
pub fn connection() -> Connection {
    Connection { allow_http: true, route: RouteEntry::System, ca_pem: None }
}

/// A workspace at an address without a server.
pub fn unreachable(address: &str) -> Workspace {
    let id = WorkspaceId::random();
    Workspace {
        id,
        name: Label::new(address),
        address: Address::parse(address, InsecureHttp::Allowed).unwrap(),
        user_id: UserId::new("me"),
        account: None,
        plain: InsecureHttp::Allowed,
        route: Route::Direct,
        ca_pem: None,
        credential: Credential::PersonalAccessToken,
        token: id.into(),
        details: WorkspaceDetails::default(),
    }
}

/// Runs an engine in the background.
pub fn run(engine: &Engine) -> tokio::task::JoinHandle<()> {
    let engine = engine.clone();
    tokio::spawn(async move { engine.run().await })
}

/// Adds a workspace with its token.
pub async fn add(engine: &Engine, sandbox: &Sandbox, slug: &str) -> WorkspaceView {
    match engine.add(new_workspace(sandbox, slug)).await.unwrap() {
        SignInStep::Done { workspace } => *workspace,
        other => panic!("{other:?}"),
    }
}

/// Adds a workspace as if it had been added before anything of it was due, and reads it: all reminders are due now.
pub async fn add_due(world: &World, engine: &Engine, sandbox: &Sandbox, slug: &str) -> WorkspaceView {
    let view = add(engine, sandbox, slug).await;
    let id = serde_json::to_value(view.id).unwrap();
    let store = rusqlite::Connection::open(world.folder.path().join("license-watch.db")).unwrap();
    for table in ["additions", "reminders_sent", "alert_levels"] {
        store.execute(&format!("delete from {table} where workspace_id = ?1"), [id.as_str()]).unwrap();
    }
    store.execute("delete from deliveries where added_id = ?1", [id.as_str()]).unwrap();
    engine.refresh(view.id).await.unwrap();
    engine.view(view.id).unwrap()
}

/// Renews the license of a workspace.
pub async fn renew(engine: &Engine, sandbox: &Sandbox, id: WorkspaceId, slug: &str) {
    let key = sandbox.key(slug, sandbox::Key::Renewal);
    engine.apply_key(id, &key, KeyConsent::OnlyIfItFits).await.unwrap();
}

/// Waits for an event for which `find` returns a value, and skips the others.
pub async fn next<T>(events: &mut Receiver<EngineEvent>, find: impl Fn(EngineEvent) -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(found) = find(events.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the event never came")
}

/// The events that were sent so far.
pub fn drain(events: &mut Receiver<EngineEvent>) -> Vec<EngineEvent> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}
