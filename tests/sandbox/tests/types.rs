//! Compares the sandbox's answers with the TypeScript types that Rocket.Chat publishes (`tests/contract/types`).
//!
//! Each answer becomes an object literal of the published type, so that TypeScript's compiler rejects missing fields,
//! wrong types and unpublished fields. The types are those of the newest server. `DIFFERENCES` lists how older servers
//! differ from them, and the compiler also checks that each entry is still needed.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};
use support::fetch;

/// The endpoints, by their names in `answers.ts`.
const ENDPOINTS: [(Endpoint, &str); 4] = [
    (Endpoint::Me, "me"),
    (Endpoint::LicensesInfo, "licenses.info"),
    (Endpoint::LicensesGet, "licenses.get"),
    (Endpoint::LicensesMaxActiveUsers, "licenses.maxActiveUsers"),
];

/// How an answer differs from the published type.
#[derive(Debug)]
enum How {
    /// It has a field that the type lacks.
    Unpublished,
    /// It lacks a required field, for which this JSON is a valid value.
    Missing(&'static str),
}
use How::{Missing, Unpublished};

/// A known difference.
#[derive(Debug)]
struct Difference {
    endpoint: &'static str,
    /// Slugs of the workspaces whose answers differ; empty means all.
    only: &'static [&'static str],
    /// The field, `a.b[].c`.
    path: &'static str,
    how: How,
    why: &'static str,
}

const fn differs(
    endpoint: &'static str,
    only: &'static [&'static str],
    path: &'static str,
    how: How,
    why: &'static str,
) -> Difference {
    Difference { endpoint, only, path, how, why }
}

const ME: &str = "all servers share one profile, and the published OpenAPI data lacks it";
const PER_ROOM: &str = "the type has every kind of limit, but servers do not report this one";
const NOT_ALLOWED: &str = "a user who may not see the license gets no limits";
const OLDER: &str = "older servers do not send it";
const ADD_ONS: &str = "only some server versions send it";
const VERSION: &str = "the published example of the endpoint has it";
const NO_LIMIT: &str = "older licenses contain only the limits that they set";

