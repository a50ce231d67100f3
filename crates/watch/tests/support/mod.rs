//! An engine on a store in a folder, a vault in memory, and a clock that the test moves.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rocketchat::{Bounds, Token};
use sandbox::Sandbox;
use tokio::sync::broadcast::Receiver;
use watch::{
    Clock, Engine, EngineEvent, NewWorkspace, SignIn, SignInStep, Store, Vault, WorkspaceId,
    engine::Parts,
    present::view::WorkspaceView,
    vault::{SessionMemory, VaultError, VaultState},
    workspace::connection::{Connection, RouteEntry},
};

/// A clock that shows what it is told.
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

/// A vault that outlives an engine, as a keyring does.
#[derive(Clone, Default)]
pub struct SharedVault(Arc<SessionMemory>);

impl Vault for SharedVault {
    fn token(&self, id: WorkspaceId) -> Result<Option<Token>, VaultError> {
        self.0.token(id)
    }

    fn keep(&self, id: WorkspaceId, token: &Token) -> Result<(), VaultError> {
        self.0.keep(id, token)
    }

    fn forget(&self, id: WorkspaceId) -> Result<(), VaultError> {
        self.0.forget(id)
    }

    fn state(&self) -> VaultState {
        self.0.state()
    }
}

pub const NOW: &str = "2026-03-01T00:00:00Z";

pub struct World {
    pub folder: tempfile::TempDir,
    pub vault: SharedVault,
    pub clock: TestClock,
}

impl World {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), vault: SharedVault::default(), clock: TestClock::at(NOW) }
    }

    /// The engine, as after a start of the application.
    pub fn engine(&self) -> Engine {
        engine(self.folder.path(), Box::new(self.vault.clone()), &self.clock)
    }

    /// The engine, with other bounds for one exchange.
    pub fn engine_within(&self, bounds: Bounds) -> Engine {
        engine_within(self.folder.path(), Box::new(self.vault.clone()), &self.clock, bounds)
    }

    pub async fn sandbox(&self) -> Sandbox {
        Sandbox::builder().now(self.clock.now()).start().await.unwrap()
    }
}

pub fn engine(folder: &Path, vault: Box<dyn Vault>, clock: &TestClock) -> Engine {
    let bounds = Bounds { connect: Duration::from_secs(2), total: Duration::from_secs(20), ..Bounds::default() };
    engine_within(folder, vault, clock, bounds)
}

fn engine_within(folder: &Path, vault: Box<dyn Vault>, clock: &TestClock, bounds: Bounds) -> Engine {
    Engine::new(Parts {
        store: Store::open(folder, clock.now()).unwrap(),
        vault,
        clock: Arc::new(clock.clone()),
        zone: TimeZone::UTC,
        bounds,
    })
    .unwrap()
}

pub fn new_workspace(sandbox: &Sandbox, slug: &str) -> NewWorkspace {
    let login = sandbox.credentials(slug);
    with(sandbox, slug, SignIn::Token { user_id: login.user_id, token: login.token.into() })
}

/// A new workspace with another way to sign in.
pub fn with(sandbox: &Sandbox, slug: &str, sign_in: SignIn) -> NewWorkspace {
    NewWorkspace { address: sandbox.url(slug), name: None, connection: connection(), sign_in }
}

/// The way to the sandbox.
pub fn connection() -> Connection {
    Connection { allow_http: true, route: RouteEntry::System, ca_pem: None }
}

/// Adds a workspace by its token.
pub async fn add(engine: &Engine, sandbox: &Sandbox, slug: &str) -> WorkspaceView {
    match engine.add(new_workspace(sandbox, slug)).await.unwrap() {
        SignInStep::Done { workspace } => *workspace,
        other => panic!("{other:?}"),
    }
}

/// Waits for an event that fits; what comes before it is passed over.
pub async fn next<T>(events: &mut Receiver<EngineEvent>, fits: impl Fn(EngineEvent) -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(found) = fits(events.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the event never came")
}

/// Everything that has been sent so far.
pub fn drain(events: &mut Receiver<EngineEvent>) -> Vec<EngineEvent> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}
