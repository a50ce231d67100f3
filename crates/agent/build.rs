//! Lists the libraries that the desktop application is made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The packages of the application's programs.
const PROGRAMS: [&str; 2] = ["agent", "license-watch-desktop"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    list_dependencies()
}

/// Writes which libraries end up in the application, with their licenses, to where `src/dependencies.rs` reads it. Cargo
/// adds up the features of the whole workspace, so that a few may be among them that only build it.
fn list_dependencies() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    let options = ["--locked", "--filter-platform", &env::var("TARGET")?].map(str::to_owned);
    let metadata = MetadataCommand::new().other_options(options.to_vec()).exec()?;
    // A procedural macro works while something is built, and what it is made of ends there.
    let macros = metadata.packages.iter().filter(|package| package.targets.iter().any(|target| target.is_proc_macro()));
    let macros: BTreeSet<_> = macros.map(|package| &package.id).collect();
    let nodes: BTreeMap<_, _> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let own: BTreeSet<_> = metadata.workspace_members.iter().collect();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<_> = metadata
        .packages
        .iter()
        .filter(|package| PROGRAMS.contains(&package.name.as_str()))
        .map(|package| &package.id)
        .collect();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            let linked = |dependency: &&cargo_metadata::NodeDep| {
                let is_normal = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
                is_normal && !macros.contains(&dependency.pkg)
            };
            waiting.extend(nodes[id].deps.iter().filter(linked).map(|dependency| &dependency.pkg));
        }
    }
    let linked = metadata.packages.iter().filter(|package| seen.contains(&package.id) && !own.contains(&package.id));
    let mut list: Vec<_> = linked
        .map(|package| (package.name.to_string(), package.version.to_string(), package.license.clone()))
        .collect();
    list.sort();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("dependencies.json"), serde_json::to_string(&list)?)?;
    Ok(())
}
