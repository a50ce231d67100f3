//! The sandbox's answers against the TypeScript types that Rocket.Chat publishes (`tests/contract/types`).
//!
//! Each answer becomes an object literal of the published type, and TypeScript's own compiler judges it: what is
//! missing, what is of another type and what is not published is refused. The types are those of the newest server; in
//! what the servers of their time differ from them is a list below, and the compiler also says whether the list is
//! still needed.

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
use support::ask;

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
    /// It has a field that the type does not have.
    Unpublished,
    /// It lacks a field that the type requires; this JSON would be one.
    Unsaid(&'static str),
}
use How::{Unpublished, Unsaid};

/// One known difference.
#[derive(Debug)]
struct Difference {
    endpoint: &'static str,
    /// The workspaces whose answers differ; empty means all.
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

const ME: &str = "one profile serves all servers, and the published OpenAPI data does not have it";
const PER_ROOM: &str = "the type has every kind of limit, but servers report none of this one";
const NOT_ALLOWED: &str = "a user who may not see the license gets no limits";
const OLDER: &str = "older servers do not say it";
const ADD_ONS: &str = "only some server versions say it";
const VERSION: &str = "the vendor's published example of the endpoint has it";
const NO_LIMIT: &str = "older licenses name only the limits that they set";

const DIFFERENCES: &[Difference] = &[
    differs("me", &[], "isOAuthUser", Unsaid("false"), ME),
    differs("me", &[], "settings.calendar", Unsaid("{}"), ME),
    differs("me", &[], "settings.profile", Unsaid("{}"), ME),
    differs("licenses.info", &[], "license.limits.roomsPerGuest", Unsaid(r#"{"max":1}"#), PER_ROOM),
    differs("licenses.info", &["noperm"], "license.limits.activeUsers", Unsaid(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.guestUsers", Unsaid(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.marketplaceApps", Unsaid(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.monthlyActiveContacts", Unsaid(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["noperm"], "license.limits.privateApps", Unsaid(r#"{"max":1}"#), NOT_ALLOWED),
    differs("licenses.info", &["sixsix"], "license.externalModules", Unsaid("[]"), OLDER),
    differs("licenses.info", &["seven", "sixsix"], "license.hasValidLicense", Unsaid("true"), OLDER),
    differs("licenses.info", &["seven"], "license.license.addOns", Unpublished, ADD_ONS),
    differs("licenses.get", &["five", "four"], "licenses[].version", Unpublished, VERSION),
    differs("licenses.get", &["six"], "licenses[].license.version", Unpublished, VERSION),
    differs("licenses.get", &["three"], "licenses[].maxGuestUsers", Unsaid("0"), NO_LIMIT),
    differs("licenses.get", &["five", "three"], "licenses[].maxRoomsPerGuest", Unsaid("0"), NO_LIMIT),
];

impl Difference {
    fn concerns(&self, endpoint: &str, slug: &str) -> bool {
        self.endpoint == endpoint && (self.only.is_empty() || self.only.contains(&slug))
    }

    /// Makes an answer one that does not differ in this, and says whether it did.
    fn settle(&self, answer: &mut Value) -> bool {
        self.settle_at(answer, self.path)
    }

    fn settle_at(&self, value: &mut Value, path: &str) -> bool {
        let Some((name, rest)) = path.split_once('.') else {
            let Some(fields) = value.as_object_mut() else { return false };
            return match self.how {
                Unpublished => fields.remove(path).is_some(),
                Unsaid(_) if fields.contains_key(path) => false,
                Unsaid(json) => fields.insert(path.to_owned(), serde_json::from_str(json).unwrap()).is_none(),
            };
        };
        match name.strip_suffix("[]") {
            None => value.get_mut(name).is_some_and(|field| self.settle_at(field, rest)),
            Some(name) => {
                let mut differed = false;
                for item in value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
                    differed |= self.settle_at(item, rest);
                }
                differed
            }
        }
    }
}

/// One answer, as a source for the compiler.
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

    /// The answer with every known difference settled, and once more for each with all but that one: the compiler
    /// must refuse that, or the difference is one no longer.
    fn settled(name: String, endpoint: &str, slug: &str, answer: &Value) -> Self {
        let known: Vec<_> = DIFFERENCES.iter().filter(|difference| difference.concerns(endpoint, slug)).collect();
        let mut whole = answer.clone();
        for difference in &known {
            assert!(difference.settle(&mut whole), "{name} does not have this difference: {difference:?}");
        }
        let mut source = Self::of(name, endpoint, &whole);
        for (number, left) in known.iter().enumerate() {
            let mut differing = answer.clone();
            for difference in known.iter().filter(|difference| difference.path != left.path) {
                difference.settle(&mut differing);
            }
            source.text += &format!(
                "\n// @ts-expect-error {}: {}\nexport const differing{number}: Answers['{endpoint}'] = {differing};\n",
                left.path, left.why
            );
        }
        source
    }
}

/// Lets the compiler judge sources, in a folder of their own: an error is what it says of them.
fn compile(folder: &str, sources: &[Source]) -> Result<(), String> {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/types");
    let compiler = types.join("node_modules/typescript/bin/tsc");
    assert!(
        compiler.exists(),
        "the published types are not installed: run `cargo xtask test --only setup`, or `npm ci` in tests/contract/types"
    );
    let folder = fresh(folder);
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
    let output = output.expect("Node.js starts: `cargo xtask test --only setup` says how to install it");
    let words = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("in {}:\n{words}", folder.display())) }
}

/// An empty folder in the place that Cargo has for what tests write.
fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn every_answer_is_of_the_published_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut sources = Vec::new();
    let mut answered = BTreeSet::new();
    let workspaces = sandbox.workspaces().iter().chain(sandbox.generations());
    for slug in workspaces.map(|workspace| workspace.slug.as_str()).filter(|slug| *slug != "down") {
        for (endpoint, name) in ENDPOINTS {
            // Twice, because one workspace changes its mind.
            for time in ["first", "then"] {
                let reply = ask(&sandbox, slug, endpoint).await;
                if reply.status == 200 {
                    let file = format!("{slug}.{name}.{time}.ts");
                    sources.push(Source::settled(file, name, slug, &reply.json()));
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
    if let Err(words) = compile("types", &sources) {
        panic!("answers are not of the published types, {words}");
    }
}

#[tokio::test]
async fn the_compiler_refuses_what_is_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    // What is put where, and the number of the compiler's complaint: a wrong type, an unknown field, a missing field.
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
        let mut answer = ask(&sandbox, slug, *endpoint).await.json();
        for difference in DIFFERENCES.iter().filter(|difference| difference.concerns(name, slug)) {
            difference.settle(&mut answer);
        }
        put(&mut answer, pointer, value.clone());
        sources.push(Source::of(format!("case{number}.ts"), name, &answer));
    }
    let words = compile("types-refused", &sources).expect_err("the compiler finds nothing");
    for (number, (_, pointer, value, code)) in cases.iter().enumerate() {
        let (file, complaint) = (format!("case{number}.ts("), format!("error {code}:"));
        let found = words.lines().any(|line| line.starts_with(&file) && line.contains(&complaint));
        assert!(found, "{pointer} with {value:?} in case {number} {words}");
    }
}

/// Puts a value where a pointer points, or takes away what is there.
fn put(answer: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (answer.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Object(fields), Some(value)) => drop(fields.insert(name.to_owned(), value)),
        (Value::Object(fields), None) => assert!(fields.remove(name).is_some(), "{pointer}"),
        other => panic!("{pointer} points at {other:?}"),
    }
}
