//! The license key that a server holds, and how a new one takes effect: some time after the answer, in two steps.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::keys::{self, Surroundings};

/// When a new license key takes effect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyTiming {
    /// From the answer of `licenses.add` until the present license is cleared.
    pub delay: Duration,
    /// From then until the new license has been validated. Meanwhile there is none.
    pub gap: Duration,
}

impl Default for KeyTiming {
    /// About what was measured at a real server: 500 ms, then 30 ms.
    fn default() -> Self {
        Self { delay: Duration::from_millis(500), gap: Duration::from_millis(30) }
    }
}

/// The keys that were applied to a workspace since the start.
#[derive(Debug)]
pub(crate) struct Installation {
    /// The setting `Enterprise_License`.
    pub(crate) key: String,
    /// The setting `Enterprise_License_Status`.
    pub(crate) status: &'static str,
    pub(crate) license: Installed,
    pending: Option<Pending>,
}

/// The license of a workspace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Installed {
    /// As at the start.
    Original,
    /// This one.
    License(Value),
    /// None.
    None,
}

#[derive(Debug)]
struct Pending {
    since: Instant,
    timing: KeyTiming,
}

impl Installation {
    /// The state at the start: the server holds this key, which is empty if it has no license.
    pub(crate) fn original(key: String) -> Self {
        let status = if key.is_empty() { "" } else { "Valid" };
        Self { key, status, license: Installed::Original, pending: None }
    }

    /// Stores a key. The same key again changes nothing, and makes no server look again.
    pub(crate) fn store(&mut self, key: String, timing: KeyTiming) {
        if self.key != key {
            self.key = key;
            self.pending = Some(Pending { since: Instant::now(), timing });
        }
    }

    /// Does what has become due. `had_license` says whether there was a license at the start.
    pub(crate) fn catch_up(&mut self, surroundings: &Surroundings, had_license: bool) {
        let Some(Pending { since, timing }) = &self.pending else { return };
        let passed = since.elapsed();
        if passed < timing.delay {
            return;
        }
        let was_licensed = match self.license {
            Installed::Original => had_license,
            Installed::License(_) => true,
            Installed::None => false,
        };
        self.license = Installed::None;
        if passed >= timing.delay + timing.gap {
            self.pending = None;
            let license = keys::payload(&self.key).filter(|license| surroundings.reasons(license).is_empty());
            match license {
                Some(license) => {
                    self.license = Installed::License(license);
                    self.status = "Valid";
                }
                // A server without a license does not touch the status.
                None if was_licensed => self.status = "Invalid",
                None => {}
            }
        }
    }
}

/// The answer of `licenses.info` with another license, or without one.
pub(crate) fn info(original: &Value, license: &Installed) -> Option<Value> {
    let mut body = original.clone();
    let about = &mut body["license"];
    let kinds = ["activeUsers", "guestUsers", "privateApps", "marketplaceApps", "monthlyActiveContacts"];
    match license {
        Installed::Original => return None,
        Installed::License(license) => {
            about["license"] = license.clone();
            about["activeModules"] = modules(license);
            about["externalModules"] = license["grantedModules"]
                .as_array()
                .map(|all| all.iter().filter(|module| module["external"] == true).cloned().collect())
                .unwrap_or_else(|| json!([]));
            for kind in kinds {
                about["limits"][kind]["max"] = lowest(&license["limits"][kind]);
            }
            about["tags"] = license["information"]["tags"].as_array().cloned().unwrap_or_default().into();
            about["trial"] = json!(license["information"]["trial"] == true);
            about["hasValidLicense"] = json!(true);
        }
        Installed::None => {
            if let Some(fields) = about.as_object_mut() {
                fields.remove("license");
            }
            about["activeModules"] = json!([]);
            about["externalModules"] = json!([]);
            for (kind, max) in kinds.into_iter().zip([-1, -1, 3, 5, -1]) {
                about["limits"][kind]["max"] = json!(max);
            }
            about["tags"] = json!([]);
            about["trial"] = json!(false);
            about["hasValidLicense"] = json!(false);
        }
    }
    Some(body)
}

/// The answer of `licenses.get` with another license, or without one.
pub(crate) fn get(license: &Installed) -> Option<Value> {
    let licenses = match license {
        Installed::Original => return None,
        Installed::License(license) => json!([{"license": license, "modules": modules(license)}]),
        Installed::None => json!([]),
    };
    Some(json!({"licenses": licenses, "success": true}))
}

fn modules(license: &Value) -> Value {
    let granted = license["grantedModules"].as_array();
    granted.map(|all| all.iter().map(|module| module["module"].clone()).collect()).unwrap_or_else(|| json!([]))
}

/// The maximum that a server reports for the steps of a limit: the lowest, where -1 is unlimited and lower than any.
fn lowest(steps: &Value) -> Value {
    let steps = steps.as_array().into_iter().flatten();
    json!(steps.filter_map(|step| step["max"].as_i64()).min().unwrap_or(-1))
}
