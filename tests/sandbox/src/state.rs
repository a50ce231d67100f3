//! The state of a running sandbox.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use axum::http::{HeaderMap, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use crate::{
    Error,
    account::{Account, Allowed, Login},
    answer::{self, Answer},
    cloud::{Cloud, Clouds},
    endpoint::Endpoint,
    fault::Fault,
    installation::{self, Installation, Installed, KeyTiming},
    jwt,
    keys::{self, Key, Surroundings},
    limiter::{Allowance, Limiter},
    log::LoggedRequest,
    nodes::Nodes,
    sign_in,
    template::Values,
    workspace::{self, FIRST_LICENSES_INFO, Quirk, SUPPORTED_VERSIONS, Workspace},
};

/// Shared by the thread of the server and the tests.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) generations: Vec<Workspace>,
    /// Slugs by host, of the workspaces that have a host of their own.
    slugs: HashMap<String, String>,
    answers: HashMap<(String, Endpoint), Value>,
    first_answers: HashMap<String, Value>,
    now: Timestamp,
    address: SocketAddr,
    started: Instant,
    mutable: Mutex<Mutable>,
    /// Counts the changes of `Mutable::faults`.
    fault_changes: watch::Sender<u64>,
    log: watch::Sender<Vec<LoggedRequest>>,
    pub(crate) in_flight: InFlight,
}

#[derive(Debug, Default)]
struct Mutable {
    faults: HashMap<String, Faults>,
    limiter: Limiter,
    /// How often `licenses.info` was called, by slug.
    info_calls: HashMap<String, u64>,
    accounts: HashMap<String, Account>,
    nodes: HashMap<String, Nodes>,
    clouds: Clouds,
    /// The icons that admins have set, as the content of a file of any kind.
    icons: HashMap<String, Vec<u8>>,
    installations: HashMap<String, Installation>,
    key_timing: KeyTiming,
    /// Answers that replace those in `State::answers`.
    answers: HashMap<(String, Endpoint), Value>,
}

#[derive(Debug, Default)]
struct Faults {
    everywhere: Option<Fault>,
    at: HashMap<Endpoint, Fault>,
}

impl State {
    pub(crate) fn new(
        workspaces: Vec<Workspace>,
        slugs: HashMap<String, String>,
        now: Timestamp,
        address: SocketAddr,
        key_timing: KeyTiming,
    ) -> Result<Self, Error> {
        let mut answers = HashMap::new();
        let mut first_answers = HashMap::new();
        let generations = workspace::generations();
        for workspace in workspaces.iter().chain(&generations) {
            let values = values(workspace, now, address)?;
            for endpoint in Endpoint::ALL {
                if let Some(template) = workspace.payloads.of(endpoint) {
                    let body = serde_json::from_str(&values.fill(template)?)?;
                    answers.insert((workspace.slug.clone(), endpoint), body);
                }
            }
            if workspace.quirk == Quirk::ForgetsAfterFirstCall {
                let body = serde_json::from_str(&values.fill(FIRST_LICENSES_INFO)?)?;
                first_answers.insert(workspace.slug.clone(), body);
            }
        }
        Ok(Self {
            workspaces,
            generations,
            slugs,
            answers,
            first_answers,
            now,
            address,
            started: Instant::now(),
            mutable: Mutex::new(Mutable { key_timing, ..Mutable::default() }),
            fault_changes: watch::Sender::new(0),
            log: watch::Sender::new(Vec::new()),
            in_flight: InFlight::default(),
        })
    }

    pub(crate) fn workspace(&self, slug: &str) -> Option<&Workspace> {
        self.workspaces.iter().chain(&self.generations).find(|workspace| workspace.slug == slug)
    }

    /// The slug of the workspace with this host.
    pub(crate) fn slug_at(&self, host: &str) -> Option<&str> {
        self.slugs.get(host.split(':').next().unwrap_or(host)).map(String::as_str)
    }

    pub(crate) fn set_answer(&self, slug: &str, endpoint: Endpoint, json: Option<Value>) {
        let (key, mut mutable) = ((slug.to_owned(), endpoint), self.mutable());
        if matches!(endpoint, Endpoint::LicensesInfo | Endpoint::LicensesGet) {
            // The test decides what the license is, and no key that was applied before.
            mutable.installations.remove(slug);
        }
        match json {
            Some(json) => drop(mutable.answers.insert(key, json)),
            None => drop(mutable.answers.remove(&key)),
        }
    }

