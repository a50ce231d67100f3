//! The report of workspaces at a glance.

use license::LimitKind;

use super::{Subject, event, tone};
use crate::{
    i18n::{Audience, values},
    present::document::{Block, Cell, Document, Section, Table, Tone},
};

/// Workspaces at a glance: how they are, what stops next, and a table of all.
pub fn workspaces(subjects: &[Subject], reader: &Audience<'_>) -> Document {
    let words = reader.words;
    let count = subjects.len();
    let attention = subjects.iter().filter(|subject| subject.view.counted.is_some()).count();
    let mut preface = vec![match attention {
        0 => words.format("report-all-ok", &values!["count" => count]),
        some => words.format("report-need-attention", &values!["count" => count, "some" => some]),
    }];
    preface.extend(as_of(subjects, reader));
    let doubts = subjects.iter().filter_map(|subject| {
        let doubt = subject.doubt(reader)?;
        let title = format!("{}: {}", subject.view.name, doubt.title);
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

/// The oldest answer that the report is made of.
fn as_of(subjects: &[Subject], reader: &Audience<'_>) -> Option<String> {
    let oldest = subjects.iter().filter_map(|subject| subject.view.fetched_at).min()?;
    Some(reader.words.format("report-as-of", &values!["at" => reader.instant(oldest)]))
}

/// What stops at all workspaces, by date.
fn deadlines(subjects: &[Subject], reader: &Audience<'_>) -> Block {
    let words = reader.words;
    let mut all: Vec<_> =
        subjects.iter().flat_map(|subject| subject.view.stops.iter().map(move |stop| (stop, subject))).collect();
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
                vec![Cell::Date(stop.at), Cell::Text(subject.view.name.clone()), Cell::Text(event(stop, reader))]
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
        let view = &subject.view;
        let seats = view.limits.iter().find(|limit| limit.kind == LimitKind::ActiveUsers);
        let seats = seats.and_then(|seats| match (seats.used, seats.max) {
            (Some(used), Some(max)) => Some(words.format("report-used-of", &values!["used" => used, "max" => max])),
            (Some(used), None) => Some(words.number(used)),
            (None, _) => None,
        });
        vec![
            Cell::Text(view.name.clone()),
            Cell::State(tone(view.attention), view.state.clone()),
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
