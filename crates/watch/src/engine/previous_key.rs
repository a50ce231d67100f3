//! The license keys that servers had before others were applied. They are secrets, and only in memory.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rocketchat::LicenseKey;

use crate::workspace::WorkspaceId;

/// How long a key is kept.
pub(super) const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);

/// The previous key of each workspace.
#[derive(Default)]
pub(super) struct PreviousKeys(HashMap<WorkspaceId, PreviousKey>);

/// A key that can be put back.
#[derive(Clone)]
pub(super) struct PreviousKey {
    pub(super) key: LicenseKey,
    /// Until when it is kept.
    pub(super) until: Timestamp,
}

impl PreviousKeys {
    /// Keeps a key, in place of an older one.
    pub(super) fn keep(&mut self, id: WorkspaceId, key: LicenseKey, now: Timestamp) {
        let until = now.saturating_add(KEPT_FOR).unwrap_or(Timestamp::MAX);
        self.0.insert(id, PreviousKey { key, until });
    }

    /// The key of a workspace at `now`, and forgets every key that has been kept long enough. Also one that is kept until
    /// later than is possible: then the clock was ahead.
    pub(super) fn of(&mut self, id: WorkspaceId, now: Timestamp) -> Option<PreviousKey> {
        self.0.retain(|_, kept| kept.until > now && kept.until.duration_since(now) <= KEPT_FOR);
        self.0.get(&id).cloned()
    }

    /// Forgets the key of a workspace.
    pub(super) fn forget(&mut self, id: WorkspaceId) {
        self.0.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_for_an_hour() {
        let (id, now) = (WorkspaceId::random(), Timestamp::UNIX_EPOCH);
        let mut keys = PreviousKeys::default();
        keys.keep(id, LicenseKey::new("RCV3_a.b.c").unwrap(), now);
        assert!(keys.of(WorkspaceId::random(), now).is_none());
        assert!(keys.of(id, now + SignedDuration::from_mins(59)).is_some());
        assert!(keys.of(id, now + SignedDuration::from_mins(60)).is_none());
        assert!(keys.of(id, now).is_none(), "it was forgotten then");
    }
}
