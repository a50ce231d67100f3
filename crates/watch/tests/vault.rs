//! The engine on a vault that is not there yet, is locked, or hangs. The desktop tests do the same with a real keyring.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    collections::BTreeSet,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use jiff::SignedDuration;
use rocketchat::Token;
use sandbox::Sandbox;
use support::{World, add, add_due, new_workspace, next, run};
use tokio::sync::watch::{Receiver, Sender};
use watch::{
    Clock, Engine, EngineEvent, Failure, FailureCode, SignIn, TokenFate, TokenId, Vault, WorkspaceId,
    vault::{VaultError, VaultState, VaultStatus},
    workspace::{
        edit::{AddressMove, AddressTarget},
        sign_in::Reconnection,
    },
};

/// A vault whose state a test chooses.
#[derive(Clone)]
struct Switched {
    tokens: support::SharedVault,
    status: Arc<Sender<VaultStatus>>,
    /// Whether reading hangs.
    hangs: Arc<(Mutex<bool>, Condvar)>,
}

impl Switched {
    fn new(world: &World, state: VaultState) -> Self {
        let status = Arc::new(Sender::new(state.into()));
        Self { tokens: world.vault.clone(), status, hangs: Arc::default() }
    }

    fn set(&self, state: VaultState) {
        self.status.send_replace(state.into());
    }

    /// Reading hangs until what this returns is dropped: also by a test that fails, which would never end otherwise.
    fn hang(&self) -> Hanging {
        *self.hangs.0.lock().unwrap() = true;
        Hanging(self.hangs.clone())
    }

    fn check(&self) -> Result<(), VaultError> {
        drop(self.hangs.1.wait_while(self.hangs.0.lock().unwrap(), |hangs| *hangs).unwrap());
        match self.status().state {
            VaultState::Keyring | VaultState::SessionMemory => Ok(()),
            VaultState::Absent => Err(VaultError::Absent("absent".to_owned())),
            VaultState::Locked => Err(VaultError::Locked("locked".to_owned())),
            VaultState::NotResponding => Err(VaultError::TimedOut),
        }
    }
}

/// Reading a vault hangs while this exists.
struct Hanging(Arc<(Mutex<bool>, Condvar)>);

impl Drop for Hanging {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = false;
        self.0.1.notify_all();
    }
}

impl Vault for Switched {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.check()?;
        self.tokens.token(id)
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.check()?;
        self.tokens.keep(id, token)
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.check()?;
        self.tokens.forget(id)
    }

    fn status(&self) -> VaultStatus {
        self.status.borrow().clone()
    }

    fn changes(&self) -> Receiver<VaultStatus> {
        self.status.subscribe()
    }
}

#[tokio::test]
async fn what_waited_for_the_vault_is_refreshed_when_it_opens() {
    for (state, code) in
        [(VaultState::Absent, FailureCode::VaultAbsent), (VaultState::Locked, FailureCode::VaultLocked)]
    {
        let world = World::new();
        let sandbox = world.sandbox().await;
        let id = add(&world.engine(), &sandbox, "modern").await.id;
        world.clock.advance(SignedDuration::from_hours(7));
        let vault = Switched::new(&world, state);
        let engine = world.desktop_with(Box::new(vault.clone()));
        let (mut events, before) = (engine.subscribe(), sandbox.requests_to("modern").len());
        let running = run(&engine);
        let failed = |event| match event {
            EngineEvent::WorkspacesChanged(_) => engine.view(id).unwrap().error.map(|error| error.code),
            _ => None,
        };
        assert_eq!(next(&mut events, failed).await, code);
        assert_eq!(sandbox.requests_to("modern").len(), before, "no server was asked");
        assert!(world.notifier.shown().await.iter().all(|shown| !shown.body.contains("sign-in")));

        vault.set(VaultState::Keyring);
        next(&mut events, |event| {
            matches!(event, EngineEvent::WorkspacesChanged(_))
                .then(|| engine.view(id).unwrap().error.is_none().then_some(()))
                .flatten()
        })
        .await;
        engine.stop().await;
        running.await.unwrap();
    }
}

