//! All of it together. A face holds an [`Engine`], calls its methods and draws the events that it sends.

mod cache;
mod connect;
mod delivery;
pub mod due;
mod event_batch;
mod groups;
mod history;
mod import_export;
mod license_key;
mod probe;
mod refresh;
mod reminders;
mod reset;
mod run_loop;
mod settings;
mod sign_in;
mod workspaces;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use jiff::{Timestamp, tz::TimeZone};
use rocketchat::Bounds;
use tokio::sync::{Notify, Semaphore, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    deliver::Notifier,
    failure::Failure,
    i18n::{Audience, language::Language},
    present::{
        summary::{Summary, urgency},
        view::WorkspaceView,
    },
    schedule::{clock::Clock, refresh::AT_ONCE},
    settings::Settings,
    store::{Store, StoreError},
    vault::{Vault, VaultState},
    workspace::{Workspace, WorkspaceId},
};
use cache::Cache;
use delivery::Deliveries;
use sign_in::Pending;

pub use event_batch::{Changed, EventBatch, EventBatches};
pub use license_key::{KeyApplied, KeyCause, KeyReason, KeyVerdict, RenewalOutcome};

/// How many events a subscriber may lag behind before it misses some, and has to read everything anew.
const EVENTS: usize = 1024;

/// What happened. An event names what is no longer as it was; how it is now, the engine answers. A subscriber that lags
/// misses events, so nothing that must not get lost is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// These workspaces are being refreshed.
    RefreshStarted(Vec<WorkspaceId>),
    /// These workspaces were added, or something about them changed, or their refresh ended: [`Engine::views_of`].
    WorkspacesChanged(Vec<WorkspaceId>),
    /// A workspace was removed.
    Removed(WorkspaceId),
    /// Time has passed, or a setting changed: countdowns and states may read differently for every workspace.
    TimePassed,
    /// A refresh of all workspaces has ended.
    RefreshAllFinished,
    /// The groups, or the order of the workspaces, changed: [`Engine::arrangement`].
    GroupsChanged,
    /// A setting changed: [`Engine::settings`].
    SettingsChanged,
    /// A reminder became due, was shown, snoozed or dismissed: [`Engine::reminders`].
    RemindersChanged,
}

/// What an engine is made of.
pub struct Parts {
    /// Where everything but the secrets is kept.
    pub store: Store,
    /// Where tokens are kept.
    pub vault: Box<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The zone of whoever reads countdowns.
    pub zone: TimeZone,
    /// The system's language, which is used unless the settings name another.
    pub system_language: Language,
    /// How far one exchange with a server may go.
    pub bounds: Bounds,
    /// How reminders are shown. With `None` nothing is recorded as sent: what is due stays due.
    pub notifier: Option<Arc<dyn Notifier>>,
}

/// The engine. Clones are handles on the same one.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    vault: Box<dyn Vault>,
    clock: Arc<dyn Clock>,
    zone: TimeZone,
    system_language: Language,
    bounds: Bounds,
    /// This start of the application, told apart from every other in the store.
    run: Uuid,
    notifier: Option<Arc<dyn Notifier>>,
    deliveries: Mutex<Deliveries>,
    /// Held while what is due of a workspace is recorded, so that all of it is delivered together.
    recording: Mutex<()>,
    /// Every setting, as it is stored.
    settings: Mutex<Settings>,
    /// Held while the settings are changed, up to the last consequence.
    settings_writer: Mutex<()>,
    /// Everything that is known, as it stands in the store: what is asked for often is answered from here.
    cache: Mutex<Cache>,
    /// The sign-in that waits for a second factor.
    pending: Mutex<Option<Pending>>,
    permits: Semaphore,
    /// How many times at once somebody has asked for everything to be refreshed.
    rounds: AtomicUsize,
    events: broadcast::Sender<EngineEvent>,
    /// Something changed that [`Engine::run`] has to look at before its time.
    nudge: Notify,
    /// Cancelled when the engine is to stop.
    stopping: CancellationToken,
    /// What runs in the background and has to end before the engine has stopped.
    tasks: TaskTracker,
}

