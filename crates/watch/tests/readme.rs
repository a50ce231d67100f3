//! The README lists every code of the public JSON.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use license::{LimitKind, Status};
use strum::IntoEnumIterator;
use watch::present::report::DEADLINE_KINDS;

/// The codes in the row of a field in the table of the public JSON.
fn documented(field: &str) -> Vec<&'static str> {
    let readme = include_str!("../../../README.md");
    let row = readme.lines().find_map(|line| line.strip_prefix(&format!("| `{field}` |"))).unwrap();
    row.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_readme_lists_the_codes_of_the_public_json() {
    assert_eq!(documented("deadlines[].kind"), DEADLINE_KINDS.map(|kind| kind.code()));
    assert_eq!(documented("limits[].kind"), LimitKind::iter().map(LimitKind::code).collect::<Vec<_>>());
    let mut statuses = documented("status");
    statuses.sort_unstable();
    let mut codes: Vec<_> = Status::iter().map(Status::code).collect();
    codes.sort_unstable();
    assert_eq!(statuses, codes);
}
