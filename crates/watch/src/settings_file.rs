//! What is carried from one machine to another: all that somebody entered and chose, and no secret.

use jiff::Timestamp;
use license::Label;
use rocketchat::{Address, InsecureHttp, Route, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    failure::{Failure, FailureCode},
    reminders::settings::{ReminderSettings, WorkspaceReminderSettings},
    settings::RefreshSettings,
    workspace::{
        Credential, Workspace, WorkspaceId,
        connection::{ConnectionView, RouteEntry},
        groups::{Group, GroupId},
    },
};

/// The number of the document's format.
const FORMAT: u32 = 1;

/// The most bytes of a document that are read.
const MOST: usize = 4 << 20;

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SettingsFile {
    /// [`FORMAT`]; that it is there at all says whose document it is.
    license_watch: u32,
    /// When it was made.
    pub(crate) exported_at: Timestamp,
    /// The groups, in their order.
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    /// The workspaces, in their order.
    #[serde(default)]
    pub(crate) workspaces: Vec<ExportedWorkspace>,
    /// How somebody wishes to be reminded.
    pub(crate) reminding: Option<ReminderSettings>,
    /// How somebody wishes workspaces to be asked.
    pub(crate) asking: Option<RefreshSettings>,
}

/// A workspace on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExportedWorkspace {
    name: String,
    address: String,
    user_id: UserId,
    #[serde(default)]
    allow_http: bool,
    #[serde(default)]
    route: RouteEntry,
    #[serde(default)]
    ca_pem: Option<String>,
    #[serde(default)]
    pub(crate) group: Option<GroupId>,
    #[serde(default)]
    pub(crate) reminding: WorkspaceReminderSettings,
}

/// What a document brings, or brought.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportPlan {
    /// When it was made.
    #[ts(type = "string")]
    pub exported_at: Timestamp,
    /// The workspaces in it.
    pub workspaces: Vec<ImportedWorkspace>,
    /// The names of the groups in it that are new.
    pub groups: Vec<String>,
}

/// A workspace of a document.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ImportedWorkspace {
    /// What it is called.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The way to it that the file names: through what its token will go.
    pub connection: ConnectionView,
    /// Whether it is watched here already: then it stays as it is.
    pub known: bool,
}

impl SettingsFile {
    /// A document of this format.
    pub(crate) fn new(
        exported_at: Timestamp,
        groups: Vec<Group>,
        workspaces: Vec<ExportedWorkspace>,
        reminding: ReminderSettings,
        asking: RefreshSettings,
    ) -> Self {
        let (license_watch, reminding, asking) = (FORMAT, Some(reminding), Some(asking));
        Self { license_watch, exported_at, groups, workspaces, reminding, asking }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`FailureCode::BadImport`] when it is none, or one of a newer version.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        if text.len() > MOST {
            return Err(refused("it is larger than anything that License Watch exports".to_owned()));
        }
        let read: Self =
            serde_json::from_str(text).map_err(|error| refused(Label::new(&error.to_string()).to_string()))?;
        match read.license_watch {
            FORMAT => Ok(read),
            newer => Err(refused(format!("it is of format {newer}, and this version reads format {FORMAT}"))),
        }
    }

    /// The document as text.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Failure::new(FailureCode::Internal, error.to_string(), ""))
    }
}

impl ExportedWorkspace {
    /// A workspace, to be carried.
    pub(crate) fn new(workspace: &Workspace, group: Option<GroupId>, reminding: WorkspaceReminderSettings) -> Self {
        Self {
            name: workspace.name.to_string(),
            address: workspace.address.to_string(),
            user_id: workspace.user_id.clone(),
            allow_http: workspace.plain == InsecureHttp::Allowed,
            route: (&workspace.route).into(),
            ca_pem: workspace.ca_pem.clone(),
            group,
            reminding,
        }
    }

    /// The workspace where it arrives: a new one, that somebody has to sign in to.
    ///
    /// # Errors
    /// [`FailureCode::BadImport`] when its address or the way to it cannot be used.
    pub(crate) fn workspace(&self) -> Result<Workspace, Failure> {
        let unusable = |reason: String| refused(format!("{}: {reason}", Label::new(&self.name)));
        let address = Address::parse(&self.address, InsecureHttp::Allowed).map_err(|e| unusable(e.to_string()))?;
        let name = Label::new(&self.name);
        let workspace = Workspace {
            id: WorkspaceId::random(),
            name: if name.is_empty() { Label::new(address.host()) } else { name },
            address,
            user_id: UserId::new(self.user_id.as_str()),
            account: None,
            plain: if self.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused },
            route: Route::try_from(&self.route).map_err(|failure| unusable(failure.message))?,
            ca_pem: self.ca_pem.clone(),
            credential: Credential::None,
        };
        workspace.network().certificates().map_err(|error| unusable(error.to_string()))?;
        Ok(workspace)
    }
}

fn refused(reason: String) -> Failure {
    Failure::new(
        FailureCode::BadImport,
        format!("this is nothing that License Watch has exported ({reason})"),
        "Choose a file that was exported in the settings.",
    )
}
