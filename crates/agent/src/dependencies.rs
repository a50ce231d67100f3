//! The libraries that are linked into the application.

use serde::Serialize;
use ts_rs::TS;

/// The list from `build.rs`: names, versions and licenses.
const LIST: &str = include_str!(concat!(env!("OUT_DIR"), "/dependencies.json"));

/// A library.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub(crate) struct Dependency {
    /// Its name.
    name: String,
    /// Its version.
    version: String,
    /// Its license, as an SPDX expression.
    license: String,
}

/// Returns all libraries, sorted by name.
pub(crate) fn all() -> Vec<Dependency> {
    let list: Vec<(String, String, Option<String>)> = serde_json::from_str(LIST).unwrap_or_default();
    let dependency = |(name, version, license): (_, _, Option<String>)| Dependency {
        name,
        version,
        license: license.unwrap_or_default(),
    };
    list.into_iter().map(dependency).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_libraries_are_listed_without_build_and_test_dependencies() {
        let all = all();
        let has = |name: &str| all.iter().any(|dependency| dependency.name == name);
        assert!(has("tauri") && has("rusqlite") && has("reqwest"), "{} libraries", all.len());
        assert!(!has("tauri-build") && !has("proptest") && !has("watch"));
        assert!(all.iter().all(|dependency| !dependency.license.is_empty()), "each has a license");
    }
}
