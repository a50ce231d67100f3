//! Answers that Rocket.Chat's own license code gave for made-up licenses, read over a socket, and compared with what that
//! code decided.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{collections::BTreeSet, fs, path::PathBuf};

use jiff::Timestamp;
use license::{
    Behavior, DeadlineKind, Entitlement, FindingKind, License, LimitKind, LimitStep, Observation, Renewal, ServerFacts,
};
use rocketchat::Reading;
use sandbox::{Endpoint, Fault, Sandbox};
use serde::Deserialize;
use serde_json::Value;
use strum::IntoEnumIterator;
use support::read;

#[derive(Deserialize)]
struct Expectations {
    now: Timestamp,
    scenarios: std::collections::BTreeMap<String, Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    what: String,
    expected: Expected,
    real: Real,
}

/// What the real code decided.
#[derive(Deserialize)]
struct Real {
    adding_one_is_refused: BTreeSet<String>,
    fair_policy: bool,
    module_changes: Vec<ModuleChange>,
}

/// What the real code will change at an instant.
#[derive(Deserialize)]
struct ModuleChange {
    at: Timestamp,
    #[serde(default)]
    begin: BTreeSet<String>,
    #[serde(default)]
    stop: BTreeSet<String>,
    #[serde(default)]
    fair: bool,
}

/// What an admin should read of an answer.
#[derive(Deserialize)]
struct Expected {
    status: String,
    lapses_at: Option<String>,
    active_modules: Option<BTreeSet<String>>,
    inactive_modules: Option<BTreeSet<String>>,
    limits: Option<Vec<ExpectedLimit>>,
    trial: Option<bool>,
    auto_renew: Option<bool>,
    offline: Option<bool>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct ExpectedLimit {
    kind: String,
    used: Option<u64>,
    max: Option<u64>,
}

fn file(name: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/payloads/real");
    serde_json::from_str(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()).unwrap()
}

/// Reads a workspace that answers what was recorded.
async fn read_recorded(sandbox: &Sandbox, name: &str) -> Result<Reading, rocketchat::Error> {
    let recorded = file(name);
    for endpoint in Endpoint::ALL {
        let path = endpoint.path().trim_start_matches('/');
        let fault = match recorded.get(path) {
            Some(answer) => Fault::Body {
                status: u16::try_from(answer["status"].as_u64().unwrap()).unwrap(),
                json: answer["body"].clone(),
            },
            None => Fault::Status(404),
        };
        sandbox.set_fault_at("modern", endpoint, fault);
    }
    read(sandbox, "modern").await
}

/// Everything in which a reading differs from what is expected.
fn differences(reading: &Result<Reading, rocketchat::Error>, scenario: &Scenario, now: Timestamp) -> Vec<String> {
    let Scenario { expected, real, .. } = scenario;
    let reading = match reading {
        Ok(reading) => reading,
        Err(rocketchat::Error::Forbidden { .. }) if expected.status == "not_permitted" => return Vec::new(),
        Err(_) if expected.status == "unknown" => return Vec::new(),
        Err(error) => return vec![format!("{error:?} instead of {}", expected.status)],
    };
    let observation = Observation {
        latest: Some(&reading.entitlement),
        last_known_licenses: &[],
        facts: license::ServerFacts::unknown(),
    };
    let mut found = Vec::new();
    let mut compare = |what: &str, is: String, should: String| {
        if is != should {
            found.push(format!("{what}: {is} instead of {should}"));
        }
    };
    compare("status", observation.status(now).code().to_owned(), expected.status.clone());
    let findings = observation.findings(now);
    let is_all_refused = findings.iter().any(|finding| finding.kind() == FindingKind::ActionsPrevented);
    let refused: BTreeSet<_> = match &reading.entitlement {
        Entitlement::NotPermitted(visible) => visible.refused.iter().map(|kind| kind.code().to_owned()).collect(),
        Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. } => LimitKind::iter()
            .filter(|kind| is_all_refused || observation.limit(*kind, now).is_some_and(|limit| limit.refuses_more()))
            .map(|kind| kind.code().to_owned())
            .collect(),
    };
    compare("refused", format!("{refused:?}"), format!("{:?}", real.adding_one_is_refused));
    // Rooms per guest are counted for each guest, which no answer shows.
    let fair = observation.limits(now).iter().any(|limit| {
        let is_reached = |step: &LimitStep| step.behavior == Behavior::StartFairPolicy && limit.has_reached(step);
        limit.steps.iter().any(is_reached)
    });
    if expected.status != "not_permitted" {
        compare("fair policy", fair.to_string(), real.fair_policy.to_string());
    }
    let Entitlement::Licensed { licenses } = &reading.entitlement else { return found };
    let license: &License = &licenses[0];
    let changes = license.deadlines.iter().filter(|deadline| !deadline.has_come(now));
    let changes: BTreeSet<_> = changes
        .filter_map(|deadline| {
            let code = match deadline.kind {
                DeadlineKind::ModulesBegin => "begin",
                DeadlineKind::ModulesDisabled => "stop",
                DeadlineKind::FairUse => "fair",
                _ => return None,
            };
            let modules: BTreeSet<_> = deadline.modules.iter().map(ToString::to_string).collect();
            Some(format!("{code} {} {modules:?}", deadline.at))
        })
        .collect();
    let should: BTreeSet<_> = real
        .module_changes
        .iter()
        .flat_map(|change| {
            let begin = (!change.begin.is_empty()).then(|| format!("begin {} {:?}", change.at, change.begin));
            let stop = (!change.stop.is_empty()).then(|| format!("stop {} {:?}", change.at, change.stop));
            let none = BTreeSet::<String>::new();
            let fair = change.fair.then(|| format!("fair {} {none:?}", change.at));
            [begin, stop, fair].into_iter().flatten()
        })
        .collect();
    compare("what changes when", format!("{changes:?}"), format!("{should:?}"));
    let lapses = expected.lapses_at.as_ref().and_then(|at| at.parse::<Timestamp>().ok());
    let millis = |at: Timestamp| at.as_millisecond();
    if expected.status != "expired" {
        // Beyond the last instant that can be represented, a license never ends.
        let lapses = lapses.filter(|at| *at < "9999-01-01T00:00:00Z".parse().unwrap());
        compare("end", format!("{:?}", license.expires_at().map(millis)), format!("{:?}", lapses.map(millis)));
    }
    let (active, inactive): (Vec<_>, Vec<_>) =
        license.modules.iter().partition(|module| observation.is_module_active(license, module, now));
    let names = |modules: Vec<&license::Module>| modules.iter().map(|m| m.id.to_string()).collect::<BTreeSet<_>>();
    if let Some(should) = &expected.active_modules {
        compare("active modules", format!("{:?}", names(active)), format!("{should:?}"));
    }
    if let Some(should) = &expected.inactive_modules {
        compare("inactive modules", format!("{:?}", names(inactive)), format!("{should:?}"));
    }
    if let Some(should) = &expected.limits {
        let is = license.limits.iter().map(|limit| ExpectedLimit {
            kind: limit.kind.code().to_owned(),
            used: limit.used,
            max: limit.max.number(),
        });
        let (mut is, mut should): (Vec<_>, Vec<_>) =
            (is.map(|l| format!("{l:?}")).collect(), should.iter().map(|l| format!("{l:?}")).collect());
        is.sort();
        should.sort();
        compare("limits", format!("{is:?}"), format!("{should:?}"));
    }
    for (what, is, should) in [
        ("trial", license.trial, expected.trial),
        ("renewal", license.renewal == Renewal::Automatic, expected.auto_renew),
        ("offline", license.offline, expected.offline),
    ] {
        compare(what, is.to_string(), should.unwrap_or(is).to_string());
    }
    found
}

