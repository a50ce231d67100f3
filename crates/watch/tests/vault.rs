//! The engine on a vault that is not there yet, is locked, or hangs. The desktop tests do the same with a real keyring.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use jiff::SignedDuration;
use rocketchat::Token;
use support::{World, add, add_due, new_workspace, next, run};
use tokio::sync::watch::{Receiver, Sender};
use watch::{
    Clock, EngineEvent, FailureCode, TokenFate, Vault, WorkspaceId,
    vault::{VaultError, VaultState, VaultStatus},
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
    fn token(&self, id: WorkspaceId) -> Result<Option<Token>, VaultError> {
        self.check()?;
        self.tokens.token(id)
    }

    fn keep(&self, id: WorkspaceId, token: &Token) -> Result<(), VaultError> {
        self.check()?;
        self.tokens.keep(id, token)
    }

    fn forget(&self, id: WorkspaceId) -> Result<(), VaultError> {
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
    assert!(engine.view(id).is_err() && world.vault.token(id).unwrap().is_some());

    // It is not forgotten by a restart.
    let engine = world.desktop_with(Box::new(vault.clone()));
    vault.set(VaultState::Keyring);
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id).unwrap().is_none());
    assert!(world.vault.token(kept).unwrap().is_some());
}

#[tokio::test]
async fn token_of_an_interrupted_addition_is_deleted_later() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let (engine, id) = (world.engine(), WorkspaceId::random());
    let store = watch::Store::open(world.folder.path(), world.clock.now()).unwrap();
    let adding = store.add_tokens(&[id], world.clock.now()).unwrap();
    world.vault.keep(id, &Token::new("t")).unwrap();
    world.clock.advance(SignedDuration::from_hours(2));
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id).unwrap().is_some(), "it still goes on, however long it takes");
    // Also what the end of the process does.
    drop(adding);
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(id).unwrap().is_none());

    let added = add(&engine, &sandbox, "modern").await.id;
    engine.delete_unused_tokens().await;
    assert!(world.vault.token(added).unwrap().is_some(), "it is in use");
}

/// A vault that works for a number of changes, and then no more, as if the process had ended.
struct Ending {
    tokens: support::SharedVault,
    changes_left: Mutex<usize>,
}

impl Ending {
    fn change(&self) -> Result<(), VaultError> {
        let mut left = self.changes_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| VaultError::Failed("ended".to_owned()))?;
        Ok(())
    }
}

impl Vault for Ending {
    fn token(&self, id: WorkspaceId) -> Result<Option<Token>, VaultError> {
        self.tokens.token(id)
    }

    fn keep(&self, id: WorkspaceId, token: &Token) -> Result<(), VaultError> {
        self.change()?;
        self.tokens.keep(id, token)
    }

    fn forget(&self, id: WorkspaceId) -> Result<(), VaultError> {
        self.change()?;
        self.tokens.forget(id)
    }

    fn status(&self) -> VaultStatus {
        self.tokens.status()
    }
}

#[tokio::test]
async fn additions_and_removals_that_end_after_any_change_of_the_vault_are_whole_after_the_next_start() {
    for changes_left in 0..=4 {
        let world = World::new();
        let ending = || Box::new(Ending { tokens: world.vault.clone(), changes_left: Mutex::new(changes_left) });
        let new: Vec<_> = ["a", "b", "c"]
            .map(|name| (support::unreachable(&format!("http://{name}.example")), Token::new(name)))
            .into();
        let ids: Vec<_> = new.iter().map(|(workspace, _)| workspace.id).collect();
        let tokens = || ids.iter().filter(|id| world.vault.token(**id).unwrap().is_some()).count();
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
