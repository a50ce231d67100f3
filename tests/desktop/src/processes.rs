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

/// The total resources of some processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The number of processes.
    pub processes: usize,
    /// Memory in bytes, with each shared page divided among the processes that share it (`Pss`).
    pub memory: u64,
    /// Memory in bytes that no other process shares.
    pub private: u64,
    /// Memory in bytes, with each shared page counted in full (`Rss`).
    pub resident: u64,
    /// The most that this ever was, added up over the processes.
    pub peak: u64,
    /// How often their threads have woken up since they started, which is the number of voluntary context switches.
    pub wakeups: u64,
    /// Processor time since they started, in nanoseconds' precision. Includes threads that have ended.
    pub processor_time: Duration,
}

/// Measures processes. One that has exited uses nothing.
pub fn usage(of: &[Process]) -> Usage {
    let mut usage = Usage::default();
    for process in of.iter().filter_map(|process| procfs::process::Process::new(process.id).ok()) {
        usage.processes += 1;
        usage.processor_time += processor_time(process.pid()).unwrap_or_default();
        for map in process.smaps_rollup().iter().flat_map(|rollup| &rollup.memory_map_rollup) {
            let bytes = |name: &str| map.extension.map.get(name).copied().unwrap_or(0);
            usage.memory += bytes("Pss");
            usage.private += bytes("Private_Clean") + bytes("Private_Dirty");
            usage.resident += bytes("Rss");
        }
        usage.peak += 1024 * process.status().ok().and_then(|status| status.vmhwm).unwrap_or(0);
        let statuses = process.tasks().into_iter().flatten().filter_map(|task| task.ok()?.status().ok());
        usage.wakeups += statuses.filter_map(|status| status.voluntary_ctxt_switches).sum::<u64>();
    }
    usage
}

/// The processor time of a process by its own clock: what `/proc` says is rounded to hundredths of a second.
fn processor_time(id: i32) -> nix::Result<Duration> {
    let clock = nix::time::clock_getcpuclockid(nix::unistd::Pid::from_raw(id))?;
    Ok(clock.now()?.into())
}

/// The processes that were started with this variable in their environment, and their descendants.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn with_variable(name: &str, value: &str) -> Result<Vec<Process>> {
    let variable = format!("{name}={value}").into_bytes();
    let all = all()?;
    // A program may overwrite its environment, as Chromium's do.
    let is_marked = |process: &Process| {
        let environment = fs::read(format!("/proc/{}/environ", process.id)).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|found| found == variable)
    };
    let mut found: Vec<Process> = Vec::new();
    for process in all.iter().filter(|process| is_marked(process)) {
        for descendant in tree_of(&all, process.id) {
            if !found.contains(&descendant) {
                found.push(descendant);
            }
        }
    }
    Ok(found)
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
        let usage = usage(&process_tree(id)?);
        assert!(usage.processes >= 1 && usage.memory > 100 << 10 && usage.private <= usage.memory, "{usage:?}");
        assert!(usage.memory <= usage.resident && usage.peak > 0, "{usage:?}");
        let tree = process_tree(id)?;
        assert_eq!(
            tree.first().map(|process| process.parent),
            Some(i32::try_from(std::os::unix::process::parent_id())?)
        );
        Ok(())
    }

    #[test]
    fn processes_are_found_by_their_environment_with_their_descendants() -> Result<()> {
        let id = std::process::id().to_string();
        // The shell's child has another environment, and is found as its child.
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", "echo ready; env -i sleep 60; true"]).env("MARKED_BY_TEST", &id);
        let mut shell = shell.stdout(std::process::Stdio::piped()).spawn()?;
        let mut first = [0; 6];
        std::io::Read::read_exact(&mut shell.stdout.take().context("no output")?, &mut first)?;
        let has_both = || {
            let found = with_variable("MARKED_BY_TEST", &id).unwrap_or_default();
            let is_there = |program: &str| found.iter().any(|process| process.program == program);
            is_there("sh") && is_there("sleep")
        };
        let start = std::time::Instant::now();
        while !has_both() && start.elapsed() < crate::wait::TIMEOUT {
            std::thread::yield_now();
        }
        let (found, others) = (has_both(), with_variable("MARKED_BY_TEST", "another")?);
        for process in with_variable("MARKED_BY_TEST", &id)? {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(process.id), nix::sys::signal::Signal::SIGKILL)?;
        }
        shell.wait()?;
        assert!(found && others.is_empty());
        Ok(())
    }

    #[test]
    fn processor_time_is_that_of_the_process() -> Result<()> {
        let of_this = process_tree(std::process::id())?;
        let before = usage(&of_this[..1]).processor_time;
        let start = std::time::Instant::now();
        while usage(&of_this[..1]).processor_time < before + Duration::from_millis(3) {
            assert!(start.elapsed() < crate::wait::TIMEOUT, "this loop uses the processor");
        }
        Ok(())
    }

    #[test]
    fn process_that_is_not_running_uses_nothing() -> Result<()> {
        // Process ids are below 2^22.
        assert!(process_tree(1 << 30)?.is_empty());
        let gone = Process { id: 1 << 30, parent: 1, program: String::new() };
        assert_eq!(usage(&[gone]), Usage::default());
        assert!(has_thread(1 << 30, "any").is_err());
        Ok(())
    }
}
