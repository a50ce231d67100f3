//! Checks the programs for Windows on another system, where this is possible.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{command, programs::cargo, summary::Outcome, ui};

/// The Windows for which free tools compile and link.
const TARGET: &str = "x86_64-pc-windows-gnu";

/// The compiler for the libraries in C.
const C_COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Whatever runs on the user's computer.
const PROGRAMS: [&str; 4] = ["agent", "cli", "ipc", "license-watch-desktop"];

/// Checks that the programs and their tests compile for Windows, without warnings.
pub(crate) fn clippy() -> Result<Outcome> {
    if cfg!(windows) {
        return Ok(Outcome::LeftOut("this is Windows".to_owned()));
    }
    let library = command::output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if !Path::new(library.trim()).exists() {
        return Ok(Outcome::LeftOut(format!("Rust's libraries for it are missing: rustup target add {TARGET}")));
    }
    if command::output(Command::new(C_COMPILER).arg("--version")).is_err() {
        return Ok(Outcome::LeftOut(format!("{C_COMPILER} is missing, on Debian from gcc-mingw-w64-x86-64")));
    }
    ui::build_if_absent()?;
    let mut clippy = cargo();
    // So that no assembler has to be installed.
    clippy.env("AWS_LC_SYS_PREBUILT_NASM", "1");
    clippy.args(["clippy", "--locked", "--all-targets", "--target", TARGET]);
    clippy.args(PROGRAMS.iter().flat_map(|program| ["--package", program]));
    command::run("check the rules of Rust for Windows", clippy.args(["--", "-D", "warnings"]))?;
    Ok(Outcome::Passed)
}
