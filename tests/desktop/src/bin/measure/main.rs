//! Measures the application in a headless desktop, and writes the samples to a file: `measure FOLDER --out FILE`, where
//! the folder has the built programs. `cargo xtask bench` runs this, and judges the samples.

#[cfg(target_os = "linux")]
mod bench;
#[cfg(target_os = "linux")]
mod commands;
#[cfg(target_os = "linux")]
mod exporter;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod page;
#[cfg(target_os = "linux")]
mod refresh;
#[cfg(target_os = "linux")]
mod samples;
#[cfg(target_os = "linux")]
mod start;
#[cfg(target_os = "linux")]
mod tray;
#[cfg(target_os = "linux")]
mod year;

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        path::PathBuf,
        time::{Duration, Instant},
    };

    use anyhow::{Result, bail, ensure};
    use clap::{Parser, ValueEnum};
    use desktop_tests::wait::until_terminated;

    use crate::{bench::Bench, commands, exporter, idle, memory, page, refresh, samples::Samples, start, tray, year};

    #[derive(Debug, Parser)]
    struct Args {
        /// The folder of the built programs
        built: PathBuf,
        /// The file for the samples
        #[arg(long)]
        out: PathBuf,
        /// Measure this part only; may be given several times
        #[arg(long, value_name = "PART")]
        only: Vec<Part>,
    }

    /// What is measured together.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
    enum Part {
        /// From start to the content of the window
        Start,
        /// From a cold start to the icon in the tray
        Tray,
        /// The agent's memory, before and after a window
        Memory,
        /// The memory of all processes while the window is open
        Window,
        /// What the agent does while it is idle
        Idle,
        /// The refresh of all workspaces
        Refresh,
        /// The headless program
        List,
        /// The size of the store after a year
        Year,
        /// The pages in the window: keys, frames, and what they load
        Page,
        /// The headless program that serves metrics of a large fleet
        Exporter,
    }

    pub(crate) async fn run() -> Result<()> {
        let args = Args::parse();
        let mut samples = Samples::default();
        let result = tokio::select! {
            measured = measure(&args, &mut samples) => measured,
            () = until_terminated() => bail!("stopped"),
        };
        samples.write(&args.out)?;
        result
    }

    /// How long the desktop has to calm down after its start.
    const CALM_DOWN: Duration = Duration::from_secs(2);

    async fn measure(args: &Args, samples: &mut Samples) -> Result<()> {
        let mut bench = Bench::start(&args.built).await?;
        tokio::time::sleep(CALM_DOWN).await;
        let mut failed = Vec::new();
        for part in Part::value_variants() {
            if !args.only.is_empty() && !args.only.contains(part) {
                continue;
            }
            let start = Instant::now();
            let measured = match part {
                Part::Start => start::measure(&mut bench, samples).await,
                Part::Tray => tray::measure(&mut bench, samples).await,
                Part::Memory => memory::of_agent(&mut bench, samples).await,
                Part::Window => memory::of_window(&mut bench, samples).await,
                Part::Idle => idle::measure(&mut bench, samples).await,
                Part::Refresh => refresh::measure(&mut bench, samples).await,
                Part::List => commands::measure(&mut bench, samples).await,
                Part::Year => year::measure(&bench, samples).await,
                Part::Page => page::measure(&mut bench, samples).await,
                Part::Exporter => exporter::measure(&mut bench, samples).await,
            };
            let name = part.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
            // What one part leaves running would disturb the next.
            bench.stop_all().await?;
            if let Err(error) = measured {
                say(&format!("{name}: FAILED: {error:#}"));
                failed.push(name);
            } else {
                say(&format!("{name}: done in {:.0} s", start.elapsed().as_secs_f64()));
            }
        }
        ensure!(failed.is_empty(), "not measured: {}", failed.join(", "));
        Ok(())
    }

    #[allow(clippy::print_stdout, reason = "tells a developer what happens")]
    pub(crate) fn say(text: &str) {
        println!("  {text}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    linux::run().await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("a headless desktop runs on Linux only");
}
