//! The vendor's cloud, as far as a workspace sees it: whether it is registered there, and what a sync brings.

use std::{collections::HashMap, time::Duration};

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    account::{Account, Allowed},
    answer::{self, Answer},
};

/// How long after the answer to a sync a server has applied the license that came with it.
const APPLIED_AFTER: Duration = Duration::from_millis(500);

/// What the vendor's cloud has for a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cloud {
    /// The same license again.
    #[default]
    NothingNew,
    /// A license that makes this of the answer to `licenses.info`, as a JSON merge patch.
    License(Value),
    /// The server cannot reach it.
    Unreachable,
    /// It does not know the workspace.
    NotRegistered,
}

/// The cloud of every workspace, by slug.
#[derive(Debug, Default)]
pub(crate) struct Clouds {
    clouds: HashMap<String, Cloud>,
    delivered: HashMap<String, (Instant, Value)>,
}

impl Clouds {
    pub(crate) fn set(&mut self, slug: &str, cloud: Cloud) {
        self.clouds.insert(slug.to_owned(), cloud);
    }

    fn of(&self, slug: &str) -> Cloud {
        self.clouds.get(slug).cloned().unwrap_or_default()
    }

    /// `GET cloud.registrationStatus`, given the answer of a registered workspace.
    pub(crate) fn registration(&self, account: &Account, slug: &str, mut registered: Value) -> Answer {
        if account.manage_cloud == Allowed::No {
            return answer::forbidden();
        }
        if self.of(slug) == Cloud::NotRegistered {
            registered["registrationStatus"]["workspaceRegistered"] = Value::Bool(false);
        }
        Answer::ok(registered)
    }

    /// `POST cloud.syncWorkspace`. A server that is not registered answers like one that is.
    pub(crate) fn sync(&mut self, account: &Account, slug: &str) -> Answer {
        if account.manage_cloud == Allowed::No {
            return answer::forbidden();
        }
        match self.of(slug) {
            Cloud::License(patch) => drop(self.delivered.insert(slug.to_owned(), (Instant::now(), patch))),
            Cloud::NothingNew | Cloud::NotRegistered => {}
            Cloud::Unreachable => {
                let json = json!({"success": false, "error": "Error during workspace sync"});
                return Answer { status: StatusCode::BAD_REQUEST, json };
            }
        }
        Answer::ok(json!({"success": true}))
    }

    /// What a sync has made of the answer to `licenses.info`, once it is applied.
    pub(crate) fn delivered(&self, slug: &str) -> Option<Value> {
        let (at, patch) = self.delivered.get(slug)?;
        (at.elapsed() >= APPLIED_AFTER).then(|| patch.clone())
    }
}
