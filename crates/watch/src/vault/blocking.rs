//! A time limit for a keyring whose calls block for as long as they like, because they may ask the user.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use rocketchat::Token;
use tokio::sync::watch;

use super::{Vault, VaultError, VaultState, VaultStatus};
use crate::workspace::TokenId;

/// How long a call may take. Then the keyring may still be waiting for the user.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How many calls may hang at the same time, each with a thread. Further ones fail at once.
const MAX_HANGING: usize = 4;

/// A keyring whose calls may block.
pub(super) trait Backend: Send + Sync + 'static {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError>;
    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError>;
    fn forget(&self, id: TokenId) -> Result<(), VaultError>;
}

/// A keyring whose calls have a time limit.
pub(super) struct TimeLimited<B> {
    backend: Arc<B>,
    timeout: Duration,
    calls: Arc<Calls>,
}

struct Calls {
    hanging: AtomicUsize,
    status: watch::Sender<VaultStatus>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Backend> TimeLimited<B> {
    pub(super) fn new(backend: B) -> Self {
        let calls = Calls { hanging: AtomicUsize::new(0), status: watch::Sender::new(VaultState::Keyring.into()) };
        Self { backend: Arc::new(backend), timeout: TIMEOUT, calls: Arc::new(calls) }
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&B) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        if self.calls.hanging.load(Ordering::Relaxed) >= MAX_HANGING {
            return Err(VaultError::TimedOut);
        }
        let (sender, receiver) = mpsc::channel();
        let (backend, calls) = (Arc::clone(&self.backend), Arc::clone(&self.calls));
        let is_awaited = Arc::new(Mutex::new(true));
        let still_awaited = Arc::clone(&is_awaited);
        let thread = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let result = work(&backend);
            if *lock(&still_awaited) {
                // Cannot fail: the caller gives up under the lock.
                let _ = sender.send(result);
            } else {
                calls.hanging.fetch_sub(1, Ordering::Relaxed);
                // The keyring answers again, perhaps because the user did.
                calls.set(VaultState::Keyring);
            }
        });
        if let Err(error) = thread {
            return Err(VaultError::Failed(error.to_string()));
        }
        match receiver.recv_timeout(self.timeout) {
            Ok(result) => result,
            Err(RecvTimeoutError::Disconnected) => Err(VaultError::Failed("the call was aborted".to_owned())),
            Err(RecvTimeoutError::Timeout) => {
                let mut is_awaited = lock(&is_awaited);
                // It may have ended just now.
                if let Ok(result) = receiver.try_recv() {
                    return result;
                }
                *is_awaited = false;
                self.calls.hanging.fetch_add(1, Ordering::Relaxed);
                self.calls.set(VaultState::NotResponding);
                Err(VaultError::TimedOut)
            }
        }
    }
}

impl Calls {
    fn set(&self, state: VaultState) {
        let problem = match state {
            VaultState::NotResponding => Some(VaultError::TimedOut),
            VaultState::Keyring | VaultState::Absent | VaultState::Locked | VaultState::SessionMemory => None,
        };
        let new = VaultStatus { state, unsaved: 0, problem };
        self.status.send_if_modified(|status| std::mem::replace(status, new.clone()) != new);
    }
}

impl<B: Backend> Vault for TimeLimited<B> {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.call(move |backend| backend.token(id))
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        let token = token.clone();
        self.call(move |backend| backend.keep(id, &token))
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.call(move |backend| backend.forget(id))
    }

    fn status(&self) -> VaultStatus {
        self.calls.status.borrow().clone()
    }

    fn changes(&self) -> watch::Receiver<VaultStatus> {
        self.calls.status.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// A keyring that waits for the user until the other end is dropped.
    struct Asking(Mutex<mpsc::Receiver<()>>);

    impl Backend for Asking {
        fn token(&self, _: TokenId) -> Result<Option<Token>, VaultError> {
            // Fails once the user has answered.
            let _ = lock(&self.0).recv();
            Ok(None)
        }

        fn keep(&self, _: TokenId, _: &Token) -> Result<(), VaultError> {
            Ok(())
        }

        fn forget(&self, _: TokenId) -> Result<(), VaultError> {
            Ok(())
        }
    }

    #[test]
    fn hanging_calls_end_and_their_number_is_limited() {
        let (user, waiting) = mpsc::channel();
        let asking = TimeLimited::new(Asking(Mutex::new(waiting)));
        let vault = TimeLimited { timeout: Duration::from_millis(20), ..asking };
        let id = TokenId::random();
        assert_eq!(vault.keep(id, &Token::new("t")), Ok(()));
        for _ in 0..20 {
            assert_eq!(vault.token(id).map(drop), Err(VaultError::TimedOut));
        }
        assert_eq!(vault.calls.hanging.load(Ordering::Relaxed), MAX_HANGING);
        assert_eq!(vault.status().state, VaultState::NotResponding);

        let mut changes = vault.changes();
        changes.mark_unchanged();
        drop(user);
        let end = Instant::now() + Duration::from_secs(10);
        while vault.calls.hanging.load(Ordering::Relaxed) > 0 {
            assert!(Instant::now() < end, "the calls have not ended");
            thread::yield_now();
        }
        assert_eq!(vault.token(id).map(drop), Ok(()));
        assert!(changes.has_changed().unwrap());
        assert_eq!(changes.borrow().state, VaultState::Keyring);
    }
}
