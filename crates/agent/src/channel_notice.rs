//! Says once that a channel does not accept messages. A server that is restarted is no news, and nor is after a start of the
//! application what was one before: the window says it as long as it lasts.

use std::{collections::HashSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use watch::{deliver::channel::ChannelId, i18n::values, present::view::ChannelState};

use crate::agent::Agent;

/// How long a channel may fail without a notification.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// How long events are collected: nobody waits for this.
const DELAY: Duration = Duration::from_secs(1);

/// Follows the channels until the engine is gone. Each further attempt is an event, so nothing has to be waited for.
pub(crate) async fn follow(agent: Agent) {
    let mut batches = agent.engine().subscribe_in_batches(DELAY);
    let started_at = agent.engine().now();
    let mut reported = HashSet::new();
    while let Some(batch) = batches.next().await {
        if batch.channels_changed || batch.is_incomplete {
            let agent = agent.clone();
            let known = std::mem::take(&mut reported);
            // The channels are read from the disk.
            let checked = tokio::task::spawn_blocking(move || report(&agent, known, started_at)).await;
            reported = checked.unwrap_or_default();
        }
    }
}

/// Reports the channels that have failed for long and are not in `reported`. Returns those that are reported and still fail.
fn report(agent: &Agent, mut reported: HashSet<ChannelId>, started_at: Timestamp) -> HashSet<ChannelId> {
    let engine = agent.engine();
    let channels = engine.channels().unwrap_or_else(|error| {
        tracing::error!(%error, "failed to read how channels fare");
        Vec::new()
    });
    let failing: HashSet<_> = channels
        .iter()
        .filter(|channel| match &channel.state {
            ChannelState::Failing { since, .. } => {
                channel.definition.enabled && is_news(*since, started_at, engine.now())
            }
            ChannelState::Working | ChannelState::SecretMissing => false,
        })
        .map(|channel| channel.id)
        .collect();
    reported.retain(|id| failing.contains(id));
    for channel in channels.iter().filter(|channel| failing.contains(&channel.id)) {
        if reported.insert(channel.id) {
            let words = engine.audience().words;
            let title = words.format("channel-failing", &values!["name" => channel.definition.name.as_str()]);
            agent.notifier().show_message(title, words.text("channel-failing-why"));
        }
    }
    reported
}

/// Whether a failure has lasted long enough since the start of the application. One that had done so before was reported then.
fn is_news(failing_since: Timestamp, started_at: Timestamp, now: Timestamp) -> bool {
    let has_lasted = |until: Timestamp| until.duration_since(failing_since) >= PATIENCE;
    has_lasted(now) && !has_lasted(started_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_news_once_and_not_again_after_a_restart() {
        let at = |minute: i64| Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap();
        assert!(!is_news(at(0), at(-60), at(9)), "it may be a restart");
        assert!(is_news(at(0), at(-60), at(10)));
        assert!(is_news(at(0), at(5), at(10)), "the earlier run ended before it was news");
        assert!(!is_news(at(0), at(10), at(700)), "the earlier run has said so");
    }
}
