//! A document as Markdown, to paste into a ticket or a message.

use jiff::Timestamp;

use super::{Block, Cell, Document, Table, sign};
use crate::i18n::Audience;

/// A document as Markdown.
pub fn markdown(document: &Document, reader: &Audience<'_>) -> String {
    let mut parts = vec![format!("# {}", plain(&document.title))];
    parts.extend(document.preface.iter().map(|line| plain(line)));
    for section in &document.sections {
        parts.push(format!("## {}", plain(&section.title)));
        parts.extend(section.blocks.iter().filter_map(|block| one(block, reader)));
    }
    parts.join("\n\n") + "\n"
}

fn one(block: &Block, reader: &Audience<'_>) -> Option<String> {
    match block {
        Block::Text(text) => Some(plain(text)),
        Block::Notice { title, text, .. } => {
            Some(format!("**{}** {}", plain(title), plain(text)).trim_end().to_owned())
        }
        Block::Facts(facts) => {
            let facts = facts.iter().map(|(name, value)| format!("- {}: {}", plain(name), cell(value, reader)));
            Some(facts.collect::<Vec<_>>().join("\n"))
        }
        Block::Table(table) => Some(rows(table, reader)),
        // The numbers of a plot are in the facts beside it.
        Block::Plot(_) => None,
    }
}

fn rows(table: &Table, reader: &Audience<'_>) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = line(table.columns.iter().map(|column| plain(column)).collect());
    let rule = line(table.columns.iter().map(|_| "---".to_owned()).collect());
    let rows = table.rows.iter().map(|row| line(row.iter().map(|value| cell(value, reader)).collect()));
    [head, rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn cell(cell: &Cell, reader: &Audience<'_>) -> String {
    let date = |at: &Timestamp| plain(&reader.date(*at));
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(text) => plain(text),
        Cell::Number(number) => reader.words.number(*number),
        Cell::Date(at) => date(at),
        Cell::Instant(at) => plain(&reader.instant(*at)),
        Cell::State(tone, text) => format!("{} {}", tone.sign(), plain(text)),
        Cell::Change(direction, text) => format!("{} {}", sign(*direction), plain(text)),
    }
}

/// A text on one line, without links, tags or marks.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*_{}[]<>()#!|~&".contains(letter) {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{i18n::language::Language, present::document::Section};

    #[test]
    fn a_hostile_name_stays_in_its_cell() {
        let name = "a | b\n# [x](http://evil.example) <img>";
        let table = Table { columns: vec!["Name".to_owned()], rows: vec![vec![Cell::Text(name.to_owned())]] };
        let section = Section { title: "T".to_owned(), blocks: vec![Block::Table(table)] };
        let document = Document { title: name.to_owned(), sections: vec![section], ..Document::default() };
        let reader = Audience { now: Timestamp::UNIX_EPOCH, zone: &TimeZone::UTC, words: Language::English.words() };
        let escaped = r"a \| b \# \[x\]\(http://evil.example\) \<img\>";
        assert_eq!(markdown(&document, &reader), format!("# {escaped}\n\n## T\n\n| Name |\n| --- |\n| {escaped} |\n"));
    }
}