    pub(crate) fn set_icon(&self, slug: &str, file: Vec<u8>) {
        self.mutable().icons.insert(slug.to_owned(), file);
    }

    /// The file with the icon of a workspace, if it has one: what its admin has set, or that of `modern`.
    pub(crate) fn icon(&self, slug: &str) -> Option<Vec<u8>> {
        let own = self.mutable().icons.get(slug).cloned();
        own.or_else(|| (slug == "modern").then(|| include_bytes!("../payloads/icon.png").to_vec()))
    }

    pub(crate) fn set_cloud(&self, slug: &str, cloud: Cloud) {
        self.mutable().clouds.set(slug, cloud);
    }

    pub(crate) fn set_nodes(&self, slug: &str, nodes: Option<Nodes>) {
        let mut mutable = self.mutable();
        match nodes {
            Some(nodes) => drop(mutable.nodes.insert(slug.to_owned(), nodes)),
            None => drop(mutable.nodes.remove(slug)),
        }
    }

    /// How the answer of the node that a connection reaches differs from the regular one; `None` without nodes.
    pub(crate) fn pick_node(&self, slug: &str, connection: u64) -> Option<Value> {
        self.mutable().nodes.get_mut(slug)?.pick(connection).cloned()
    }

    /// What a sync with the vendor's cloud has made of the answer to `licenses.info`; `None` before one.
    pub(crate) fn delivered(&self, slug: &str) -> Option<Value> {
        self.mutable().clouds.delivered(slug)
    }

    fn regular_answer(&self, slug: &str, endpoint: Endpoint) -> Option<Value> {
        let key = (slug.to_owned(), endpoint);
        self.mutable().answers.get(&key).or_else(|| self.answers.get(&key)).cloned()
    }

    /// The current time of the sandbox, which runs on from `now`.
    pub(crate) fn time(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.started.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.now.checked_add(passed).unwrap_or(self.now)
    }

