//! A batch, in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    failure::Failure,
    workspace::{WorkspaceId, details::DetailsEntry},
};

/// The id of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct BatchId(Uuid);

impl BatchId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

/// Many workspaces to add at once. Contains no token.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BatchView {
    /// Its id.
    pub id: BatchId,
    /// Its rows, in the order of the list.
    pub rows: Vec<BatchRowView>,
    /// The columns of the list that are not known, and were ignored.
    pub ignored_columns: Vec<String>,
    /// How many rows of the list were not read, because there are too many.
    pub omitted: usize,
}

/// A row of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BatchRowView {
    /// Its address; in full once it was checked.
    pub address: String,
    /// Its name; empty until it is known.
    pub name: String,
    /// The id of the user; empty if it is not known.
    pub user_id: String,
    /// Whether it has a token.
    pub has_token: bool,
    /// The name of its group; empty for none.
    pub group: String,
    /// What is noted about it.
    pub details: DetailsEntry,
    /// Whether `http://` is allowed.
    pub allow_http: bool,
    /// What is known about it.
    pub state: RowState,
}

/// What is known about a row.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RowState {
    /// It was not checked, or not since it was edited.
    Waiting,
    /// It is being checked.
    Checking,
    /// It can be added.
    Ready,
    /// There is such a workspace already, here or in another row.
    Duplicate {
        /// Its name.
        name: String,
    },
    /// There is a server, and nothing to sign in with. It can be added, and waits for a sign-in.
    NeedsSignIn,
    /// It cannot be added.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It was added.
    Added {
        /// Its id.
        id: WorkspaceId,
    },
}

/// A change of a row. Afterwards, it waits for a check.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct BatchRowEdit {
    /// Its address.
    pub address: String,
    /// Its name; empty for the one that its server gives it.
    pub name: String,
    /// The id of the user; empty if it is not known.
    pub user_id: String,
    /// A new token; `None` keeps the one that it has.
    #[ts(type = "string | null")]
    pub token: Option<secrecy::SecretString>,
    /// Whether `http://` is allowed.
    pub allow_http: bool,
}
