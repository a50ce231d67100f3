//! Reports for people who have no License Watch: what they ask for, and what goes into each.

mod changes;
mod comparison;
mod inbox;
pub mod period;
pub mod table;
mod workspace;
mod workspaces;

use serde::Deserialize;
use ts_rs::TS;

pub use changes::changes;
pub use comparison::{ComparedRow, ComparedSection, ComparisonSheet, comparison};
pub use inbox::inbox;
pub use period::Period;
pub use workspace::workspace;
pub use workspaces::workspaces;

use crate::{
    i18n::Audience,
    present::view::FullWorkspaceView,
    reminders::notification::ReminderId,
    store::ChangeRecord,
    workspace::{WorkspaceId, handling::HandlingView, usage::UsageHistory},
};
use license::{Attention, Deadline, DeadlineKind, LimitKind, ModuleId};

use super::{document::Tone, view::DeadlineView};

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
#[ts(export)]
pub enum ReportRequest {
    /// One workspace, with its changes in a period.
    Workspace {
        /// The workspace.
        id: WorkspaceId,
        /// The period of the changes.
        period: Period,
    },
    /// Workspaces at a glance, in this order.
    Workspaces {
        /// The workspaces.
        ids: Vec<WorkspaceId>,
    },
    /// What changed in a period.
    Changes {
        /// The workspaces.
        ids: Vec<WorkspaceId>,
        /// The period.
        period: Period,
    },
    /// Two workspaces, or two states of one, side by side.
    Comparison {
        /// The comparison as the window shows it.
        sheet: ComparisonSheet,
    },
    /// Reminders, in this order.
    Inbox {
        /// The reminders.
        ids: Vec<ReminderId>,
    },
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ReportFormat {
    /// A page for a browser.
    Html,
    /// Its tables, for a spreadsheet.
    Csv,
}

/// What is exported as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExportedTable {
    /// One row for each workspace.
    Workspaces,
    /// One row for each workspace, and one column for each module.
    Modules,
}

/// What a report says about a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The verdict.
    pub view: FullWorkspaceView,
    /// The use of its limits.
    pub usage: Vec<UsageHistory>,
    /// Its changes in the period of the report, newest first.
    pub changes: Vec<ChangeRecord>,
}

impl Subject {
    /// When a limit runs out, if that can be estimated.
    fn runs_out_at(&self, kind: LimitKind) -> Option<jiff::Timestamp> {
        let history = self.usage.iter().find(|history| history.kind == kind)?;
        Some(history.forecast?.runs_out_at)
    }

    /// The plans of its licenses.
    fn plans(&self) -> Option<String> {
        let of_licenses: Vec<_> = self.view.licenses.iter().map(|license| license.plan.as_str()).collect();
        match &self.view.row.visible {
            Some(visible) => visible.plan.clone(),
            None => Some(of_licenses.join(", ")),
        }
    }

    /// Why it does not count as needing attention whatever its state; `None` if it counts.
    fn aside(&self, reader: &Audience<'_>) -> Option<String> {
        let words = reader.words;
        match self.view.row.handling {
            HandlingView::Active => self.view.row.muted.then(|| words.text("aside-muted")),
            HandlingView::Acknowledged => Some(words.text("aside-acknowledged")),
            HandlingView::Snoozed { until } => {
                Some(words.format("aside-snoozed", &crate::values!["at" => reader.instant(until)]))
            }
            HandlingView::Archived => Some(words.text("aside-archived")),
        }
    }

    /// Why what is said of it may no longer be true; `None` if it is up to date.
    fn doubt(&self, reader: &Audience<'_>) -> Option<Doubt> {
        let words = reader.words;
        let as_of = || match self.view.row.fetched_at {
            Some(at) => words.format("report-data-from", &crate::values!["at" => reader.instant(at)]),
            None => words.text("report-never-checked"),
        };
        let doubt = |id: &str| Some(Doubt { title: words.text(id), text: as_of() });
        match &self.view.row.error {
            Some(_) => doubt("report-unreachable"),
            None if self.view.row.fetched_at.is_none() => doubt("report-not-checked-yet"),
            None if self.view.row.stale => doubt("report-outdated"),
            None => None,
        }
    }
}

/// Why what is said of a workspace may no longer be true.
struct Doubt {
    title: String,
    text: String,
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What happens at a deadline, with the modules that it concerns.
fn event(deadline: &DeadlineView, reader: &Audience<'_>) -> String {
    let kind = if deadline.ends_trial { DeadlineKind::TrialEnd } else { deadline.kind };
    let happens = capitalized(&reader.words.event(&Deadline::new(deadline.at, kind), deadline.renewal, reader.now));
    match deadline.modules.as_slice() {
        [] => happens,
        modules => format!("{happens}: {}", module_names(modules, reader)),
    }
}

/// The names of modules, all of them.
fn module_names(modules: &[String], reader: &Audience<'_>) -> String {
    let names: Vec<_> = modules.iter().map(|module| reader.words.module(&ModuleId::new(module))).collect();
    names.join(", ")
}

fn tone(attention: Attention) -> Tone {
    match attention {
        Attention::Calm => Tone::Calm,
        Attention::Soon => Tone::Soon,
        Attention::Problem | Attention::Critical => Tone::Urgent,
        Attention::Ended => Tone::Stopped,
    }
}
