//! The exported settings file: workspaces, groups, channels and settings, without secrets, to move them to another machine.

use std::collections::BTreeMap;

use jiff::Timestamp;
use license::Label;
use rocketchat::{Address, InsecureHttp, Route, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use crate::{
    deliver::channel::{Target, exported::ExportedChannel},
    failure::{Failure, FailureCode},
    reminders::settings::WorkspaceReminderSettings,
    settings::Settings,
    workspace::{
        Credential, Workspace, WorkspaceId,
        connection::{ConnectionView, RouteEntry},
        details::DetailsEntry,
        groups::{Group, GroupId},
        handling::Handling,
    },
};

/// The current format. Older ones can be read, too.
const FORMAT: u64 = 2;

/// The largest file that is written and read, in bytes: ten thousand workspaces, each with a chain of certificates.
pub const MAX_EXPORT: usize = 64 << 20;

/// A settings file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SettingsFile {
    /// The format. This key also identifies the file as one of License Watch.
    license_watch: u64,
    /// When it was exported.
    pub(crate) exported_at: Timestamp,
    /// The groups, in their order.
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    /// The reminder settings of the groups that have their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) group_reminders: BTreeMap<GroupId, WorkspaceReminderSettings>,
    /// The workspaces, in their order.
    #[serde(default)]
    pub(crate) workspaces: Vec<ExportedWorkspace>,
    /// The channels, in their order, each an [`ExportedChannel`] as JSON, because one that cannot be parsed must not prevent the
    /// rest from being imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    channels: Vec<Value>,
    /// The [`Settings`] as JSON, because one that cannot be parsed must not prevent the rest from being imported.
    #[serde(default)]
    settings: Value,
}

/// A workspace in a settings file.
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
    #[serde(default, rename = "reminding")]
    pub(crate) reminders: WorkspaceReminderSettings,
    #[serde(default)]
    details: DetailsEntry,
    #[serde(default, deserialize_with = "handling_or_active")]
    pub(crate) handling: Handling,
}

/// What importing a settings file adds.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportPlan {
    /// When the file was exported.
    #[ts(type = "string")]
    pub exported_at: Timestamp,
    /// The workspaces in the file, in its order.
    pub workspaces: Vec<ImportedWorkspace>,
    /// The names of the new groups in the file.
    pub groups: Vec<String>,
    /// The channels in the file, in its order.
    pub channels: Vec<ImportedChannel>,
    /// How many channels in the file are left out, because they cannot be used, or because there would be too many.
    pub channels_left_out: u32,
}

/// A workspace in an imported settings file.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ImportedWorkspace {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The connection that the file names, through which its token will be sent.
    pub connection: ConnectionView,
    /// Whether it already exists. Then it is not imported.
    pub known: bool,
}

/// A channel in an imported settings file.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ImportedChannel {
    /// Its name.
    pub name: String,
    /// Where it leads. It is off until the user turns it on or enters the secret that it needs.
    pub target: Target,
    /// Whether it already exists. Then it is not imported.
    pub known: bool,
}

impl SettingsFile {
    /// Makes a file in the current format.
    pub(crate) fn new(
        exported_at: Timestamp,
        groups: Vec<Group>,
        group_reminders: BTreeMap<GroupId, WorkspaceReminderSettings>,
        workspaces: Vec<ExportedWorkspace>,
        channels: &[ExportedChannel],
        settings: Settings,
    ) -> Self {
        let settings = serde_json::to_value(settings).unwrap_or_default();
        let channels = channels.iter().filter_map(|channel| serde_json::to_value(channel).ok()).collect();
        Self { license_watch: FORMAT, exported_at, groups, group_reminders, workspaces, channels, settings }
    }

    /// The channels in it; `None` for one that cannot be read.
    pub(crate) fn channels(&self) -> impl ExactSizeIterator<Item = Option<ExportedChannel>> {
        self.channels.iter().map(|channel| ExportedChannel::deserialize(channel).ok())
    }

    /// The settings in it.
    pub(crate) fn settings(&self) -> Settings {
        Settings::from_json(&self.settings)
    }

