//! From start to the content of the window, while the agent is running.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    bench::{BARE, Bench, DESKTOP, FEW, MANY, Run, TITLE},
    linux::say,
    samples::{Samples, milliseconds},
};

/// How often each window is opened. Once more than that, because the first time is not counted.
const REPEATS: usize = 7;

/// The title of the window to compare with.
pub(crate) const BARE_TITLE: &str = "Bare";

/// How long the desktop has to calm down after a window was closed.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    for (number, figure) in [(FEW, "start-10"), (MANY, "start-1000")] {
        let profile = bench.profile(number)?;
        let agent = bench.run_agent(&profile).await?;
        for repeat in 0..=REPEATS {
            let ours = open_and_close(bench, bench.command(DESKTOP, &profile), TITLE).await?;
            let reference = open_and_close(bench, bare_window(bench), BARE_TITLE).await?;
            if repeat > 0 {
                samples.ours(figure, milliseconds(ours));
                samples.reference(figure, milliseconds(reference));
            }
        }
        agent.stop().await?;
    }
    Ok(())
}

/// The command that opens the window to compare with.
pub(crate) fn bare_window(bench: &Bench) -> Command {
    let mut command = bench.desktop.command(bench.program(BARE));
    command.arg("--window");
    command
}

async fn open_and_close(bench: &mut Bench, command: Command, title: &str) -> Result<Duration> {
    let (run, time) = open(bench, command, title)?;
    bench.close(title).await?;
    run.stop().await?;
    tokio::time::sleep(PAUSE).await;
    Ok(time)
}

/// Opens a window, and returns how long it takes until its content is on the screen. Returns once that no longer changes.
pub(crate) fn open(bench: &mut Bench, command: Command, title: &str) -> Result<(Run, Duration)> {
    let screen = bench.desktop.screen()?;
    let before = screen.picture()?;
    let start = Instant::now();
    let run = bench.run(command)?;
    let recording = tokio::task::block_in_place(|| screen.record(before, start))?;
    let area = bench.desktop.area_of(&bench.window(title)?)?;
    if std::env::var_os("MEASURE_VERBOSE").is_some() {
        for (at, part) in recording.progress(area) {
            say(&format!("    {:>6.0} ms: {:.0} %", milliseconds(at), part * 100.0));
        }
    }
    Ok((run, recording.first_content(area).context("the window is empty")?))
}
