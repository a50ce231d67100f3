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

/// The packages.
const PACKAGES: [Package; 4] = [
    Package { name: "prometheus", program: "usr/bin/prometheus", libraries: &[] },
    Package { name: ALERTMANAGER, program: "usr/bin/prometheus-alertmanager", libraries: &[] },
    Package {
        name: "icinga2-bin",
        program: "usr/lib/icinga2/icinga2",
        libraries: &["icinga2-common", "libboost-", "libbsd", "libedit", "libicu", "libmd"],
    },
    Package { name: "nagios4-core", program: "usr/sbin/nagios4", libraries: &[] },
];

const ALERTMANAGER: &str = "prometheus-alertmanager";

/// A package that is unpacked.
struct Package {
    name: &'static str,
    /// A program in it, which is there once it is unpacked.
    program: &'static str,
    /// How the names of those that it depends on begin which not every system has. Their names contain versions.
    libraries: &'static [&'static str],
}

/// Downloads the programs into the target folder, where the tests look for them. The reason if they cannot be had here.
fn programs() -> Result<Result<(), String>> {
    if System::here() != System::Debian {
        return Ok(
            Err("Prometheus, Alertmanager, Icinga and Nagios are unpacked on Debian and Ubuntu only".to_owned()),
        );
    }
    let folder = paths::absolute("tools/monitoring")?;
    for package in PACKAGES {
        if !folder.join(package.program).exists()
            && let Err(error) = package.unpack(&folder)
        {
            let name = package.name;
            return Ok(Err(format!("{name} cannot be downloaded, maybe apt-get update helps: {error}")));
        }
    }
    Ok(Ok(()))
}

impl Package {
    fn unpack(&self, folder: &Path) -> Result<()> {
        let archives = folder.join("archives").join(self.name);
        fs::create_dir_all(&archives).with_context(|| format!("cannot create {}", archives.display()))?;
        let mut download = Command::new("apt-get");
        download.args(["download", self.name]).args(self.libraries()?).current_dir(&archives);
        command::output(&mut download)?;
        // Its program comes last, as the sign that everything is there.
        let (own, others): (Vec<_>, Vec<_>) = fs::read_dir(&archives)
            .with_context(|| format!("cannot read {}", archives.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .partition(|path| path.file_name().is_some_and(|file| self.is_in(&file.to_string_lossy())));
        for archive in others.into_iter().chain(own) {
            command::output(Command::new("dpkg").arg("-x").arg(archive).arg(folder))?;
        }
        if self.name == ALERTMANAGER {
            find_templates_here(&folder.join(self.program))?;
        }
        Ok(())
    }

    /// Whether an archive is of this package.
    fn is_in(&self, archive: &str) -> bool {
        archive.split('_').next() == Some(self.name)
    }

    /// The packages with the libraries that it needs.
    fn libraries(&self) -> Result<Vec<String>> {
        if self.libraries.is_empty() {
            return Ok(Vec::new());
        }
        let mut depends = Command::new("apt-cache");
        depends.args(["depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks"]);
        let all = command::output(depends.args(["--no-replaces", "--no-enhances", self.name]))?;
        let is_needed = |name: &&str| self.libraries.iter().any(|start| name.starts_with(start));
        Ok(all.lines().filter(is_needed).map(str::to_owned).collect())
    }
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
    command::run("test with Prometheus, Alertmanager, Icinga and Nagios", &mut test)?;
    Ok(Outcome::Passed)
}