    /// Parses a settings file.
    ///
    /// # Errors
    /// [`FailureCode::BadImport`] if it is not a settings file, or one of a newer version.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        if text.len() > MAX_EXPORT {
            return Err(refused("it is larger than anything that License Watch exports".to_owned()));
        }
        let unreadable = |error: serde_json::Error| refused(Label::new(&error.to_string()).to_string());
        let mut file: Value = serde_json::from_str(text).map_err(unreadable)?;
        match file["license_watch"].as_u64() {
            Some(1) => upgrade_from_1(&mut file),
            Some(newer) if newer > FORMAT => {
                return Err(refused(format!("it is of format {newer}, and this version reads up to {FORMAT}")));
            }
            // If this is not the current format, parsing fails below.
            Some(_) | None => {}
        }
        serde_json::from_value(file).map_err(unreadable)
    }

    /// The file as JSON.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        let text = serde_json::to_string_pretty(self).map(|text| text + "\n");
        let text = text.map_err(|error| Failure::new(FailureCode::Internal, error.to_string(), ""))?;
        if text.len() > MAX_EXPORT {
            let message =
                format!("the export would be larger than {} MiB, and could not be imported", MAX_EXPORT >> 20);
            let hint = "Remove the extra certificates of workspaces that can be reached without them.";
            return Err(Failure::new(FailureCode::Internal, message, hint));
        }
        Ok(text)
    }
}

impl ExportedWorkspace {
    /// Makes an entry for the file.
    pub(crate) fn new(
        workspace: &Workspace,
        group: Option<GroupId>,
        reminders: WorkspaceReminderSettings,
        handling: Handling,
    ) -> Self {
        Self {
            name: workspace.name.to_string(),
            address: workspace.address.to_string(),
            user_id: workspace.user_id.clone(),
            allow_http: workspace.plain == InsecureHttp::Allowed,
            route: (&workspace.route).into(),
            ca_pem: workspace.ca_pem.clone(),
            group,
            reminders,
            details: (&workspace.details).into(),
            handling,
        }
    }

    /// Makes a new workspace, to which the user has to sign in.
    ///
    /// # Errors
    /// [`FailureCode::BadImport`] if its address or its connection cannot be used.
    pub(crate) fn workspace(&self) -> Result<Workspace, Failure> {
        let unusable = |reason: String| refused(format!("{}: {reason}", Label::new(&self.name)));
        let address = Address::parse(&self.address, InsecureHttp::Allowed).map_err(|e| unusable(e.to_string()))?;
        let name = Label::new(&self.name);
        let id = WorkspaceId::random();
        let workspace = Workspace {
            id,
            name: if name.is_empty() { Label::new(address.host()) } else { name },
            address,
            user_id: UserId::new(self.user_id.as_str()),
            account: None,
            plain: if self.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused },
            route: Route::try_from(&self.route).map_err(|failure| unusable(failure.message))?,
            ca_pem: self.ca_pem.clone(),
            credential: Credential::None,
            token: id.into(),
            // A note that cannot be used must not prevent the rest from being imported.
            details: self.details.clone().try_into().unwrap_or_default(),
        };
        workspace.network().certificates().map_err(|error| unusable(error.to_string()))?;
        Ok(workspace)
    }
}

/// What the user has decided about a workspace. What cannot be read must not prevent the rest from being imported.
fn handling_or_active<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Handling, D::Error> {
    let handling = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(handling).unwrap_or_default())
}

/// Converts a file of format 1 to format 2, which has the settings as one object.
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
        format!("this is not a file that License Watch has exported ({reason})"),
        "Choose a file that was exported under Settings → Data.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(workspaces: usize, ca_pem: &str) -> SettingsFile {
        let one = Workspace { ca_pem: Some(ca_pem.to_owned()), ..Workspace::example() };
        let one = ExportedWorkspace::new(&one, None, WorkspaceReminderSettings::default(), Handling::default());
        let settings = Settings::default();
        SettingsFile::new(Timestamp::UNIX_EPOCH, Vec::new(), BTreeMap::new(), vec![one; workspaces], &[], settings)
    }

    #[test]
    fn whatever_is_exported_can_be_imported() {
        // A chain of three certificates.
        let chain = ("M".repeat(64) + "\n").repeat(88);
        for workspaces in [800, 10_000] {
            let exported = file(workspaces, &chain);
            let text = exported.text().unwrap();
            assert_eq!(SettingsFile::read(&text).unwrap().workspaces.len(), workspaces);
            // As an argument of a command, every character takes two bytes at most.
            let sent = serde_json::to_string(&text).unwrap();
            assert!(sent.len() <= 2 * text.len());
        }
        let error = file(20_000, &chain).text().unwrap_err();
        assert!(error.message.contains("64 MiB"), "{error}");
        let larger = " ".repeat(MAX_EXPORT + 1);
        assert!(SettingsFile::read(&larger).unwrap_err().message.contains("larger"));
    }

    #[test]
    fn the_pages_read_the_largest_export() {
        let pages = include_str!("../../../ui/src/lib/components/settings/ImportExportGroup.svelte");
        assert!(pages.contains(&format!("const MAX_SIZE = {} << 20;", MAX_EXPORT >> 20)));
    }
}
