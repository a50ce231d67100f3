//! How large the store is after a year: by the headless program on a clock that is set forward, on servers whose use
//! changes with every reading and whose licenses change now and then.
//!
//! With a few workspaces instead of a thousand, because a year of those takes hours. Every table of the store is kept
//! short for each workspace by itself, so that what one needs can be multiplied.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, FEW, HEADLESS, MANY, Profile, alike},
    linux::say,
    samples::Samples,
};

/// The days of a year.
const DAYS: u32 = 365;

/// How often a workspace is refreshed by default.
const TIMES_A_DAY: u32 = 4;

/// The day on which each license is renewed for more than a year.
const RENEWED: u32 = 20;

/// Every how many days a module is added or removed.
const MODULES_CHANGE: u32 = 61;

/// Every how many days the server is down for a reading.
const OUTAGE: u32 = 30;

/// The longest that a simulated year may take.
const TIMEOUT: Duration = Duration::from_secs(400);

pub(crate) async fn measure(bench: &Bench, samples: &mut Samples) -> Result<()> {
    let sandbox = Sandbox::builder().copies(FEW).start().await?;
    let profile = bench.profile_at(&sandbox, "year", FEW)?;
    let before = size(&profile)?;
    let start = Instant::now();
    let first = sandbox.now();
    for reading in 0..DAYS * TIMES_A_DAY {
        let day = reading / TIMES_A_DAY;
        let is_outage = day % OUTAGE == OUTAGE - 1 && reading % TIMES_A_DAY == 0;
        for (number, workspace) in alike(&sandbox, FEW).into_iter().enumerate() {
            let fault = match is_outage {
                true => Fault::Status(502),
                false => Fault::Patch(answer(first, day, u64::from(reading) + 7 * number as u64)),
            };
            sandbox.set_fault_at(&workspace.slug, Endpoint::LicensesInfo, fault);
        }
        let now = first + SignedDuration::from_hours(i64::from(reading * 24 / TIMES_A_DAY));
        let mut show = bench.command(HEADLESS, &profile);
        show.args(["show", "--json"]).env("LICENSE_WATCH_NOW", now.to_string());
        let output = show.stdin(Stdio::null()).output().context("license-watch does not start")?;
        let code = output.status.code();
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(code == Some(0) || is_outage && code == Some(3), "day {day}: {:?}: {error}", output.status);
        ensure!(start.elapsed() < TIMEOUT, "a year takes too long: {day} days in {} s", TIMEOUT.as_secs());
    }
    let after = size(&profile)?;
    say(&format!(
        "{FEW} workspaces: {before} bytes at first, {after} after a year, which took {:.0} s",
        start.elapsed().as_secs_f64()
    ));
    let of_each = after.saturating_sub(before) as f64 / FEW as f64;
    samples.ours("year", (before as f64 + of_each * MANY as f64) / 1e6);
    Ok(())
}

/// What differs from the regular answer of the server.
fn answer(first: Timestamp, day: u32, number: u64) -> Value {
    // Between 30 and 49 of 50 seats, another number each time.
    let seats = 30 + number * 7 % 20;
    let mut patch = json!({"license": {"limits": {
        "activeUsers": {"value": seats, "max": 50},
        "guestUsers": {"value": number * 3 % 90, "max": 100},
        "monthlyActiveContacts": {"value": 100 + number * 11 % 500, "max": -1},
    }}});
    if day >= RENEWED {
        let day_at = |days: i64| (first + SignedDuration::from_hours(24 * days)).to_string();
        let period =
            json!({"validFrom": day_at(-340), "validUntil": day_at(500), "invalidBehavior": "invalidate_license"});
        patch["license"]["license"] = json!({"validation": {"validPeriods": [period]}});
    }
    if (day / MODULES_CHANGE) % 2 == 1 {
        patch["license"]["license"]["grantedModules"] = json!([{"module": "auditing"}, {"module": "scalability"}]);
        patch["license"]["activeModules"] = json!(["auditing", "scalability"]);
    }
    patch
}

/// The bytes of the store, with what is not yet in its main file.
fn size(profile: &Profile) -> Result<u64> {
    let store = profile.store();
    let log = store.with_extension("db-wal");
    Ok(fs::metadata(store)?.len() + fs::metadata(log).map_or(0, |log| log.len()))
}
