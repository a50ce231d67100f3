//! The Secret Service, the keyring of Linux desktops: gnome-keyring, KWallet, KeePassXC.
//!
//! It may start later than this process, restart, be locked, or hang. Its state is followed by signals of the session
//! bus, each call has a time limit, and the connection lives on one thread of its own.

mod bus;
mod session;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use rocketchat::Token;
use tokio::{
    runtime::Runtime,
    sync::{Notify, watch},
    time::{Instant, sleep, timeout},
};
use zbus::{Connection, MatchRule, Message, MessageStream, message, zvariant::OwnedObjectPath};

use super::{SessionMemory, Vault, VaultError, VaultState, VaultStatus, WhenAway, unsaved::Unsaved};
use crate::workspace::TokenId;
use bus::{CallError, Found};
use session::Session;

/// How long reading, storing or deleting a token may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long a keyring that did not answer is left alone. Doubled each time, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// How long a prompt stays on the screen.
const PROMPT_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// The same, of a command that waits for it.
const COMMAND_PROMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long to wait before the first prompt, because a keyring that has just started may be about to be unlocked.
const PROMPT_DELAY: Duration = Duration::from_secs(1);

/// How long to collect signals before looking at the keyring.
const SIGNAL_DELAY: Duration = Duration::from_millis(50);

/// How long to wait before connecting to the session bus again.
const BUS_RETRY: Duration = Duration::from_secs(30);

/// The vault of a program that keeps running.
pub(super) fn open(when_away: WhenAway) -> Box<dyn Vault> {
    match SecretService::new(when_away) {
        Ok(service) => {
            service.follow();
            Box::new(service)
        }
        Err(error) => {
            tracing::error!(%error, "failed to start the thread of the keyring: tokens are only kept in memory");
            Box::<SessionMemory>::default()
        }
    }
}

/// The vault of a command, once it is open.
pub(super) fn open_now() -> Result<Box<dyn Vault>, VaultError> {
    let service = SecretService::new(WhenAway::Fail).map_err(|error| VaultError::Failed(error.to_string()))?;
    match service.run(Work::Check) {
        Err(VaultError::Locked(_)) => {
            service.keyring.ask(Asker::User);
            let mut prompt = service.keyring.prompt.subscribe();
            // Ends by itself: prompts have a time limit.
            let ended = service.runtime().block_on(prompt.wait_for(|state| *state != PromptState::Open));
            drop(ended);
            service.run(Work::Check)?;
        }
        checked => drop(checked?),
    }
    Ok(Box::new(service))
}

/// The keyring, and the thread on which its connection lives.
struct SecretService {
    keyring: Arc<Keyring>,
    /// `None` only while this is dropped.
    runtime: Option<Runtime>,
}

struct Keyring {
    when_away: WhenAway,
    runtime: tokio::runtime::Handle,
    connection: tokio::sync::Mutex<Option<Connection>>,
    /// The session, and the generation of the service that it belongs to.
    session: tokio::sync::Mutex<Option<(u64, Arc<Session>)>>,
    status: watch::Sender<VaultStatus>,
    prompt: watch::Sender<PromptState>,
    /// Counts how often the service has appeared or disappeared.
    generation: watch::Sender<u64>,
    hangs: Mutex<Hangs>,
    unsaved: Unsaved,
    /// Held while the keyring is written, so that an older token never replaces a newer one.
    writing: tokio::sync::Mutex<()>,
    /// The state of the keyring may have changed.
    recheck: Notify,
    /// The keyring may take the unsaved tokens.
    save: Notify,
}

/// What is done with the keyring.
#[derive(Clone)]
enum Work {
    /// Find out whether it is open.
    Check,
    Read(TokenId),
    Write(TokenId, Token),
    Delete(TokenId),
}

/// Who wants the keyring to be unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    /// A refresh that was due.
    Schedule,
    User,
}

/// The prompt that asks the user to unlock the keyring. There is at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PromptState {
    /// There is none.
    None,
    /// It is on the screen.
    Open,
    /// The user has dismissed it. There is no other until the user wants something, or the keyring changes.
    Dismissed,
}

/// How often in a row the keyring did not answer in time.
#[derive(Default)]
struct Hangs {
    count: u32,
    /// Until when it is left alone.
    until: Option<Instant>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SecretService {
    fn new(when_away: WhenAway) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("keyring")
            .enable_all()
            .build()?;
        let keyring = Arc::new(Keyring {
            when_away,
            runtime: runtime.handle().clone(),
            connection: tokio::sync::Mutex::default(),
            session: tokio::sync::Mutex::default(),
            status: watch::Sender::new(VaultState::Keyring.into()),
            prompt: watch::Sender::new(PromptState::None),
            generation: watch::Sender::new(0),
            hangs: Mutex::default(),
            unsaved: Unsaved::default(),
            writing: tokio::sync::Mutex::default(),
            recheck: Notify::new(),
            save: Notify::new(),
        });
        Ok(Self { keyring, runtime: Some(runtime) })
    }

