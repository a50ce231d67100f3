//! Every command in the documentation does what it shows: the same words, whatever the numbers, addresses and IDs. All commands of
//! a page run in one real shell, as a reader would enter them one after the other.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    collections::BTreeSet,
    fmt::Write,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use sandbox::{Endpoint, Fault, Key};
use serde_json::json;
use support::{
    NOW, Stage,
    agent::{Agent, data_dir},
};

macro_rules! page {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../", $name)))
    };
}

const PAGES: [(&str, &str); 5] = [
    page!("README.md"),
    page!("docs/headless.md"),
    page!("docs/monitoring.md"),
    page!("docs/alerts.md"),
    page!("docs/json.md"),
];

/// The workspace of the desktop application in the examples, which knows what a license key would change.
const FOUNDRY: &str = "eight";

/// Begins a CSV file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Where `serve` listens in the examples.
const LISTEN: &str = "127.0.0.1:9877";

/// A line that is entered, and what it prints: to standard output, or to standard error if it prints nothing else.
struct Example {
    entered: String,
    printed: String,
}

/// The blocks of a page: the language in which each begins, and its lines. One that is only indented has none.
fn blocks(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = Vec::<(&str, Vec<&str>)>::new();
    let (mut is_fenced, mut is_indented) = (false, false);
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            is_fenced = !is_fenced;
            if is_fenced {
                blocks.push((language, Vec::new()));
            }
            is_indented = false;
        } else if is_fenced {
            blocks.last_mut().unwrap().1.push(line);
        } else if let Some(line) = line.strip_prefix("    ") {
            if !is_indented {
                blocks.push(("", Vec::new()));
            }
            is_indented = true;
            blocks.last_mut().unwrap().1.push(line);
        } else {
            is_indented = false;
        }
    }
    blocks
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::<Example>::new();
    for (_, lines) in blocks(page).into_iter().filter(|(language, _)| *language == "console") {
        for line in lines {
            match line.strip_prefix("$ ") {
                Some(entered) => examples.push(Example { entered: entered.to_owned(), printed: String::new() }),
                None => examples.last_mut().unwrap().printed += &format!("{line}\n"),
            }
        }
    }
    examples
}

/// A text without what differs from run to run: addresses, IDs, numbers, and how far columns are apart.
fn shape(text: &str) -> String {
    let number = |piece: &str| {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() < piece.len() { format!("0{rest}") } else { rest.to_owned() }
    };
    let word = |word: &str| match word {
        _ if word.starts_with("http://") || word.starts_with("https://") => "URL".to_owned(),
        _ if word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4 => "ID".to_owned(),
        // A run of digits is one number, whatever its length.
        _ => word.split_inclusive(|c: char| !c.is_ascii_digit()).map(number).collect(),
    };
    let line = |line: &str| line.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    text.trim_start_matches(BYTE_ORDER_MARK).lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What a page needs: a fleet of two, what its state file remembers of February, and an agent for the commands of the desktop
/// application, which has no keyring here.
async fn stage() -> (Arc<Stage>, Agent) {
    let stage = Arc::new(Stage::new().await);
    // A license with one deadline, as in the examples.
    let end = json!([{"validUntil": "2026-03-26T00:37:00Z", "invalidBehavior": "invalidate_license"}]);
    let patch = json!({"license": {"license": {"validation": {"validPeriods": end}}}});
    let sections = [("modern", "Acme"), ("community", "Harbor")].map(|(slug, name)| {
        let own = format!("name = {:?}", stage.sandbox.workspace(slug).name);
        stage.section(slug).replace(&own, &format!("name = {name:?}"))
    });
    stage.write("fleet.toml", &sections.concat());
    for (day, seats, max) in [(10, 33, 40), (17, 35, 50), (24, 38, 50)] {
        let mut past = patch.clone();
        past["license"]["limits"] = json!({"activeUsers": {"value": seats, "max": max}});
        stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(past));
        let arguments = ["show", "--fleet", "fleet.toml", "--state", "state.sqlite3"];
        let now = format!("2026-02-{day}T00:00:00Z");
        let run = stage.finish(stage.command(&arguments).env("LICENSE_WATCH_NOW", now));
        assert_eq!(run.code, 0, "{run:?}");
    }
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    stage.write("foundry.token", &stage.sandbox.credentials(FOUNDRY).token);
    stage.write("foundry.key", &stage.sandbox.key(FOUNDRY, Key::Renewal));
    stage.write("scrape.token", "kTJhW8bqXwZ2mNp4");
    let agent = Agent::start(&stage).await;
    (stage, agent)
}

