//! The table in `docs/performance.md`.

use std::fs;

use anyhow::{Context, Result};

use super::{
    figure::{FIGURES, Figure, Measured, Target},
    report::Report,
};

/// The page.
pub(crate) const FILE: &str = "docs/performance.md";

/// What is between these lines is written by the command.
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->";
const END: &str = "<!-- end of what is written -->";

/// Writes the table into the page.
pub(crate) fn write(report: &Report) -> Result<()> {
    let page = fs::read_to_string(FILE).with_context(|| format!("cannot read {FILE}"))?;
    let page = replaced(&page, &table(report)).with_context(|| format!("{FILE} has no place for the table"))?;
    fs::write(FILE, page).with_context(|| format!("cannot write {FILE}"))
}

/// The page with another table; `None` if it has no place for one.
fn replaced(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))
}

/// The table in Markdown.
fn table(report: &Report) -> String {
    let mut text = format!("Measured on {}.\n\n", report.machine);
    text.push_str("| | License Watch | reference | ratio | ± | target | |\n|---|--:|--:|--:|--:|--:|---|\n");
    for figure in FIGURES {
        text.push_str(&line(figure, report.figures.get(figure.name)));
    }
    text
}

fn line(figure: &Figure, measured: Option<&Measured>) -> String {
    let Figure { what, reference, unit, target, .. } = figure;
    let name = if reference.is_empty() { String::new() } else { format!(" ({reference})") };
    let Some(measured) = measured else {
        return format!("| {what} | not measured | {reference} | | | {figure} | |\n");
    };
    let other = measured.reference.map_or_else(|| "—".to_owned(), |value| unit.text(value) + &name);
    let ratio = measured.ratio().map_or_else(|| "—".to_owned(), |ratio| format!("{ratio:.2}×"));
    let noise = if measured.noise > 0.0 { format!("{:.0} %", 100.0 * measured.noise) } else { String::new() };
    let met = match (measured.meets(*target), target) {
        (Some(true), _) => "met",
        (Some(false), _) => "**missed**",
        (None, Target::None) => "",
        (None, _) => "no reference",
    };
    format!("| {what} | {} | {other} | {ratio} | {noise} | {figure} | {met} |\n", unit.text(measured.ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_replaced_and_the_rest_stays() {
        let page = format!("# Title\n\n{BEGIN}\nold\n{END}\n\nMore.\n");
        let new = replaced(&page, "new\n").unwrap();
        assert_eq!(new, format!("# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nMore.\n"));
        assert_eq!(replaced(&new, "new\n").unwrap(), new);
        assert_eq!(replaced("# Title\n", "new\n"), None);
    }

    #[test]
    fn a_line_says_whether_the_target_is_met() {
        let of = |name, ours, reference, noise| {
            line(Figure::named(name).unwrap(), Some(&Measured { ours, reference, noise }))
        };
        assert_eq!(
            of("start-10", 110.0, Some(100.0), 0.034),
            "| start to first content, 10 workspaces | 110 ms | 100 ms (bare Tauri window) | 1.10× | 3 % | ≤ 1.15× | met |\n"
        );
        assert_eq!(
            of("year", 60.0, None, 0.0),
            "| store after a year of 1,000 workspaces | 60.0 MB | — | — |  | ≤ 50 MB | **missed** |\n"
        );
        assert_eq!(
            of("size-license-watch", 9.25, None, 0.0),
            "| binary: license-watch | 9.2 MiB | — | — |  | — |  |\n"
        );
        assert!(line(Figure::named("year").unwrap(), None).contains("not measured"));
    }
}