    /// Follows the state of the keyring in the background.
    fn follow(&self) {
        let runtime = self.runtime();
        let keyring = || Arc::clone(&self.keyring);
        runtime.spawn(follow_bus(keyring()));
        runtime.spawn(recheck(keyring()));
        runtime.spawn(save(keyring()));
    }

    fn runtime(&self) -> &tokio::runtime::Handle {
        &self.keyring.runtime
    }

    fn run(&self, work: Work) -> Result<Option<Token>, VaultError> {
        self.runtime().block_on(self.keyring.run(work))
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        // Waiting for its thread is not allowed on threads of another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Vault for SecretService {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        match self.keyring.unsaved.get(id) {
            Some(token) => Ok(Some(token)),
            None => self.run(Work::Read(id)),
        }
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.runtime().block_on(self.keyring.keep(id, token))
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.runtime().block_on(async {
            let _writing = self.keyring.writing.lock().await;
            self.keyring.unsaved.remove(id);
            self.keyring.show_unsaved();
            self.keyring.run(Work::Delete(id)).await.map(drop)
        })
    }

    fn status(&self) -> VaultStatus {
        self.keyring.status.borrow().clone()
    }

    fn changes(&self) -> watch::Receiver<VaultStatus> {
        self.keyring.status.subscribe()
    }

    fn ask_to_unlock(&self) {
        if self.keyring.status.borrow().state == VaultState::Locked {
            self.keyring.ask(Asker::User);
        }
    }
}

impl Keyring {
    async fn keep(self: &Arc<Self>, id: TokenId, token: &Token) -> Result<(), VaultError> {
        match self.when_away {
            WhenAway::Fail => {
                let _writing = self.writing.lock().await;
                self.run(Work::Write(id, token.clone())).await.map(drop)
            }
            WhenAway::Remember => {
                self.unsaved.insert(id, token);
                let kept = self.save(id).await;
                match &kept {
                    Ok(()) => {}
                    Err(VaultError::Locked(_)) => self.ask(Asker::User),
                    Err(VaultError::Absent(_) | VaultError::TimedOut) => {}
                    Err(VaultError::Failed(_)) => {
                        self.unsaved.taken(id, token);
                        self.show_unsaved();
                        return kept;
                    }
                }
                self.show_unsaved();
                Ok(())
            }
        }
    }

    /// Moves an unsaved token into the keyring. It stays in memory until the keyring has confirmed that it holds it.
    async fn save(self: &Arc<Self>, id: TokenId) -> Result<(), VaultError> {
        let _writing = self.writing.lock().await;
        let Some(token) = self.unsaved.get(id) else { return Ok(()) };
        self.run(Work::Write(id, token.clone())).await?;
        self.unsaved.taken(id, &token);
        self.show_unsaved();
        Ok(())
    }

