//! A table as CSV, for spreadsheets.

use jiff::{Timestamp, tz::TimeZone};

use super::{Cell, Document, Table, sign};

/// By this mark, Excel knows that a file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The tables of a document as CSV (RFC 4180), with a byte order mark and an empty line between two tables. Dates are ISO
/// 8601 in the reader's zone, numbers have no separators.
pub fn csv(document: &Document, zone: &TimeZone) -> String {
    let tables: Vec<_> = document.tables().map(|table| one(table, zone)).collect();
    format!("{BYTE_ORDER_MARK}{}", tables.join("\r\n"))
}

fn one(table: &Table, zone: &TimeZone) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let heads = table.columns.iter().map(|column| inert(column)).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| value(cell, zone)).collect());
    for record in std::iter::once::<Vec<String>>(heads).chain(rows) {
        // Writing to memory does not fail.
        let _ = writer.write_record(record);
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn value(cell: &Cell, zone: &TimeZone) -> String {
    let formatted = |at: &Timestamp, format: &str| zone.to_datetime(*at).strftime(format).to_string();
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::State(_, text) => inert(text),
        Cell::Number(number) => number.to_string(),
        Cell::Date(at) => formatted(at, "%Y-%m-%d"),
        Cell::Instant(at) => formatted(at, "%Y-%m-%d %H:%M"),
        Cell::Change(direction, text) => format!("{} {text}", sign(*direction)),
    }
}

/// A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front. A tab or a
/// line break in front would be skipped by some, so that what follows would be one.
fn inert(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ if text.starts_with(['\t', '\r', '\n']) => format!("'{text}"),
        Some(_) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::present::document::{Block, Section};

    fn document(cells: Vec<Vec<Cell>>) -> Document {
        let table = Table { columns: vec!["Name".to_owned(), "Used".to_owned()], rows: cells };
        let section = Section { title: "Title".to_owned(), blocks: vec![Block::Table(table)] };
        Document { sections: vec![section], ..Document::default() }
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn dates_are_iso_numbers_are_plain_and_quotes_are_doubled() {
        let at = "2026-07-04T23:30:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let rows = vec![
            vec![text("a \"b\", c"), Cell::Number(12_345)],
            vec![Cell::Date(at), Cell::Instant(at)],
            vec![text("two\nlines"), Cell::Empty],
        ];
        let expected =
            "\u{feff}Name,Used\r\n\"a \"\"b\"\", c\",12345\r\n2026-07-05,2026-07-05 01:30\r\n\"two\nlines\",\r\n";
        assert_eq!(csv(&document(rows), &zone), expected);
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_made_inert() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{a0}=1", "＝1", "\n@x"] {
            let text = csv(&document(vec![vec![text(formula), Cell::Empty]]), &TimeZone::UTC);
            let value = text.split("\r\n").nth(1).unwrap().trim_start_matches('"');
            assert!(value.starts_with('\''), "{formula:?}: {text:?}");
        }
        assert!(csv(&document(vec![vec![text("R&D = fun"), Cell::Empty]]), &TimeZone::UTC).contains("\r\nR&D = fun,"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_one_cell_that_is_no_formula(name in "\\PC{0,20}|[=+@\t\r\n\",;'-]{0,6}") {
            let text = csv(&document(vec![vec![text(&name), Cell::Number(7)]]), &TimeZone::UTC);
            let mut reader = ::csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(records.len(), 1);
            prop_assert_eq!(records[0].len(), 2);
            prop_assert_eq!(&records[0][1], "7");
            let inert = format!("'{name}");
            prop_assert!([name, inert].contains(&records[0][0].to_owned()));
            prop_assert!(!records[0][0].trim_start().starts_with(['=', '+', '-', '@']));
        }
    }
}
