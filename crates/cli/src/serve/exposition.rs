//! Metrics and calendar of what is known. This is the only place that knows who renders them.

use std::fmt::Write;

use jiff::Timestamp;

use super::accept::Format;
use crate::remembered::Measured;

/// Renders the metrics of these workspaces.
pub(super) fn metrics(_: &[Measured<'_>], format: Format, _: Timestamp) -> String {
    let mut text = String::new();
    let (family, end) = match format {
        Format::Text => ("license_watch_build_info gauge", ""),
        Format::OpenMetrics => ("license_watch_build info", "# EOF\n"),
    };
    let version = env!("CARGO_PKG_VERSION");
    // Writing into a text never fails.
    let _ = write!(text, "# TYPE {family}\nlicense_watch_build_info{{version=\"{version}\"}} 1\n{end}");
    text
}

/// Renders the calendar of these workspaces.
pub(super) fn calendar(_: &[Measured<'_>], _: Timestamp) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//License Watch//{version}//EN\r\nEND:VCALENDAR\r\n")
}
