//! License keys for a workspace, applied by the headless program through an agent.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::sync::Arc;

use sandbox::{Endpoint, Key};
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

    fn keys_sent(&self) -> usize {
        let requests = self.stage.sandbox.requests_to(self.slug);
        requests.iter().filter(|request| request.endpoint == Some(Endpoint::LicensesAdd)).count()
    }
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
