//! `bundle`: the packages for Debian and Fedora and what descends from them.
//!
//! [`list`] lists them; [`files`] gathers what is in each; cargo-deb and cargo-generate-rpm pack it, as the `Cargo.toml`
//! of the first program says; [`check`] installs, upgrades and removes the result in a [`debian`], and [`service`] runs the
//! service in one that is booted.

mod check;
mod debian;
mod files;
pub(crate) mod list;
mod service;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::{
    cargo_tool::Tool,
    command, notices,
    packages::{Purpose, System},
    paths, setup, ui,
};
use files::Root;
use list::{ALL, Package};
use service::Checked;

const CARGO_DEB: Tool = Tool { name: "cargo-deb", version: "3.8.0", features: &[] };

const CARGO_GENERATE_RPM: Tool = Tool { name: "cargo-generate-rpm", version: "0.21.1", features: &[] };

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The profile of Cargo with which the programs are built
    #[arg(long, default_value = "release")]
    profile: String,
    /// The version of the packages, instead of that of the workspace
    #[arg(long, value_name = "VERSION")]
    package_version: Option<String>,
    /// Also install, upgrade and remove them in a fresh Debian, and unpack the others (as root)
    #[arg(long)]
    check: bool,
}

/// The format of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Deb,
    Rpm,
}

impl Format {
    const ALL: [Self; 2] = [Self::Deb, Self::Rpm];

    /// Its name, which is the end of a package's file name.
    fn name(self) -> &'static str {
        match self {
            Self::Deb => "deb",
            Self::Rpm => "rpm",
        }
    }
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    if System::here() != System::Debian {
        bail!("the packages are made on Debian and Ubuntu, whose tools find the libraries that they depend on");
    }
    setup::make_ready(Purpose::Bundle)?;
    let bundle = Bundle::build(&args.profile)?;
    let made = bundle.pack(&Format::ALL, args.package_version.as_deref(), &bundle.folder)?;
    let checked = args.check.then(|| check::run(&bundle, &made)).transpose()?;
    println!("\nThe packages:");
    for file in &made {
        let size = fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?.len();
        println!("  {} ({:.1} MiB)", file.display(), size as f64 / f64::from(1 << 20));
    }
    match checked {
        None => {}
        Some(Checked::Yes) => println!("\nThey passed the check."),
        Some(Checked::NotHere(why)) => println!("\nThey passed the check, but the service was NOT checked: {why}."),
    }
    Ok(ExitCode::SUCCESS)
}

/// What the packages are made of.
struct Bundle {
    /// The folder with the gathered files, and with the packages.
    folder: PathBuf,
    profile: String,
}

impl Bundle {
    /// Builds the programs, and gathers the files of each package.
    fn build(profile: &str) -> Result<Self> {
        ui::build()?;
        let mut build = paths::cargo();
        build.args(["build", "--locked", "--profile", profile]);
        for program in ALL.iter().flat_map(|package| package.programs) {
            build.args(["--package", program.package]);
        }
        command::run("build the programs (for release the first time, five to ten minutes)", &mut build)?;
        let built = paths::absolute(if profile == "dev" { "debug" } else { profile })?;
        let bundle = Self { folder: built.join("bundle"), profile: profile.to_owned() };
        for package in ALL {
            let notices = notices::of(package)?;
            for format in Format::ALL {
                Root::create(&bundle.folder, format, package)?.fill(package, &built, &notices)?;
            }
        }
        Ok(bundle)
    }

    /// Makes every package in some formats, and returns their files.
    fn pack(&self, formats: &[Format], version: Option<&str>, output: &Path) -> Result<Vec<PathBuf>> {
        fs::create_dir_all(output).with_context(|| format!("cannot create {}", output.display()))?;
        let mut made = Vec::new();
        for format in formats {
            for package in ALL {
                let folder = tempfile::tempdir_in(output).context("cannot create a folder for the package")?;
                match format {
                    Format::Deb => self.deb(package, version, folder.path())?,
                    Format::Rpm => self.rpm(package, version, folder.path())?,
                }
                let file = fs::read_dir(folder.path())?.next().context("no package was made")??;
                let to = output.join(file.file_name());
                fs::rename(file.path(), &to).with_context(|| format!("cannot move the package to {}", to.display()))?;
                made.push(to);
            }
        }
        Ok(made)
    }

    fn deb(&self, package: &Package, version: Option<&str>, output: &Path) -> Result<()> {
        let mut deb = Command::new(CARGO_DEB.ready()?);
        // The profile strips where it is to be stripped.
        deb.args(["--no-build", "--no-strip", "--locked", "--profile", &self.profile]);
        deb.args(["--package", package.programs[0].package, "--output"]).arg(output.join(""));
        if let Some(version) = version {
            deb.args(["--deb-version", &format!("{version}-1")]);
        }
        command::run(&format!("pack {} for Debian", package.name), &mut deb)
    }

    fn rpm(&self, package: &Package, version: Option<&str>, output: &Path) -> Result<()> {
        let mut rpm = Command::new(CARGO_GENERATE_RPM.ready()?);
        // The built-in search lists the libraries of libraries as well, under the names that they have on this system.
        rpm.args(["--auto-req", "find-requires", "--profile", &self.profile, "--target-dir"]).arg(paths::target());
        rpm.args(["--package", package.programs[0].folder, "--output"]).arg(output);
        if let Some(version) = version {
            rpm.args(["--set-metadata", &format!("version = \"{version}\"")]);
        }
        command::run(&format!("pack {} for Fedora", package.name), &mut rpm)
    }
}
