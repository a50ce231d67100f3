//! The most memory that the headless program takes to read a hostile answer, as Linux counts it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod support;

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sandbox::{Endpoint, Fault};
use support::Stage;

/// The most MiB that an answer may take in addition to what the program takes for an ordinary one.
const MOST: u64 = 48;

/// The most MiB for many workspaces at once.
const MOST_AT_ONCE: u64 = 128;

/// Runs the program to its end, and returns the most memory that it took, in MiB, and its output.
fn peak(command: &mut Command) -> (u64, String) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(line.unwrap_or(0_u64));
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().unwrap();
    (peak >> 10, String::from_utf8(output.stdout).unwrap())
}

fn repeated(begin: &str, unit: &str, end: &str) -> Vec<u8> {
    let count = ((8 << 20) - 200) / unit.len();
    format!("{begin}{}{end}", unit.repeat(count)).into_bytes()
}

fn answer(body: Vec<u8>) -> Fault {
    Fault::Raw { status: 200, headers: vec![("content-type", "application/json".to_owned())], body }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_answer_takes_little_memory() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    let run = || peak(&mut stage.command(&["show", "--json", "--fleet", fleet.to_str().unwrap()]));
    let (usual, _) = run();
    let open = r#"{"success":true,"license":{"limits":{},"x":["#;
    let jwt = |claims: &[u8]| {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let token = format!("{}.{}.{}", part(br#"{"alg":"RS256","typ":"JWT"}"#), part(claims), part(b"x"));
        format!(r#"{{"version":"8.5","success":true,"supportedVersions":{{"signed":"{token}"}}}}"#).into_bytes()
    };
    let claims = |bytes: usize| format!(r#"{{"versions":[{}0]}}"#, "{\"\":0},".repeat(bytes / 7)).into_bytes();
    let cases: Vec<(&str, Endpoint, Vec<u8>)> = vec![
        ("8 MiB of objects with one field", Endpoint::LicensesInfo, repeated(open, "{\"\":0},", "0]}}")),
        ("8 MiB of lists with one item", Endpoint::LicensesInfo, repeated(open, "[0],", "0]}}")),
        ("8 MiB of empty objects", Endpoint::LicensesInfo, repeated(open, "{},", "0]}}")),
        ("8 MiB of numbers", Endpoint::LicensesInfo, repeated(open, "0,", "0]}}")),
        ("8 MiB of short texts", Endpoint::LicensesInfo, repeated(open, "\"a\",", "0]}}")),
        ("8 MiB of different fields", Endpoint::LicensesInfo, {
            let fields: String = (0..700_000).map(|n| format!("\"{n:06x}\":0,")).collect();
            format!(r#"{{"success":true,"license":{{"limits":{{}},{fields}"x":0}}}}"#).into_bytes()
        }),
        ("one text of 8 MiB", Endpoint::LicensesInfo, repeated(&format!("{open}\""), "a", "\"]}}")),
        ("one text of 8 MiB of escapes", Endpoint::LicensesInfo, repeated(&format!("{open}\""), "\\u0000", "\"]}}")),
        ("one text of 8 MiB of percent signs", Endpoint::LicensesInfo, repeated(&format!("{open}\""), "%25", "\"]}}")),
        ("8 MiB of brackets", Endpoint::LicensesInfo, repeated("", "[", "")),
        ("8 MiB of nested objects", Endpoint::LicensesInfo, repeated("", "{\"\":", "")),
        (
            "8 MiB of objects in a list of licenses",
            Endpoint::LicensesGet,
            repeated(r#"{"success":true,"licenses":["#, "{\"\":0},", "0]}"),
        ),
        ("8 MiB of objects at /api/info", Endpoint::Info, repeated(r#"{"version":"8.5","x":["#, "{\"\":0},", "0]}")),
        ("a signed list of 180 kB", Endpoint::Info, jwt(&claims(180_000))),
        ("a signed list of 700 kB", Endpoint::Info, jwt(&claims(700_000))),
    ];
    println!("| Answer | Peak memory |\n|---|---|\n| an ordinary one | {usual} MiB |");
    for (case, endpoint, body) in cases {
        if endpoint == Endpoint::LicensesGet {
            stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Status(404));
        }
        stage.sandbox.set_fault_at("modern", endpoint, answer(body));
        let (peak, out) = run();
        stage.sandbox.set_fault_at("modern", endpoint, None);
        stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, None);
        println!("| {case} | {peak} MiB |");
        assert!(peak <= usual + MOST, "{case}: {peak} MiB, {usual} MiB usually");
        assert!(out.contains("\"workspaces\""), "{case}: {out}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_hostile_answers_at_once_take_little_memory() {
    let stage = Stage::new().await;
    let slugs = ["modern", "six", "community", "trial", "renewing", "noperm", "seven", "eight"];
    let fleet = stage.fleet(&slugs);
    let run = || peak(&mut stage.command(&["show", "--json", "--fleet", fleet.to_str().unwrap()]));
    let (usual, _) = run();
    let bomb = repeated(r#"{"success":true,"license":{"limits":{},"x":["#, "{\"\":0},", "0]}}");
    for (case, body) in [
        ("large", bomb),
        ("below what has to wait", {
            let count = 60_000 / 7;
            format!(r#"{{"success":true,"license":{{"limits":{{}},"x":[{}0]}}}}"#, "{\"\":0},".repeat(count))
                .into_bytes()
        }),
    ] {
        for slug in slugs {
            stage.sandbox.set_fault(slug, None);
            stage.sandbox.set_fault_at(slug, Endpoint::LicensesInfo, answer(body.clone()));
        }
        let (peak, _) = run();
        println!("| {} {case} answers at once | {peak} MiB, usually {usual} |", slugs.len());
        assert!(peak <= usual + MOST_AT_ONCE, "{case}: {peak} MiB, {usual} MiB usually");
    }
}