/// The value of a mutex. Whatever panicked while it held one left it as it was: values are replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// An engine that knows what its store knows. It does nothing by itself until [`Engine::run`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(parts: Parts) -> Result<Self, StoreError> {
        let Parts { store, vault, clock, zone, system_language, bounds, notifier } = parts;
        let settings = store.settings()?;
        let cache = Cache::read(&store, settings.refresh.interval_hours, clock.now())?;
        let (events, _) = broadcast::channel(EVENTS);
        Ok(Self(Arc::new(Inner {
            store,
            vault,
            clock,
            zone,
            system_language,
            bounds,
            cache: Mutex::new(cache),
            run: Uuid::new_v4(),
            notifier,
            deliveries: Mutex::default(),
            recording: Mutex::new(()),
            settings: Mutex::new(settings),
            settings_writer: Mutex::new(()),
            pending: Mutex::new(None),
            permits: Semaphore::new(AT_ONCE),
            rounds: AtomicUsize::new(0),
            events,
            nudge: Notify::new(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })))
    }

    /// The events that happen from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<EngineEvent> {
        self.0.events.subscribe()
    }

    /// Every workspace, the most urgent first: at once, and without a network.
    pub fn views(&self) -> Vec<WorkspaceView> {
        let (now, every, cache) = (self.now(), self.every(), self.cache());
        let mut entries: Vec<_> = cache.entries().iter().collect();
        entries.sort_by_cached_key(|entry| urgency(&entry.workspace, &entry.snapshot, now));
        entries.into_iter().map(|entry| entry.view(every, now)).collect()
    }

    /// These workspaces, in this order, without those that were removed.
    pub fn views_of(&self, ids: &[WorkspaceId]) -> Vec<WorkspaceView> {
        let (now, every, cache) = (self.now(), self.every(), self.cache());
        ids.iter().filter_map(|id| Some(cache.entry(*id).ok()?.view(every, now))).collect()
    }

    /// One workspace.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn view(&self, id: WorkspaceId) -> Result<WorkspaceView, Failure> {
        let (now, every) = (self.now(), self.every());
        Ok(self.cache().entry(id)?.view(every, now))
    }

    /// Every workspace, with what is known of it.
    pub fn snapshots(&self) -> Vec<(Workspace, crate::Snapshot)> {
        self.cache().entries().iter().map(|entry| (entry.workspace.clone(), entry.snapshot.clone())).collect()
    }

    /// All workspaces at a glance.
    pub fn summary(&self) -> Summary {
        let paused_until = self.paused_until();
        let cache = self.cache();
        let known = cache.entries().iter().map(|entry| (&entry.workspace, &entry.snapshot));
        let refreshing = self.0.rounds.load(Ordering::Relaxed) > 0;
        Summary { paused_until, refreshing, ..Summary::new(known, &self.reader()) }
    }

    /// Ends [`Engine::run`] and every refresh under way, and returns when all that was being written is.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.store.finish();
    }

    /// Where tokens are kept.
    pub fn vault_state(&self) -> VaultState {
        self.0.vault.state()
    }

    /// The present instant, as the engine sees it.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Whoever is told something at this moment.
    pub fn reader(&self) -> Audience<'_> {
        Audience { now: self.now(), zone: &self.0.zone, words: self.language().words() }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        lock(&self.0.cache)
    }

    fn pending(&self) -> MutexGuard<'_, Option<Pending>> {
        lock(&self.0.pending)
    }

    fn recording(&self) -> MutexGuard<'_, ()> {
        lock(&self.0.recording)
    }

    fn deliveries(&self) -> MutexGuard<'_, Deliveries> {
        lock(&self.0.deliveries)
    }

    fn emit(&self, event: EngineEvent) {
        // It fails when nobody subscribed, as in the headless program.
        let _ = self.0.events.send(event);
    }

    /// Reports that a workspace changed, unless it was removed meanwhile.
    fn emit_changed(&self, id: WorkspaceId) {
        if self.cache().entry(id).is_ok() {
            self.emit(EngineEvent::WorkspacesChanged(vec![id]));
        }
    }
}
