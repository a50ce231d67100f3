//! What is measured, and what each figure should be.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::samples::Series;

/// A unit, which decides how a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Milliseconds,
    Seconds,
    MiB,
    /// Millions of bytes.
    MB,
    /// Thousands of bytes.
    KB,
    /// Wake-ups of threads, or requests.
    Times,
}

/// How a figure is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// At most this many times the reference.
    Ratio(f64),
    /// At most this, in the figure's unit.
    AtMost(f64),
    /// At most this much more than the reference, in the figure's unit.
    Above(f64),
    /// Only told.
    None,
}

/// Which of several samples stands for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    /// The median, for what other programs on the machine can both delay and speed up.
    Median,
    /// The smallest, for what they can only delay.
    Least,
}

/// Something that is measured.
#[derive(Debug)]
pub(crate) struct Figure {
    /// The name by which the samples are known.
    pub(crate) name: &'static str,
    /// What it is, for people.
    pub(crate) what: &'static str,
    /// What it is held against, for people.
    pub(crate) reference: &'static str,
    pub(crate) unit: Unit,
    pub(crate) target: Target,
    pub(crate) pick: Pick,
}

const fn figure(
    name: &'static str,
    what: &'static str,
    reference: &'static str,
    unit: Unit,
    target: Target,
    pick: Pick,
) -> Figure {
    Figure { name, what, reference, unit, target, pick }
}

const TRAY: &str = "bare Tauri tray";
const WINDOW: &str = "bare Tauri window";

/// Every figure, in the order of the table.
pub(crate) const FIGURES: &[Figure] = {
    use {Pick::*, Target::*, Unit::*};
    &[
        figure("start-10", "start to first content, 10 workspaces", WINDOW, Milliseconds, Ratio(1.15), Median),
        figure("start-1000", "start to first content, 1,000 workspaces", WINDOW, Milliseconds, Ratio(1.3), Median),
        figure("tray", "cold log-in to tray icon", TRAY, Milliseconds, Ratio(0.5), Median),
        figure("agent-10", "agent, private memory, 10 workspaces", TRAY, MiB, AtMost(16.0), Median),
        figure("agent-1000", "agent, private memory, 1,000 workspaces", TRAY, MiB, AtMost(30.0), Median),
        figure("agent-10-after-window", "the same 5 s after a window, 10 workspaces", TRAY, MiB, AtMost(16.0), Median),
        figure(
            "agent-1000-after-window",
            "the same 5 s after a window, 1,000 workspaces",
            TRAY,
            MiB,
            AtMost(30.0),
            Median,
        ),
        figure("idle-time-10", "idle for 60 s: CPU, 10 workspaces", TRAY, Milliseconds, Above(5.0), Least),
        figure("idle-time-1000", "idle for 60 s: CPU, 1,000 workspaces", TRAY, Milliseconds, Above(5.0), Least),
        figure("idle-wakeups-10", "idle for 60 s: wake-ups, 10 workspaces", TRAY, Times, Above(0.0), Least),
        figure("idle-wakeups-1000", "idle for 60 s: wake-ups, 1,000 workspaces", TRAY, Times, Above(0.0), Least),
        figure("window", "window open: private memory of all processes", WINDOW, MiB, Ratio(1.15), Median),
        figure("window-chromium", "the same", "Chromium in app mode, blank", MiB, Ratio(0.5), Median),
        figure("window-1000", "the same, 1,000 workspaces", "10 workspaces", MiB, Ratio(1.3), Median),
        figure("refresh", "refresh of 1,000 at 100 ms latency", "the ideal for 16 at once", Seconds, Ratio(1.1), Least),
        figure("refresh-cpu", "CPU per refreshed workspace", "xargs -P16 curl, jq", Milliseconds, Ratio(0.1), Least),
        figure("list", "license-watch list, 1,000 cached", "sqlite3, the same rows", Milliseconds, Ratio(2.0), Least),
        figure("year", "store after a year of 1,000 workspaces", "", MB, AtMost(50.0), Median),
        figure("script", "script and style to first content, compressed", "", KB, AtMost(90.0), Median),
        figure(
            "key",
            "key to filtered list, 1,000 workspaces",
            "a plain list is drawn",
            Milliseconds,
            AtMost(16.0),
            Median,
        ),
        figure("frame", "longest frame while scrolling", "a plain list", Milliseconds, AtMost(33.0), Median),
        figure("exporter-ready", "serve, 10,000 workspaces: start to ready", "", Seconds, None, Median),
        figure("exporter-cpu", "the same: CPU until ready", "", Seconds, None, Median),
        figure("exporter-scrape", "the same: a scrape", "", Milliseconds, AtMost(1000.0), Median),
        figure("exporter-text", "the same: size of a scrape", "", MB, None, Median),
        figure("exporter-calendar", "the same: the calendar", "", Milliseconds, None, Median),
        figure("exporter-private", "the same: private memory when ready", "", MiB, None, Median),
        figure("exporter-private-after", "the same: private memory after scrapes", "", MiB, AtMost(250.0), Median),
        figure("exporter-resident", "the same: resident memory after scrapes", "", MiB, AtMost(250.0), Median),
        figure("exporter-peak", "the same: peak resident memory", "", MiB, None, Median),
        figure("exporter-state", "the same: state file", "", MB, None, Median),
        figure("exporter-requests-start", "the same: requests to each server at the start", "", Times, None, Median),
        figure("exporter-requests-day", "serve: requests to each server per day", "", Times, None, Median),
        figure("size-license-watch", "binary: license-watch", "", MiB, None, Median),
        figure("size-license-watch-desktop", "binary: license-watch-desktop", "", MiB, None, Median),
        figure("size-license-watch-agent", "binary: license-watch-agent", "", MiB, None, Median),
        figure("deb-license-watch", ".deb: license-watch", "", MiB, None, Median),
        figure("deb-license-watch-desktop", ".deb: license-watch-desktop", "", MiB, None, Median),
    ]
};

