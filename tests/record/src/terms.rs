//! Licenses as a server of the third generation sends them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::time::at;

/// The contents of a license, and the server's view of it.
#[derive(Clone, Default)]
pub(crate) struct Terms {
    /// Names and colors; an invalid color is sent as it is.
    pub(crate) tags: Vec<(&'static str, &'static str)>,
    pub(crate) id: Option<&'static str>,
    pub(crate) trial: bool,
    pub(crate) auto_renew: bool,
    pub(crate) offline: bool,
    pub(crate) cancellable: bool,
    pub(crate) issued: Option<Timestamp>,
    /// The end, and the end that the license displays if that is later.
    pub(crate) until: Option<Timestamp>,
    pub(crate) visual: Option<Timestamp>,
    pub(crate) admins_notified: Option<Timestamp>,
    pub(crate) users_notified: Option<Timestamp>,
    /// Ends of periods: behavior, instant, modules.
    pub(crate) periods: Vec<(&'static str, Timestamp, Vec<&'static str>)>,
    pub(crate) workspace_id: Option<&'static str>,
    pub(crate) granted_to: Option<(&'static str, &'static str)>,
    pub(crate) granted_by: Option<&'static str>,
    pub(crate) addresses: Vec<String>,
    pub(crate) modules: Vec<String>,
    /// Modules that are granted but off.
    pub(crate) inactive: Vec<&'static str>,
    pub(crate) limits: Vec<Limit>,
    /// Whether the server honors the license.
    pub(crate) honored: bool,
}

/// A limit, by its name in the API.
#[derive(Clone)]
pub(crate) struct Limit {
    name: &'static str,
    used: Option<u64>,
    max: i64,
    steps: Vec<Value>,
}

/// A limit with its usage, if the server reports it; −1 is unlimited.
pub(crate) fn limit(name: &'static str, used: impl Into<Option<u64>>, max: i64) -> Limit {
    Limit { name, used: used.into(), max, steps: Vec::new() }
}

impl Limit {
    /// What the server does above a number.
    pub(crate) fn step(self, max: i64, behavior: &str) -> Self {
        self.step_of(max, behavior, &[])
    }

    /// What the server does to some modules.
    pub(crate) fn step_of(mut self, max: i64, behavior: &str, modules: &[&str]) -> Self {
        let mut step = json!({"max": max, "behavior": behavior});
        if !modules.is_empty() {
            step["modules"] = json!(modules);
        }
        self.steps.push(step);
        self
    }
}

impl Terms {
    /// A plain license of a plan that ends this many days after the recording.
    pub(crate) fn of(plan: &'static str, color: &'static str, days: f64) -> Self {
        let tags = vec![(plan, color)];
        Self { tags, until: Some(at(-days)), issued: Some(at(365.0 - days)), honored: true, ..Self::default() }
    }

    /// The answer of `licenses.info`.
    pub(crate) fn answer(&self) -> Value {
        let mut all = answer(&self.limits, self.honored);
        let active = if self.honored { self.modules.clone() } else { Vec::new() };
        let external: Vec<_> =
            self.modules.iter().filter(|id| id.contains('.')).map(|id| json!({"module": id})).collect();
        all["license"]["activeModules"] = json!(active);
        all["license"]["externalModules"] = json!(external);
        all["license"]["tags"] = self.tags();
        all["license"]["trial"] = json!(self.trial);
        all["license"]["license"] = self.license();
        all
    }

    fn tags(&self) -> Value {
        self.tags.iter().map(|(name, color)| json!({"name": name, "color": color})).collect()
    }

    fn license(&self) -> Value {
        let mut periods = Vec::new();
        if let Some(until) = self.until {
            periods.push(json!({"validUntil": until, "invalidBehavior": "invalidate_license"}));
        }
        for (behavior, until, modules) in &self.periods {
            periods.push(json!({"validUntil": until, "invalidBehavior": behavior, "modules": modules}));
        }
        let granted = self.modules.iter().map(String::as_str).chain(self.inactive.iter().copied());
        let granted: Vec<_> = granted.map(|id| json!({"module": id, "external": id.contains('.')})).collect();
        let steps = self.limits.iter().map(|limit| {
            let usual = vec![json!({"max": limit.max, "behavior": "prevent_action"})];
            let steps = if limit.steps.is_empty() { usual } else { limit.steps.clone() };
            (limit.name.to_owned(), Value::from(steps))
        });
        let mut information = json!({
            "autoRenew": self.auto_renew,
            "trial": self.trial,
            "offline": self.offline,
            "cancellable": self.cancellable,
            "tags": self.tags(),
        });
        set(&mut information, "id", self.id);
        set(&mut information, "createdAt", self.issued);
        set(&mut information, "visualExpiration", self.visual);
        set(&mut information, "notifyAdminsAt", self.admins_notified);
        set(&mut information, "notifyUsersAt", self.users_notified);
        set(&mut information, "grantedBy", self.granted_by.map(|method| json!({"method": method})));
        let to = self.granted_to.map(|(name, company)| json!({"name": name, "company": company}));
        set(&mut information, "grantedTo", to);
        let kind = |value: &str| if value.contains('*') { "regex" } else { "url" };
        let urls: Vec<_> = self.addresses.iter().map(|value| json!({"value": value, "type": kind(value)})).collect();
        let mut validation = json!({"serverUrls": urls, "validPeriods": periods});
        set(&mut validation, "cloudWorkspaceId", self.workspace_id);
        json!({
            "version": "3.0",
            "information": information,
            "validation": validation,
            "grantedModules": granted,
            "limits": steps.collect::<Map<_, _>>(),
            "cloudMeta": {"workspaceSignature": "a signature of the vendor's"},
        })
    }
}

/// The answer of `licenses.info` without a license.
pub(crate) fn community(limits: &[Limit]) -> Value {
    answer(limits, false)
}

fn answer(limits: &[Limit], honored: bool) -> Value {
    // The server does not count rooms per guest, and reports nothing.
    let reported = limits.iter().filter(|limit| limit.name != "roomsPerGuest");
    let reported = reported.map(|limit| {
        let mut values = json!({"max": limit.max});
        set(&mut values, "value", limit.used);
        (limit.name.to_owned(), values)
    });
    json!({
        "license": {
            "activeModules": [],
            "externalModules": [],
            "preventedActions": {},
            "limits": reported.collect::<Map<_, _>>(),
            "tags": [],
            "trial": false,
            "hasValidLicense": honored,
        },
        "success": true,
    })
}

fn set(fields: &mut Value, name: &str, value: Option<impl serde::Serialize>) {
    if let Some(value) = value {
        fields[name] = json!(value);
    }
}
