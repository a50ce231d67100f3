//! The README lists every code of the public JSON.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use license::{LimitKind, Status};
use rocketchat::ErrorCode;
use strum::IntoEnumIterator;
use watch::{FailureCode, present::report::DEADLINE_KINDS};

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
    let statuses: BTreeSet<_> = documented("status").into_iter().collect();
    assert_eq!(statuses, Status::iter().map(Status::code).collect());
    // The first codes in this row are `null` and the keys of the object.
    let errors: BTreeSet<_> = documented("error").into_iter().skip(4).map(str::to_owned).collect();
    let failures = ErrorCode::iter().map(FailureCode::from).chain([FailureCode::CredentialsMissing]);
    let codes = failures.map(|code| serde_json::to_value(code).unwrap().as_str().unwrap().to_owned());
    assert_eq!(errors, codes.collect());
}
