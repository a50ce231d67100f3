//! What other monitoring programs make of the headless program, and of the files in `packaging/monitoring`.
//!
//! `cargo xtask setup --test` unpacks those programs. Their clocks are the real one, and so is the sandbox's here: only how
//! far away something is decides.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod icinga;
mod nagios;
mod process;
mod prometheus;
#[cfg(unix)]
mod split;
mod web;

use std::path::{Path, PathBuf};

/// A program from one of the unpacked packages.
fn program(path: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_license-watch")).ancestors().nth(2).unwrap();
    let program = target.join("tools/monitoring").join(path);
    assert!(program.exists(), "{} is missing: cargo xtask setup --test", program.display());
    program
}

/// A file that is shipped.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging/monitoring").join(name)
}
