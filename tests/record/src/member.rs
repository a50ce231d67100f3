//! The workspaces of a scene.

use std::sync::Arc;

use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};

/// How a workspace is added to a scene.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// With a token.
    Added,
    /// By importing settings, without a sign-in.
    Imported,
}

/// A workspace of a scene.
#[derive(Clone)]
pub(crate) struct Member {
    /// The id in the recording.
    pub(crate) slug: String,
    pub(crate) name: String,
    /// The address without its scheme: a host, and a subfolder if there is one.
    pub(crate) address: String,
    pub(crate) server_version: &'static str,
    pub(crate) user_id: &'static str,
    pub(crate) arrival: Arrival,
    /// When it is added, in days before the recording.
    pub(crate) since: f64,
    /// When it is refreshed in addition, in days before the recording: when something about it changes.
    pub(crate) refreshes: &'static [f64],
    /// Whether it is refreshed at every instant of the scene, or only at its own.
    pub(crate) is_regular: bool,
    /// The server's answers, given the days before the recording.
    pub(crate) answers: Arc<dyn Fn(f64) -> Answers + Send + Sync>,
}

/// The server's answers, given the days before the recording.
pub(crate) type Then = fn(f64) -> Answers;

/// What a server answers.
pub(crate) struct Answers {
    /// The version for callers without credentials; `None` for the sandbox's own.
    pub(crate) version: Option<&'static str>,
    pub(crate) licenses: Licenses,
    /// Answers of other endpoints than the license's, which add to the sandbox's own.
    pub(crate) facts: Vec<(Endpoint, Value)>,
}

pub(crate) enum Licenses {
    /// The answer of `licenses.info`.
    Info(Value),
    /// The answer of `licenses.get`, with the seats in use.
    Get(Value),
    /// The same answer as before.
    Same,
    /// Every endpoint fails.
    Fails(Fault),
    /// Only the license endpoint fails.
    FailsAtLicense(Fault),
}

impl Answers {
    pub(crate) fn of(version: Option<&'static str>, licenses: Licenses) -> Self {
        Self { version, licenses, facts: Vec::new() }
    }

    pub(crate) fn info(version: &'static str, answer: Value) -> Self {
        Self::of(Some(version), Licenses::Info(answer))
    }

    /// The answer of an endpoint that is not the license's; for `api/info`, more of its fields.
    pub(crate) fn and(mut self, endpoint: Endpoint, answer: Value) -> Self {
        self.facts.push((endpoint, answer));
        self
    }

    pub(crate) fn fails(fault: Fault) -> Self {
        Self::of(None, Licenses::Fails(fault))
    }
}

impl Member {
    /// A workspace that was added half a year ago and is refreshed regularly.
    pub(crate) fn new(slug: &str, name: &str, answers: impl Fn(f64) -> Answers + Send + Sync + 'static) -> Self {
        Self {
            slug: slug.to_owned(),
            name: name.to_owned(),
            address: format!("chat.{slug}.example"),
            server_version: "8.5.1",
            user_id: "rbAXPnMktTFbNpwtJ",
            arrival: Arrival::Added,
            since: 182.0,
            refreshes: &[],
            is_regular: true,
            answers: Arc::new(answers),
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.address.split('/').next().unwrap_or_default()
    }

    /// The path of its address, with its slash; empty at the root.
    pub(crate) fn path(&self) -> &str {
        self.address.find('/').map_or("", |at| &self.address[at..])
    }

    /// Brings a fresh sandbox to the state at the end. Applies the answers in order, because `Licenses::Same` keeps the last.
    pub(crate) fn answer_as_at_the_end(&self, sandbox: &Sandbox) {
        for &days_ago in self.refreshes.iter().chain([&0.0]) {
            self.answer(sandbox, days_ago);
        }
    }

    /// Sets the sandbox's answers to those at this many days before the recording.
    pub(crate) fn answer(&self, sandbox: &Sandbox, days_ago: f64) {
        let Answers { version, licenses, facts } = (self.answers)(days_ago);
        let slug = self.slug.as_str();
        let mut info = version.map(|version| json!({"version": version, "success": true}));
        for (endpoint, answer) in facts {
            match (endpoint, info.as_mut().and_then(Value::as_object_mut), answer) {
                (Endpoint::Info, Some(info), Value::Object(more)) => info.extend(more),
                (endpoint, _, answer) => sandbox.set_answer(slug, endpoint, answer),
            }
        }
        sandbox.set_answer(slug, Endpoint::Info, info);
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
