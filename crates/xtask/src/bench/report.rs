//! The result of a run, in the file that is committed as the baseline, and how it compares with that.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::{
    figure::{FIGURES, Figure, Measured, Target},
    samples::Samples,
};

/// The format of the file.
const SCHEMA: u32 = 1;

/// How much worse than in the baseline a figure may be in any case, as a part of it. What other programs on the machine
/// do, and where the linker puts a function, makes more than nothing.
const ALLOWED: f64 = 0.05;

/// How many times the noise of both runs is added to that.
const SIGMAS: f64 = 3.0;

/// How many more wake-ups or milliseconds are no regression where the target allows a difference, not a ratio: such
/// figures are so small that a ratio says nothing.
const ALLOWED_DIFFERENCE: f64 = 5.0;

/// What was measured in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) schema: u32,
    /// The machine that it was measured on.
    pub(crate) machine: String,
    /// By the names of the figures.
    pub(crate) figures: BTreeMap<String, Measured>,
}

/// How a figure compares with the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) figure: &'static str,
    /// The change, as a part of the value in the baseline.
    pub(crate) change: f64,
    /// The change up to which it is noise.
    pub(crate) allowed: f64,
    pub(crate) is_regression: bool,
}

impl Report {
    /// Sums up the samples of a run.
    pub(crate) fn new(samples: &Samples, machine: String) -> Result<Self> {
        let mut figures = BTreeMap::new();
        for (name, series) in &samples.figures {
            let figure = Figure::named(name).with_context(|| format!("there is no figure {name}"))?;
            figures.extend(Measured::new(figure, series).map(|measured| (name.clone(), measured)));
        }
        Ok(Self { schema: SCHEMA, machine, figures })
    }

    /// Reads one; `None` if there is no such file.
    pub(crate) fn read(file: &Path) -> Result<Option<Self>> {
        if !file.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        Self::parse(&text).with_context(|| file.display().to_string()).map(Some)
    }

    fn parse(text: &str) -> Result<Self> {
        let report: Self = serde_json::from_str(text)?;
        ensure!(report.schema == SCHEMA, "its schema is {}, and not {SCHEMA}", report.schema);
        if let Some(unknown) = report.figures.keys().find(|name| Figure::named(name).is_none()) {
            bail!("there is no figure {unknown}");
        }
        Ok(report)
    }

    /// Writes it.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("the report cannot be written as JSON")? + "\n";
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Takes over the figures of an earlier run that this one has not measured.
    pub(crate) fn completed_by(mut self, earlier: Self) -> Self {
        for (name, measured) in earlier.figures {
            self.figures.entry(name).or_insert(measured);
        }
        self
    }

    /// Compares every figure that both have measured.
    pub(crate) fn compare(&self, baseline: &Self) -> Vec<Comparison> {
        let both = FIGURES
            .iter()
            .filter_map(|figure| Some((figure, self.figures.get(figure.name)?, baseline.figures.get(figure.name)?)));
        both.filter_map(|(figure, now, before)| compare(figure, now, before)).collect()
    }
}

