//! Every example of a console in the documentation does what it shows: the same words, whatever the numbers and addresses.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Endpoint, Fault};
use serde_json::{Value, json};
use support::{Run, Stage};

const PAGES: [(&str, &str); 2] = [
    ("README.md", include_str!("../../../README.md")),
    ("docs/monitoring.md", include_str!("../../../docs/monitoring.md")),
];

/// What the JSON of `show` is piped into, as the documentation writes it.
const FILTER: &str = "jq -c '.workspaces[] | {name, status, left: .licenses[0].seconds_left}'";

/// A line that is entered, and what it prints.
struct Example {
    entered: String,
    printed: String,
}

/// The examples of a page.
fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::<Example>::new();
    let mut is_console = false;
    for line in page.lines() {
        match line.strip_prefix("$ ") {
            _ if line.starts_with("```") => is_console = line == "```console",
            _ if !is_console => {}
            Some(entered) => examples.push(Example { entered: entered.to_owned(), printed: String::new() }),
            None => examples.last_mut().unwrap().printed += &format!("{line}\n"),
        }
    }
    examples
}

/// A text without what differs from run to run: addresses, numbers, and how far columns are apart.
fn shape(text: &str) -> String {
    let number = |piece: &str| {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() < piece.len() { format!("0{rest}") } else { rest.to_owned() }
    };
    let word = |word: &str| match word.starts_with("http://") || word.starts_with("https://") {
        true => "URL".to_owned(),
        // A run of digits is one number, whatever its length.
        false => word.split_inclusive(|c: char| !c.is_ascii_digit()).map(number).collect(),
    };
    let line = |line: &str| line.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What the filter prints of the JSON.
fn filtered(json: &Value) -> String {
    let line = |workspace: &Value| {
        let [name, status] = ["name", "status"].map(|field| &workspace[field]);
        format!("{{\"name\":{name},\"status\":{status},\"left\":{}}}\n", workspace["licenses"][0]["seconds_left"])
    };
    json["workspaces"].as_array().unwrap().iter().map(line).collect()
}

/// A stage with the fleet file of the examples.
async fn stage() -> Stage {
    let stage = Stage::new().await;
    // A license with one deadline, as in the examples.
    let end = json!([{"validUntil": "2026-03-26T00:37:00Z", "invalidBehavior": "invalidate_license"}]);
    let patch = json!({"license": {"license": {"validation": {"validPeriods": end}}}});
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let sections = [("modern", "Acme"), ("community", "Harbor")].map(|(slug, name)| {
        let own = format!("name = {:?}", stage.sandbox.workspace(slug).name);
        stage.section(slug).replace(&own, &format!("name = {name:?}"))
    });
    stage.write("fleet.toml", &sections.concat());
    stage
}

#[tokio::test]
async fn every_console_example_prints_what_it_shows() {
    let stage = stage().await;
    let mut count = 0;
    for (name, page) in PAGES {
        let mut last = None::<Run>;
        for Example { entered, printed } in examples(page) {
            count += 1;
            let found = match (entered.strip_prefix("license-watch "), entered.as_str()) {
                (Some(arguments), _) => {
                    let (arguments, filter) = arguments.split_once(" | ").unwrap_or((arguments, ""));
                    let run = stage.run(&arguments.split(' ').collect::<Vec<_>>());
                    let found = match filter {
                        "" => run.out.clone(),
                        FILTER => filtered(&run.json()),
                        other => panic!("{name}: this test does not know {other}"),
                    };
                    last = Some(run);
                    found
                }
                (None, "echo $?") => {
                    let code = last.as_ref().unwrap().code;
                    assert_eq!(printed.trim(), code.to_string(), "{name}: {entered}");
                    continue;
                }
                (None, other) => panic!("{name}: this test does not know {other}"),
            };
            assert_eq!(shape(&found), shape(&printed), "{name}: {entered}\n{last:?}");
        }
    }
    assert!(count >= 4, "the examples were not found");
}