#[tokio::test]
async fn token_of_a_workspace_that_was_removed_meanwhile_is_deleted_when_the_vault_opens() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let id = add(&world.engine(), &sandbox, "modern").await.id;
    let kept = add(&world.engine(), &sandbox, "six").await.id;
    let vault = Switched::new(&world, VaultState::Absent);
    let engine = world.desktop_with(Box::new(vault.clone()));
    engine.remove(id, TokenFate::Leave).await.unwrap();
    assert!(engine.view(id).is_err() && world.vault.token(id.into()).unwrap().is_some());

    // It is not forgotten by a restart.
    let engine = world.desktop_with(Box::new(vault.clone()));
    vault.set(VaultState::Keyring);
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id.into()).unwrap().is_none());
    assert!(world.vault.token(kept.into()).unwrap().is_some());
}

#[tokio::test]
async fn token_of_an_interrupted_addition_is_deleted_later() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let (engine, id) = (world.engine(), WorkspaceId::random());
    let store = watch::Store::open(world.folder.path(), world.clock.now()).unwrap();
    let adding = store.add_tokens(&[id.into()], world.clock.now()).unwrap();
    world.vault.keep(id.into(), &Token::new("t")).unwrap();
    world.clock.advance(SignedDuration::from_hours(2));
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id.into()).unwrap().is_some(), "it still goes on, however long it takes");
    // Also what the end of the process does.
    drop(adding);
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id.into()).unwrap().is_none());

    let added = add(&engine, &sandbox, "modern").await.id;
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(added.into()).unwrap().is_some(), "it is in use");
}

/// A vault that works for a number of changes, and then no more, as if the process had ended.
struct Ending {
    tokens: support::SharedVault,
    changes_left: Mutex<usize>,
    /// What happens to the change after these.
    last: Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// It does not reach the keyring.
    Lost,
    /// The keyring makes it, and the process does not learn of it.
    Made,
}

impl Ending {
    /// Makes a change, if it still may.
    fn change(&self, make: impl FnOnce() -> Result<(), VaultError>) -> Result<(), VaultError> {
        let ended = || Err(VaultError::Failed("ended".to_owned()));
        let mut left = self.changes_left.lock().unwrap();
        match (*left, self.last) {
            (0, _) => ended(),
            (1, Last::Made) => {
                *left = 0;
                make()?;
                ended()
            }
            (_, _) => {
                *left -= 1;
                make()
            }
        }
    }
}

impl Vault for Ending {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.tokens.token(id)
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.change(|| self.tokens.keep(id, token))
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.change(|| self.tokens.forget(id))
    }

    fn status(&self) -> VaultStatus {
        self.tokens.status()
    }
}

#[tokio::test]
async fn additions_and_removals_that_end_after_any_change_of_the_vault_are_whole_after_the_next_start() {
    for changes_left in 0..=4 {
        let world = World::new();
        let ending = || {
            let changes_left = Mutex::new(changes_left);
            Box::new(Ending { tokens: world.vault.clone(), changes_left, last: Last::Lost })
        };
        let new: Vec<_> = ["a", "b", "c"]
            .map(|name| (support::unreachable(&format!("http://{name}.example")), Token::new(name)))
            .into();
        let ids: Vec<_> = new.iter().map(|(workspace, _)| workspace.id).collect();
        let tokens = || ids.iter().filter(|id| world.vault.token((**id).into()).unwrap().is_some()).count();
        let added = world.desktop_with(ending()).import_all(new.clone()).await;
        let engine = world.desktop();
        engine.delete_unused_tokens().await;
        let whole = if added.is_ok() { 3 } else { 0 };
        assert_eq!((engine.views().len(), tokens()), (whole, whole), "added with {changes_left} changes");

        if added.is_err() {
            engine.import_all(new).await.unwrap();
        }
        let dying = world.desktop_with(ending());
        for id in &ids[..2] {
            dying.remove(*id, TokenFate::Leave).await.unwrap();
        }
        dying.sign_out(ids[2], TokenFate::Leave).await.unwrap();
        let engine = world.desktop();
        engine.delete_unused_tokens().await;
        assert_eq!((engine.views().len(), tokens()), (1, 0), "removed with {changes_left} changes");
        assert_eq!(engine.view(ids[2]).unwrap().credential, watch::Credential::None);
    }
}