impl Figure {
    /// The figure with this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        FIGURES.iter().find(|figure| figure.name == name)
    }
}

impl Pick {
    /// The value that stands for all samples; `None` without samples.
    pub(crate) fn of(self, samples: &[f64]) -> Option<f64> {
        match self {
            Self::Least => samples.iter().copied().min_by(f64::total_cmp),
            Self::Median => median(samples),
        }
    }
}

/// The median; `None` without samples.
pub(crate) fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The relative noise of samples: their median distance from their median, scaled to a standard deviation, as a part of
/// the median. Zero with less than three samples, which show none.
pub(crate) fn noise(samples: &[f64]) -> f64 {
    let Some(middle) = median(samples).filter(|middle| *middle > 0.0 && samples.len() >= 3) else { return 0.0 };
    let distances: Vec<f64> = samples.iter().map(|sample| (sample - middle).abs()).collect();
    1.4826 * median(&distances).unwrap_or_default() / middle
}

/// What came out of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// The value, in the unit of the figure.
    pub(crate) ours: f64,
    /// That of its reference in the same run; `None` if the figure has none.
    pub(crate) reference: Option<f64>,
    /// The relative noise of the ratio, or of the value without a reference.
    pub(crate) noise: f64,
}

impl Measured {
    /// Sums up samples; `None` without samples.
    pub(crate) fn new(figure: &Figure, series: &Series) -> Option<Self> {
        let ours = figure.pick.of(&series.ours)?;
        let reference = figure.pick.of(&series.reference);
        // The noise of a quotient of independent values.
        Some(Self { ours, reference, noise: noise(&series.ours).hypot(noise(&series.reference)) })
    }

    /// How many times the reference it is; `None` without a reference.
    pub(crate) fn ratio(&self) -> Option<f64> {
        self.reference.filter(|reference| *reference > 0.0).map(|reference| self.ours / reference)
    }

    /// Whether the target is met; `None` if there is no target, or no reference that it needs.
    pub(crate) fn meets(&self, target: Target) -> Option<bool> {
        match target {
            Target::Ratio(most) => Some(self.ratio()? <= most),
            Target::AtMost(most) => Some(self.ours <= most),
            Target::Above(more) => Some(self.ours <= self.reference? + more),
            Target::None => None,
        }
    }
}

impl Unit {
    /// A value with its unit.
    pub(crate) fn text(self, value: f64) -> String {
        match self {
            Self::Milliseconds if value < 10.0 => format!("{value:.2} ms"),
            Self::Milliseconds => format!("{value:.0} ms"),
            Self::Seconds => format!("{value:.1} s"),
            Self::MiB => format!("{value:.1} MiB"),
            Self::MB => format!("{value:.1} MB"),
            Self::KB => format!("{value:.1} kB"),
            Self::Times => format!("{value:.0}"),
        }
    }
}