    /// The time at the start, to which all dates are relative.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn log_request(&self, request: LoggedRequest) {
        self.log.send_modify(|log| log.push(request));
    }

    pub(crate) fn log(&self) -> &watch::Sender<Vec<LoggedRequest>> {
        &self.log
    }

    pub(crate) fn count(&self, slug: &str, endpoint: Option<Endpoint>) -> Allowance {
        self.mutable().limiter.count(slug, endpoint, self.time())
    }

    pub(crate) fn set_fault(&self, slug: &str, endpoint: Option<Endpoint>, fault: Option<Fault>) {
        {
            let mut mutable = self.mutable();
            let faults = mutable.faults.entry(slug.to_owned()).or_default();
            match (endpoint, fault) {
                (None, None) => *faults = Faults::default(),
                (None, fault) => faults.everywhere = fault,
                (Some(endpoint), Some(fault)) => drop(faults.at.insert(endpoint, fault)),
                (Some(endpoint), None) => drop(faults.at.remove(&endpoint)),
            }
        }
        self.fault_changes.send_modify(|changes| *changes += 1);
    }

    /// The fault of an endpoint. Waits while that is `Fault::Hold`.
    pub(crate) async fn fault(&self, slug: &str, endpoint: Option<Endpoint>) -> Option<Fault> {
        let mut changes = self.fault_changes.subscribe();
        loop {
            let fault = self.current_fault(slug, endpoint);
            if fault != Some(Fault::Hold) || changes.changed().await.is_err() {
                return fault;
            }
        }
    }

    fn current_fault(&self, slug: &str, endpoint: Option<Endpoint>) -> Option<Fault> {
        let mutable = self.mutable();
        let faults = mutable.faults.get(slug)?;
        endpoint.and_then(|endpoint| faults.at.get(&endpoint)).or(faults.everywhere.as_ref()).cloned()
    }

    /// What the workspace answers without a fault.
    pub(crate) fn answer(&self, workspace: &Workspace, call: &EndpointCall<'_>) -> Answer {
        let logged_in = self.is_authenticated(workspace, call.headers);
        let slug = workspace.slug.as_str();
        if !workspace.has(call.endpoint) {
            return answer::no_such_endpoint(workspace.server_version);
        }
        if call.endpoint.needs_login() && !logged_in {
            return answer::not_logged_in();
        }
        if call.endpoint.method() == Method::POST {
            return self.post(workspace, call);
        }
        // Each of these needs a permission of its own, which guests do not have.
        let needs_permission = matches!(
            call.endpoint,
            Endpoint::RegistrationStatus | Endpoint::PresenceConnections | Endpoint::Statistics
        );
        if needs_permission && workspace.role == "guest" {
            return answer::forbidden();
        }
        if call.endpoint == Endpoint::LicensesGet && workspace.quirk == Quirk::Forbidden {
            return answer::forbidden_old();
        }
        if let Some(id) = setting(call.endpoint) {
            return self.setting(workspace, call.endpoint, id);
        }
        let Some(body) = self.regular_answer(slug, call.endpoint) else {
            return answer::no_such_endpoint(workspace.server_version);
        };
        if call.endpoint == Endpoint::RegistrationStatus {
            let mut guard = self.mutable();
            let mutable = &mut *guard;
            let account = mutable.accounts.entry(slug.to_owned()).or_default();
            return mutable.clouds.registration(account, slug, body);
        }
        let mut body = match self.first_answers.get(slug) {
            Some(first) if call.endpoint == Endpoint::LicensesInfo && self.is_first_info_call(slug) => first.clone(),
            _ => body,
        };
        let installed = match call.endpoint {
            Endpoint::LicensesInfo => installation::info(&body, &self.installed(workspace)),
            Endpoint::LicensesGet => installation::get(&self.installed(workspace)),
            _ => None,
        };
        body = installed.unwrap_or(body);
        match call.endpoint {
            Endpoint::LicensesInfo if !self.may_view_settings(workspace) => hide_license(&mut body),
            Endpoint::LicensesGet if !self.may_view_settings(workspace) => return answer::forbidden_old(),
            _ => {}
        }
        match call.endpoint {
            Endpoint::LicensesInfo if !call.query.split('&').any(|pair| pair == "loadValues=true") => {
                remove_values(&mut body);
            }
            // Users who may see statistics also get the patch level.
            Endpoint::Info if logged_in && workspace.role == "admin" => {
                if let Some(version) = body.get_mut("version") {
                    *version = Value::from(workspace.server_version);
                }
            }
            _ => {}
        }
        Answer::ok(body)
    }

    /// Handles a POST request.
    fn post(&self, workspace: &Workspace, call: &EndpointCall<'_>) -> Answer {
        let slug = workspace.slug.as_str();
        let body = serde_json::from_slice(call.body).unwrap_or(Value::Null);
        let login = Login::of(slug);
        let me = self.regular_answer(slug, Endpoint::Me).unwrap_or_default();
        let surroundings = self.surroundings(workspace);
        let original_key = self.original_key(workspace);
        self.installed(workspace);
        let mut guard = self.mutable();
        let mutable = &mut *guard;
        let account = mutable.accounts.entry(slug.to_owned()).or_default();
        match call.endpoint {
            Endpoint::SyncWorkspace if workspace.role == "guest" => answer::forbidden(),
            Endpoint::SyncWorkspace => mutable.clouds.sync(account, slug),
            Endpoint::Login => sign_in::login(account, &login, slug, &me, &body),
            Endpoint::SendEmailCode => sign_in::send_code(account, &login, &body),
            Endpoint::GenerateToken => sign_in::generate(account, &login, slug, call.headers, &body),
            Endpoint::Logout => sign_in::logout(account, call.headers),
            Endpoint::LicensesValidate => keys::validate(account, &body, &surroundings),
            Endpoint::LicensesAdd => {
                let (answer, key) = keys::add(account, &body);
                let timing = mutable.key_timing;
                if let Some(key) = key {
                    let new = || Installation::original(original_key);
                    mutable.installations.entry(slug.to_owned()).or_insert_with(new).store(key, timing);
                }
                answer
            }
            Endpoint::Info
            | Endpoint::InfoV1
            | Endpoint::Me
            | Endpoint::LicensesInfo
            | Endpoint::LicensesGet
            | Endpoint::LicensesMaxActiveUsers
            | Endpoint::LicensesIsEnterprise
            | Endpoint::SettingsPublic
            | Endpoint::StoredKey
            | Endpoint::StoredKeyStatus
            | Endpoint::RegistrationStatus
            | Endpoint::PresenceConnections
            | Endpoint::Statistics
            | Endpoint::Icon
            | Endpoint::IncomingWebhook => answer::no_such_endpoint(workspace.server_version),
        }
    }

    /// One of the settings about the license.
    fn setting(&self, workspace: &Workspace, endpoint: Endpoint, id: &str) -> Answer {
        if !self.may_view_settings(workspace) {
            return answer::forbidden();
        }
        if let Some(set_by_test) = self.regular_answer(&workspace.slug, endpoint) {
            return Answer::ok(set_by_test);
        }
        self.installed(workspace);
        let (original, slug) = (self.original_key(workspace), workspace.slug.as_str());
        let mut mutable = self.mutable();
        let new = || Installation::original(original);
        let installation = mutable.installations.entry(slug.to_owned()).or_insert_with(new);
        let value = match endpoint {
            Endpoint::StoredKey => installation.key.as_str(),
            _ => installation.status,
        };
        Answer::ok(json!({"_id": id, "value": value, "success": true}))
    }

    fn may_view_settings(&self, workspace: &Workspace) -> bool {
        workspace.role != "guest" && self.account(&workspace.slug, |account| account.view_settings == Allowed::Yes)
    }

    /// The license that is in force by now.
    fn installed(&self, workspace: &Workspace) -> Installed {
        let surroundings = self.surroundings(workspace);
        let had_license = !self.original_key(workspace).is_empty();
        match self.mutable().installations.get_mut(&workspace.slug) {
            Some(installation) => {
                installation.catch_up(&surroundings, had_license);
                installation.license.clone()
            }
            None => Installed::Original,
        }
    }

    /// The key that the server holds at the start, made up from the license that it has; empty if it has none.
    fn original_key(&self, workspace: &Workspace) -> String {
        let info = self.regular_answer(&workspace.slug, Endpoint::LicensesInfo);
        let get = self.regular_answer(&workspace.slug, Endpoint::LicensesGet);
        match original_license(info.as_ref(), get.as_ref()) {
            Some(license) if is_v3(&license) => keys::issue_key(&license),
            Some(license) => keys::issue_encrypted(&license),
            None => String::new(),
        }
    }

    /// What the server compares a license with.
    fn surroundings(&self, workspace: &Workspace) -> Surroundings {
        let slug = workspace.slug.as_str();
        let info = self.regular_answer(slug, Endpoint::LicensesInfo);
        let get = self.regular_answer(slug, Endpoint::LicensesGet);
        let limits = info.as_ref().and_then(|info| info.pointer("/license/limits")).and_then(Value::as_object);
        let values = limits.into_iter().flatten().map(|(name, limit)| (name.clone(), limit["value"].clone()));
        let mut used: Map<String, Value> = values.collect();
        if let Some(seats) = self.regular_answer(slug, Endpoint::LicensesMaxActiveUsers) {
            used.insert("activeUsers".to_owned(), seats["activeUsers"].clone());
        }
        Surroundings {
            address: address_of(workspace, self.address),
            cloud_workspace_id: workspace.cloud_workspace_id,
            now: self.time(),
            present: original_license(info.as_ref(), get.as_ref()).filter(is_v3),
            used: Value::Object(used),
        }
    }

    /// A license key for a workspace, dated from the start.
    pub(crate) fn key(&self, workspace: &Workspace, key: Key) -> String {
        match key {
            Key::Present => self.original_key(workspace),
            key => Surroundings { now: self.now, ..self.surroundings(workspace) }.key(key),
        }
    }

    /// The license key that the server holds.
    pub(crate) fn stored_key(&self, workspace: &Workspace) -> String {
        let applied = self.mutable().installations.get(&workspace.slug).map(|installation| installation.key.clone());
        applied.unwrap_or_else(|| self.original_key(workspace))
    }

    pub(crate) fn set_key_timing(&self, timing: KeyTiming) {
        self.mutable().key_timing = timing;
    }

    /// Gives access to the account of a workspace.
    pub(crate) fn account<T>(&self, slug: &str, access: impl FnOnce(&mut Account) -> T) -> T {
        access(self.mutable().accounts.entry(slug.to_owned()).or_default())
    }

    fn is_authenticated(&self, workspace: &Workspace, headers: &HeaderMap) -> bool {
        let carries = |name, value: &str| headers.get(name).is_some_and(|sent| sent.as_bytes() == value.as_bytes());
        let token = headers.get("x-auth-token").map(HeaderValue::as_bytes).unwrap_or_default();
        let original = &workspace.credentials.token;
        carries("x-user-id", &workspace.credentials.user_id)
            && self.account(&workspace.slug, |account| {
                let is_original = workspace.quirk != Quirk::Revoked
                    && token == original.as_bytes()
                    && !account.revoked.contains(original);
                is_original || account.has_issued(token)
            })
    }

    fn is_first_info_call(&self, slug: &str) -> bool {
        let mut mutable = self.mutable();
        let calls = mutable.info_calls.entry(slug.to_owned()).or_default();
        *calls += 1;
        *calls == 1
    }

    fn mutable(&self) -> MutexGuard<'_, Mutable> {
        // If a test panics while it sets a fault, the server must continue.
        self.mutable.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call to an endpoint.
