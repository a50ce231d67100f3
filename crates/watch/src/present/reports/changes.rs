//! The report of what changed in a period.

use super::{Period, Subject};
use crate::{
    i18n::{Audience, values},
    present::document::{Block, Cell, Document, Section, Table, Tone},
    reminders::causes::changed,
    store::ChangeRecord,
};

/// What changed at workspaces in a period, newest first.
pub fn changes(subjects: &[Subject], period: Period, reader: &Audience<'_>) -> Document {
    let words = reader.words;
    let title = match subjects {
        [one] => words.format("report-changes-of", &values!["name" => one.view.row.name.as_str()]),
        _ => words.text("report-changes"),
    };
    let mut blocks: Vec<_> = subjects.iter().filter_map(|subject| unknown(subject, reader)).collect();
    blocks.push(list(subjects, reader));
    Document {
        title,
        preface: vec![period_line(period, reader)],
        sections: vec![Section { title: words.text("report-changes-title"), blocks }],
    }
}

/// The first and the last day of a period.
pub(super) fn period_line(period: Period, reader: &Audience<'_>) -> String {
    let (from, after) = period.bounds(reader.now, reader.zone);
    let last = after.saturating_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(after);
    reader.words.format("report-period", &values!["from" => reader.date(from), "until" => reader.date(last)])
}

/// The changes in a table; of one workspace without its name.
pub(super) fn list(subjects: &[Subject], reader: &Audience<'_>) -> Block {
    let words = reader.words;
    let mut found: Vec<(&Subject, &ChangeRecord)> =
        subjects.iter().flat_map(|subject| subject.changes.iter().map(move |change| (subject, change))).collect();
    if found.is_empty() {
        return Block::Text(words.text("report-no-changes"));
    }
    found.sort_by_key(|(_, change)| std::cmp::Reverse(change.at));
    let is_one = subjects.len() == 1;
    let columns = ["column-found", "column-workspace", "column-change"]
        .into_iter()
        .filter(|column| !is_one || *column != "column-workspace");
    let row = |(subject, change): (&Subject, &ChangeRecord)| {
        let name = (!is_one).then(|| Cell::Text(subject.view.row.name.clone()));
        let line = Cell::Change(change.direction, changed::line(&change.change, reader));
        [Some(Cell::Instant(change.at)), name, Some(line)].into_iter().flatten().collect()
    };
    Block::Table(Table {
        columns: columns.map(|column| words.text(column)).collect(),
        rows: found.into_iter().map(row).collect(),
    })
}

/// That changes of a workspace may be missing, because it cannot be read.
fn unknown(subject: &Subject, reader: &Audience<'_>) -> Option<Block> {
    let doubt = subject.doubt(reader)?;
    let text = format!("{} {}", doubt.text, reader.words.text("report-changes-may-be-missing"));
    let title = format!("{}: {}", subject.view.row.name, doubt.title);
    Some(Block::Notice { tone: Tone::Urgent, title, text: text.trim().to_owned() })
}
