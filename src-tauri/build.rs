//! Makes the window's commands known to Tauri and permits the window to call them and nothing else; and lists the libraries
//! that the application is made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use cargo_metadata::{DependencyKind, MetadataCommand};
use tauri_build::{AppManifest, Attributes};

#[macro_use]
#[path = "src/commands/list.rs"]
mod list;

macro_rules! names {
    ($(
        $(#[doc = $doc:literal])*
        $how:ident $module:ident::$name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;
    )*) => {
        &[$(stringify!($name)),*]
    };
}

/// The names of the window's commands.
const COMMANDS: &[&str] = with_commands!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=src/commands/list.rs");
    list_dependencies()?;
    let capabilities = write_capability()?;
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS));
    Ok(tauri_build::try_build(attributes.capabilities_path_pattern(capabilities))?)
}

/// Writes the capability of the window: it may call the commands and listen to events, and nothing else. Returns the
/// pattern by which Tauri finds it.
fn write_capability() -> Result<&'static str, Box<dyn std::error::Error>> {
    let commands = COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned);
    let capability = serde_json::json!({
        "identifier": "main-window",
        "description": "All that the window may do: call the engine, and listen to it.",
        "local": true,
        "windows": ["main"],
        "permissions": events.into_iter().chain(commands).collect::<Vec<_>>(),
    });
    let folder = Path::new(&env::var("OUT_DIR")?).join("window-capabilities");
    let (file, text) = (folder.join("main-window.json"), serde_json::to_string_pretty(&capability)?);
    fs::create_dir_all(&folder)?;
    // Cargo runs this program again when the file is newer than its last run.
    if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
        fs::write(&file, text)?;
    }
    Ok(Box::leak(folder.join("*.json").to_string_lossy().into_owned().into_boxed_str()))
}

/// Writes which libraries end up in the application, with their licenses, to where `src/dependencies.rs` reads it. Cargo
/// adds up the features of the whole workspace, so that a few may be among them that only build it.
fn list_dependencies() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../Cargo.lock");
    let options = ["--locked", "--filter-platform", &env::var("TARGET")?].map(str::to_owned);
    let metadata = MetadataCommand::new().other_options(options.to_vec()).exec()?;
    // A procedural macro works while something is built, and what it is made of ends there.
    let macros = metadata.packages.iter().filter(|package| package.targets.iter().any(|target| target.is_proc_macro()));
    let macros: BTreeSet<_> = macros.map(|package| &package.id).collect();
    let nodes: BTreeMap<_, _> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let own: BTreeSet<_> = metadata.workspace_members.iter().collect();
    let (name, mut seen) = (env::var("CARGO_PKG_NAME")?, BTreeSet::new());
    let mut waiting: Vec<_> = metadata.packages.iter().filter(|p| *p.name == name).map(|package| &package.id).collect();
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
