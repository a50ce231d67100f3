//! Calls of the store, which may wait for the disk, or for another call.

use tokio::runtime::{Handle, RuntimeFlavor};

use super::Engine;
use crate::store::Store;

/// Does work that may wait for the disk. On a thread of the runtime, the other tasks of that thread move to another one first.
/// Calls can be nested, at no cost.
pub(super) fn on_disk<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        // There is no other thread that could take over anything.
        Ok(_) | Err(_) => work(),
    }
}

impl Engine {
    /// Calls the store. This is the only way to it, except for what uses no disk.
    pub(super) fn store<T>(&self, call: impl FnOnce(&Store) -> T) -> T {
        on_disk(|| call(&self.0.store))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread, time::Duration};

    use futures_util::{FutureExt, future::BoxFuture};

    use super::*;
    use crate::{
        deliver::channel::{ChannelId, input::ChannelInput},
        engine::{ChannelParts, ChannelSource, Parts},
        workspace::WorkspaceId,
    };

    /// A call by a command.
    type Call = fn(Engine) -> BoxFuture<'static, ()>;

    /// Holds something of an engine until a wait ends.
    type Hold = fn(&Engine, &dyn Fn());

    fn hold<T>(held: T, wait: &dyn Fn()) {
        wait();
        drop(held);
    }

    fn engine() -> Engine {
        let channels = ChannelParts { source: ChannelSource::Stored, ..ChannelParts::default() };
        let parts = Parts::at("2026-03-01T00:00:00Z".parse().unwrap(), Store::in_memory().unwrap());
        Engine::new(Parts { channels, ..parts }).unwrap()
    }

    /// Makes a call while another thread holds something, and expects that the only thread of the runtime is free meanwhile.
    async fn check(name: &str, engine: &Engine, hold: Hold, call: Call) {
        let (held, is_held) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let holder = thread::spawn({
            let engine = engine.clone();
            move || {
                hold(&engine, &|| {
                    held.send(()).unwrap();
                    // Also if the test fails.
                    let _ = released.recv();
                });
            }
        });
        is_held.recv().unwrap();
        let waiting = tokio::spawn(call(engine.clone()));
        let (done, is_done) = mpsc::channel();
        tokio::spawn(async move { done.send(()) });
        // Of the runtime's own timers, none fires as long as its only thread waits.
        let other = is_done.recv_timeout(Duration::from_secs(20));
        drop(release);
        assert!(other.is_ok(), "{name}: nothing else is done");
        waiting.await.unwrap();
        holder.join().unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_while_one_waits_for_the_store() {
        let calls: [(&str, Call); 4] = [
            ("add a channel", |engine| async move { drop(engine.add_channel(ChannelInput::example()).await) }.boxed()),
            ("remove a channel", |engine| {
                async move { drop(engine.remove_channel(ChannelId::random()).await) }.boxed()
            }),
            ("delete tokens", |engine| async move { engine.delete_unused_tokens().await }.boxed()),
            ("reset", |engine| async move { drop(engine.reset().await) }.boxed()),
        ];
        let engine = engine();
        for (name, call) in calls {
            check(name, &engine, |engine, wait| hold(engine.0.store.hold(), wait), call).await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_while_one_waits_for_another_that_waits_for_the_store() {
        let engine = engine();
        engine.add_channel(ChannelInput::example()).await.unwrap();
        let acknowledge: Call = |engine| async move { engine.acknowledge_workspaces(&[]).unwrap() }.boxed();
        let update: Call = |engine| async move { _ = engine.update_handling(WorkspaceId::random()) }.boxed();
        let deliver: Call = |engine| async move { engine.deliver() }.boxed();
        let next: Call = |engine| async move { _ = engine.next_channel_delivery_at(engine.now()) }.boxed();
        check("acknowledge", &engine, |engine, wait| hold(engine.cache(), wait), acknowledge).await;
        check("update the handling", &engine, |engine, wait| hold(engine.cache(), wait), update).await;
        check("deliver", &engine, |engine, wait| hold(engine.recording(), wait), deliver).await;
        check("find the next delivery", &engine, |engine, wait| hold(engine.recording(), wait), next).await;
    }
}
