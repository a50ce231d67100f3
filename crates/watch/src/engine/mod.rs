//! The engine: a face holds an [`Engine`], calls its methods, and redraws when it sends events.

mod addition;
mod address;
mod baseline;
mod batch;
mod cache;
mod calendar;
mod channel_agenda;
mod channel_edit;
mod channel_round;
mod channel_send;
mod channels;
mod cloud_sync;
mod connect;
mod copies;
mod delivery;
mod details;
mod disk;
pub mod due;
mod event_batch;
mod fleet;
mod given_channels;
mod groups;
mod handling;
mod history;
mod icons;
mod import;
mod import_export;
mod key_effect;
mod key_match;
mod license_key;
mod links;
mod measured;
mod previous_key;
mod probe;
mod refresh;
mod reminders;
mod reports;
mod reset;
mod run_loop;
mod selection;
mod settings;
mod sign_in;
mod vault;
mod workspaces;

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use jiff::{Timestamp, tz::TimeZone};
use rocketchat::Bounds;
use tokio::sync::{Notify, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    deliver::Notifier,
    failure::{Failure, FailureCode},
    i18n::{Audience, language::Language},
    present::{
        summary::{FleetSummary, Summary},
        view::{FullWorkspaceView, KeyStage, WorkspaceView},
    },
    schedule::{clock::Clock, turns::Turns},
    settings::Settings,
    store::{Damage, Store, StoreError},
    vault::Vault,
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot},
};
use batch::Batch;
use cache::Cache;
use channels::Channels;
use delivery::Deliveries;
use handling::EarlierHandlings;
use previous_key::PreviousKeys;
use sign_in::PendingSignIn;

pub use calendar::CalendarPieces;
pub use channels::{ChannelParts, ChannelSource};
pub use cloud_sync::{CloudSynced, SyncOutcome};
pub use event_batch::{Changed, EventBatch, EventBatches};
pub use measured::Watched;
pub use refresh::CONFIRMATION_PAUSE;
pub use reminders::TestNotification;
pub use selection::NotRemoved;

/// How many events a subscriber may lag behind before it misses some and has to reload everything.
const EVENT_CAPACITY: usize = 1024;

/// Something that happened. An event says what changed, not what it is now: for that, call the engine. A subscriber
/// that lags misses events, so anything that must not get lost is not an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// These workspaces are being refreshed.
    RefreshStarted(Vec<WorkspaceId>),
    /// These workspaces were added or changed, or their refresh ended: see [`Engine::views_of`].
    WorkspacesChanged(Vec<WorkspaceId>),
    /// A workspace was removed.
    Removed(WorkspaceId),
    /// A deadline or a threshold passed, or a setting changed: the countdown and status of every workspace may differ.
    TimePassed,
    /// A license key that is being applied to this workspace has got this far.
    KeyProgress(WorkspaceId, KeyStage),
    /// A row of the batch to add changed: see [`Engine::batch`].
    AddBatchChanged,
    /// A refresh of all workspaces has ended.
    RefreshAllFinished,
    /// The groups or the order of the workspaces changed: see [`Engine::arrangement`].
    GroupsChanged,
    /// A setting changed: see [`Engine::settings`].
    SettingsChanged,
    /// A channel was added, changed or removed, or a message was accepted by one or not: see [`Engine::channels`].
    ChannelsChanged,
    /// A reminder became due, or was shown, snoozed or completed: see [`Engine::reminders`].
    RemindersChanged,
    /// The vault appeared, disappeared, was locked or unlocked, or took a token: see [`Engine::vault_status`].
    VaultChanged,
}

/// Everything that an engine needs from outside.
pub struct Parts {
    /// Stores everything except secrets.
    pub store: Store,
    /// Stores tokens.
    pub vault: Box<dyn Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The user's time zone, for dates, countdowns, snoozing and quiet hours.
    pub zone: TimeZone,
    /// The system's language, which is used unless the settings name another.
    pub system_language: Language,
    /// The limits in time and size of one exchange with a server.
    pub bounds: Bounds,
    /// Shows reminders. With `None`, and without channels, nothing is recorded as sent, so what is due stays due.
    pub notifier: Option<Arc<dyn Notifier>>,
    /// Where else reminders go.
    pub channels: ChannelParts,
}

#[cfg(test)]
impl Parts {
    /// Those of an engine for tests: its clock stands still, and it reaches neither a keyring nor people.
    fn at(now: Timestamp, store: Store) -> Self {
        Self {
            store,
            vault: Box::new(crate::vault::SessionMemory::default()),
            clock: Arc::new(crate::schedule::clock::FixedClock(now)),
            zone: TimeZone::UTC,
            system_language: Language::English,
            bounds: Bounds::default(),
            notifier: None,
            channels: ChannelParts::default(),
        }
    }
}

