//! License keys for a workspace, applied by the headless program through an agent.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use sandbox::{Endpoint, Fault, Key, KeyTiming};
use support::{
    Run, Stage,
    agent::{Agent, run},
    schema::{Schema, assert_valid_as},
};

/// A server that can check keys.
const NEW: &str = "eight";

/// One that cannot.
const OLD: &str = "modern";

struct Renewed {
    stage: Arc<Stage>,
    slug: &'static str,
    _agent: Agent,
}

impl Renewed {
    async fn start(slug: &'static str) -> Self {
        let stage = Arc::new(Stage::new().await);
        let agent = Agent::start(&stage).await;
        let fleet = stage.fleet(&[slug]);
        let import = run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await;
        assert_eq!(import.code, 0, "{import:?}");
        Self { stage, slug, _agent: agent }
    }

    async fn renew(&self, key: Key, more: &[&str]) -> Run {
        let file = self.stage.write("key.txt", &format!("{}\n", self.stage.sandbox.key(self.slug, key)));
        let name = self.stage.sandbox.workspace(self.slug).name.clone();
        let given = ["renew", &name, "--key-file", file.to_str().unwrap()];
        let done = run(&self.stage, &[&given[..], more].concat()).await;
        let key = self.stage.sandbox.key(self.slug, key);
        assert!(!done.out.contains(&key) && !done.err.contains(&key), "the key shows: {done:?}");
        done
    }

