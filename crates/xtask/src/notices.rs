//! `notices`: the license texts and copyright notices of every library in the application, which their licenses ask for
//! in a copy of it.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::{
    bundle::list::{DESKTOP, Extra, Package, Program},
    cargo_tool::Tool,
    command, paths, ui,
};

const CARGO_ABOUT: Tool = Tool { name: "cargo-about", version: "0.9.3", features: &["cli"] };

/// The name of the file.
pub(crate) const NAME: &str = "THIRD-PARTY-NOTICES.txt";

/// What separates two parts of it.
pub(crate) const LINE: &str = "------------------------------------------------------------------------------";

/// Writes the notices of the desktop application below the folder that cargo builds into: for one who makes a package to
/// put beside the application.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = paths::absolute("release/bundle")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(NAME);
    fs::write(&file, of(&DESKTOP)?).with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nThe notices are in {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// The notices of everything in a package.
pub(crate) fn of(package: &Package) -> Result<String> {
    command::run("fetch the sources of all platforms", paths::cargo().args(["fetch", "--locked"]))?;
    let mut parts = package.programs.iter().map(libraries).collect::<Result<Vec<_>>>()?;
    if package.has == Extra::Window {
        parts.push(page_libraries()?);
    }
    Ok(parts.join(&format!("\n{LINE}\n")))
}

/// The notices of the Rust libraries in a program, from the packages that cargo has downloaded. They are collected again
/// when a dependency may have changed.
fn libraries(program: &Program) -> Result<String> {
    let file = paths::absolute(format!("notices/{}.txt", program.name))?;
    let manifest = Path::new(program.folder).join("Cargo.toml");
    let sources = ["Cargo.lock".as_ref(), "about.toml".as_ref(), "about.hbs".as_ref(), manifest.as_path()];
    if !is_newer(&file, &sources) {
        fs::create_dir_all(file.parent().context("the file has no folder")?).context("cannot create a folder")?;
        let mut about = Command::new(CARGO_ABOUT.ready()?);
        about.args(["about", "generate", "--locked", "--offline", "--fail", "--config", "about.toml"]);
        about.arg("--manifest-path").arg(manifest).arg("--output-file").arg(&file);
        about.args(["--target", &command::host()?, "about.hbs"]);
        command::run(&format!("collect the notices of the libraries in {} (some minutes)", program.name), &mut about)?;
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.replacen("LICENSE WATCH", program.name, 1))
}

/// Whether a file is there and was written after all its sources.
fn is_newer(file: &Path, sources: &[&Path]) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    changed(file).is_some_and(|done| sources.iter().all(|source| changed(source).is_some_and(|at| at < done)))
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