/// A handle on the engine. Clones share the same one.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    vault: Box<dyn Vault>,
    clock: Arc<dyn Clock>,
    zone: TimeZone,
    system_language: Language,
    bounds: Bounds,
    /// Identifies this run of the application in the store.
    run: Uuid,
    notifier: Option<Arc<dyn Notifier>>,
    deliveries: Mutex<Deliveries>,
    channels: Channels,
    /// When what was not accepted was tried again last, because channels were given.
    channels_retried_at: Mutex<Option<Timestamp>>,
    /// Held while the due reminders of a workspace are recorded, so that they are delivered together.
    recording: Mutex<()>,
    /// The settings, as stored.
    settings: Mutex<Settings>,
    /// Held while the settings are changed and take effect.
    settings_writer: Mutex<()>,
    /// The day on which the store was copied last, or found not to need it, in days since 1970.
    copied_on: AtomicI64,
    /// The workspaces and their snapshots, as stored, for reads that must not wait for the disk.
    cache: Mutex<Cache>,
    /// The sign-in that waits for a second factor.
    pending: Mutex<Option<PendingSignIn>>,
    /// The workspaces that are about to be added together.
    batch: Mutex<Option<Batch>>,
    /// The license keys that can be put back.
    previous_keys: Mutex<PreviousKeys>,
    /// What the last decision about workspaces replaced.
    earlier_handlings: Mutex<EarlierHandlings>,
    /// Whose turn it is to be asked.
    turns: Turns,
    /// How many calls of [`Engine::refresh_all`] are running.
    refresh_alls: AtomicUsize,
    /// How many calls of the vault are running that take long.
    slow_vault_calls: AtomicUsize,
    events: broadcast::Sender<EngineEvent>,
    /// Wakes [`Engine::run`] early, because something changed that may be due.
    nudge: Notify,
    /// Cancelled to stop the engine.
    stopping: CancellationToken,
    /// Background tasks that [`Engine::stop`] waits for.
    tasks: TaskTracker,
}

