//! The text in which Prometheus reads metrics, in either of its formats.

use std::fmt::{Display, Write};

use super::Metric;

/// The form of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Prometheus' text format 0.0.4, which the textfile collector reads.
    Prometheus,
    /// OpenMetrics 1.0, which Prometheus prefers in an `Accept` header.
    OpenMetrics,
}

impl Format {
    /// What stands below everything.
    pub(super) fn end(self) -> &'static str {
        match self {
            Self::Prometheus => "",
            Self::OpenMetrics => "# EOF\n",
        }
    }

    /// The value of the `Content-Type` header with which it is served.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// How the values of a metric are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    /// A value that goes up and down.
    Gauge,
    /// A value that only goes up, until the program starts again.
    Counter,
    /// Always 1: what it says is in its labels.
    Info,
}

/// The most characters of a label's value. What is longer ends in an ellipsis.
const LONGEST: usize = 200;

/// The labels that all samples of one workspace or channel have, ready to be copied.
#[derive(Default)]
pub(super) struct Labels(String);

impl Labels {
    pub(super) fn of_workspace(name: &str) -> Self {
        Self::one("workspace", name)
    }

    pub(super) fn of_channel(name: &str) -> Self {
        Self::one("channel", name)
    }

    fn one(name: &str, value: &str) -> Self {
        let mut labels = String::new();
        pair(&mut labels, name, value);
        Self(labels)
    }
}

/// A metric that is being written.
pub(super) struct Family {
    metric: Metric,
    format: Format,
    /// Whether something was written: a metric without samples is left out.
    has_begun: bool,
}

impl Family {
    pub(super) fn new(metric: Metric, format: Format) -> Self {
        Self { metric, format, has_begun: false }
    }

    pub(super) fn metric(&self) -> Metric {
        self.metric
    }
}

/// Where the samples of a metric go that have these labels.
pub(super) struct Samples<'a> {
    family: &'a mut Family,
    text: &'a mut String,
    labels: &'a Labels,
}

impl<'a> Samples<'a> {
    pub(super) fn new(family: &'a mut Family, text: &'a mut String, labels: &'a Labels) -> Self {
        Self { family, text, labels }
    }

    /// A sample, with more labels.
    pub(super) fn add(&mut self, more: &[(&str, &str)], value: impl Display) {
        let Self { family, text, labels } = self;
        if !family.has_begun {
            head(text, family.metric, family.format);
            family.has_begun = true;
        }
        text.push_str(family.metric.name());
        text.push('{');
        text.push_str(&labels.0);
        for (index, (name, value)) in more.iter().enumerate() {
            if index > 0 || !labels.0.is_empty() {
                text.push(',');
            }
            pair(text, name, value);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "}} {value}");
    }
}

/// What stands above the samples of a metric.
fn head(text: &mut String, metric: Metric, format: Format) {
    let name = metric.name();
    // OpenMetrics names the family, and a suffix belongs to its samples.
    let (family, kind) = match (format, metric.kind()) {
        (_, MetricType::Gauge) => (name, "gauge"),
        (Format::Prometheus, MetricType::Counter) => (name, "counter"),
        (Format::Prometheus, MetricType::Info) => (name, "gauge"),
        (Format::OpenMetrics, MetricType::Counter) => (name.strip_suffix("_total").unwrap_or(name), "counter"),
        (Format::OpenMetrics, MetricType::Info) => (name.strip_suffix("_info").unwrap_or(name), "info"),
    };
    // Writing to a string cannot fail.
    let _ = write!(text, "# HELP {family} {}\n# TYPE {family} {kind}\n", metric.help());
    if let (Format::OpenMetrics, Some(unit)) = (format, metric.unit()) {
        let _ = writeln!(text, "# UNIT {family} {unit}");
    }
}

/// A label with its value: bounded, and escaped as both formats require.
fn pair(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str("=\"");
    for (index, c) in value.chars().enumerate() {
        if index == LONGEST {
            text.push('…');
            break;
        }
        match c {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_escaped_and_bounded() {
        let value = |value: &str| {
            let mut text = String::new();
            pair(&mut text, "plan", value);
            text
        };
        assert_eq!(value("C:\\ \"x\"\n\u{1b}[1m é"), "plan=\"C:\\\\ \\\"x\\\"  [1m é\"");
        assert_eq!(value(&"ä".repeat(200)), format!("plan=\"{}\"", "ä".repeat(200)));
        assert_eq!(value(&"ä".repeat(201)), format!("plan=\"{}…\"", "ä".repeat(200)));
    }
}
