//! `bench`: measures the application, each figure beside a reference in the same run.
//!
//! - [`figure`]: what is measured, its target, and how samples are summed up;
//! - [`samples`]: what `measure` of the desktop tests, which starts the programs in a headless desktop, writes;
//! - [`sizes`]: sizes of files;
//! - [`report`]: the result of a run, and how it compares with the committed one;
//! - [`document`]: the table in `docs/performance.md`.

mod document;
mod figure;
mod report;
mod samples;
mod sizes;

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use self::{
    document::FILE,
    figure::{FIGURES, Target},
    report::{Comparison, Report},
    samples::Samples,
};
use crate::{command, packages::Purpose, paths, setup, ui};

/// The committed result, with which others are compared.
const BASELINE: &str = "docs/performance.json";

/// The part that is measured here, without a desktop.
const SIZES: &str = "sizes";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure this part only: start, tray, memory, window, idle, refresh, list, year, page, exporter or sizes; may be
    /// given several times
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Fail if a figure has become worse than the committed one, beyond the noise
    #[arg(long)]
    check: bool,
    /// Write the result to docs/performance.md, and to docs/performance.json as the one to compare with
    #[arg(long, conflicts_with = "check")]
    write: bool,
    /// Do not build: measure what is in target/release
    #[arg(long)]
    no_build: bool,
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    if !cfg!(target_os = "linux") {
        bail!("time and memory are measured on Linux only");
    }
    if !args.no_build {
        build()?;
    }
    let is_wanted = |part: &str| args.only.is_empty() || args.only.iter().any(|only| only == part);
    let mut samples = Samples::default();
    let mut measured = Ok(());
    let parts: Vec<_> = args.only.iter().filter(|part| *part != SIZES).collect();
    if args.only.is_empty() || !parts.is_empty() {
        let out = paths::absolute("bench-samples.json")?;
        let mut measure = Command::new(paths::built("debug", "measure")?);
        measure.arg(paths::absolute("release")?).arg("--out").arg(&out);
        measure.args(parts.iter().flat_map(|part| ["--only", part.as_str()]));
        // An older file is not of this run.
        if out.exists() {
            fs::remove_file(&out).with_context(|| format!("cannot remove {}", out.display()))?;
        }
        // If a part fails, the others still count.
        measured = command::run("measure in a headless desktop", &mut measure);
        if out.exists() {
            samples = Samples::read(&out)?;
        }
        sizes::add_pages(&mut samples)?;
    }
    if is_wanted(SIZES) {
        sizes::add(&mut samples)?;
    }
    let report = Report::new(&samples, machine())?;
    print(&report);
    let baseline = Report::read(Path::new(BASELINE))?;
    let result = paths::absolute("bench.json")?;
    report.write(&result)?;
    println!("\n  The result is in {}", result.display());
    measured?;
    let mut has_regression = false;
    if let Some(baseline) = &baseline {
        has_regression = print_changes(&report.compare(baseline));
    } else if args.check {
        bail!("there is no {BASELINE} to compare with: `cargo xtask bench --write` writes one");
    }
    if args.write {
        // A part that was measured alone replaces only its own figures.
        let all = match baseline {
            Some(baseline) if !args.only.is_empty() => report.completed_by(baseline),
            Some(_) | None => report,
        };
        all.write(Path::new(BASELINE))?;
        document::write(&all)?;
        println!("  Written to {FILE} and {BASELINE}");
    }
    Ok(if args.check && has_regression { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn build() -> Result<()> {
    setup::make_ready(Purpose::Test)?;
    ui::build()?;
    let mut release = paths::cargo();
    release.args(["build", "--release", "--package", "license-watch-desktop", "--package", "agent"]);
    release.args(["--package", "cli", "--package", "bare", "--package", "sandbox"]);
    command::run("build for release (the first time, ten minutes or more)", &mut release)?;
    let mut build = paths::cargo();
    build.args(["build", "--package", "desktop-tests"]);
    command::run("build the headless desktop", &mut build)
}

/// Prints every figure that was measured.
fn print(report: &Report) {
    command::begin("result");
    for figure in FIGURES {
        let Some(measured) = report.figures.get(figure.name) else { continue };
        let reference = measured.reference.map_or_else(String::new, |reference| {
            format!("{} {}, {:.2}×", figure.unit.text(reference), figure.reference, measured.ours / reference)
        });
        let sign = match measured.meets(figure.target) {
            Some(true) => "✓",
            Some(false) => "✗",
            None => " ",
        };
        let target = if figure.target == Target::None { String::new() } else { figure.to_string() };
        let ours = figure.unit.text(measured.ours);
        println!("  {sign} {:<46} {ours:>10}   {target:<20} {reference}", figure.what);
    }
}

/// Prints what has changed since the committed result. Returns whether something has become worse.
fn print_changes(comparisons: &[Comparison]) -> bool {
    command::begin("changes since the committed result");
    for Comparison { figure, change, allowed, is_regression } in comparisons {
        let sign = if *is_regression { "✗" } else { "✓" };
        println!("  {sign} {figure:<28} {:+6.1} % (up to +{:.0} % is noise)", 100.0 * change, 100.0 * allowed);
    }
    comparisons.iter().any(|comparison| comparison.is_regression)
}

/// The machine, for people.
fn machine() -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.map(|rest| rest.trim_matches(|c: char| c.is_whitespace() || ":=\"".contains(c)).to_owned())
    };
    let processor = value(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let system = value(&read("/etc/os-release"), "PRETTY_NAME").unwrap_or_else(|| "Linux".to_owned());
    let memory = value(&read("/proc/meminfo"), "MemTotal").and_then(|text| {
        let kib: f64 = text.split_whitespace().next()?.parse().ok()?;
        Some(format!("{:.0} GiB of memory", kib / f64::from(1 << 20)))
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let webkit = command::output(Command::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"]));
    let webkit = webkit.map_or_else(|_| String::new(), |version| format!(", WebKitGTK {}", version.trim()));
    let memory = memory.map_or_else(String::new, |memory| format!(", {memory}"));
    format!("{cores} cores of {processor}{memory}, {system}{webkit}, without a graphics processor")
}