#[tokio::test]
async fn every_answer_of_the_real_license_code_is_read_right() {
    let Expectations { now, scenarios } = serde_json::from_value(file("expectations")).unwrap();
    let sandbox = Sandbox::builder().now(now).start().await.unwrap();
    let mut wrong = Vec::new();
    for (name, scenario) in &scenarios {
        let what = &scenario.what;
        let reading = read_recorded(&sandbox, name).await;
        let found = differences(&reading, scenario, now);
        if !found.is_empty() {
            wrong.push(format!("{name} ({what}):\n    {}", found.join("\n    ")));
        }
    }
    assert_eq!(scenarios.len(), 54);
    assert!(wrong.is_empty(), "{} of {} are read wrong:\n{}", wrong.len(), scenarios.len(), wrong.join("\n"));
}

/// How urgent each answer is, and why. The real code does not decide that, so this is for a reader to check: nothing is
/// urgent because of a mere count, a fair-use step, or a deadline at which nothing changes.
#[tokio::test]
async fn the_verdict_on_every_answer() {
    let Expectations { now, scenarios } = serde_json::from_value(file("expectations")).unwrap();
    let sandbox = Sandbox::builder().now(now).start().await.unwrap();
    let mut lines = String::new();
    for (name, scenario) in &scenarios {
        let verdict = match read_recorded(&sandbox, name).await {
            Ok(reading) => {
                let facts = reading.facts.after(ServerFacts::unknown(), now);
                let observation =
                    Observation { latest: Some(&reading.entitlement), last_known_licenses: &[], facts: &facts };
                let findings: Vec<_> = observation.findings(now).iter().map(|f| f.kind().code()).collect();
                let attention = observation.attention(now).code();
                format!("{}, {attention} {findings:?}", observation.status(now).code())
            }
            Err(error) => format!("{:?}", error.code()),
        };
        lines += &format!("{name}: {verdict}\n    {}\n", scenario.what);
    }
    insta::assert_snapshot!(lines);
}
