//! The packages, and the programs in each.

/// A package for Linux. What its tools need to know about it is in the `Cargo.toml` of its first program.
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: &'static str,
    /// The programs in it; the first one gives it its description.
    pub(crate) programs: &'static [Program],
    /// What it has beside its programs and their manual pages.
    pub(crate) has: Extra,
}

/// A program that users are given.
pub(crate) struct Program {
    /// Its name.
    pub(crate) name: &'static str,
    /// The crate that builds it.
    pub(crate) package: &'static str,
    /// The crate's folder.
    pub(crate) folder: &'static str,
}

/// What a package has beside its programs and their manual pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extra {
    /// Completions for shells, and a service for systemd.
    Service,
    /// An entry in the menu, which opens links, and its icons; and in the window the pages.
    Window,
}

/// The headless program.
pub(crate) const HEADLESS: Package = Package {
    name: "license-watch",
    programs: &[Program { name: "license-watch", package: "cli", folder: "crates/cli" }],
    has: Extra::Service,
};

/// The desktop application.
pub(crate) const DESKTOP: Package = Package {
    name: "license-watch-desktop",
    programs: &[
        Program { name: "license-watch-desktop", package: "license-watch-desktop", folder: "src-tauri" },
        Program { name: "license-watch-agent", package: "agent", folder: "crates/agent" },
    ],
    has: Extra::Window,
};

/// All packages.
pub(crate) const ALL: [&Package; 2] = [&HEADLESS, &DESKTOP];

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    #[test]
    fn every_program_is_in_a_package() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
        let folders = crates.chain([root.join("src-tauri")]).filter(|folder| folder.join("src/main.rs").exists());
        let name = |folder: PathBuf| folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut shipped: Vec<_> = folders.map(name).filter(|name| name != "xtask").collect();
        let programs = ALL.iter().flat_map(|package| package.programs);
        let mut packaged: Vec<_> = programs.map(|program| name(PathBuf::from(program.folder))).collect();
        shipped.sort();
        packaged.sort();
        assert_eq!(shipped, packaged);
    }
}
