//! The programs with which teams watch licenses, from Debian's packages, and the tests against them.
//!
//! They are unpacked and not installed: a package would start a service on the machine of whoever runs the tests.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    command,
    packages::System,
    paths,
    programs::{self, cargo},
    summary::Outcome,
};

const ALERTMANAGER: &str = "prometheus-alertmanager";

/// The packages, each with a program of it that is used.
const PACKAGES: [(&str, &str); 3] = [
    ("prometheus", "usr/bin/prometheus"),
    (ALERTMANAGER, "usr/bin/prometheus-alertmanager"),
    ("nagios4-core", "usr/sbin/nagios4"),
];

/// Downloads the programs into the target folder, where the tests look for them. The reason if they cannot be had here.
fn programs() -> Result<Result<(), String>> {
    if System::here() != System::Debian {
        return Ok(Err("Prometheus, Alertmanager and Nagios are unpacked on Debian and Ubuntu only".to_owned()));
    }
    let folder = paths::absolute("tools/monitoring")?;
    for (package, program) in PACKAGES {
        if !folder.join(program).exists()
            && let Err(error) = unpack(package, &folder)
        {
            return Ok(Err(format!("{package} cannot be downloaded, maybe apt-get update helps: {error}")));
        }
    }
    Ok(Ok(()))
}

fn unpack(package: &str, folder: &Path) -> Result<()> {
    let archives = folder.join("archives").join(package);
    fs::create_dir_all(&archives).with_context(|| format!("cannot create {}", archives.display()))?;
    command::output(Command::new("apt-get").args(["download", package]).current_dir(&archives))?;
    for archive in fs::read_dir(&archives).with_context(|| format!("cannot read {}", archives.display()))? {
        command::output(Command::new("dpkg").arg("-x").arg(archive?.path()).arg(folder))?;
    }
    if package == ALERTMANAGER {
        find_templates_here(&folder.join("usr/bin").join(package))?;
    }
    Ok(())
}

/// Has Debian's Alertmanager read its templates from the folder that it is started in, because there is nothing where the
/// package would install them. The program has that path in it, so another one has to be as long.
fn find_templates_here(program: &Path) -> Result<()> {
    const INSTALLED: &[u8] = b"/usr/share/prometheus/alertmanager";
    let here = b"./".repeat(INSTALLED.len() / 2);
    let mut code = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let places: Vec<_> = code
        .windows(INSTALLED.len())
        .enumerate()
        .filter(|(_, path)| *path == INSTALLED)
        .map(|(place, _)| place)
        .collect();
    for place in places {
        code[place..place + INSTALLED.len()].copy_from_slice(&here);
    }
    fs::write(program, code).with_context(|| format!("cannot write {}", program.display()))
}

/// Downloads the programs, if they can be had here.
pub(crate) fn make_ready() -> Result<()> {
    if let Err(reason) = programs()? {
        println!("  The tests with other monitoring programs are left out: {reason}.");
    }
    Ok(())
}

/// Runs the tests against the programs.
pub(crate) fn test() -> Result<Outcome> {
    if let Err(reason) = programs()? {
        return Ok(Outcome::LeftOut(reason));
    }
    programs::build()?;
    let mut test = cargo();
    test.args(["test", "--workspace", "--locked", "--test", "monitoring", "--", "--ignored"]);
    command::run("test with Prometheus, Alertmanager and Nagios", &mut test)?;
    Ok(Outcome::Passed)
}