/// What is to be entered here instead of what the page says: addresses and a user that exist.
fn entered_here(stage: &Stage, entered: &str, listen: &str) -> String {
    let mut entered = entered
        .replace(LISTEN, listen)
        .replace("https://chat.foundry.example", &stage.sandbox.url(FOUNDRY))
        .replace("rbAXPnMktTFbNpwtJ", &stage.sandbox.credentials(FOUNDRY).user_id);
    if entered.contains("license-watch serve") && !entered.contains("--listen") {
        entered = entered.replace("license-watch serve", &format!("license-watch serve --listen {listen}"));
    }
    if entered.contains("workspace add") {
        entered = entered.replace("workspace add", "workspace add --allow-http");
    }
    entered
}

/// A script that enters all of these, and puts what each prints into a file of its number, as `N.out` and `N.err`.
fn script(stage: &Stage, examples: &[Example]) -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut script = "status() { return $1; }\nlast=0\n".to_owned();
    for (number, example) in examples.iter().enumerate() {
        let entered = entered_here(stage, &example.entered, &listen);
        let (out, err) = (format!(".printed/{number}.out"), format!(".printed/{number}.err"));
        writeln!(script, "status $last\n{{ {entered}\n}} >{out} 2>{err} </dev/null\nlast=$?").unwrap();
        if entered.ends_with(" &") {
            writeln!(
                script,
                "for i in $(seq 600); do curl -sf http://{listen}/-/ready >/dev/null && break; sleep 0.05; done"
            )
            .unwrap();
        }
    }
    script + "kill $(jobs -p) 2>/dev/null\nwait\n"
}

/// What each example of a page prints.
fn run(stage: &Stage, examples: &[Example]) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_license-watch")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let printed = stage.folder.path().join(".printed");
    std::fs::create_dir(&printed).unwrap();
    let mut shell = Command::new("bash");
    shell
        .arg("-c")
        .arg(script(stage, examples))
        .env_clear()
        .env("PATH", path)
        .env("HOME", stage.folder.path())
        .env("LICENSE_WATCH_NOW", NOW)
        .env("LICENSE_WATCH_DATA_DIR", data_dir(stage))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env("TZ", "UTC")
        .current_dir(stage.folder.path())
        .stdin(Stdio::null());
    assert!(shell.status().unwrap().success());
    let read = |file: String| std::fs::read_to_string(printed.join(file)).unwrap();
    let of = |number: usize| match read(format!("{number}.out")) {
        out if out.is_empty() => read(format!("{number}.err")),
        out => out,
    };
    (0..examples.len()).map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_console_example_prints_what_it_shows() {
    let (mut count, mut wrong) = (0, String::new());
    for (name, page) in PAGES {
        let examples = examples(page);
        count += examples.len();
        if examples.is_empty() {
            continue;
        }
        let (stage, _agent) = stage().await;
        let (examples, printed) = tokio::task::spawn_blocking(move || (run(&stage, &examples), examples))
            .await
            .map(|(printed, examples)| (examples, printed))
            .unwrap();
        for (Example { entered, printed }, found) in examples.into_iter().zip(printed) {
            if shape(&found) != shape(&printed) {
                writeln!(wrong, "{name}: {entered}\n{found}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "these print something else:\n{wrong}");
    assert!(count >= 20, "the examples were not found");
}

#[test]
fn every_command_of_license_watch_is_in_an_example_that_is_run() {
    let is_command = |line: &&str| line.trim_start_matches("$ ").starts_with("license-watch ");
    for (name, page) in PAGES {
        for (language, lines) in blocks(page) {
            let command = lines.into_iter().find(is_command);
            assert!(
                language == "console" || command.is_none(),
                "{name}: no test runs “{}”",
                command.unwrap_or_default()
            );
        }
    }
}

#[tokio::test]
async fn every_option_in_the_documentation_exists() {
    let stage = Stage::new().await;
    let manual = tempfile::tempdir().unwrap();
    assert_eq!(stage.run(&["man", "--output", manual.path().to_str().unwrap()]).code, 0);
    let pages =
        std::fs::read_dir(manual.path()).unwrap().map(|page| std::fs::read_to_string(page.unwrap().path()).unwrap());
    let manual = pages.collect::<String>().replace('\\', "");
    let is_of_option = |c: char| c == '-' || c.is_ascii_alphanumeric();
    for (name, page) in PAGES.into_iter().filter(|(name, _)| *name != "README.md") {
        let texts = page.split('`').filter(|text| text.starts_with("--"));
        let options: BTreeSet<_> = texts.map(|text| text.split(|c| !is_of_option(c)).next().unwrap()).collect();
        for option in options {
            assert!(manual.contains(option), "{name}: no command has {option}");
        }
    }
}