/// Compares the ratios to the references, because absolute times say as much of the machine; what has no reference is
/// compared as it is. `None` if the two cannot be compared.
fn compare(figure: &Figure, now: &Measured, before: &Measured) -> Option<Comparison> {
    let name = figure.name;
    if let Target::Above(_) = figure.target {
        let above = |measured: &Measured| Some(measured.ours - measured.reference?);
        let change = above(now)? - above(before)?;
        let (scale, allowed) = (before.ours.max(1.0), ALLOWED_DIFFERENCE.max(before.ours * ALLOWED * SIGMAS));
        return Some(Comparison {
            figure: name,
            change: change / scale,
            allowed: allowed / scale,
            is_regression: change > allowed,
        });
    }
    let (now_value, before_value) = match (now.ratio(), before.ratio()) {
        (Some(now), Some(before)) => (now, before),
        (None, None) => (now.ours, before.ours),
        (Some(_), None) | (None, Some(_)) => return None,
    };
    if before_value <= 0.0 {
        return None;
    }
    let change = now_value / before_value - 1.0;
    let allowed = ALLOWED + SIGMAS * now.noise.hypot(before.noise);
    Some(Comparison { figure: name, change, allowed, is_regression: change > allowed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(figures: &[(&str, f64, Option<f64>, f64)]) -> Report {
        let figures = figures.iter().map(|(name, ours, reference, noise)| {
            ((*name).to_owned(), Measured { ours: *ours, reference: *reference, noise: *noise })
        });
        Report { schema: SCHEMA, machine: "a machine".to_owned(), figures: figures.collect() }
    }

    fn regressions(now: &Report, before: &Report) -> Vec<&'static str> {
        let compared = now.compare(before).into_iter();
        compared.filter(|comparison| comparison.is_regression).map(|comparison| comparison.figure).collect()
    }

    #[test]
    fn a_slower_machine_is_no_regression() {
        let before = report(&[("start-10", 100.0, Some(90.0), 0.0), ("year", 40.0, None, 0.0)]);
        let now = report(&[("start-10", 300.0, Some(270.0), 0.0), ("year", 40.0, None, 0.0)]);
        assert_eq!(now.compare(&before).len(), 2);
        assert!(regressions(&now, &before).is_empty());
    }

    #[test]
    fn a_worse_ratio_is_a_regression_beyond_the_noise_of_both_runs() {
        let before = report(&[("start-10", 100.0, Some(100.0), 0.0)]);
        assert!(regressions(&report(&[("start-10", 104.0, Some(100.0), 0.0)]), &before).is_empty());
        assert_eq!(regressions(&report(&[("start-10", 106.0, Some(100.0), 0.0)]), &before), ["start-10"]);
        assert_eq!(regressions(&report(&[("start-10", 100.0, Some(90.0), 0.0)]), &before), ["start-10"]);
        assert!(regressions(&report(&[("start-10", 106.0, Some(100.0), 0.01)]), &before).is_empty());
        let noisy = report(&[("start-10", 100.0, Some(100.0), 0.04)]);
        assert!(regressions(&report(&[("start-10", 119.0, Some(100.0), 0.03)]), &noisy).is_empty());
        assert_eq!(regressions(&report(&[("start-10", 121.0, Some(100.0), 0.03)]), &noisy), ["start-10"]);
        assert!(regressions(&report(&[("start-10", 50.0, Some(100.0), 0.0)]), &before).is_empty(), "better");
    }

    #[test]
    fn what_has_no_reference_is_compared_as_it_is() {
        let before = report(&[("year", 40.0, None, 0.0), ("script", 80.0, None, 0.0)]);
        let now = report(&[("year", 41.0, None, 0.0), ("script", 85.0, None, 0.0)]);
        assert_eq!(regressions(&now, &before), ["script"]);
    }

    #[test]
    fn small_figures_are_compared_by_their_difference() {
        let before = report(&[("idle-time-10", 1.0, Some(1.0), 0.0), ("idle-wakeups-10", 2.0, Some(30.0), 0.0)]);
        let now = report(&[("idle-time-10", 5.0, Some(1.0), 0.0), ("idle-wakeups-10", 2.0, Some(24.0), 0.0)]);
        assert_eq!(regressions(&now, &before), ["idle-wakeups-10"]);
        assert!(regressions(&before, &now).is_empty());
    }

    #[test]
    fn only_what_both_runs_have_measured_is_compared() {
        let before = report(&[("year", 40.0, None, 0.0), ("list", 9.0, Some(3.0), 0.0)]);
        let now = report(&[("list", 90.0, None, 0.0), ("script", 85.0, None, 0.0)]);
        assert!(now.compare(&before).is_empty(), "one has a reference for the list, and the other has not");
        let all = now.completed_by(before);
        assert_eq!(all.figures.keys().collect::<Vec<_>>(), ["list", "script", "year"]);
        assert_eq!(all.figures.get("list").map(|list| list.ours), Some(90.0), "the newer one");
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let written = report(&[("year", 40.0, None, 0.25), ("list", 9.0, Some(3.0), 0.5)]);
        let text = serde_json::to_string(&written).unwrap();
        assert_eq!(Report::parse(&text).unwrap(), written);
        assert!(Report::read(Path::new("no/such/file")).unwrap().is_none());
    }

    #[test]
    fn a_baseline_that_is_not_understood_is_an_error() {
        let error = |text: &str| format!("{:#}", Report::parse(text).unwrap_err());
        assert!(error("{").contains("EOF"));
        assert!(error(r#"{"schema": 9, "machine": "", "figures": {}}"#).contains("its schema is 9"));
        let unknown =
            r#"{"schema": 1, "machine": "", "figures": {"old": {"ours": 1.0, "reference": null, "noise": 0}}}"#;
        assert!(error(unknown).contains("no figure old"));
    }

    #[test]
    fn samples_of_an_unknown_figure_are_an_error() {
        let mut samples = Samples::default();
        samples.add("year", 40.0);
        assert_eq!(Report::new(&samples, "m".to_owned()).unwrap().figures.len(), 1);
        samples.add("other", 1.0);
        assert!(Report::new(&samples, "m".to_owned()).is_err());
    }

    #[test]
    fn the_committed_baseline_can_be_read() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(super::super::BASELINE);
        // There is none until `cargo xtask bench --write` has run for the first time.
        let _: Option<Report> = Report::read(&file).unwrap();
    }
}