/// Another account of the workspace on another server.
async fn reconnect_elsewhere(engine: &Engine, id: WorkspaceId, there: &Sandbox) -> Result<(), Failure> {
    let login = there.login("modern");
    let input = AddressMove {
        target: AddressTarget { address: there.url("modern"), connection: support::connection(), keep_ca: false },
        confirmed_url: there.url("modern"),
        unverified: true,
        sign_in: Some(SignIn::Password { user: login.user, password: login.password.into() }),
    };
    engine.move_address(id, input).await.map(drop)
}

/// What is left of a workspace on `here` after signing in to it `there` was interrupted: the one or the other as a whole.
async fn assert_whole(world: &World, id: WorkspaceId, [here, there]: [&Sandbox; 2], what: &str) {
    let before = there.requests().len();
    let engine = world.desktop();
    engine.delete_unused_tokens().await;
    let moved = engine.view(id).unwrap().url == there.url("modern");
    if !moved {
        engine.refresh(id).await.unwrap();
        assert_eq!(engine.view(id).unwrap().error, None, "{what}: the old token works");
        assert_eq!(there.requests().len(), before, "{what}");
        let issued = there.issued_tokens("modern");
        let sent = |token: &str| {
            here.requests().iter().any(|request| request.headers.get("x-auth-token").is_some_and(|sent| sent == token))
        };
        assert!(!issued.iter().any(|issued| sent(&issued.token)), "{what}: the new token is sent to the old server");
    } else {
        engine.refresh(id).await.unwrap();
        assert_eq!(engine.view(id).unwrap().error, None, "{what}: the new token works");
    }
    let used = engine.snapshots().into_iter().map(|(workspace, _)| workspace.token).collect::<BTreeSet<_>>();
    assert_eq!(world.vault.ids(), used, "{what}: no other token is left");
}

#[tokio::test]
async fn reconnection_that_ends_after_any_change_of_the_vault_is_whole_after_the_next_start() {
    for changes_left in 0..=3 {
        for last in [Last::Lost, Last::Made] {
            let world = World::new();
            let (here, there) = (world.sandbox().await, world.sandbox().await);
            let id = add(&world.engine(), &here, "modern").await.id;
            let changes = Mutex::new(changes_left);
            let ending = Ending { tokens: world.vault.clone(), changes_left: changes, last };
            let done = reconnect_elsewhere(&world.desktop_with(Box::new(ending)), id, &there).await;
            let what =
                format!("{changes_left} changes, the last is {last:?}, {:?}", done.err().map(|error| error.code));
            assert_whole(&world, id, [&here, &there], &what).await;
        }
    }
}

/// A vault that tells when it is about to store a token, and does not before it may.
struct Held {
    tokens: support::SharedVault,
    is_storing: Arc<tokio::sync::Notify>,
    may_store: Mutex<std::sync::mpsc::Receiver<()>>,
}

impl Vault for Held {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.tokens.token(id)
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.is_storing.notify_one();
        // Until the other end is dropped.
        let _ = self.may_store.lock().unwrap().recv();
        self.tokens.keep(id, token)
    }

    fn forget(&self, _: TokenId) -> Result<(), VaultError> {
        Err(VaultError::Failed("ended".to_owned()))
    }

    fn status(&self) -> VaultStatus {
        self.tokens.status()
    }
}

