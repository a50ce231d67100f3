//! The tables in `tests/README.md`: what the user sees of each generation of the API in each case, and of each failure.
//!
//! Everything in them is read over a socket. The test fails if they differ from what the engine shows. With
//! `UPDATE_EXPECT=1`, it writes them: look at the difference, and commit it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{collections::BTreeSet, fmt::Write, path::Path, time::Duration};

use jiff::SignedDuration;
use rocketchat::{Bounds, ErrorCode};
use sandbox::{Endpoint, Fault, Sandbox, VacantPort};
use serde_json::json;
use strum::IntoEnumIterator;
use support::{World, add, new_workspace};
use watch::{Engine, Failure, FailureCode, WorkspaceId};

/// A workspace of each generation, and the form of its server's answer.
const GENERATIONS: [(&str, &str); 9] = [
    ("three", "`licenses.get`, flat, without tag, meta and use"),
    ("four", "`licenses.get`, flat, as documented"),
    ("five", "`licenses.get`, two licenses, one a bundle"),
    ("sixfour", "`licenses.get`, wrapped, V3 inside"),
    ("six", "`licenses.get`, wrapped, V2 inside"),
    ("sixsix", "`licenses.info`, early"),
    ("seven", "`licenses.info`, with add-ons"),
    ("modern", "`licenses.info`, with external modules"),
    ("eight", "`licenses.info`, every behavior"),
];

/// After this time, every license of the sandbox has ended.
const AFTER_EVERY_END: SignedDuration = SignedDuration::from_hours(24 * 1200);

fn endpoint(slug: &str) -> Endpoint {
    match slug {
        "three" | "four" | "five" | "sixfour" | "six" => Endpoint::LicensesGet,
        _ => Endpoint::LicensesInfo,
    }
}

/// The answer of this server to an account that may not see the license.
fn not_permitted(slug: &str) -> Fault {
    match endpoint(slug) {
        Endpoint::LicensesGet => Fault::Status(403),
        _ => Fault::Body {
            status: 200,
            json: json!({"success": true, "license": {"activeModules": [], "limits": {}, "tags": [], "trial": false}}),
        },
    }
}

/// The answer of this server without a license.
fn no_license(slug: &str) -> Fault {
    let json = match endpoint(slug) {
        Endpoint::LicensesGet => json!({"success": true, "licenses": []}),
        _ => {
            let limits = json!({"activeUsers": {"value": 12, "max": 50}, "privateApps": {"value": 0, "max": 0}});
            json!({"success": true, "license": {"activeModules": [], "limits": limits, "tags": [], "trial": false}})
        }
    };
    Fault::Body { status: 200, json }
}

/// A cell of the table: the status, the words in the tray, the licenses in the window, and the failure's code.
fn cell(engine: &Engine, id: WorkspaceId) -> String {
    let view = engine.full_view(id).unwrap();
    let lines = engine.summary(usize::MAX).lines;
    let words = &lines.iter().find(|line| line.id == id).unwrap().state;
    let mut cell = format!("**{}**: {words}", view.row.status.code());
    for license in &view.licenses {
        let active = license.modules.iter().filter(|module| module.active).count();
        let modules = license.modules.len();
        write!(cell, "; {}, {active} of {modules} modules", license.plan).unwrap();
        if let Some(seats) = license.limits.iter().find(|limit| limit.kind == license::LimitKind::ActiveUsers) {
            let number = |n: Option<u64>, none: &str| n.map_or(none.to_owned(), |n| n.to_string());
            write!(cell, ", {} of {} seats", number(seats.used, "?"), number(seats.max, "∞")).unwrap();
        }
    }
    if let Some(failure) = view.row.error {
        write!(cell, " ⚠ `{}`", code(failure.code)).unwrap();
    }
    cell
}

fn code(code: impl serde::Serialize) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}

/// A sandbox in which no license key is set on a server, so that its answer about the license is all that it reports.
async fn sandbox_without_key(world: &World, slug: &str) -> Sandbox {
    let sandbox = world.sandbox().await;
    let none = json!({"_id": "Enterprise_License", "value": "", "success": true});
    sandbox.set_answer(slug, Endpoint::StoredKey, none);
    sandbox
}

/// The cell of a workspace that is added while its server answers with `fault`.
async fn added_with(slug: &str, fault: Option<Fault>) -> String {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), sandbox_without_key(&world, slug).await);
    sandbox.set_fault_at(slug, endpoint(slug), fault);
    let id = add(&engine, &sandbox, slug).await.id;
    cell(&engine, id)
}

/// The cell of a workspace that is added with its license, and whose server answers with `fault` after `after`.
async fn later_with(slug: &str, after: SignedDuration, fault: Fault) -> String {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), sandbox_without_key(&world, slug).await);
    let id = add(&engine, &sandbox, slug).await.id;
    world.clock.advance(after);
    sandbox.set_fault_at(slug, endpoint(slug), fault);
    engine.refresh(id).await.unwrap();
    // A second reading confirms a loss.
    world.clock.advance(SignedDuration::from_secs(60));
    engine.refresh(id).await.unwrap();
    cell(&engine, id)
}

