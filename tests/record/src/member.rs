//! The workspaces of a scene.

use std::sync::Arc;

use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};

/// How a workspace comes into a scene.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is added with a token.
    Added,
    /// It comes out of a file of settings, and nobody has signed in yet.
    Imported,
}

/// A workspace of a scene.
#[derive(Clone)]
pub(crate) struct Member {
    /// The id that the recording gives it.
    pub(crate) slug: String,
    pub(crate) name: String,
    /// Its address, without the scheme: a host, and a folder where there is one.
    pub(crate) address: String,
    pub(crate) server_version: &'static str,
    pub(crate) user_id: &'static str,
    pub(crate) arrival: Arrival,
    /// How many days before the recording it comes in.
    pub(crate) since: f64,
    /// When it is refreshed besides, in days before the recording: when something about it changes.
    pub(crate) moments: &'static [f64],
    /// Whether it is refreshed at every instant of the scene, or at its own moments only.
    pub(crate) is_regular: bool,
    /// What its server answers so many days before the recording.
    pub(crate) answers: Arc<dyn Fn(f64) -> Answers + Send + Sync>,
}

/// What a server answers so many days before the recording.
pub(crate) type Then = fn(f64) -> Answers;

/// What a server answers.
pub(crate) struct Answers {
    /// Its version, as everybody is told it; what the sandbox says otherwise.
    pub(crate) version: Option<&'static str>,
    pub(crate) licenses: Licenses,
}

pub(crate) enum Licenses {
    /// The answer of `licenses.info`.
    Info(Value),
    /// The answer of `licenses.get`, and the seats in use.
    Get(Value),
    /// Nothing is said anew.
    Same,
    /// It fails so, everywhere.
    Fails(Fault),
    /// It fails so for who asks for the license.
    FailsAtLicense(Fault),
}

impl Answers {
    pub(crate) fn info(version: &'static str, answer: Value) -> Self {
        Self { version: Some(version), licenses: Licenses::Info(answer) }
    }

    pub(crate) fn fails(fault: Fault) -> Self {
        Self { version: None, licenses: Licenses::Fails(fault) }
    }
}

impl Member {
    /// A workspace that is watched since a year.
    pub(crate) fn new(slug: &str, name: &str, answers: impl Fn(f64) -> Answers + Send + Sync + 'static) -> Self {
        Self {
            slug: slug.to_owned(),
            name: name.to_owned(),
            address: format!("chat.{slug}.example"),
            server_version: "8.5.1",
            user_id: "rbAXPnMktTFbNpwtJ",
            arrival: Arrival::Added,
            since: 182.0,
            moments: &[],
            is_regular: true,
            answers: Arc::new(answers),
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.address.split('/').next().unwrap_or_default()
    }

    /// Has a sandbox that knows nothing answer as at the end: what was said before, and holds still, first.
    pub(crate) fn answer_as_at_the_end(&self, sandbox: &Sandbox) {
        for &days_ago in self.moments.iter().chain([&0.0]) {
            self.answer(sandbox, days_ago);
        }
    }

    /// Has the sandbox answer as so many days before the recording.
    pub(crate) fn answer(&self, sandbox: &Sandbox, days_ago: f64) {
        let Answers { version, licenses } = (self.answers)(days_ago);
        let slug = self.slug.as_str();
        let told = version.map(|version| json!({"version": version, "success": true}));
        sandbox.set_answer(slug, Endpoint::Info, told);
        sandbox.set_fault(slug, None);
        match licenses {
            Licenses::Info(answer) => sandbox.set_answer(slug, Endpoint::LicensesInfo, answer),
            Licenses::Get(answer) => sandbox.set_answer(slug, Endpoint::LicensesGet, answer),
            Licenses::Same => {}
            Licenses::Fails(fault) => sandbox.set_fault(slug, fault),
            Licenses::FailsAtLicense(fault) => sandbox.set_fault_at(slug, Endpoint::LicensesInfo, fault),
        }
    }
}
