//! A document as one HTML page that needs nothing else: no script, no remote content. maud escapes every text in it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Cell, Document, Plot, Section, Table, Tone, sign};
use crate::i18n::{Audience, language::Language, values};

/// Even if a text got out of its place, nothing could run and nothing could be fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("page.css");

/// A document as a page. It says which program made it, and when.
pub fn html(document: &Document, language: Language, reader: &Audience<'_>) -> String {
    let made = values!["at" => reader.instant(reader.now), "app" => "License Watch"];
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="License Watch";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (document.title) }
                    @for line in &document.preface { p { (line) } }
                }
                main { @for one in &document.sections { (section(one, reader)) } }
                footer { p { (reader.words.format("report-made", &made)) } }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(section: &Section, reader: &Audience<'_>) -> Markup {
    html! {
        section {
            h2 { (section.title) }
            @for one in &section.blocks { (block(one, reader)) }
        }
    }
}

fn block(block: &Block, reader: &Audience<'_>) -> Markup {
    match block {
        Block::Text(text) => html! { p { (text) } },
        Block::Notice { tone, title, text } => html! {
            aside class=(class(*tone)) {
                strong { (tone.sign()) " " (title) }
                @if !text.is_empty() { p { (text) } }
            }
        },
        Block::Facts(facts) => html! {
            dl { @for (name, value) in facts { div { dt { (name) } dd { (cell(value, reader)) } } } }
        },
        Block::Table(table) => rows(table, reader),
        Block::Plot(shown) => plot(shown, reader),
    }
}

fn rows(table: &Table, reader: &Audience<'_>) -> Markup {
    html! {
        table {
            thead { tr { @for column in &table.columns { th scope="col" { (column) } } } }
            tbody {
                @for row in &table.rows {
                    tr {
                        @for (index, value) in row.iter().enumerate() {
                            @if index == 0 { th scope="row" { (cell(value, reader)) } }
                            @else { td class=[matches!(value, Cell::Number(_)).then_some("number")] { (cell(value, reader)) } }
                        }
                    }
                }
            }
        }
    }
}

fn cell(cell: &Cell, reader: &Audience<'_>) -> Markup {
    match cell {
        Cell::Empty => html! { span.none { "–" } },
        Cell::Text(text) => html! { bdi { (text) } },
        Cell::Number(number) => html! { (reader.words.number(*number)) },
        Cell::Date(at) => html! { time datetime=(at) { (reader.date(*at)) } },
        Cell::Instant(at) => html! { time datetime=(at) { (reader.instant(*at)) } },
        Cell::State(tone, text) => html! { span class=(class(*tone)) { (tone.sign()) " " (text) } },
        Cell::Change(direction, text) => html! { span.sign { (sign(*direction)) } " " bdi { (text) } },
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Calm => "calm",
        Tone::Soon => "soon",
        Tone::Urgent => "urgent",
        Tone::Stopped => "stopped",
    }
}

/// The size of a plot, without its labels.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 120.0;