    /// Does something with the keyring, within [`TIMEOUT`]. If it has restarted, connects again.
    async fn run(self: &Arc<Self>, work: Work) -> Result<Option<Token>, VaultError> {
        if lock(&self.hangs).until.is_some_and(|until| Instant::now() < until) {
            return Err(VaultError::TimedOut);
        }
        let generation = *self.generation.borrow();
        let attempts = async {
            match self.attempt(&work).await {
                Err(CallError::Stale(reason)) => {
                    tracing::debug!(reason, "connecting to the keyring again");
                    *self.session.lock().await = None;
                    self.attempt(&work).await
                }
                other => other,
            }
        };
        let result = match timeout(TIMEOUT, attempts).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(error)) => Err(self.failure(error, &work)),
            Err(_) => Err(VaultError::TimedOut),
        };
        self.record(&result, &work);
        if generation != *self.generation.borrow() {
            // What was found out may be about a keyring that has been replaced in the meantime.
            self.recheck.notify_one();
        }
        result
    }

    fn failure(self: &Arc<Self>, error: CallError, work: &Work) -> VaultError {
        match error {
            CallError::Absent(reason) => VaultError::Absent(reason),
            CallError::Locked(reason) => {
                match work {
                    Work::Check => {}
                    Work::Read(_) | Work::Write(..) | Work::Delete(_) => self.ask(Asker::Schedule),
                }
                VaultError::Locked(reason.to_owned())
            }
            CallError::Confirmation(prompt) => {
                let reason = CallError::Confirmation(prompt.clone()).to_string();
                self.ask_by(prompt);
                VaultError::Locked(reason)
            }
            CallError::Stale(reason) | CallError::Failed(reason) => VaultError::Failed(reason),
        }
    }

    /// Records what the outcome says about the state of the keyring.
    fn record(self: &Arc<Self>, result: &Result<Option<Token>, VaultError>, work: &Work) {
        match result {
            Ok(_) => {
                let is_check = matches!(work, Work::Check);
                {
                    let mut hangs = lock(&self.hangs);
                    hangs.until = None;
                    // A keyring can pass the check, and still hang when it is to return a secret.
                    if !is_check {
                        hangs.count = 0;
                    }
                }
                if !is_check && self.status.borrow().state == VaultState::Locked {
                    // Another collection may still be locked.
                    return self.recheck.notify_one();
                }
                self.set_status(VaultState::Keyring, None);
                self.prompt.send_if_modified(|state| {
                    let was_dismissed = *state == PromptState::Dismissed;
                    if was_dismissed {
                        *state = PromptState::None;
                    }
                    was_dismissed
                });
                if self.unsaved.len() > 0 {
                    self.save.notify_one();
                }
            }
            Err(error) => {
                if let Some(state) = error.state() {
                    self.set_status(state, Some(error.clone()));
                }
                if *error == VaultError::TimedOut {
                    self.pause();
                }
            }
        }
    }

    /// Leaves a keyring that did not answer alone for a while.
    fn pause(self: &Arc<Self>) {
        let pause = {
            let mut hangs = lock(&self.hangs);
            if hangs.until.is_some_and(|until| Instant::now() < until) {
                return;
            }
            let pause = PAUSE.saturating_mul(1 << hangs.count.min(8)).min(LONGEST_PAUSE);
            *hangs = Hangs { count: hangs.count.saturating_add(1), until: Some(Instant::now() + pause) };
            pause
        };
        let keyring = Arc::clone(self);
        self.runtime.spawn(async move {
            *keyring.session.lock().await = None;
            sleep(pause).await;
            keyring.recheck.notify_one();
        });
    }

    async fn attempt(&self, work: &Work) -> Result<Option<Token>, CallError> {
        let connection = self.connection().await?;
        let session = self.session(&connection).await?;
        match work {
            Work::Check => {
                if !locked_collections(&connection).await?.is_empty() {
                    return Err(CallError::Locked("it is locked"));
                }
                let is_open = bus::default_collection(&connection).await?.is_some()
                    || !bus::items(&connection).await?.unlocked.is_empty();
                if is_open { Ok(None) } else { Err(NO_COLLECTION) }
            }
            Work::Read(id) => match self.item(&connection, *id).await? {
                Some(item) => Ok(Some(bus::read(&connection, &session, &item).await?)),
                None => {
                    // Some keyrings do not find what is locked.
                    open_collection(&connection).await?;
                    Ok(None)
                }
            },
            Work::Write(id, token) => {
                match self.item(&connection, *id).await? {
                    Some(item) => bus::overwrite(&connection, &session, &item, token).await?,
                    None => {
                        let collection = open_collection(&connection).await?;
                        bus::create(&connection, &session, &collection, *id, token).await?;
                    }
                }
                Ok(None)
            }
            Work::Delete(id) => {
                match self.item(&connection, *id).await? {
                    Some(item) => bus::delete(&connection, &item).await?,
                    None => drop(open_collection(&connection).await?),
                }
                Ok(None)
            }
        }
    }

    async fn item(&self, connection: &Connection, id: TokenId) -> Result<Option<OwnedObjectPath>, CallError> {
        let Found { unlocked, locked } = bus::items_of(connection, id).await?;
        match (unlocked.into_iter().next(), locked.is_empty()) {
            (Some(item), _) => Ok(Some(item)),
            (None, true) => Ok(None),
            (None, false) => Err(CallError::Locked("it is locked")),
        }
    }

    async fn connection(&self) -> Result<Connection, CallError> {
        let mut connection = self.connection.lock().await;
        if let Some(open) = connection.as_ref().filter(|connection| !connection.is_closed()) {
            return Ok(open.clone());
        }
        // Sessions belong to a connection.
        *self.session.lock().await = None;
        let new = Connection::session().await;
        let new = new.map_err(|error| CallError::Absent(format!("there is no session bus: {error}")))?;
        Ok(connection.insert(new).clone())
    }

    async fn session(&self, connection: &Connection) -> Result<Arc<Session>, CallError> {
        let mut session = self.session.lock().await;
        let current = *self.generation.borrow();
        if let Some((_, session)) = session.as_ref().filter(|(generation, _)| *generation == current) {
            return Ok(Arc::clone(session));
        }
        let new = Arc::new(bus::open_session(connection).await?);
        *session = Some((current, Arc::clone(&new)));
        Ok(new)
    }

    /// Asks the user to unlock the keyring, unless a prompt is open or was dismissed.
    fn ask(self: &Arc<Self>, asker: Asker) {
        if !self.open_prompt(asker) {
            return;
        }
        let keyring = Arc::clone(self);
        self.runtime.spawn(async move {
            if asker == Asker::Schedule {
                sleep(PROMPT_DELAY).await;
            }
            let ended = match timeout(TIMEOUT, keyring.unlock(asker)).await {
                Ok(Ok(Some(prompt))) => keyring.show(&prompt).await,
                Ok(Ok(None)) => PromptState::None,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "failed to unlock the keyring");
                    PromptState::Dismissed
                }
                Err(_) => PromptState::Dismissed,
            };
            keyring.close_prompt(ended);
        });
    }

    /// Shows a prompt by which the keyring wants something to be confirmed.
    fn ask_by(self: &Arc<Self>, prompt: OwnedObjectPath) {
        if self.open_prompt(Asker::User) {
            let keyring = Arc::clone(self);
            self.runtime.spawn(async move {
                let ended = keyring.show(&prompt).await;
                keyring.close_prompt(ended);
            });
        }
    }

    /// Returns whether a prompt may be shown.
    fn open_prompt(&self, asker: Asker) -> bool {
        self.prompt.send_if_modified(|state| {
            let may = match (*state, asker) {
                (PromptState::None, _) | (PromptState::Dismissed, Asker::User) => true,
                (PromptState::Open, _) | (PromptState::Dismissed, Asker::Schedule) => false,
            };
            if may {
                *state = PromptState::Open;
            }
            may
        })
    }

    fn close_prompt(&self, ended: PromptState) {
        self.prompt.send_replace(ended);
        tracing::info!(?ended, "the prompt of the keyring has ended");
        self.recheck.notify_one();
    }

    /// Unlocks the keyring. Returns the prompt that asks the user; `None` if there is nothing to ask.
    async fn unlock(&self, asker: Asker) -> Result<Option<OwnedObjectPath>, CallError> {
        let connection = self.connection().await?;
        let locked = locked_collections(&connection).await?;
        if !locked.is_empty() {
            return bus::unlock(&connection, &locked).await;
        }
        match (bus::default_collection(&connection).await?, asker) {
            // Only when the user stores something: this asks for the password of a new keyring.
            (None, Asker::User) => bus::create_default_collection(&connection).await,
            (None, Asker::Schedule) | (Some(_), _) => Ok(None),
        }
    }

    /// Shows a prompt and waits for its end: the user's answer, the end of the service, or the time limit.
    async fn show(&self, prompt: &OwnedObjectPath) -> PromptState {
        let limit = match self.when_away {
            WhenAway::Remember => PROMPT_TIMEOUT,
            WhenAway::Fail => COMMAND_PROMPT_TIMEOUT,
        };
        let Ok(connection) = self.connection().await else { return PromptState::None };
        let mut generation = self.generation.subscribe();
        let mut status = self.status.subscribe();
        tokio::select! {
            shown = bus::show(&connection, prompt) => match shown {
                Ok(true) => PromptState::None,
                Ok(false) => PromptState::Dismissed,
                Err(error) => {
                    tracing::debug!(%error, "failed to show the keyring's prompt");
                    PromptState::Dismissed
                }
            },
            _ = generation.changed() => PromptState::None,
            // It was unlocked elsewhere. The prompt may stay on the screen, because `Dismiss` ends gnome-keyring 42.
            _ = status.wait_for(|status| status.state == VaultState::Keyring) => PromptState::None,
            () = sleep(limit) => PromptState::Dismissed,
        }
    }

    fn set_status(&self, state: VaultState, problem: Option<VaultError>) {
        let new = VaultStatus { state, unsaved: self.unsaved.len(), problem };
        self.status.send_if_modified(|status| {
            let has_changed = *status != new;
            if status.state != new.state {
                tracing::info!(state = ?new.state, "the keyring's state changed");
            }
            *status = new;
            has_changed
        });
    }

    fn show_unsaved(&self) {
        let unsaved = self.unsaved.len();
        self.status.send_if_modified(|status| std::mem::replace(&mut status.unsaved, unsaved) != unsaved);
    }

    /// The service has another owner, or none.
    fn owner_changed(&self, is_there: bool) {
        self.generation.send_modify(|generation| *generation += 1);
        *lock(&self.hangs) = Hangs::default();
        self.prompt.send_if_modified(|state| {
            let was_dismissed = *state == PromptState::Dismissed;
            if was_dismissed {
                *state = PromptState::None;
            }
            was_dismissed
        });
        if is_there {
            self.recheck.notify_one();
        } else {
            let gone = VaultError::Absent("it has ended".to_owned());
            self.set_status(VaultState::Absent, Some(gone));
        }
    }
}