async fn generations() -> String {
    let mut table = String::from(
        "| Server | Answer | Its license | No access to license | No license, and never one | Dropped after its end | Removed before its end | Token refused later |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    let sandbox = Sandbox::start().await.unwrap();
    for workspace in sandbox.generations() {
        assert!(GENERATIONS.iter().any(|(slug, _)| *slug == workspace.slug), "no row for {}", workspace.slug);
    }
    let day = SignedDuration::from_hours(24);
    for (slug, about) in GENERATIONS {
        let version = sandbox.workspace(slug).server_version;
        let cells = [
            added_with(slug, None).await,
            added_with(slug, Some(not_permitted(slug))).await,
            added_with(slug, Some(no_license(slug))).await,
            later_with(slug, AFTER_EVERY_END, no_license(slug)).await,
            later_with(slug, day, no_license(slug)).await,
            later_with(slug, day, Fault::Status(401)).await,
        ];
        writeln!(table, "| {version} | {about} | {} |", cells.join(" | ")).unwrap();
    }
    table
}

/// A failure, and how it comes about.
struct Row {
    case: &'static str,
    failure: Failure,
}

/// The failure of refreshing a workspace while its server has a fault.
async fn refreshed(case: &'static str, endpoint: Option<Endpoint>, fault: Fault) -> Row {
    let world = World::new();
    let (engine, sandbox) = (world.engine_within(bounds()), world.sandbox().await);
    let id = add(&engine, &sandbox, "modern").await.id;
    let before = engine.full_view(id).unwrap().licenses;
    match endpoint {
        Some(endpoint) => sandbox.set_fault_at("modern", endpoint, fault),
        None => sandbox.set_fault("modern", fault),
    }
    engine.refresh(id).await.unwrap();
    let view = engine.full_view(id).unwrap();
    assert_eq!(view.licenses, before, "{case}: the last known license is kept");
    Row { case, failure: view.row.error.unwrap_or_else(|| panic!("{case}: it did not fail")) }
}

fn bounds() -> Bounds {
    Bounds { connect: Duration::from_secs(2), total: Duration::from_secs(1), ..Bounds::default() }
}

/// The failure of adding a workspace.
async fn refused(case: &'static str, change: impl FnOnce(&mut watch::NewWorkspace)) -> Row {
    let world = World::new();
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let mut new = new_workspace(&sandbox, "modern");
    change(&mut new);
    let Err(failure) = engine.add(new).await else { panic!("{case}: it was added") };
    assert!(engine.views().is_empty(), "{case}: nothing is stored");
    Row { case, failure }
}

/// An answer without a body and with this header, as a gate in front of the server sends it.
fn gate(status: u16, header: &'static str, value: &str) -> Fault {
    Fault::Raw { status, headers: vec![(header, value.to_owned())], body: Vec::new() }
}

/// An answer of this many values.
fn values(count: usize) -> Fault {
    let body = format!(r#"{{"success":true,"license":[{}0]}}"#, "0,".repeat(count));
    Fault::Raw { status: 200, headers: Vec::new(), body: body.into_bytes() }
}

async fn failures() -> Vec<Row> {
    let info = Some(Endpoint::LicensesInfo);
    let gone = || Fault::Body { status: 404, json: json!({"success": false}) };
    let vacant = VacantPort::reserve().unwrap();
    let mut rows = vec![
        refused("No server at the address", |new| new.address = vacant.url()).await,
        refused("`https://` to a server without TLS", |new| new.address = new.address.replace("http:", "https:")).await,
        refused("`http://` that is not allowed", |new| new.connection.allow_http = false).await,
    ];
    let cases: Vec<(&'static str, Option<Endpoint>, Fault)> = vec![
        ("The connection closes without an answer", None, Fault::CloseConnection),
        ("Headers without an end", info, Fault::EndlessHeaders),
        ("A proxy's page in place of `/api/info`", None, Fault::Html(200)),
        ("A firewall's page", info, Fault::Html(403)),
        ("Basic authentication in front of the server", info, gate(401, "www-authenticate", "Basic")),
        ("A proxy that requires a password", None, gate(407, "proxy-authenticate", "Basic")),
        ("Single sign-on in front of every address", None, gate(401, "www-authenticate", "Negotiate")),
        ("A page in place of JSON", info, Fault::Html(200)),
        ("A page in place of a missing endpoint", info, Fault::Html(404)),
        ("The token was revoked", info, Fault::Status(401)),
        ("The permission was revoked", info, Fault::Status(403)),
        ("Too many requests", info, Fault::RateLimited { wait_secs: 30 }),
        ("Down for maintenance, until a stated time", info, gate(503, "retry-after", "45")),
        ("The server fails", info, Fault::Status(500)),
        ("A proxy cannot reach the server", info, Fault::Html(502)),
        ("100 MB", info, Fault::Huge(100 << 20)),
        ("100 MB, packed into 100 kB", info, Fault::GzipBomb(100 << 20)),
        ("A body that is cut off", info, Fault::Cut(300)),
        ("A body that is not JSON", info, Fault::NotJson),
        ("Nested 100,000 deep", info, Fault::DeepNesting),
        ("A million values", info, values(1 << 20)),
        ("A wrong type in every field", info, Fault::WrongTypes),
        ("A redirect to another host", info, Fault::Redirect { to: "https://login.example/sso".into(), status: 302 }),
        (
            "`/api/info` redirects to the same page of another host",
            Some(Endpoint::Info),
            Fault::Redirect { to: "https://new.example/api/info".into(), status: 301 },
        ),
        ("A redirect to itself", info, Fault::RedirectLoop),
        ("No answer in time", info, Fault::Hold),
        ("One byte at a time", info, Fault::Drip(Duration::from_millis(50))),
    ];
    for (case, endpoint, fault) in cases {
        rows.push(refreshed(case, endpoint, fault).await);
    }
    let (world, old) = (World::new(), "four");
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let id = add(&engine, &sandbox, old).await.id;
    sandbox.set_fault_at(old, Endpoint::LicensesGet, gone());
    engine.refresh(id).await.unwrap();
    rows.push(Row { case: "No license endpoint", failure: engine.view(id).unwrap().error.unwrap() });
    engine.sign_out(id, watch::TokenFate::Leave).await.unwrap();
    engine.refresh(id).await.unwrap();
    rows.push(Row { case: "Signed out", failure: engine.view(id).unwrap().error.unwrap() });
    rows
}

/// Replaces what differs between runs and systems.
fn steady(message: &str) -> String {
    let words = message.split(' ').map(|word| match word.rsplit_once(':') {
        Some((address, port)) if address.starts_with("http") && port.parse::<u16>().is_ok() => {
            format!("{address}:PORT")
        }
        Some(_) | None => word.to_owned(),
    });
    let mut message: Vec<_> = words.collect();
    if let Some(unit) = message.iter().position(|word| word == "seconds") {
        "N".clone_into(&mut message[unit - 1]);
    }
    let message = message.join(" ");
    match message.split_once(" (") {
        Some((head, _)) if head.starts_with("no server is reachable") => head.to_owned(),
        _ => message,
    }
}

fn failure_table(rows: &[Row]) -> String {
    let mut table = String::from("| Case | Code | Message | What to do |\n|---|---|---|---|\n");
    for Row { case, failure } in rows {
        let said = failure.server_said.as_ref().map_or(String::new(), |said| format!(" — “{said}”"));
        let (code, message) = (code(failure.code), steady(&failure.message));
        writeln!(table, "| {case} | `{code}` | {message}{said} | {} |", failure.hint).unwrap();
    }
    table
}

const BEGIN: &str = "<!-- made by crates/watch/tests/table.rs -->\n";
const END: &str = "<!-- to here -->\n";

#[tokio::test]
async fn tables_show_what_the_engine_shows() {
    let rows = failures().await;
    let reached: BTreeSet<_> = rows.iter().map(|row| code(row.failure.code)).collect();
    let all: BTreeSet<_> = ErrorCode::iter().map(|error| code(FailureCode::from(error))).collect();
    assert_eq!(reached, all, "every error code occurs in a real exchange");

    let made = format!("{BEGIN}\n{}\n### Failures\n\n{}\n{END}", generations().await, failure_table(&rows));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("tests/README.md has the beginning of the tables");
    let (_, after) = rest.split_once(END).expect("tests/README.md has the end of the tables");
    let fresh = format!("{before}{made}{after}");
    if fresh != text {
        assert!(
            std::env::var_os("UPDATE_EXPECT").is_some(),
            "the tables in tests/README.md are outdated: run with UPDATE_EXPECT=1 and look at the difference\n{made}"
        );
        std::fs::write(&path, fresh).unwrap();
    }
}

#[tokio::test]
async fn similar_answers_have_different_statuses_in_every_generation() {
    for (slug, _) in GENERATIONS {
        let day = SignedDuration::from_hours(24);
        let starts = |cell: String, status: &str| assert!(cell.starts_with(&format!("**{status}**")), "{slug}: {cell}");
        starts(added_with(slug, Some(not_permitted(slug))).await, "not_permitted");
        starts(added_with(slug, Some(no_license(slug))).await, "community");
        starts(later_with(slug, AFTER_EVERY_END, no_license(slug)).await, "lapsed");
        // The license of `four` had already ended at the first reading.
        let gone = if slug == "four" { "lapsed" } else { "invalid" };
        starts(later_with(slug, day, no_license(slug)).await, gone);
        let unseen = later_with(slug, day, not_permitted(slug)).await;
        assert!(!unseen.contains("community") && !unseen.contains("lapsed"), "{slug}: {unseen}");
    }
}

#[test]
fn differences_between_runs_are_replaced() {
    assert_eq!(steady("no server is reachable at 127.0.0.1 (refused)"), "no server is reachable at 127.0.0.1");
    assert_eq!(steady("a pause of 31 seconds before"), "a pause of N seconds before");
    assert_eq!(steady("to http://127.0.0.1:4711 again"), "to http://127.0.0.1:PORT again");
}