fn plot(plot: &Plot, reader: &Audience<'_>) -> Markup {
    let (Some((first, _)), Some((last, latest))) = (plot.points.first(), plot.points.last()) else {
        return html! {};
    };
    let span = last.duration_since(*first).as_secs_f64().max(1.0);
    let highest = plot.points.iter().map(|(_, used)| *used).chain(plot.max).max().unwrap_or(1).max(1);
    let x = |at: &jiff::Timestamp| at.duration_since(*first).as_secs_f64() / span * WIDTH;
    let y = |used: u64| HEIGHT - used as f64 / highest as f64 * HEIGHT;
    let line: Vec<_> = plot.points.iter().map(|(at, used)| format!("{:.1},{:.1}", x(at), y(*used))).collect();
    html! {
        figure {
            figcaption { (plot.title) }
            svg viewBox="-4 -16 700 156" role="img" aria-label=(plot.title) {
                line class="axis" x1="0" x2=(WIDTH) y1=(HEIGHT) y2=(HEIGHT) {}
                @if let Some(max) = plot.max {
                    line class="max" x1="0" x2=(WIDTH) y1=(y(max)) y2=(y(max)) {}
                    text x=(WIDTH + 6.0) y=(y(max) + 4.0) { (max) }
                }
                polyline points=(line.join(" ")) {}
                @if plot.max != Some(*latest) { text x=(WIDTH + 6.0) y=(y(*latest) + 4.0) { (latest) } }
                text x="0" y=(HEIGHT + 16.0) { (reader.date(*first)) }
                text x=(WIDTH) y=(HEIGHT + 16.0) text-anchor="end" { (reader.date(*last)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document as Page;
    use jiff::{Timestamp, tz::TimeZone};
    use license::Direction;
    use proptest::prelude::*;

    use super::*;

    /// A document with this text wherever a text can be.
    fn everywhere(text: &str) -> Document {
        let at = Timestamp::UNIX_EPOCH;
        let own = || text.to_owned();
        let cells = vec![
            Cell::Text(own()),
            Cell::State(Tone::Stopped, own()),
            Cell::Change(Direction::Worse, own()),
            Cell::Number(1),
            Cell::Date(at),
            Cell::Instant(at),
            Cell::Empty,
        ];
        let blocks = vec![
            Block::Text(own()),
            Block::Notice { tone: Tone::Urgent, title: own(), text: own() },
            Block::Facts(vec![(own(), Cell::Text(own()))]),
            Block::Table(Table { columns: cells.iter().map(|_| own()).collect(), rows: vec![cells] }),
            Block::Plot(Plot { title: own(), points: vec![(at, 1), (at, 3)], max: Some(2) }),
        ];
        Document { title: own(), preface: vec![own()], sections: vec![Section { title: own(), blocks }] }
    }

    fn page(text: &str) -> String {
        let reader = Audience { now: Timestamp::UNIX_EPOCH, zone: &TimeZone::UTC, words: Language::English.words() };
        html(&everywhere(text), Language::English, &reader)
    }

    /// The names of the elements and attributes, as a browser reads the page.
    fn structure(page: &str) -> Vec<String> {
        let parsed = Page::from(page);
        let nodes = parsed.select("*");
        let names = nodes.nodes().iter().map(|node| {
            let attributes: Vec<_> = node.attrs().iter().map(|attribute| attribute.name.local.to_string()).collect();
            format!("{} {}", node.node_name().unwrap_or_default(), attributes.join(" "))
        });
        names.collect()
    }

    #[test]
    fn a_page_has_no_script_and_names_nothing_outside_of_it() {
        let page = page("Acme");
        for forbidden in ["<script", "http:", "https:", " src=", " href=", "@import", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(page.contains("default-src 'none'"));
    }

    #[test]
    fn hostile_names_stay_text() {
        let plain = structure(&page("Acme"));
        for name in [
            "<script>alert(1)</script>",
            "</title><script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "</style></head><body onload=alert(1)>",
            "<!-- ]]> <![CDATA[",
            "&lt;b&gt; &amp; &#60;",
            "' onmouseover='alert(1)",
        ] {
            let page = page(name);
            assert_eq!(structure(&page), plain, "{name}");
            assert_eq!(Page::from(page).select("h1").text().to_string(), name);
        }
    }

    proptest! {
        #[test]
        fn no_text_changes_the_structure_of_the_page(text in "[ -~]{0,40}|[<>/\"'&a-z= !-]{0,40}|\\PC{0,40}") {
            let page = page(&text);
            let mut expected = structure(&super::tests::page("Acme"));
            if text.is_empty() {
                // A notice without a text is only its title.
                let title = expected.iter().position(|name| name == "strong ").unwrap();
                assert_eq!(expected.remove(title + 1), "p ");
            }
            prop_assert_eq!(structure(&page), expected);
        }
    }
}
