//! The headless program on a store with many workspaces.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    bench::{Bench, HEADLESS, MANY},
    samples::{Samples, milliseconds},
};

const REPEATS: usize = 15;

/// Everything that `list` reads of each workspace.
const ROWS: &str = "select * from workspaces w left join snapshots s on s.workspace_id = w.id
    left join failures f on f.workspace_id = w.id left join confirmations c on c.workspace_id = w.id
    order by w.id";

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    let profile = bench.profile(MANY)?;
    for repeat in 0..=REPEATS {
        let mut list = bench.command(HEADLESS, &profile);
        let ours = time(list.arg("list"))?;
        let mut read = Command::new("sqlite3");
        let reference = time(read.arg("-readonly").arg(profile.store()).arg(ROWS))?;
        // The first time warms the cache.
        if repeat > 0 {
            samples.ours("list", milliseconds(ours));
            samples.reference("list", milliseconds(reference));
        }
    }
    Ok(())
}

fn time(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let time = start.elapsed();
    let status = status.with_context(|| format!("{} does not start", command.get_program().display()))?;
    ensure!(status.success(), "{} ended with {status}", command.get_program().display());
    Ok(time)
}
