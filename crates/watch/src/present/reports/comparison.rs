//! The report of a comparison. The window words it, with the texts that it shows itself.

use license::Direction;
use serde::Deserialize;
use ts_rs::TS;

use crate::{
    i18n::Audience,
    present::document::{Block, Cell, Document, Section, Table},
};

/// Two workspaces, or two states of one, side by side, in the user's language.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[ts(export)]
pub struct ComparisonSheet {
    /// What is on each side: the name of a workspace, and of when it is shown.
    pub sides: [String; 2],
    /// The rows by topic.
    pub sections: Vec<ComparedSection>,
}

/// The rows of one topic.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[ts(rename = "ComparisonSheetSection")]
pub struct ComparedSection {
    /// The topic.
    pub title: String,
    /// Its rows.
    pub rows: Vec<ComparedRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[ts(rename = "ComparisonSheetRow")]
pub struct ComparedRow {
    /// What is compared.
    pub label: String,
    /// The value on each side; empty if there is none.
    pub values: [String; 2],
    /// Whether they differ.
    pub differs: bool,
    /// Whether the second is better or worse, if that is known.
    pub direction: Option<Direction>,
}

/// The report of a comparison.
pub fn comparison(sheet: &ComparisonSheet, reader: &Audience<'_>) -> Document {
    let [left, right] = &sheet.sides;
    let section = |section: &ComparedSection| {
        let columns = vec![section.title.clone(), left.clone(), right.clone()];
        let table = Table { columns, rows: section.rows.iter().map(row).collect() };
        Section { title: section.title.clone(), blocks: vec![Block::Table(table)] }
    };
    Document {
        title: reader.words.text("report-comparison"),
        preface: vec![format!("{left} – {right}")],
        sections: sheet.sections.iter().map(section).collect(),
    }
}

fn row(row: &ComparedRow) -> Vec<Cell> {
    let label = if row.differs { format!("≠ {}", row.label) } else { row.label.clone() };
    let [left, right] = &row.values;
    let right = match row.direction {
        Some(direction) if !right.is_empty() => Cell::Change(direction, right.clone()),
        Some(_) | None => Cell::text(Some(right.clone())),
    };
    vec![Cell::Text(label), Cell::text(Some(left.clone())), right]
}
