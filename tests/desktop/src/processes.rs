//! What runs on this machine, as far as `/proc` tells.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub id: u32,
    /// The id of the process that started it.
    pub parent: u32,
    /// The file name of its program.
    pub program: String,
}

/// Every process.
///
/// # Errors
/// When `/proc` cannot be read.
pub fn all() -> Result<Vec<Process>> {
    let entries = fs::read_dir("/proc").context("/proc")?;
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    // A process may end while it is looked at.
    Ok(ids.filter_map(one).collect())
}

fn one(id: u32) -> Option<Process> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let program = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let program = String::from_utf8_lossy(program.split(|byte| *byte == 0).next()?).into_owned();
    let program = Path::new(&program).file_name()?.to_string_lossy().into_owned();
    Some(Process { id, parent: field("PPid:")?.parse().ok()?, program })
}

/// The processes that descend from one, and itself.
///
/// # Errors
/// When `/proc` cannot be read.
pub fn family(root: u32) -> Result<Vec<Process>> {
    let all = all()?;
    let mut family: Vec<_> = all.iter().filter(|process| process.id == root).cloned().collect();
    let mut next = 0;
    while let Some(parent) = family.get(next).map(|process| process.id) {
        family.extend(all.iter().filter(|process| process.parent == parent).cloned());
        next += 1;
    }
    Ok(family)
}

/// What a process was started with: its arguments and its environment.
pub fn started_with(id: u32) -> Vec<u8> {
    let part = |name: &str| fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
    [part("cmdline"), part("environ")].concat()
}

/// The files below a folder that hold some bytes.
///
/// # Errors
/// When the folder cannot be read.
pub fn files_with(folder: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            }
            // A file may go away while it is looked for, and a socket holds nothing.
            if kind.is_file() && fs::read(entry.path()).is_ok_and(|content| contains(&content, bytes)) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Whether some bytes stand in others.
pub fn contains(content: &[u8], bytes: &[u8]) -> bool {
    content.windows(bytes.len()).any(|window| window == bytes)
}
