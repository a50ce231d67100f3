//! The settings file: everything the user entered and chose, without secrets, to move it to another machine.

use jiff::Timestamp;
use license::Label;
use rocketchat::{Address, InsecureHttp, Route, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use crate::{
    failure::{Failure, FailureCode},
    reminders::settings::WorkspaceReminderSettings,
    settings::Settings,
    workspace::{
        Credential, Workspace, WorkspaceId,
        connection::{ConnectionView, RouteEntry},
        groups::{Group, GroupId},
    },
};

/// The number of the file's format. Older ones are read, too.
const FORMAT: u64 = 2;

/// The most bytes of a document that are read.
const MOST: usize = 4 << 20;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SettingsFile {
    /// [`FORMAT`]; that it is there at all says whose file it is.
    license_watch: u64,
    /// When it was made.
    pub(crate) exported_at: Timestamp,
    /// The groups, in their order.
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    /// The workspaces, in their order.
    #[serde(default)]
    pub(crate) workspaces: Vec<ExportedWorkspace>,
    /// The [`Settings`]. One that this version cannot read does not keep the rest from being imported.
    #[serde(default)]
    settings: Value,
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
    /// A file of this format.
    pub(crate) fn new(
        exported_at: Timestamp,
        groups: Vec<Group>,
        workspaces: Vec<ExportedWorkspace>,
        settings: Settings,
    ) -> Self {
        let settings = serde_json::to_value(settings).unwrap_or_default();
        Self { license_watch: FORMAT, exported_at, groups, workspaces, settings }
    }

    /// The settings in it.
    pub(crate) fn settings(&self) -> Settings {
        Settings::from_json(&self.settings)
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`FailureCode::BadImport`] when it is none, or one of a newer version.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        if text.len() > MOST {
            return Err(refused("it is larger than anything that License Watch exports".to_owned()));
        }
        let unreadable = |error: serde_json::Error| refused(Label::new(&error.to_string()).to_string());
        let mut file: Value = serde_json::from_str(text).map_err(unreadable)?;
        match file["license_watch"].as_u64() {
            Some(1) => upgrade_from_1(&mut file),
            Some(newer) if newer > FORMAT => {
                return Err(refused(format!("it is of format {newer}, and this version reads up to {FORMAT}")));
            }
            // Whatever is no number of a format fails to be read.
            Some(_) | None => {}
        }
        serde_json::from_value(file).map_err(unreadable)
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

/// Brings a file of format 1 to format 2, which has the settings as one object.
fn upgrade_from_1(file: &mut Value) {
    let (refresh, reminders) = (file["asking"].take(), file["reminding"].take());
    let exception = if reminders["critical"] == "is_told" { "critical" } else { "none" };
    file["settings"] = json!({
        "refresh": { "interval_hours": refresh["every_hours"], "route": refresh["route"] },
        "reminders": { "lead": reminders["lead"], "quiet": reminders["quiet"], "exception": exception },
    });
    let workspaces = file["workspaces"].as_array_mut().into_iter().flatten();
    for kind in workspaces.filter_map(|workspace| workspace.pointer_mut("/reminding/is")) {
        match kind.as_str() {
            Some("usual") => *kind = json!("default"),
            Some("own") => *kind = json!("custom"),
            Some(_) | None => {}
        }
    }
}

fn refused(reason: String) -> Failure {
    Failure::new(
        FailureCode::BadImport,
        format!("this is nothing that License Watch has exported ({reason})"),
        "Choose a file that was exported in the settings.",
    )
}
