//! What was measured.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::linux::say;

/// The samples of each figure, and of its reference, in its unit. `cargo xtask bench` knows the figures by these names.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Samples {
    figures: BTreeMap<&'static str, Series>,
    /// The scripts and styles that the window has loaded until its first content, by their paths.
    loaded: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Series {
    ours: Vec<f64>,
    reference: Vec<f64>,
}

impl Samples {
    /// Adds a sample of License Watch.
    pub(crate) fn ours(&mut self, figure: &'static str, value: f64) {
        say(&format!("{figure}: {value:.3}"));
        self.figures.entry(figure).or_default().ours.push(value);
    }

    /// Adds a sample of what the figure is held against.
    pub(crate) fn reference(&mut self, figure: &'static str, value: f64) {
        say(&format!("{figure}, the reference: {value:.3}"));
        self.figures.entry(figure).or_default().reference.push(value);
    }

    /// Uses the reference of one figure for another as well.
    pub(crate) fn same_reference(&mut self, of: &'static str, figure: &'static str) {
        let reference = self.figures.get(of).map(|series| series.reference.clone()).unwrap_or_default();
        self.figures.entry(figure).or_default().reference = reference;
    }

    /// Sets what the window has loaded until its first content.
    pub(crate) fn loaded(&mut self, paths: Vec<String>) {
        self.loaded = paths;
    }

    /// Writes them as JSON.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Bytes in MiB.
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
