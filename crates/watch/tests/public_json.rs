//! `docs/json.md` lists every code of the public JSON.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeSet, env, fs, path::Path};

use license::{Attention, FindingKind, LimitKind, Status};
use rocketchat::ErrorCode;
use strum::IntoEnumIterator;
use watch::{FailureCode, present::report::DEADLINE_KINDS};

/// The codes in the row of a field in the table of the public JSON.
fn documented(field: &str) -> Vec<&'static str> {
    let page = include_str!("../../../docs/json.md");
    let row = page.lines().find_map(|line| line.strip_prefix(&format!("| `{field}` |"))).unwrap();
    row.split('`').skip(1).step_by(2).collect()
}

/// The rows of the table that are nothing but the codes of an enum.
fn rows() -> [(&'static str, Vec<&'static str>); 4] {
    [
        ("deadlines[].kind", DEADLINE_KINDS.map(|kind| kind.code()).to_vec()),
        ("findings[].kind", FindingKind::iter().map(FindingKind::code).collect()),
        ("findings[].attention", Attention::iter().map(Attention::code).collect()),
        ("limits[].kind", LimitKind::iter().map(LimitKind::code).collect()),
    ]
}

/// The table of the public JSON with these rows.
fn with_kinds(page: &str) -> String {
    let rows = rows();
    let fresh = |line: &str| {
        let (field, codes) = rows.iter().find(|(field, _)| line.starts_with(&format!("| `{field}` |")))?;
        Some(format!("| `{field}` | `{}` |", codes.join("`, `")))
    };
    page.lines().map(|line| fresh(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn the_page_lists_the_kinds_of_the_public_json() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/json.md");
    let page = fs::read_to_string(&file).unwrap();
    let fresh = with_kinds(&page);
    if fresh != page {
        assert!(
            env::var_os("UPDATE_EXPECT").is_some(),
            "docs/json.md does not list the kinds of deadlines and limits: UPDATE_EXPECT=1 writes them"
        );
        fs::write(file, fresh).unwrap();
    }
    for (field, _) in rows() {
        assert!(!documented(field).is_empty(), "{field}");
    }
}

#[test]
fn the_page_lists_the_codes_of_the_public_json() {
    let statuses: BTreeSet<_> = documented("status").into_iter().collect();
    assert_eq!(statuses, Status::iter().map(Status::code).collect());
    // The first codes in this row are `null` and the keys of the object.
    let errors: BTreeSet<_> = documented("error").into_iter().skip(4).map(str::to_owned).collect();
    let failures =
        ErrorCode::iter().map(FailureCode::from).chain([FailureCode::CredentialsMissing, FailureCode::Misconfigured]);
    let codes = failures.map(|code| serde_json::to_value(code).unwrap().as_str().unwrap().to_owned());
    assert_eq!(errors, codes.collect());
}