pub(crate) struct EndpointCall<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
}

/// The id of the setting that an endpoint returns.
fn setting(endpoint: Endpoint) -> Option<&'static str> {
    match endpoint {
        Endpoint::StoredKey => Some("Enterprise_License"),
        Endpoint::StoredKeyStatus => Some("Enterprise_License_Status"),
        _ => None,
    }
}

/// The license in an answer of `licenses.info`, or the first in one of `licenses.get`.
fn original_license(info: Option<&Value>, get: Option<&Value>) -> Option<Value> {
    let in_info = info.and_then(|info| info.pointer("/license/license"));
    let in_get = || {
        let first = get?.pointer("/licenses/0")?;
        Some(first.get("license").unwrap_or(first))
    };
    in_info.or_else(in_get).cloned()
}

fn is_v3(license: &Value) -> bool {
    license.get("validation").is_some()
}

/// Leaves what a caller without the permission `view-privileged-setting` is told.
fn hide_license(body: &mut Value) {
    if let Some(fields) = body["license"].as_object_mut() {
        fields.remove("license");
        fields.insert("limits".to_owned(), json!({}));
    }
}

/// The host and path of a workspace.
fn address_of(workspace: &Workspace, server: SocketAddr) -> String {
    workspace.own_address.clone().unwrap_or_else(|| format!("{server}/{}", workspace.slug))
}