const DIFFERENCES: &[Difference] = &[
    differs("me", &[], "isOAuthUser", Missing("false"), ME),
    differs("me", &[], "settings.calendar", Missing("{}"), ME),
    differs("me", &[], "settings.profile", Missing("{}"), ME),
    differs("licenses.info", &[], "license.limits.roomsPerGuest", Missing(r#"{"max":1}"#), PER_ROOM),
    differs("licenses.info", &["noperm"], "license.limits.activeUsers", Missing(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.guestUsers", Missing(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.marketplaceApps", Missing(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.monthlyActiveContacts", Missing(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.privateApps", Missing(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["sixsix"], "license.externalModules", Missing("[]"), OLDER),
    differs("licenses.info", &["seven", "sixsix"], "license.hasValidLicense", Missing("true"), OLDER),
    differs("licenses.info", &["seven"], "license.license.addOns", Unpublished, ADD_ONS),
    differs("licenses.get", &["five", "four"], "licenses[].version", Unpublished, VERSION),
    differs("licenses.get", &["six"], "licenses[].license.version", Unpublished, VERSION),
    differs("licenses.get", &["three"], "licenses[].maxGuestUsers", Missing("0"), NO_LIMIT),
    differs("licenses.get", &["five", "three"], "licenses[].maxRoomsPerGuest", Missing("0"), NO_LIMIT),
];

impl Difference {
    fn applies_to(&self, endpoint: &str, slug: &str) -> bool {
        self.endpoint == endpoint && (self.only.is_empty() || self.only.contains(&slug))
    }

    /// Removes this difference from an answer; returns whether it was there.
    fn remove_from(&self, answer: &mut Value) -> bool {
        self.remove_at(answer, self.path)
    }

    fn remove_at(&self, value: &mut Value, path: &str) -> bool {
        let Some((name, rest)) = path.split_once('.') else {
            let Some(fields) = value.as_object_mut() else { return false };
            return match self.how {
                Unpublished => fields.remove(path).is_some(),
                Missing(_) if fields.contains_key(path) => false,
                Missing(json) => fields.insert(path.to_owned(), serde_json::from_str(json).unwrap()).is_none(),
            };
        };
        match name.strip_suffix("[]") {
            None => value.get_mut(name).is_some_and(|field| self.remove_at(field, rest)),
            Some(name) => {
                let mut differed = false;
                for item in value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
                    differed |= self.remove_at(item, rest);
                }
                differed
            }
        }
    }
}

/// An answer as a TypeScript source file.
struct Source {
    name: String,
    text: String,
}

impl Source {
    fn of(name: String, endpoint: &str, answer: &Value) -> Self {
        let text = format!(
            "import type {{ Answers }} from 'answers';\n\nexport const answer: Answers['{endpoint}'] = {answer:#};\n"
        );
        Self { name, text }
    }

    /// The answer without its known differences. For each difference, also the answer with only that one, which the compiler
    /// must reject: otherwise the difference no longer exists.
    fn without_differences(name: String, endpoint: &str, slug: &str, answer: &Value) -> Self {
        let known: Vec<_> = DIFFERENCES.iter().filter(|difference| difference.applies_to(endpoint, slug)).collect();
        let mut corrected = answer.clone();
        for difference in &known {
            assert!(difference.remove_from(&mut corrected), "{name} does not have this difference: {difference:?}");
        }
        let mut source = Self::of(name, endpoint, &corrected);
        for (number, remaining) in known.iter().enumerate() {
            let mut differing = answer.clone();
            for difference in known.iter().filter(|difference| difference.path != remaining.path) {
                difference.remove_from(&mut differing);
            }
            source.text += &format!(
                "\n// @ts-expect-error {}: {}\nexport const differing{number}: Answers['{endpoint}'] = {differing};\n",
                remaining.path, remaining.why
            );
        }
        source
    }
}

/// Compiles sources in a folder of their own; the error is the output of the compiler.
fn compile(folder: &str, sources: &[Source]) -> Result<(), String> {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/types");
    let compiler = types.join("node_modules/typescript/bin/tsc");
    assert!(
        compiler.exists(),
        "the published types are not installed: run `cargo xtask test --only setup`, or `npm ci` in tests/contract/types"
    );
    let folder = empty_folder(folder);
    for Source { name, text } in sources {
        fs::write(folder.join(name), text).unwrap();
    }
    let project = json!({
        "extends": types.join("tsconfig.json"),
        "compilerOptions": {"paths": {"answers": [types.join("answers.ts")]}},
        "files": sources.iter().map(|source| &source.name).collect::<Vec<_>>(),
    });
    fs::write(folder.join("tsconfig.json"), project.to_string()).unwrap();
    let output = Command::new("node").arg(compiler).args(["--pretty", "false"]).current_dir(&folder).output();
    let output = output.expect("Node.js is installed: see `cargo xtask test --only setup`");
    let messages = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("in {}:\n{messages}", folder.display())) }
}

/// An empty folder in Cargo's temporary directory for tests.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn every_answer_has_the_published_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut sources = Vec::new();
    let mut answered = BTreeSet::new();
    let workspaces = sandbox.workspaces().iter().chain(sandbox.generations());
    for slug in workspaces.map(|workspace| workspace.slug.as_str()).filter(|slug| *slug != "down") {
        for (endpoint, name) in ENDPOINTS {
            // Twice, because `lapsed` answers differently the second time.
            for time in ["first", "second"] {
                let reply = fetch(&sandbox, slug, endpoint).await;
                if reply.status == 200 {
                    let file = format!("{slug}.{name}.{time}.ts");
                    sources.push(Source::without_differences(file, name, slug, &reply.json()));
                    answered.insert((name, slug));
                }
            }
        }
    }
    for (_, name) in ENDPOINTS {
        assert!(answered.iter().any(|(endpoint, _)| *endpoint == name), "no server answered {name}");
    }
    for Difference { endpoint, only, .. } in DIFFERENCES {
        for slug in *only {
            assert!(answered.contains(&(endpoint, slug)), "{slug} did not answer {endpoint}");
        }
    }
    if let Err(messages) = compile("types", &sources) {
        panic!("answers do not have the published types, {messages}");
    }
}

#[tokio::test]
async fn the_compiler_rejects_wrong_answers() {
    let sandbox = Sandbox::start().await.unwrap();
    // A value to set or remove, and the error code of the compiler.
    let (wrong, unknown, missing) = ("TS2322", "TS2353", "TS2741");
    let cases = [
        (Endpoint::LicensesInfo, "/license/trial", Some(json!("no")), wrong),
        (Endpoint::LicensesInfo, "/license/activeModules/0", Some(json!("invented")), wrong),
        (Endpoint::LicensesInfo, "/license/license/validation/validPeriods/0/validUntil", Some(json!(1)), wrong),
        (Endpoint::LicensesInfo, "/license/license/validation/validPeriods/0/invalidBehavior", Some(json!("x")), wrong),
        (Endpoint::LicensesInfo, "/license/invented", Some(json!(1)), unknown),
        (Endpoint::LicensesInfo, "/license/license/information/invented", Some(json!(1)), unknown),
        (Endpoint::LicensesInfo, "/license/limits/activeUsers/max", None, missing),
        (Endpoint::LicensesInfo, "/license/hasValidLicense", None, missing),
        (Endpoint::LicensesGet, "/licenses/0/expiry", Some(json!(1)), wrong),
        (Endpoint::LicensesGet, "/licenses/0/invented", Some(json!(1)), unknown),
        (Endpoint::LicensesMaxActiveUsers, "/activeUsers", Some(json!("many")), wrong),
        (Endpoint::LicensesMaxActiveUsers, "/invented", Some(json!(1)), unknown),
        (Endpoint::Me, "/status", Some(json!("asleep")), wrong),
        (Endpoint::Me, "/invented", Some(json!(1)), unknown),
    ];
    let mut sources = Vec::new();
    for (number, (endpoint, pointer, value, _)) in cases.iter().enumerate() {
        let slug = if matches!(endpoint, Endpoint::Me | Endpoint::LicensesInfo) { "modern" } else { "four" };
        let (_, name) = ENDPOINTS.iter().find(|(known, _)| known == endpoint).unwrap();
        let mut answer = fetch(&sandbox, slug, *endpoint).await.json();
        for difference in DIFFERENCES.iter().filter(|difference| difference.applies_to(name, slug)) {
            difference.remove_from(&mut answer);
        }
        set(&mut answer, pointer, value.clone());
        sources.push(Source::of(format!("case{number}.ts"), name, &answer));
    }
    let messages = compile("types-rejected", &sources).expect_err("the compiler reports no errors");
    for (number, (_, pointer, value, code)) in cases.iter().enumerate() {
        let (file, error) = (format!("case{number}.ts("), format!("error {code}:"));
        let found = messages.lines().any(|line| line.starts_with(&file) && line.contains(&error));
        assert!(found, "{pointer} with {value:?} in case {number} {messages}");
    }
}

/// Sets the value at a JSON pointer; `None` removes it.
fn set(answer: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (answer.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Object(fields), Some(value)) => drop(fields.insert(name.to_owned(), value)),
        (Value::Object(fields), None) => assert!(fields.remove(name).is_some(), "{pointer}"),
        other => panic!("{pointer} is in {other:?}"),
    }
}