impl fmt::Display for Figure {
    /// Its target.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.target {
            Target::Ratio(most) => write!(f, "≤ {most}×"),
            Target::AtMost(most) => {
                let whole = self.unit.text(most);
                write!(f, "≤ {}", whole.replace(".0 ", " "))
            }
            Target::Above(0.0) => write!(f, "≤ reference"),
            Target::Above(more) => write!(f, "≤ reference + {}", self.unit.text(more).replace(".00 ", " ")),
            Target::None => write!(f, "—"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn measured(ours: f64, reference: impl Into<Option<f64>>) -> Measured {
        Measured { ours, reference: reference.into(), noise: 0.0 }
    }

    #[test]
    fn each_name_is_used_once() {
        let names: BTreeSet<_> = FIGURES.iter().map(|figure| figure.name).collect();
        assert_eq!(names.len(), FIGURES.len());
        assert!(Figure::named("tray").is_some() && Figure::named("other").is_none());
    }

    #[test]
    fn median_is_the_middle_or_between_two() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[9.0, 1.0, 2.0, 4.0]), Some(3.0));
        assert_eq!(Pick::Least.of(&[9.0, 1.0, 2.0]), Some(1.0));
        assert_eq!(Pick::Least.of(&[]), None);
    }

    #[test]
    fn noise_is_relative_and_ignores_outliers() {
        assert_eq!(noise(&[5.0]), 0.0);
        assert_eq!(noise(&[5.0, 9.0]), 0.0, "two samples show none");
        assert_eq!(noise(&[100.0, 100.0, 100.0, 100.0, 900.0]), 0.0);
        let some = noise(&[98.0, 99.0, 100.0, 101.0, 102.0]);
        assert!((some - 0.014_826).abs() < 1e-9, "{some}");
        assert!((noise(&[980.0, 990.0, 1000.0, 1010.0, 1020.0]) - some).abs() < 1e-9);
        assert_eq!(noise(&[0.0, 0.0, 0.0]), 0.0);
    }

    #[test]
    fn samples_are_summed_up_together_with_those_of_the_reference() {
        let series = Series { ours: vec![110.0, 121.0, 130.0], reference: vec![100.0, 110.0, 120.0] };
        let start = Measured::new(Figure::named("start-10").unwrap(), &series).unwrap();
        assert_eq!((start.ours, start.reference), (121.0, Some(110.0)));
        assert_eq!(start.ratio(), Some(1.1));
        let expected = (1.4826 * 9.0 / 121.0_f64).hypot(1.4826 * 10.0 / 110.0);
        assert!((start.noise - expected).abs() < 1e-9);
        let list = Measured::new(Figure::named("list").unwrap(), &series).unwrap();
        assert_eq!(list.ratio(), Some(1.1), "the least of each");
        assert_eq!(Measured::new(Figure::named("list").unwrap(), &Series::default()), None);
    }

    #[test]
    fn targets_are_met_up_to_the_limit() {
        assert_eq!(measured(115.0, 100.0).meets(Target::Ratio(1.15)), Some(true));
        assert_eq!(measured(116.0, 100.0).meets(Target::Ratio(1.15)), Some(false));
        assert_eq!(measured(116.0, None).meets(Target::Ratio(1.15)), None);
        assert_eq!(measured(116.0, 0.0).meets(Target::Ratio(1.15)), None, "not a number");
        assert_eq!(measured(16.0, 40.0).meets(Target::AtMost(16.0)), Some(true));
        assert_eq!(measured(16.1, None).meets(Target::AtMost(16.0)), Some(false));
        assert_eq!(measured(7.0, 2.0).meets(Target::Above(5.0)), Some(true));
        assert_eq!(measured(8.0, 2.0).meets(Target::Above(5.0)), Some(false));
        assert_eq!(measured(0.0, 0.0).meets(Target::Above(0.0)), Some(true));
        assert_eq!(measured(8.0, None).meets(Target::None), None);
    }

    #[test]
    fn targets_read_as_people_write_them() {
        let text = |name| Figure::named(name).unwrap().to_string();
        assert_eq!(text("start-10"), "≤ 1.15×");
        assert_eq!(text("agent-10"), "≤ 16 MiB");
        assert_eq!(text("idle-time-10"), "≤ reference + 5 ms");
        assert_eq!(text("idle-wakeups-10"), "≤ reference");
        assert_eq!(text("key"), "≤ 16 ms");
        assert_eq!(text("size-license-watch"), "—");
    }
}
