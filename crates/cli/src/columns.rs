//! Cells in columns, aligned by what a terminal shows.

use std::array;

use unicode_width::UnicodeWidthStr;

/// The space between columns.
pub(crate) const GAP: usize = 2;

/// How many columns of a terminal the widest cell takes.
pub(crate) fn width<const N: usize>(rows: &[[String; N]], column: usize) -> usize {
    rows.iter().map(|row| row[column].width()).max().unwrap_or(0)
}

/// One line for each row. The last cell ends it, and is not padded.
pub(crate) fn lines<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = array::from_fn(|column| if column + 1 < N { width(rows, column) + GAP } else { 0 });
    // The formatter pads by characters, but a wide character takes two columns.
    let pad = |(cell, width): (&String, usize)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())));
    rows.iter().map(|row| row.iter().zip(widths).map(pad).collect::<String>() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_what_a_terminal_shows() {
        let rows = ["Acme", "東京支社", "Zoé", "Ze\u{301}"].map(|name| [name.to_owned(), "unknown".to_owned()]);
        assert_eq!(lines(&rows), "Acme      unknown\n東京支社  unknown\nZoé       unknown\nZe\u{301}        unknown\n");
    }
}
