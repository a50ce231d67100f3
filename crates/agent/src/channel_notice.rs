//! Says once that a channel does not accept messages. A server that is restarted is no news.

use std::{collections::HashSet, time::Duration};

use jiff::SignedDuration;
use watch::{deliver::channel::ChannelId, i18n::values, present::view::ChannelState};

use crate::agent::Agent;

/// How long a channel may fail without a notification.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// How long events are collected: nobody waits for this.
const DELAY: Duration = Duration::from_secs(1);

/// Follows the channels until the engine is gone. Each further attempt is an event, so nothing has to be waited for.
pub(crate) async fn follow(agent: Agent) {
    let mut batches = agent.engine().subscribe_in_batches(DELAY);
    let mut reported = HashSet::new();
    while let Some(batch) = batches.next().await {
        if batch.channels_changed || batch.is_incomplete {
            let agent = agent.clone();
            let known = std::mem::take(&mut reported);
            // The channels are read from the disk.
            let checked = tokio::task::spawn_blocking(move || report(&agent, known)).await;
            reported = checked.unwrap_or_default();
        }
    }
}

/// Reports the channels that have failed for long and are not in `reported`. Returns those that are reported and still fail.
fn report(agent: &Agent, mut reported: HashSet<ChannelId>) -> HashSet<ChannelId> {
    let engine = agent.engine();
    let channels = engine.channels().unwrap_or_else(|error| {
        tracing::error!(%error, "failed to read how channels fare");
        Vec::new()
    });
    let failing: HashSet<_> = channels
        .iter()
        .filter(|channel| match &channel.state {
            ChannelState::Failing { since, .. } => {
                channel.definition.enabled && engine.now().duration_since(*since) >= PATIENCE
            }
            ChannelState::Working => false,
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
