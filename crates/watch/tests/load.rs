//! The cost of a large fleet. Ignored by default: `cargo test -p watch --test load -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod support;

use std::time::{Duration, Instant};

use sandbox::Sandbox;
use support::World;
use tokio::time::timeout;
use watch::{Clock, Engine, engine::Changed};

const WORKSPACES: usize = 1_000;

/// The processor time that this process has used, in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: f64 = [fields[11], fields[12]].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}

async fn fleet(engine: &Engine, sandbox: &Sandbox) {
    for workspace in sandbox.workspaces().iter().filter(|workspace| workspace.slug.starts_with("modern-")) {
        let (added, token) = support::imported(sandbox, &workspace.slug);
        engine.import(added, token).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes"]
async fn refresh_of_a_thousand_workspaces_with_and_without_a_window() {
    let world = World::new();
    let sandbox = Sandbox::builder().now(world.clock.now()).copies(WORKSPACES).start().await.unwrap();
    let engine = world.engine();
    fleet(&engine, &sandbox).await;
    for is_watched in [false, true] {
        let mut batches = engine.subscribe_in_batches(Duration::from_millis(80));
        let watcher = tokio::spawn({
            let engine = engine.clone();
            async move {
                let (mut messages, mut bytes, mut drawn) = (0, 0, Instant::now());
                // The timeout is reached after the last event.
                while is_watched && let Ok(Some(batch)) = timeout(Duration::from_secs(5), batches.next()).await {
                    let views = match batch.changed {
                        Changed::All => engine.views(),
                        Changed::These(ids) => engine.views_of(&ids),
                    };
                    messages += usize::from(!views.is_empty()) + usize::from(!batch.refresh_started.is_empty());
                    bytes += serde_json::to_string(&views).unwrap().len();
                    bytes += serde_json::to_string(&batch.refresh_started).unwrap().len();
                    if drawn.elapsed() > Duration::from_millis(250) {
                        drawn = Instant::now();
                        std::hint::black_box(engine.summary(usize::MAX));
                    }
                }
                (messages, bytes)
            }
        });
        if is_watched {
            let engine = engine.clone();
            tokio::spawn(async move { engine.run().await });
        }
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        engine.refresh_all().await.unwrap();
        let wall = wall.elapsed();
        let (messages, bytes) = watcher.await.unwrap();
        println!(
            "{} workspaces, watched: {is_watched}: {:.1} s of processor time, {:.1} s, {messages} messages, {} KiB",
            WORKSPACES,
            cpu_seconds() - cpu,
            wall.as_secs_f64(),
            bytes / 1024
        );
    }
}
