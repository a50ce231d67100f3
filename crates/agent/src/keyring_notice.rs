//! Says once that the keyring has been away for a while. A keyring that is a little late, or is about to be unlocked, is
//! no news.

use std::time::Duration;

use watch::vault::{VaultState, VaultStatus};

use crate::agent::Agent;

/// How long the keyring may be away without a notification.
const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// Follows the keyring until the engine is gone.
pub(crate) async fn follow(agent: Agent) {
    let engine = agent.engine();
    let mut changes = engine.vault_changes();
    while changes.wait_for(|status| title(status).is_some()).await.is_ok() {
        let back = changes.wait_for(|status| title(status).is_none());
        if tokio::time::timeout(PATIENCE, back).await.is_err()
            && let Some(title) = title(&engine.vault_status())
            && !engine.views().is_empty()
        {
            let words = engine.audience().words;
            agent.notifier().show_message(words.text(title), words.text("keyring-away-why"));
        }
        if changes.wait_for(|status| self::title(status).is_none()).await.is_err() {
            return;
        }
    }
}

/// The text that says what is wrong; `None` if the keyring can be used.
fn title(status: &VaultStatus) -> Option<&'static str> {
    match status.state {
        VaultState::Keyring | VaultState::SessionMemory => None,
        VaultState::Absent => Some("keyring-absent"),
        VaultState::Locked => Some("keyring-locked"),
        VaultState::NotResponding => Some("keyring-not-responding"),
    }
}
