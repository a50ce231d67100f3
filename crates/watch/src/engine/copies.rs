//! Copying the store, so that a damaged one can be restored.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Engine;

impl Engine {
    /// Copies the store, unless that was done today.
    pub fn copy_store(&self) {
        if let Err(error) = self.store(|store| store.copy(self.now())) {
            tracing::warn!(%error, "failed to copy the store");
        }
    }

    /// Copies the store in the background, once a day.
    pub(super) fn copy_store_daily(&self, now: Timestamp) {
        let today = now.as_second().div_euclid(86_400);
        if self.0.copied_on.swap(today, Ordering::Relaxed) != today {
            let engine = self.clone();
            self.0.tasks.spawn_blocking(move || engine.copy_store());
        }
    }
}