#[tokio::test]
async fn token_that_the_keyring_stores_after_a_reconnection_was_cancelled_is_deleted() {
    let world = World::new();
    let (here, there) = (world.sandbox().await, world.sandbox().await);
    let id = add(&world.engine(), &here, "modern").await.id;
    let (go_on, may_store) = std::sync::mpsc::channel();
    let is_storing = Arc::new(tokio::sync::Notify::new());
    let vault = Held { tokens: world.vault.clone(), is_storing: is_storing.clone(), may_store: Mutex::new(may_store) };
    let engine = world.desktop_with(Box::new(vault));
    {
        let reconnection = reconnect_elsewhere(&engine, id, &there);
        tokio::select! {
            done = reconnection => panic!("{done:?}"),
            () = is_storing.notified() => {}
        }
        // Here, it is dropped, as when the window is closed. Only the keyring goes on.
    }
    world.desktop().delete_unused_tokens().await;
    drop(go_on);
    drop(engine);
    let deleted = async {
        while world.vault.ids().len() != 1 || world.vault.used() != 2 {
            world.desktop().delete_unused_tokens().await;
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), deleted).await.expect("the new token is deleted");
    assert_whole(&world, id, [&here, &there], "ended between").await;
}

#[tokio::test]
async fn reconnection_that_cannot_be_stored_leaves_the_old_token() {
    let world = World::new();
    let (here, there) = (world.sandbox().await, world.sandbox().await);
    let engine = world.desktop();
    let id = add(&engine, &here, "modern").await.id;
    let other = rusqlite::Connection::open(world.folder.path().join(watch::store::FILE_NAME)).unwrap();
    let refuse = "create trigger refuse before update on workspaces begin select raise(abort, 'full'); end";
    other.execute_batch(refuse).unwrap();
    assert!(reconnect_elsewhere(&engine, id, &there).await.is_err());
    other.execute_batch("drop trigger refuse").unwrap();
    assert_eq!(there.issued_tokens("modern").len(), 0, "the new token is revoked");
    assert_whole(&world, id, [&here, &there], "not stored").await;
}

#[tokio::test]
async fn reconnection_that_cannot_be_stored_signs_nobody_in_who_has_signed_out() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let engine = world.desktop();
    let id = add(&engine, &sandbox, "modern").await.id;
    engine.sign_out(id, TokenFate::Leave).await.unwrap();
    let ending = Ending { tokens: world.vault.clone(), changes_left: Mutex::new(1), last: Last::Made };
    let dying = world.desktop_with(Box::new(ending));
    let login = sandbox.credentials("modern");
    let sign_in = Some(SignIn::Token { user_id: login.user_id, token: login.token.into() });
    let again = Reconnection { connection: support::connection(), keep_ca: false, sign_in };
    assert!(dying.reconnect(id, again).await.is_err());
    let engine = world.desktop();
    assert_eq!(engine.view(id).unwrap().credential, watch::Credential::None);
    engine.delete_unused_tokens().await;
    assert_eq!(world.vault.ids(), BTreeSet::new());
}

#[tokio::test]
async fn workspace_is_not_added_if_its_token_cannot_be_stored() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let engine = world.desktop_with(Box::new(Switched::new(&world, VaultState::Locked)));
    assert_eq!(engine.add(new_workspace(&sandbox, "six")).await.unwrap_err().code, FailureCode::VaultLocked);
    assert!(engine.views().is_empty());
}

#[tokio::test]
async fn due_reminders_do_not_wait_for_a_vault_that_hangs() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    add_due(&world, &world.engine(), &sandbox, "trial").await;
    world.clock.advance(SignedDuration::from_hours(7));
    let vault = Switched::new(&world, VaultState::Keyring);
    let hanging = vault.hang();
    let engine = world.desktop_with(Box::new(vault.clone()));
    let running = run(&engine);
    let told = async {
        loop {
            if let Some(shown) = world.notifier.shown().await.pop() {
                return shown;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(10), told).await.expect("a reminder");
    assert!(told.title.contains("trial"), "{told:?}");
    assert!(*vault.hangs.0.lock().unwrap());
    drop(hanging);
    engine.stop().await;
    running.await.unwrap();
}
