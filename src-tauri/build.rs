//! Makes the window's commands known, so that none can be called that its capabilities do not list; and lists the
//! libraries that the application is made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use cargo_metadata::{DependencyKind, MetadataCommand};
use tauri_build::{AppManifest, Attributes};

const COMMANDS: [&str; 44] = [
    "app_info",
    "workspaces",
    "probe",
    "add_workspace",
    "reconnect_workspace",
    "answer_second_factor",
    "resend_code",
    "finish_with_session",
    "cancel_sign_in",
    "sign_out",
    "remove_workspace",
    "check_license_key",
    "apply_license_key",
    "refresh_workspace",
    "refresh_all",
    "history",
    "usage",
    "moments",
    "moment",
    "raw_answer",
    "arrangement",
    "set_groups",
    "place_workspaces",
    "asking",
    "set_asking",
    "export_settings",
    "plan_import",
    "import_settings",
    "save_text",
    "reset",
    "set_language",
    "diagnostics",
    "dependencies",
    "notices",
    "snooze_notice",
    "dismiss_notice",
    "reminding",
    "set_reminding",
    "set_workspace_reminding",
    "pause_reminders",
    "resume_reminders",
    "shell_state",
    "set_autostart",
    "quit",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    list_dependencies()?;
    Ok(tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(&COMMANDS)))?)
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