/// Removes how much of each limit is in use.
fn remove_values(body: &mut Value) {
    let limits = body.pointer_mut("/license/limits").and_then(Value::as_object_mut);
    for limit in limits.into_iter().flat_map(|limits| limits.values_mut()).filter_map(Value::as_object_mut) {
        limit.remove("value");
    }
}

fn values(workspace: &Workspace, now: Timestamp, address: SocketAddr) -> Result<Values, Error> {
    let named = BTreeMap::from([
        ("address", address.to_string()),
        ("url", format!("http://{address}/{}", workspace.slug)),
        ("workspace_url", address_of(workspace, address)),
        ("slug", workspace.slug.clone()),
        ("name", workspace.name.replace('"', "")),
        ("user_id", workspace.credentials.user_id.clone()),
        ("user_name", "License Watch".to_owned()),
        ("role", workspace.role.to_owned()),
        ("version", workspace.server_version_without_patch().to_owned()),
        ("full_version", workspace.server_version.to_owned()),
        ("cloud_workspace_id", workspace.cloud_workspace_id.to_owned()),
    ]);
    let mut values = Values { now, named };
    let supported = jwt::with_invalid_signature(&values.fill(SUPPORTED_VERSIONS)?);
    values.named.insert("supported_versions", supported);
    Ok(values)
}

/// The number of calls in flight, and its peak.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    current: AtomicUsize,
    peak: AtomicUsize,
}

impl InFlight {
    pub(crate) fn enter(&self) -> impl Drop + '_ {
        let current = self.current.fetch_add(1, Ordering::AcqRel) + 1;
        self.peak.fetch_max(current, Ordering::AcqRel);
        InFlightGuard(&self.current)
    }

    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::Acquire)
    }
}

struct InFlightGuard<'a>(&'a AtomicUsize);

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
