//! `notices`: the license texts and copyright notices of every library in the application, which their licenses ask for
//! in a copy of it.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::{cargo_tool::Tool, command, paths, ui};

const CARGO_ABOUT: Tool = Tool { name: "cargo-about", version: "0.9.3", features: &["cli"] };

/// The file, below the folder that cargo builds into: for one who makes a package to put beside the application.
const FILE: &str = "release/bundle/THIRD-PARTY-NOTICES.txt";

/// Writes the notices.
pub(crate) fn run() -> Result<ExitCode> {
    let file = paths::absolute(FILE)?;
    let folder = file.parent().context("the file has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let libraries = libraries()?;
    let pages = page_libraries()?;
    let text =
        format!("{libraries}\n------------------------------------------------------------------------------\n{pages}");
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nThe notices are in {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// The notices of Rust's libraries, from the packages that cargo has downloaded.
fn libraries() -> Result<String> {
    let tool = CARGO_ABOUT.ready()?;
    command::run("fetch the sources of all platforms", paths::cargo().args(["fetch", "--locked"]))?;
    let file = paths::absolute("about.txt")?;
    let mut about = Command::new(tool);
    about.args(["about", "generate", "--locked", "--offline", "--fail"]);
    about.args(["--manifest-path", "src-tauri/Cargo.toml", "--config", "about.toml", "--output-file"]).arg(&file);
    about.args(["--target", &command::host()?, "about.hbs"]);
    command::run("collect the notices of Rust's libraries (some minutes)", &mut about)?;
    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

/// The notices of the pages' libraries, from those that a build of the pages has bundled.
fn page_libraries() -> Result<String> {
    let folder = paths::absolute("pages")?;
    let script = "import('vite').then(({ build }) => \
                  build({ logLevel: 'error', build: { outDir: process.argv[1], emptyOutDir: true, license: true } }))";
    let mut node = Command::new("node");
    ui::install()?;
    command::run(
        "collect the notices of the pages' libraries",
        node.current_dir("ui").args(["-e", script]).arg(&folder),
    )?;
    read_page_notices(&folder)
}

fn read_page_notices(folder: &Path) -> Result<String> {
    let file = folder.join(".vite/license.md");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    if !text.contains("svelte") {
        bail!("{} does not name Svelte, which is in every page", file.display());
    }
    Ok(text)
}
