//! The table of workspaces, and that of their modules.

use license::{LimitKind, ModuleId, Status};

use super::{ExportedTable, Subject, capitalized, event, tone};
use crate::{
    i18n::Audience,
    present::document::{Block, Cell, Document, Section, Table},
};

/// A table as a document of its own.
pub fn exported(table: ExportedTable, subjects: &[Subject], reader: &Audience<'_>) -> Document {
    let (title, table) = match table {
        ExportedTable::Workspaces => (reader.words.text("report-workspaces"), workspaces(subjects, reader)),
        ExportedTable::Modules => (reader.words.text("report-modules"), modules(subjects, reader)),
    };
    let section = Section { title: title.clone(), blocks: vec![Block::Table(table)] };
    Document { title, preface: Vec::new(), sections: vec![section] }
}

/// Everything that fits into one row for each workspace.
fn workspaces(subjects: &[Subject], reader: &Audience<'_>) -> Table {
    let words = reader.words;
    let columns = [
        "column-workspace",
        "column-address",
        "column-state",
        "column-attention",
        "column-aside",
        "column-plan",
        "column-ends",
        "column-next-deadline",
        "column-what-stops",
        "column-seats-used",
        "column-seats-max",
        "column-seats-left",
        "column-seats-full",
        "column-server",
        "column-supported-until",
        "column-owner",
        "column-contract",
        "column-cost",
        "column-currency",
        "column-note",
        "column-checked",
        "column-problem",
    ];
    let row = |subject: &Subject| {
        let view = &subject.view.row;
        let seats = view.seats.as_ref();
        let next = view.stops.first();
        let doubt = subject.doubt(reader).map(|doubt| doubt.title);
        vec![
            Cell::Text(view.name.clone()),
            Cell::Text(view.url.clone()),
            Cell::State(tone(view.attention), view.state.clone()),
            Cell::text(view.counted.clone()),
            Cell::text(subject.aside(reader).map(|aside| capitalized(&aside))),
            Cell::text(subject.plans()),
            Cell::date(view.ends_at.or(view.lapsed_at)),
            Cell::date(next.map(|stop| stop.at)),
            Cell::text(next.map(|stop| event(stop, reader))),
            Cell::number(seats.and_then(|seats| seats.used)),
            Cell::number(seats.and_then(|seats| seats.max)),
            Cell::number(seats.and_then(|seats| seats.left)),
            Cell::date(subject.runs_out_at(LimitKind::ActiveUsers)),
            Cell::text(view.server_version.clone()),
            Cell::date(view.support.map(|support| support.ends_at)),
            Cell::text(view.details.owner.clone()),
            Cell::text(view.details.contract.clone()),
            Cell::text(view.details.cost.clone()),
            Cell::text(view.details.currency.clone()),
            Cell::text(view.details.note.clone()),
            Cell::instant(view.fetched_at),
            Cell::text(doubt),
        ]
    };
    Table {
        columns: columns.iter().map(|column| words.text(column)).collect(),
        rows: subjects.iter().map(row).collect(),
    }
}

/// Which workspace has which module. A module of a license that is not honored, or that is turned off, is off; of a workspace
/// that was never read, nothing is known.
fn modules(subjects: &[Subject], reader: &Audience<'_>) -> Table {
    let words = reader.words;
    let mut ids: Vec<&str> =
        subjects.iter().flat_map(|one| &one.view.row.modules).map(|module| module.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut named: Vec<_> = ids.into_iter().map(|id| (words.module(&ModuleId::new(id)), id)).collect();
    named.sort_by_key(|(name, _)| name.to_lowercase());
    let state = |subject: &Subject, id: &str| {
        let module = subject.view.row.modules.iter().find(|module| module.id == id);
        let text = match (module, subject.view.row.status) {
            (Some(module), _) if module.active => "table-module-on",
            (Some(_), _) => "table-module-off",
            (None, Status::Unknown) => "table-module-unknown",
            (
                None,
                Status::Valid
                | Status::Expiring
                | Status::Expired
                | Status::Lapsed
                | Status::Invalid
                | Status::Community
                | Status::NotPermitted,
            ) => "table-module-none",
        };
        Cell::Text(capitalized(&words.text(text)))
    };
    let row = |subject: &Subject| {
        let states = named.iter().map(|(_, id)| state(subject, id));
        std::iter::once(Cell::Text(subject.view.row.name.clone())).chain(states).collect()
    };
    let names = named.iter().map(|(name, _)| name.clone());
    Table {
        columns: std::iter::once(words.text("column-workspace")).chain(names).collect(),
        rows: subjects.iter().map(row).collect(),
    }
}
