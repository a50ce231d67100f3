//! The report of workspaces at a glance.

use license::LimitKind;

use super::{Subject, event, tone};
use crate::{
    i18n::{Audience, values},
    present::{
        document::{Block, Cell, Document, Section, Table, Tone},
        summary::{FleetSummary, SummaryKind, SummaryPart},
    },
    workspace::handling::HandlingView,
};

/// Workspaces at a glance: how they are, what stops next, and a table of all. The summary is of the same workspaces.
pub fn workspaces(subjects: &[Subject], summary: &FleetSummary, reader: &Audience<'_>) -> Document {
    let words = reader.words;
    let mut preface = vec![verdict(subjects, summary, reader)];
    preface.extend(as_of(subjects, reader));
    let doubts = tracked(subjects).filter_map(|subject| {
        let doubt = subject.doubt(reader)?;
        let title = format!("{}: {}", subject.view.row.name, doubt.title);
        Some(Block::Notice { tone: Tone::Urgent, title, text: doubt.text })
    });
    let doubts: Vec<_> = doubts.collect();
    let sections = [
        (!doubts.is_empty()).then(|| Section { title: words.text("report-not-checked"), blocks: doubts }),
        Some(Section { title: words.text("report-deadlines"), blocks: vec![deadlines(subjects, reader)] }),
        Some(Section { title: words.text("report-workspaces"), blocks: vec![Block::Table(table(subjects, reader))] }),
    ];
    Document { title: words.text("report-overview"), preface, sections: sections.into_iter().flatten().collect() }
}

/// How many need attention, in the words of the window, and how many do not count because the user has set them aside.
fn verdict(subjects: &[Subject], summary: &FleetSummary, reader: &Audience<'_>) -> String {
    if subjects.is_empty() {
        return reader.words.text("report-no-workspaces");
    }
    let count = tracked(subjects).count();
    let text = |part: &SummaryPart| match part.kind {
        SummaryKind::Attention => {
            Some(reader.words.format("report-need-attention", &values!["count" => count, "some" => part.ids.len()]))
        }
        SummaryKind::Ok => Some(part.text.clone()),
        SummaryKind::Unreachable
        | SummaryKind::Checked
        | SummaryKind::Changed
        | SummaryKind::Acknowledged
        | SummaryKind::Snoozed
        | SummaryKind::Muted
        | SummaryKind::Archived => None,
    };
    let aside = summary.aside.iter().map(|part| part.text.clone());
    summary.parts.iter().filter_map(text).chain(aside).collect::<Vec<_>>().join(" · ")
}

/// Those that are not archived. An archived workspace is not refreshed, and nothing of it is due.
fn tracked(subjects: &[Subject]) -> impl Iterator<Item = &Subject> {
    subjects.iter().filter(|subject| subject.view.row.handling != HandlingView::Archived)
}

/// The oldest answer that the report is made of.
fn as_of(subjects: &[Subject], reader: &Audience<'_>) -> Option<String> {
    let oldest = tracked(subjects).filter_map(|subject| subject.view.row.fetched_at).min()?;
    Some(reader.words.format("report-as-of", &values!["at" => reader.instant(oldest)]))
}

/// What stops at all workspaces, by date.
fn deadlines(subjects: &[Subject], reader: &Audience<'_>) -> Block {
    let words = reader.words;
    let mut all: Vec<_> =
        tracked(subjects).flat_map(|subject| subject.view.row.stops.iter().map(move |stop| (stop, subject))).collect();
    if all.is_empty() {
        return Block::Text(words.text("report-no-deadlines"));
    }
    all.sort_by_key(|(stop, _)| stop.at);
    let columns = ["column-date", "column-workspace", "column-what-stops"];
    Block::Table(Table {
        columns: columns.iter().map(|column| words.text(column)).collect(),
        rows: all
            .into_iter()
            .map(|(stop, subject)| {
                vec![Cell::Date(stop.at), Cell::Text(subject.view.row.name.clone()), Cell::Text(event(stop, reader))]
            })
            .collect(),
    })
}

fn table(subjects: &[Subject], reader: &Audience<'_>) -> Table {
    let words = reader.words;
    let columns = [
        "column-workspace",
        "column-state",
        "column-plan",
        "column-ends",
        "column-seats",
        "column-seats-full",
        "column-checked",
    ];
    let row = |subject: &Subject| {
        let view = &subject.view.row;
        let seats = view.seats.as_ref();
        let seats = seats.and_then(|seats| match (seats.used, seats.max) {
            (Some(used), Some(max)) => Some(words.format("report-used-of", &values!["used" => used, "max" => max])),
            (Some(used), None) => Some(words.number(used)),
            (None, _) => None,
        });
        let state = match subject.aside(reader) {
            Some(aside) => format!("{} · {aside}", view.state),
            None => view.state.clone(),
        };
        vec![
            Cell::Text(view.name.clone()),
            Cell::State(tone(view.attention), state),
            Cell::text(subject.plans()),
            Cell::date(view.ends_at.or(view.lapsed_at)),
            Cell::text(seats),
            Cell::date(subject.runs_out_at(LimitKind::ActiveUsers)),
            Cell::instant(view.fetched_at),
        ]
    };
    Table {
        columns: columns.iter().map(|column| words.text(column)).collect(),
        rows: subjects.iter().map(row).collect(),
    }
}
