//! Control characters of strangers reach no terminal: neither from a server's texts nor from a fleet file or the store.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{Run, Stage};

/// Clears the screen, sets the title of the window, rings, moves to the start of the line, and turns the text around.
const HOSTILE: &str = "Plan\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\u{8}\u{202e}\u{85}\nfake  line";

/// A stage with a workspace whose license has hostile texts, and one that refuses with such a text.
async fn stage() -> Stage {
    let stage = Stage::new().await;
    let license = json!({
        "information": { "id": HOSTILE, "tags": [{ "name": HOSTILE, "color": HOSTILE }] },
        "grantedModules": [{ "module": HOSTILE }, { "module": "auditing" }],
        "validation": { "serverUrls": [{ "value": HOSTILE, "type": "url" }], "validPeriods": [
            { "validUntil": HOSTILE, "invalidBehavior": HOSTILE },
            { "validUntil": "2026-03-12T00:00:00Z", "invalidBehavior": "disable_modules", "modules": [HOSTILE] },
            { "validUntil": "2026-03-26T00:37:00Z", "invalidBehavior": "invalidate_license" },
        ] },
    });
    let patch = json!({ "license": { "license": license, "activeModules": [HOSTILE] } });
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let refusal = json!({ "success": false, "error": HOSTILE, "errorType": HOSTILE, "message": HOSTILE });
    stage.sandbox.set_fault_at("four", Endpoint::LicensesInfo, Fault::Body { status: 400, json: refusal });
    stage
}

fn fleet(stage: &Stage) -> String {
    let own = format!("name = {:?}", stage.sandbox.workspace("modern").name);
    let name = format!("name = {}", serde_json::to_string("Ac\u{1b}[31mme\u{7}\r\n\u{202e}x").unwrap());
    let text = stage.section("modern").replace(&own, &name) + &stage.section("four");
    stage.write("fleet.toml", &text).to_str().unwrap().to_owned()
}

fn assert_harmless(arguments: &[&str], run: &Run) {
    let is_harmful =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for text in [&run.out, &run.err] {
        assert!(!text.contains(is_harmful), "{arguments:?}: {run:?}");
        assert!(!text.lines().any(|line| line.starts_with("fake")), "a line of its own: {arguments:?}: {run:?}");
    }
}

#[tokio::test]
async fn no_command_prints_the_control_characters_of_a_server() {
    let stage = stage().await;
    let fleet = fleet(&stage);
    for command in [&["show"][..], &["list"], &["check", "-v"], &["metrics"], &["export", "md"]] {
        let arguments = [command, &["--fleet", &fleet, "--state", "state.db"]].concat();
        let known = if command[0] == "metrics" { &arguments[..3] } else { &arguments[..] };
        let run = stage.run(known);
        assert!(run.out.contains("31mme"), "{known:?}: {run:?}");
        assert_harmless(known, &run);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn no_command_prints_the_control_characters_in_the_store() {
    use support::agent::{Agent, run};

    let stage = std::sync::Arc::new(stage().await);
    let fleet = fleet(&stage);
    let _agent = Agent::start(&stage).await;
    let import = run(&stage, &["workspace", "import", "--unchecked", &fleet]).await;
    assert_eq!(import.code, 0, "{import:?}");
    assert_harmless(&["workspace", "import"], &import);
    for arguments in
        [&["workspace", "verify"][..], &["workspace", "list"], &["show", "--cached"], &["list"], &["check"], &["diff"]]
    {
        let done = run(&stage, arguments).await;
        assert!(!(done.out.is_empty() && done.err.is_empty()), "{arguments:?}: {done:?}");
        assert_harmless(arguments, &done);
    }
}
