//! Third-party programs that are installed with cargo if they are missing.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{command, paths};

/// A program that cargo can install.
pub(crate) struct Tool {
    /// Its name, which is its crate's as well.
    pub(crate) name: &'static str,
    /// The version that is built.
    pub(crate) version: &'static str,
    /// The features that it is built with, besides the default ones.
    pub(crate) features: &'static [&'static str],
}

impl Tool {
    /// The path of the program: one that is installed, or else one that is built once into the target folder.
    pub(crate) fn ready(&self) -> Result<PathBuf> {
        let Self { name, version, features } = self;
        let own = std::path::absolute(paths::target().join("tools")).context("cannot find the target folder")?;
        let built = own.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        let places = [PathBuf::from(name), built.clone()];
        if let Some(there) = places.into_iter().find(|place| paths::quietly(Command::new(place).arg("--version"))) {
            return Ok(there);
        }
        let mut install = paths::cargo();
        install
            .args(["install", name, "--version", version, "--locked", "--features", &features.join(","), "--root"])
            .arg(own);
        command::run(&format!("build {name} (once, some minutes)"), &mut install)?;
        Ok(built)
    }
}