    /// Runs `renew` on a terminal, and answers its question.
    async fn renew_on_terminal(&self, key: Key, answer: &'static str) -> Run {
        let file = self.stage.write("key.txt", &format!("{}\n", self.stage.sandbox.key(self.slug, key)));
        let name = &self.stage.sandbox.workspace(self.slug).name;
        let program = env!("CARGO_BIN_EXE_license-watch");
        let line = format!("'{program}' renew '{name}' --key-file '{}'", file.display());
        // It has a terminal for the program that it runs, whose exit code is its own.
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        let environment = self.stage.command(&[]);
        let environment = environment.get_envs().filter_map(|(name, value)| Some((name, value?)));
        command.env_clear().envs(environment).env("PATH", "/usr/bin:/bin").current_dir(self.stage.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        tokio::task::spawn_blocking(move || answer_question(&mut command, answer)).await.unwrap()
    }

    fn keys_sent(&self) -> usize {
        let requests = self.stage.sandbox.requests_to(self.slug);
        requests.iter().filter(|request| request.endpoint == Some(Endpoint::LicensesAdd)).count()
    }
}

/// Waits for the question on a terminal, and answers it. What the terminal shows is the output.
fn answer_question(command: &mut Command, answer: &str) -> Run {
    let mut child = command.spawn().unwrap();
    let (mut terminal, mut keyboard) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
    let (mut shown, mut part) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&shown).contains("? [y/N] ") {
        let length = terminal.read(&mut part).unwrap();
        assert!(length > 0, "no question in {:?}", String::from_utf8_lossy(&shown));
        shown.extend(&part[..length]);
    }
    writeln!(keyboard, "{answer}").unwrap();
    terminal.read_to_end(&mut shown).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().replace('\r', "");
    Run { code: output.status.code().unwrap(), out: text(shown), err: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_it_asks_and_only_a_yes_applies_the_key() {
    let renewed = Renewed::start(NEW).await;
    for answer in ["n", "", "what?"] {
        let refused = renewed.renew_on_terminal(Key::Renewal, answer).await;
        assert_eq!(refused.code, 3, "{answer:?}: {refused:?}");
        assert!(refused.out.contains("License valid for this workspace\n"), "{}", refused.out);
        assert!(refused.out.contains("Nothing was changed."), "{}", refused.out);
    }
    assert_eq!(renewed.keys_sent(), 0);
    let agreed = renewed.renew_on_terminal(Key::Renewal, "y").await;
    assert_eq!(agreed.code, 0, "{agreed:?}");
    assert!(agreed.out.contains("\nLicense applied\n"), "{}", agreed.out);
    assert_eq!(renewed.keys_sent(), 1);

    let agreed = renewed.renew_on_terminal(Key::Ended, "yes").await;
    assert_eq!(agreed.code, 4, "a terminal is consent enough for a key that leaves no license: {agreed:?}");
    assert!(agreed.out.contains("would have no license"), "{}", agreed.out);
    assert_eq!(renewed.keys_sent(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_confirm_has_an_exit_code_of_its_own() {
    let renewed = Renewed::start(NEW).await;
    let sandbox = &renewed.stage.sandbox;
    sandbox.set_fault_at(NEW, Endpoint::LicensesAdd, Fault::Html(502));
    let lost = renewed.renew(Key::Renewal, &["--yes"]).await;
    assert_eq!(lost.code, 5, "{lost:?}");
    assert!(lost.err.contains("It is not known whether the server has the key."), "{}", lost.err);
    sandbox.set_fault_at(NEW, Endpoint::LicensesAdd, None);

    // The server answers, and never applies it.
    sandbox.set_key_timing(KeyTiming { delay: Duration::from_secs(3_600), ..KeyTiming::default() });
    let before = renewed.keys_sent();
    let renewing = renewed.renew(Key::Renewal, &["--yes", "--json"]);
    let (unconfirmed, ()) = tokio::join!(renewing, async {
        let sent = |all: &[sandbox::LoggedRequest]| {
            all.iter().filter(|one| one.endpoint == Some(Endpoint::LicensesAdd)).count() > before
        };
        sandbox.wait_for_requests(sent).await;
        // Nobody is asked for longer than the server allows.
        sandbox.set_fault_at(NEW, Endpoint::LicensesInfo, Fault::RateLimited { wait_secs: 30 });
    });
    assert_eq!(unconfirmed.code, 5, "{unconfirmed:?}");
    assert_eq!(unconfirmed.json()["applied"]["outcome"]["is"], "unconfirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_fits_is_applied_and_read_back() {
    for slug in [NEW, OLD] {
        let renewed = Renewed::start(slug).await;
        let done = renewed.renew(Key::Renewal, &["--yes"]).await;
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.out.starts_with("License valid for this workspace\n"), "{}", done.out);
        assert!(done.out.contains("\n  With this key: ") && done.out.contains("\nLicense applied\n"), "{}", done.out);
        assert_eq!(renewed.keys_sent(), 1);
        let again = renewed.renew(Key::Renewal, &["--yes", "--json"]).await;
        assert_valid_as(Schema::Renew, &again.json());
        let again = renewed.renew(Key::Renewal, &["--yes"]).await;
        assert!(again.code == 0 && again.out.starts_with("The server already has this key\n"), "{again:?}");
        assert_eq!(renewed.keys_sent(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_leaves_the_workspace_without_a_license_needs_force() {
    let renewed = Renewed::start(NEW).await;
    let done = renewed.renew(Key::Ended, &["--yes"]).await;
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.out.contains("would have no license") && done.out.contains("The new key expired on "), "{}", done.out);
    assert!(done.err.contains("Nothing was changed. Use --force"), "{}", done.err);
    assert_eq!(renewed.keys_sent(), 0);

    let done = renewed.renew(Key::Ended, &["--yes", "--force", "--json"]).await;
    assert_eq!(done.code, 4, "{done:?}");
    let json = done.json();
    assert_valid_as(Schema::Renew, &json);
    assert_eq!((&json["schema"], &json["applied"]["outcome"]["is"]), (&1.into(), &"license_gone".into()));
    assert_eq!(json["preview"]["verdict"]["verdict"], "does_not_fit");
    assert_eq!(renewed.keys_sent(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_key_is_not_sent_and_nobody_is_asked_without_a_terminal() {
    let renewed = Renewed::start(NEW).await;
    let name = renewed.stage.sandbox.workspace(NEW).name.clone();
    let file = renewed.stage.write("no-key.txt", "-----BEGIN PRIVATE KEY-----");
    let before = renewed.stage.sandbox.requests().len();
    for (arguments, why) in [
        (&["renew", &name, "--yes", "--key-file", file.to_str().unwrap()][..], "no-key.txt: "),
        (&["renew", &name, "--yes"], "standard input: "),
        (&["renew", &name, "--key-file", file.to_str().unwrap()], "use --yes"),
        (&["renew", &name, "--yes", "--key-file", "gone"], "gone cannot be read"),
    ] {
        let done = run(&renewed.stage, arguments).await;
        assert!(done.code == 2 && done.out.is_empty() && done.err.contains(why), "{arguments:?}: {done:?}");
    }
    assert_eq!(renewed.stage.sandbox.requests().len(), before);
    let unknown = renewed.renew(Key::Renewal, &["--yes", "--force"]).await;
    assert_eq!(unknown.code, 0, "force changes nothing about a key that fits: {unknown:?}");
}