/// Locks a mutex, also a poisoned one: values are replaced as a whole, so a panic leaves none half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Creates an engine from what is stored. It does nothing by itself until [`Engine::run`] is called.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(parts: Parts) -> Result<Self, StoreError> {
        let Parts { store, vault, clock, zone, system_language, bounds, notifier, channels } = parts;
        let settings = store.settings()?;
        let cache = Cache::read(&store, settings.refresh.interval_hours, clock.now())?;
        let channels = Channels::new(channels, &store)?;
        let (events, _) = broadcast::channel(EVENT_CAPACITY);
        Ok(Self(Arc::new(Inner {
            store,
            vault,
            clock,
            zone,
            system_language,
            bounds,
            cache: Mutex::new(cache),
            copied_on: AtomicI64::new(i64::MIN),
            run: Uuid::new_v4(),
            notifier,
            deliveries: Mutex::default(),
            channels,
            channels_retried_at: Mutex::default(),
            recording: Mutex::new(()),
            settings: Mutex::new(settings),
            settings_writer: Mutex::new(()),
            pending: Mutex::new(None),
            batch: Mutex::new(None),
            previous_keys: Mutex::default(),
            earlier_handlings: Mutex::default(),
            turns: Turns::default(),
            refresh_alls: AtomicUsize::new(0),
            slow_vault_calls: AtomicUsize::new(0),
            events,
            nudge: Notify::new(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })))
    }

    /// What was done about damage when the store was opened; `None` if it was not damaged.
    pub fn store_damage(&self) -> Option<&Damage> {
        self.0.store.damage()
    }

    /// Subscribes to the events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<EngineEvent> {
        self.0.events.subscribe()
    }

    /// Returns every workspace, the most urgent first. Uses neither the disk nor the network.
    pub fn views(&self) -> Vec<WorkspaceView> {
        let mut views = Vec::new();
        let Ok(()) = self.each_view(|view| -> Result<(), Infallible> {
            views.push(view);
            Ok(())
        });
        views
    }

    /// Passes on every workspace, in the order of [`Engine::views`], until `then` fails. A large fleet is thus never in
    /// memory all at once; the allocator would keep most of that memory. `then` must not call the engine.
    pub fn each_view<E>(&self, then: impl FnMut(WorkspaceView) -> Result<(), E>) -> Result<(), E> {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        let ordered = cache.by_urgency(audience.now);
        ordered.into_iter().map(|entry| cache.view(entry, interval, &audience)).try_for_each(then)
    }

    /// The ids of every workspace, in the order of [`Engine::views`].
    pub fn order(&self) -> Vec<WorkspaceId> {
        let (now, cache) = (self.now(), self.cache());
        cache.by_urgency(now).into_iter().map(|entry| entry.workspace.id).collect()
    }

    /// These workspaces, in this order, without those that were removed.
    pub fn views_of(&self, ids: &[WorkspaceId]) -> Vec<WorkspaceView> {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        ids.iter().filter_map(|id| Some(cache.view(cache.entry(*id).ok()?, interval, &audience))).collect()
    }

    /// The same, with what only the page of a workspace shows.
    pub fn full_views_of(&self, ids: &[WorkspaceId]) -> Vec<FullWorkspaceView> {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        ids.iter().filter_map(|id| Some(cache.full_view(cache.entry(*id).ok()?, interval, &audience))).collect()
    }

    /// One workspace, with what only its page shows.
    ///
    /// # Errors
    /// If there is no such workspace.
    pub fn full_view(&self, id: WorkspaceId) -> Result<FullWorkspaceView, Failure> {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        Ok(cache.full_view(cache.entry(id)?, interval, &audience))
    }

    /// One workspace.
    ///
    /// # Errors
    /// If there is no such workspace.
    pub fn view(&self, id: WorkspaceId) -> Result<WorkspaceView, Failure> {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        Ok(cache.view(cache.entry(id)?, interval, &audience))
    }

    /// Every workspace, with what is known about it.
    pub fn snapshots(&self) -> Vec<(Arc<Workspace>, Arc<Snapshot>)> {
        self.cache().entries().iter().map(|entry| (entry.workspace.clone(), entry.snapshot.clone())).collect()
    }

    /// The workspaces that are archived.
    pub fn archived(&self) -> HashSet<WorkspaceId> {
        let cache = self.cache();
        let archived = cache.entries().iter().filter(|entry| entry.handling == Handling::Archived);
        archived.map(|entry| entry.workspace.id).collect()
    }

    /// The summary of all workspaces, for the tray, with a line for each of the most urgent: at most so many.
    pub fn summary(&self, most: usize) -> Summary {
        let paused_until = self.paused_until();
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        let known = cache.entries().iter().map(|entry| cache.member(entry, audience.now)).collect();
        let refreshing = self.0.refresh_alls.load(Ordering::Relaxed) > 0;
        Summary { paused_until, refreshing, ..Summary::new(known, most, interval, &audience) }
    }

    /// The summary of all workspaces, for the window.
    pub fn fleet_summary(&self) -> FleetSummary {
        self.fleet_summary_of(None)
    }

    /// The summary of these workspaces; of all with `None`.
    fn fleet_summary_of(&self, ids: Option<&[WorkspaceId]>) -> FleetSummary {
        let (audience, interval, cache) = (self.audience(), self.refresh_interval(), self.cache());
        let chosen = cache.entries().iter().filter(|entry| ids.is_none_or(|ids| ids.contains(&entry.workspace.id)));
        let known: Vec<_> = chosen.map(|entry| cache.member(entry, audience.now)).collect();
        FleetSummary::new(&known, interval, &audience)
    }

    /// Stops [`Engine::run`] and every refresh in progress, and returns once everything is written.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.store(|store| store.checkpoint());
    }

    /// Does something to its end, also if the caller is gone. [`Engine::stop`] waits for it.
    async fn uninterrupted<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Failure>> + Send + 'static,
    ) -> Result<T, Failure> {
        let aborted = || Failure::new(FailureCode::Internal, "the call was aborted", "Please report this bug.");
        self.0.tasks.spawn(work).await.unwrap_or_else(|_| Err(aborted()))
    }

    /// The current time by the engine's clock.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The user's language and time zone, and the current time.
    pub fn audience(&self) -> Audience<'_> {
        Audience { now: self.now(), zone: &self.0.zone, words: self.language().words() }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        lock(&self.0.cache)
    }

    fn pending(&self) -> MutexGuard<'_, Option<PendingSignIn>> {
        lock(&self.0.pending)
    }

    fn previous_keys(&self) -> MutexGuard<'_, PreviousKeys> {
        lock(&self.0.previous_keys)
    }

    fn earlier_handlings(&self) -> MutexGuard<'_, EarlierHandlings> {
        lock(&self.0.earlier_handlings)
    }

    fn recording(&self) -> MutexGuard<'_, ()> {
        lock(&self.0.recording)
    }

    fn deliveries(&self) -> MutexGuard<'_, Deliveries> {
        lock(&self.0.deliveries)
    }

    fn emit(&self, event: EngineEvent) {
        // Fails if there are no subscribers, as in the headless program.
        let _ = self.0.events.send(event);
    }

    /// Reports that a workspace changed, unless it has been removed.
    fn emit_changed(&self, id: WorkspaceId) {
        if self.cache().entry(id).is_ok() {
            self.emit(EngineEvent::WorkspacesChanged(vec![id]));
        }
    }
}
