//! What processes cost, as Linux tells it in `/proc`.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::command;

/// What a program and everything that it started cost together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Cost {
    /// How many processes they are.
    pub(crate) processes: usize,
    /// Memory in KiB, with what is shared divided among those who share it.
    pub(crate) memory: u64,
    /// Memory in KiB that is theirs alone.
    pub(crate) private: u64,
    /// How often one of their threads was woken so far.
    pub(crate) wakeups: u64,
    /// Processor time so far, in ticks.
    pub(crate) ticks: u64,
}

/// What a program and everything that it started cost by now.
pub(crate) fn cost_of(program: u32) -> Result<Cost> {
    let all = all()?;
    let family = family(&all, program);
    let mut cost = Cost { processes: family.len(), ..Cost::default() };
    for process in family {
        cost.ticks += process.ticks;
        // One that has just ended costs nothing any more.
        let memory = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.id)).unwrap_or_default();
        cost.memory += number(&memory, "Pss:");
        cost.private += number(&memory, "Private_Clean:") + number(&memory, "Private_Dirty:");
        cost.wakeups += wakeups(process.id);
    }
    Ok(cost)
}

/// How many ticks are a second.
pub(crate) fn ticks_per_second() -> Result<u64> {
    let said = command::output(Command::new("getconf").arg("CLK_TCK"))?;
    said.trim().parse().with_context(|| format!("the system tells no length of its ticks: {said}"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Process {
    id: u32,
    parent: u32,
    ticks: u64,
}

fn all() -> Result<Vec<Process>> {
    let entries = fs::read_dir(Path::new("/proc")).context("cannot read /proc")?;
    let stats = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    Ok(stats.filter_map(|stat| process(&stat)).collect())
}

/// A line of `/proc/ID/stat`. The name in it is in brackets, and may hold anything, also brackets.
fn process(stat: &str) -> Option<Process> {
    let id = stat.split(' ').next()?.parse().ok()?;
    let fields: Vec<&str> = stat[stat.rfind(')')? + 1..].split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Process { id, parent: fields.get(1)?.parse().ok()?, ticks: number(11)? + number(12)? })
}

/// A process and all that descend from it.
fn family(all: &[Process], first: u32) -> Vec<Process> {
    let mut family: Vec<Process> = all.iter().copied().filter(|process| process.id == first).collect();
    let mut next = 0;
    while let Some(parent) = family.get(next).map(|process| process.id) {
        family.extend(all.iter().filter(|process| process.parent == parent));
        next += 1;
    }
    family
}

/// How often the threads of a process were woken: each time that one has waited for something, it is woken once.
fn wakeups(process: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let status = threads.filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok());
    status.map(|status| number(&status, "voluntary_ctxt_switches:")).sum()
}

/// The first number behind a name at the beginning of a line; 0 without one.
fn number(text: &str, name: &str) -> u64 {
    let found = text.lines().find_map(|line| line.strip_prefix(name));
    found.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name_holds() {
        let stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 900 0 0 0 30 12 5 5 20 0 1 0 100 0 0";
        assert_eq!(process(stat), Some(Process { id: 42, parent: 7, ticks: 42 }));
        assert_eq!(process("42 (short) S 7"), None);
        assert_eq!(process(""), None);
    }

    #[test]
    fn a_family_is_all_generations_and_nobody_else() {
        let one = |id, parent| Process { id, parent, ticks: 0 };
        let all = [one(1, 0), one(2, 1), one(3, 2), one(4, 1), one(5, 3), one(6, 2)];
        let ids: Vec<u32> = family(&all, 2).iter().map(|process| process.id).collect();
        assert_eq!(ids, [2, 3, 6, 5]);
        assert!(family(&all, 9).is_empty());
    }

    #[test]
    fn memory_is_the_proportional_one() {
        let rollup = "5581 ---p 00000000 [rollup]\nRss:   5000 kB\nPss:    1234 kB\nPss_Dirty:  99 kB\n";
        assert_eq!(number(rollup, "Pss:"), 1234);
        assert_eq!(number("", "Pss:"), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_process_costs_something() {
        let cost = cost_of(std::process::id()).unwrap();
        assert!(cost.processes >= 1 && cost.memory > 100, "{cost:?}");
    }
}
