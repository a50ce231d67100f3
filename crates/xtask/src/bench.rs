//! `bench`: the application's size, and by `measure` of the desktop tests its time to the window and its use of memory,
//! processor and wake-ups while it is idle.

use std::{
    fs,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{command, packages::Purpose, paths, setup, ui};

/// Runs it.
pub(crate) fn run() -> Result<ExitCode> {
    let on_linux = cfg!(target_os = "linux");
    setup::make_ready(if on_linux { Purpose::Test } else { Purpose::Use })?;
    ui::build()?;
    let mut release = paths::cargo();
    release.args(["build", "--release", "--package", "license-watch-desktop", "--package", "cli", "--package", "bare"]);
    command::run("build for release (the first time, five to ten minutes)", &mut release)?;
    command::begin("sizes");
    for program in ["license-watch-desktop", "license-watch"] {
        let path = paths::built("release", program)?;
        let size = fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?.len();
        print(program, &mebibytes(size));
    }
    print("pages, compressed", &format!("{:.1} KiB", compressed_pages()? / 1024.0));
    if !on_linux {
        println!("  Time and memory are measured on Linux only.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut build = paths::cargo();
    build.args(["build", "--package", "desktop-tests"]);
    command::run("build the headless desktop", &mut build)?;
    let mut measure = Command::new(paths::built("debug", "measure")?);
    command::run("measure in a headless desktop", measure.arg(paths::absolute("release")?))?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes of the pages' scripts and styles, each compressed, as a network would carry them.
fn compressed_pages() -> Result<f64> {
    let script = "const fs = require('fs'), zlib = require('zlib'); let sum = 0; \
                  for (const name of fs.readdirSync('ui/dist', { recursive: true })) \
                  if (/\\.(js|css)$/.test(name)) sum += zlib.gzipSync(fs.readFileSync('ui/dist/' + name)).length; \
                  console.log(sum)";
    let said = command::output(Command::new("node").args(["-e", script]))?;
    said.trim().parse().with_context(|| format!("node printed no number: {said}"))
}

fn print(what: &str, value: &str) {
    println!("  {what:<24} {value}");
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
