//! Sizes of what is distributed.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::samples::Samples;
use crate::{bundle::list, command, paths};

/// The folder of the packages, below the one that cargo builds into.
const PACKAGES: &str = "release/bundle";

/// The folder of the built pages.
const PAGES: &str = "ui/dist";

/// Adds the sizes of the built programs and packages.
pub(crate) fn add(samples: &mut Samples) -> Result<()> {
    for program in list::ALL.iter().flat_map(|package| package.programs).map(|program| program.name) {
        if let Ok(file) = fs::metadata(paths::built("release", program)?) {
            samples.add(&format!("size-{program}"), mebibytes(file.len()));
        }
    }
    let Ok(packages) = fs::read_dir(paths::absolute(PACKAGES)?) else { return Ok(()) };
    for file in packages {
        let file = file?;
        if let Some(package) = package(&file.file_name().to_string_lossy()) {
            samples.add(&format!("deb-{package}"), mebibytes(file.metadata()?.len()));
        }
    }
    Ok(())
}

/// The name of a package of ours by its file, such as `license-watch_0.1.0-1_amd64.deb`; `None` for other files.
fn package(file: &str) -> Option<&str> {
    let (package, _) = file.strip_suffix(".deb")?.split_once('_')?;
    list::ALL.iter().any(|known| known.name == package).then_some(package)
}

/// Adds the size of the scripts and styles that the window has loaded.
pub(crate) fn add_pages(samples: &mut Samples) -> Result<()> {
    if samples.loaded.is_empty() {
        return Ok(());
    }
    let files = samples.loaded.iter().map(|name| Path::new(PAGES).join(name.trim_start_matches('/')));
    let bytes = compressed(&files.map(|file| file.display().to_string()).collect::<Vec<_>>())?;
    samples.add("script", bytes / 1000.0);
    Ok(())
}

/// The bytes of files, each compressed with gzip.
fn compressed(files: &[String]) -> Result<f64> {
    let script = "const fs = require('fs'), zlib = require('zlib'); let sum = 0; \
                  for (const file of process.argv.slice(1)) sum += zlib.gzipSync(fs.readFileSync(file)).length; \
                  console.log(sum)";
    let said = command::output(Command::new("node").args(["-e", script, "--"]).args(files))?;
    said.trim().parse().with_context(|| format!("node printed no number: {said}"))
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_known_by_their_files() {
        assert_eq!(package("license-watch_0.1.0-1_amd64.deb"), Some("license-watch"));
        assert_eq!(package("license-watch-desktop_0.1.0-1_amd64.deb"), Some("license-watch-desktop"));
        assert_eq!(package("license-watch_0.1.0.rpm"), None);
        assert_eq!(package("other_0.1.0-1_amd64.deb"), None);
    }
}
