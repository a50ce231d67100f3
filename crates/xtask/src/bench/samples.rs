//! The samples that `measure` of the desktop tests writes.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The samples of every figure.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Samples {
    #[serde(default)]
    pub(crate) figures: BTreeMap<String, Series>,
    /// The scripts and styles that the window has loaded until its first content, by their paths in the pages' folder.
    #[serde(default)]
    pub(crate) loaded: Vec<String>,
}

/// The samples of a figure, in its unit.
#[derive(Debug, Default, Clone, PartialEq, Deserialize)]
pub(crate) struct Series {
    pub(crate) ours: Vec<f64>,
    /// Those of its reference in the same run.
    #[serde(default)]
    pub(crate) reference: Vec<f64>,
}

impl Samples {
    /// Reads them.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} has no samples", file.display()))
    }

    /// Adds a single sample of a figure without a reference.
    pub(crate) fn add(&mut self, figure: &str, value: f64) {
        self.figures.entry(figure.to_owned()).or_default().ours.push(value);
    }
}
