//! What the agent does while it is idle.

use std::time::Duration;

use anyhow::{Result, ensure};
use desktop_tests::processes;

use crate::{
    bench::{BARE, Bench, FEW, MANY},
    samples::{Samples, milliseconds},
};

/// How long a program has to become idle.
const WARM_UP: Duration = Duration::from_secs(10);

/// How long it is measured.
const IDLE: Duration = Duration::from_secs(60);

/// Measures both at the same time, so that whatever happens on the desktop happens to both.
pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    for (number, time, wakeups) in
        [(FEW, "idle-time-10", "idle-wakeups-10"), (MANY, "idle-time-1000", "idle-wakeups-1000")]
    {
        let profile = bench.profile(number)?;
        let agent = bench.run_agent(&profile).await?;
        let bare = bench.run(bench.desktop.command(bench.program(BARE)))?;
        tokio::time::sleep(WARM_UP).await;
        let before = [&agent, &bare].map(|run| run.processes().map(|all| processes::usage(&all)));
        tokio::time::sleep(IDLE).await;
        let after = [&agent, &bare].map(|run| run.processes().map(|all| processes::usage(&all)));
        let [ours, reference] = [(0, 0), (1, 1)].map(|(before_at, after_at)| (&before[before_at], &after[after_at]));
        for ((before, after), is_ours) in [(ours, true), (reference, false)] {
            let (Ok(before), Ok(after)) = (before, after) else { anyhow::bail!("cannot read /proc") };
            ensure!(after.processes > 0, "a program ended while it was measured");
            let used = milliseconds(after.processor_time.saturating_sub(before.processor_time));
            let woken = after.wakeups.saturating_sub(before.wakeups) as f64;
            if is_ours {
                samples.ours(time, used);
                samples.ours(wakeups, woken);
            } else {
                samples.reference(time, used);
                samples.reference(wakeups, woken);
            }
        }
        agent.stop().await?;
        bare.stop().await?;
    }
    Ok(())
}
