//! Commands for reports.

use watch::{Engine, Failure, present::reports::ReportRequest};

pub(super) fn report_text(engine: &Engine, report: ReportRequest) -> Result<String, Failure> {
    engine.report_text(&report)
}