/// There is a service without a collection in which to store anything.
const NO_COLLECTION: CallError = CallError::Locked("no keyring is open in it");

/// The collection for new items, which is not locked.
async fn open_collection(connection: &Connection) -> Result<OwnedObjectPath, CallError> {
    let collection = bus::default_collection(connection).await?.ok_or(NO_COLLECTION)?;
    if bus::is_locked(connection, &collection).await? {
        return Err(CallError::Locked("it is locked"));
    }
    Ok(collection)
}

/// The locked ones of the collections that hold our items or will.
async fn locked_collections(connection: &Connection) -> Result<Vec<OwnedObjectPath>, CallError> {
    let items = bus::items(connection).await?.locked;
    let mut locked: Vec<_> = items.iter().filter_map(|item| bus::collection_of(item)).collect();
    if let Some(default) = bus::default_collection(connection).await?
        && bus::is_locked(connection, &default).await?
    {
        locked.push(default);
    }
    locked.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    locked.dedup();
    Ok(locked)
}

/// Follows the signals about the keyring.
async fn follow_bus(keyring: Arc<Keyring>) {
    loop {
        match timeout(TIMEOUT, subscribe(&keyring)).await {
            Ok(Ok((owners, signals))) => {
                keyring.recheck.notify_one();
                follow_signals(&keyring, owners, signals).await;
                keyring.owner_changed(false);
            }
            Ok(Err(error)) => {
                let error = VaultError::Absent(error.to_string());
                keyring.set_status(VaultState::Absent, Some(error));
            }
            Err(_) => keyring.set_status(VaultState::NotResponding, Some(VaultError::TimedOut)),
        }
        sleep(BUS_RETRY).await;
    }
}

