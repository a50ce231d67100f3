//! A fleet file for the headless program, with each token in a file next to it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{Error, Sandbox};

#[derive(Serialize)]
struct Fleet {
    workspace: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    url: String,
    user_id: String,
    token_file: PathBuf,
    allow_http: bool,
}

impl Sandbox {
    /// Writes a fleet file with every workspace, and a file `SLUG.token` next to it for each, for
    /// `license-watch show --fleet FILE`. Replaces existing files.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write_fleet(&self, file: &Path) -> Result<(), Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Fleet { path, source }
        };
        let file = std::path::absolute(file).map_err(failed(file))?;
        let mut fleet = Fleet { workspace: Vec::new() };
        for workspace in self.workspaces() {
            let token_file = file.with_file_name(format!("{}.token", workspace.slug));
            write_secret(&token_file, &workspace.credentials.token).map_err(failed(&token_file))?;
            fleet.workspace.push(Entry {
                name: workspace.name.clone(),
                url: self.url(&workspace.slug),
                user_id: workspace.credentials.user_id.clone(),
                token_file,
                allow_http: true,
            });
        }
        let text = toml::to_string(&fleet).map_err(io::Error::other).map_err(failed(&file))?;
        fs::write(&file, text).map_err(failed(&file))
    }
}

/// Writes a file that only its owner can read. It is created with these permissions, so it is never readable by others.
fn write_secret(path: &Path, secret: &str) -> io::Result<()> {
    use std::io::Write;

    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path)?, "{secret}")
}
