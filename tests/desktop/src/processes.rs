//! Running processes, read from `/proc`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub id: i32,
    /// The id of its parent.
    pub parent: i32,
    /// The file name of its program.
    pub program: String,
}

impl Process {
    /// Reads a process; `None` if it has exited, or is a kernel thread, which has no program.
    fn read(process: &procfs::process::Process) -> Option<Self> {
        let stat = process.stat().ok()?;
        let arguments = process.cmdline().ok()?;
        let program = Path::new(arguments.first()?).file_name()?.to_string_lossy().into_owned();
        Some(Self { id: stat.pid, parent: stat.ppid, program })
    }
}

/// The total resources of a process and its descendants.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Usage {
    /// The number of processes.
    pub processes: usize,
    /// Memory in bytes, with each shared page divided among the processes that share it (`Pss`).
    pub memory: u64,
    /// Memory in bytes that no other process shares.
    pub private: u64,
    /// How often their threads have woken up since they started, which is the number of voluntary context switches.
    pub wakeups: u64,
    /// Processor time since they started.
    pub processor_time: Duration,
}

/// Measures a process and its descendants. All values are zero if it is not running.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn usage(root: u32) -> Result<Usage> {
    let tree = process_tree(root)?;
    let mut usage = Usage { processes: tree.len(), ..Usage::default() };
    let mut ticks = 0;
    // A process that has exited since it was listed uses nothing.
    for process in tree.iter().filter_map(|process| procfs::process::Process::new(process.id).ok()) {
        ticks += process.stat().map_or(0, |stat| stat.utime + stat.stime);
        for map in process.smaps_rollup().iter().flat_map(|rollup| &rollup.memory_map_rollup) {
            let bytes = |name: &str| map.extension.map.get(name).copied().unwrap_or(0);
            usage.memory += bytes("Pss");
            usage.private += bytes("Private_Clean") + bytes("Private_Dirty");
        }
        let statuses = process.tasks().into_iter().flatten().filter_map(|task| task.ok()?.status().ok());
        usage.wakeups += statuses.filter_map(|status| status.voluntary_ctxt_switches).sum::<u64>();
    }
    usage.processor_time = Duration::from_millis(ticks * 1000 / procfs::ticks_per_second().max(1));
    Ok(usage)
}

/// Whether a process has a thread with this name.
///
/// # Errors
/// If it is not running.
pub fn has_thread(id: u32, name: &str) -> Result<bool> {
    let process = procfs::process::Process::new(i32::try_from(id)?)?;
    // Skips threads that have exited since they were listed.
    let names = process.tasks()?.filter_map(|task| Some(task.ok()?.stat().ok()?.comm));
    Ok(names.into_iter().any(|comm| comm == name))
}

/// All processes.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn all() -> Result<Vec<Process>> {
    let all = procfs::process::all_processes().context("cannot read /proc")?;
    Ok(all.filter_map(|process| Process::read(&process.ok()?)).collect())
}

/// A process and its descendants; empty if it is not running.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn process_tree(root: u32) -> Result<Vec<Process>> {
    Ok(tree_of(&all()?, i32::try_from(root)?))
}

fn tree_of(all: &[Process], root: i32) -> Vec<Process> {
    let mut tree: Vec<_> = all.iter().filter(|process| process.id == root).cloned().collect();
    let mut next = 0;
    while let Some(parent) = tree.get(next).map(|process| process.id) {
        tree.extend(all.iter().filter(|process| process.parent == parent).cloned());
        next += 1;
    }
    tree
}

/// The arguments and the environment of a process, each terminated by a zero byte.
pub fn arguments_and_environment(id: i32) -> Vec<u8> {
    let part = |name: &str| fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
    [part("cmdline"), part("environ")].concat()
}

/// The files in a folder and its subfolders that contain `bytes`.
///
/// # Errors
/// If the folder cannot be read.
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
            // A file may have been deleted since, and sockets cannot be read.
            if kind.is_file() && fs::read(entry.path()).is_ok_and(|content| contains(&content, bytes)) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// Whether `content` contains `bytes`.
pub fn contains(content: &[u8], bytes: &[u8]) -> bool {
    content.windows(bytes.len()).any(|window| window == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_has_all_descendants_and_no_other_process() {
        let one = |id, parent| Process { id, parent, program: String::new() };
        let all = [one(1, 0), one(2, 1), one(3, 2), one(4, 1), one(5, 3), one(6, 2)];
        let ids: Vec<i32> = tree_of(&all, 2).iter().map(|process| process.id).collect();
        assert_eq!(ids, [2, 3, 6, 5]);
        assert!(tree_of(&all, 9).is_empty());
    }

    #[test]
    fn this_process_uses_memory_and_has_a_parent() -> Result<()> {
        let id = std::process::id();
        let usage = usage(id)?;
        assert!(usage.processes >= 1 && usage.memory > 100 << 10 && usage.private <= usage.memory, "{usage:?}");
        let tree = process_tree(id)?;
        assert_eq!(
            tree.first().map(|process| process.parent),
            Some(i32::try_from(std::os::unix::process::parent_id())?)
        );
        Ok(())
    }

    #[test]
    fn process_that_is_not_running_uses_nothing() -> Result<()> {
        // Process ids are below 2^22.
        assert_eq!(usage(1 << 30)?, Usage::default());
        assert!(has_thread(1 << 30, "any").is_err());
        Ok(())
    }
}