async fn subscribe(keyring: &Keyring) -> Result<(MessageStream, MessageStream), CallError> {
    let connection = keyring.connection().await?;
    let signals = || MatchRule::builder().msg_type(message::Type::Signal);
    let owners = signals().interface("org.freedesktop.DBus")?.member("NameOwnerChanged")?.arg(0, bus::SERVICE)?;
    let owners = MessageStream::for_match_rule(owners.build(), &connection, None).await?;
    let ours = signals().path_namespace(bus::PATH)?.build();
    Ok((owners, MessageStream::for_match_rule(ours, &connection, None).await?))
}

/// Returns when the bus is gone.
async fn follow_signals(keyring: &Keyring, mut owners: MessageStream, mut signals: MessageStream) {
    loop {
        tokio::select! {
            owner = owners.next() => match owner {
                Some(Ok(message)) => {
                    let names = message.body().deserialize::<(String, String, String)>();
                    keyring.owner_changed(names.is_ok_and(|(_, _, new)| !new.is_empty()));
                }
                Some(Err(_)) | None => return,
            },
            signal = signals.next() => match signal {
                Some(Ok(message)) if is_about_collections(&message) => keyring.recheck.notify_one(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// Whether a signal may mean that something was locked or unlocked.
fn is_about_collections(message: &Message) -> bool {
    let header = message.header();
    header.member().is_some_and(|member| {
        matches!(member.as_str(), "CollectionCreated" | "CollectionChanged" | "CollectionDeleted" | "PropertiesChanged")
    })
}

/// Looks at the keyring when its state may have changed.
async fn recheck(keyring: Arc<Keyring>) {
    loop {
        keyring.recheck.notified().await;
        sleep(SIGNAL_DELAY).await;
        // The outcome is the status.
        let _ = keyring.run(Work::Check).await;
    }
}

/// Moves unsaved tokens into the keyring when it may take them.
async fn save(keyring: Arc<Keyring>) {
    loop {
        keyring.save.notified().await;
        for id in keyring.unsaved.ids() {
            if let Err(error) = keyring.save(id).await {
                tracing::info!(%error, "the keyring does not take a token yet");
                break;
            }
        }
    }
}
