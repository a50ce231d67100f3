//! Workspaces of a fleet file that are to be imported, and what becomes of them, in the form in which the headless program
//! and the agent exchange them.

use license::Label;
use rocketchat::{Address, InsecureHttp, Route, UserId};
use serde::{Deserialize, Serialize};

use super::{Credential, Workspace, WorkspaceId, connection::RouteEntry, details::WorkspaceDetails};
use crate::failure::Failure;

/// Whether workspaces are tried out before they are imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TryOut {
    /// Those that cannot be read are not imported.
    Yes,
    /// They are imported as they are.
    No,
}

/// A workspace to import. Its token is not in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportEntry {
    name: Label,
    address: Address,
    user_id: UserId,
    plain: InsecureHttp,
    route: RouteEntry,
    ca_pem: Option<String>,
}

/// What became of workspaces to import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Those that were added.
    pub added: Vec<ImportedAs>,
    /// Those that were not: first those that cannot be read.
    pub refused: Vec<NotImported>,
    /// Why tokens are only in memory until the keyring takes them; `None` if they are in the keyring.
    pub unsaved: Option<Failure>,
}

/// A workspace that was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportedAs {
    /// The id that it has from now on.
    pub id: WorkspaceId,
    /// Its name.
    pub name: Label,
}

/// A workspace that was not imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotImported {
    /// Its name.
    pub name: Label,
    /// Why: it cannot be read, or is there already.
    pub failure: Failure,
}

impl From<&Workspace> for ImportEntry {
    fn from(workspace: &Workspace) -> Self {
        Self {
            name: workspace.name.clone(),
            address: workspace.address.clone(),
            user_id: workspace.user_id.clone(),
            plain: workspace.plain,
            route: (&workspace.route).into(),
            ca_pem: workspace.ca_pem.clone(),
        }
    }
}

impl TryFrom<ImportEntry> for Workspace {
    type Error = Failure;

    /// A new workspace, which is read with a personal access token.
    ///
    /// # Errors
    /// When its proxy cannot be used.
    fn try_from(entry: ImportEntry) -> Result<Self, Failure> {
        let ImportEntry { name, address, user_id, plain, route, ca_pem } = entry;
        let id = WorkspaceId::random();
        Ok(Self {
            id,
            name: Label::new(name.as_str()),
            address,
            user_id: UserId::new(user_id.as_str()),
            account: None,
            plain,
            route: Route::try_from(&route)?,
            ca_pem,
            credential: Credential::PersonalAccessToken,
            token: id.into(),
            details: WorkspaceDetails::default(),
        })
    }
}
