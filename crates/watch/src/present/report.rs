//! The public JSON of a workspace: schema 1. Scripts read it, so a key is never renamed, removed or given another meaning;
//! a new schema would have a new number.

use jiff::{Timestamp, Unit};
use license::{
    Attention, Deadline, DeadlineKind, Finding, FindingKind, License, Limit, LimitKind, Observation, Status, Tag,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    failure::Failure,
    workspace::{details::DetailsEntry, interval::Interval, snapshot::Snapshot},
};

/// The number of this schema.
pub const SCHEMA: u32 = 1;

/// The kinds of deadlines that this schema has. Others are left out of it: a script may not know what to make of them.
pub const DEADLINE_KINDS: [DeadlineKind; 8] = [
    DeadlineKind::Expiry,
    DeadlineKind::TrialEnd,
    DeadlineKind::ModulesDisabled,
    DeadlineKind::FairUse,
    DeadlineKind::AdminsNotified,
    DeadlineKind::UsersNotified,
    DeadlineKind::VersionSupportEnd,
    DeadlineKind::NotYetValid,
];

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The instant that it is about.
    pub generated_at: Timestamp,
    /// Every workspace.
    pub workspaces: Vec<WorkspaceReport>,
}

/// One workspace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkspaceReport {
    /// The name that the admin gave it.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The version of its server.
    pub server_version: Option<String>,
    /// Whether the user has archived it in the desktop application: it is not refreshed by itself.
    pub archived: bool,
    /// What the user has noted about it there: owner, contract, cost, note, contact.
    pub details: DetailsEntry,
    /// Its status.
    pub status: Status,
    /// Why it could not be read.
    pub error: Option<ErrorReport>,
    /// When the latest answer arrived.
    pub fetched_at: Option<Timestamp>,
    /// Whether the latest answer may be out of date.
    pub stale: bool,
    /// What an admin should know, apart from what stops at a deadline: the most urgent first.
    pub findings: Vec<FindingReport>,
    /// Its licenses; the last known ones if the server has dropped them.
    pub licenses: Vec<LicenseReport>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingReport {
    /// What it is.
    pub kind: FindingKind,
    /// How urgent it is.
    pub attention: Attention,
}

/// Why a workspace could not be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorReport {
    /// The stable code.
    pub code: crate::failure::FailureCode,
    /// What happened, with the server's own words if it sent any.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// One license.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LicenseReport {
    /// The plan's name.
    pub plan: String,
    /// The vendor's tags.
    pub tags: Vec<TagReport>,
    /// Whether it is a trial.
    pub trial: bool,
    /// Whether it renews itself.
    pub auto_renew: bool,
    /// When the server stops honoring it.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// Seconds until then; negative afterwards.
    #[ts(type = "number | null")]
    pub seconds_left: Option<i64>,
    /// The end that the vendor's own pages show.
    #[ts(type = "string | null")]
    pub visual_expiration: Option<Timestamp>,
    /// The id of the workspace that it was issued for.
    pub workspace_id: Option<String>,
    /// What happens when, soonest first.
    pub deadlines: Vec<DeadlineReport>,
    /// What it grants.
    pub modules: Vec<ModuleReport>,
    /// How much it allows.
    pub limits: Vec<LimitReport>,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TagReport {
    /// Its text.
    pub name: String,
    /// Its color, `#RRGGBB`; `null` if the server's is not one.
    pub color: Option<String>,
}

impl From<&Tag> for TagReport {
    fn from(tag: &Tag) -> Self {
        Self { name: tag.name.to_string(), color: tag.color.map(|color| color.to_string()) }
    }
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeadlineReport {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What happens.
    pub kind: DeadlineKind,
    /// The modules concerned, if only some are.
    pub modules: Vec<String>,
}

/// A module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ModuleReport {
    /// Its name.
    pub id: String,
    /// Whether it works.
    pub active: bool,
    /// Whether it belongs to an app of another vendor.
    pub external: bool,
}

/// A limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LimitReport {
    /// What it counts.
    pub kind: LimitKind,
    /// How many are in use; `null` if the server does not report it.
    #[ts(type = "number | null")]
    pub used: Option<u64>,
    /// The maximum; `null` if unlimited.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
}

impl WorkspaceReport {
    /// The report of a workspace that is refreshed this often, at a given now. It is not archived, and nothing is noted
    /// about it.
    pub fn new(name: &str, url: &str, snapshot: &Snapshot, every: Interval, now: Timestamp) -> Self {
        let observation = snapshot.observation();
        Self {
            name: name.to_owned(),
            url: url.to_owned(),
            server_version: snapshot.server_version.as_ref().map(ToString::to_string),
            archived: false,
            details: DetailsEntry::default(),
            status: snapshot.status(now),
            error: snapshot.failure().map(ErrorReport::from),
            fetched_at: snapshot.fetched_at.map(whole_seconds),
            stale: snapshot.is_stale(every, now),
            findings: observation.findings(now).iter().map(FindingReport::from).collect(),
            licenses: observation.licenses().iter().map(|l| LicenseReport::public(l, &observation, now)).collect(),
        }
    }
}

impl From<&Finding> for FindingReport {
    fn from(finding: &Finding) -> Self {
        Self { kind: finding.kind(), attention: finding.attention() }
    }
}

impl From<Failure> for ErrorReport {
    fn from(failure: Failure) -> Self {
        let message = match failure.server_said {
            Some(words) => format!("{}: “{words}”", failure.message),
            None => failure.message,
        };
        Self { code: failure.code, message, hint: failure.hint }
    }
}

impl LicenseReport {
    /// The report of a license with only the deadlines of [`DEADLINE_KINDS`].
    fn public(license: &License, observation: &Observation<'_>, now: Timestamp) -> Self {
        let mut report = Self::new(license, observation, now);
        report.deadlines.extend(observation.facts.deadlines.iter().map(DeadlineReport::from));
        report.deadlines.sort_by_key(|deadline| deadline.at);
        report.deadlines.retain(|deadline| DEADLINE_KINDS.contains(&deadline.kind));
        report
    }

    /// The report of a license of a workspace, at a given now.
    pub fn new(license: &License, observation: &Observation<'_>, now: Timestamp) -> Self {
        let expires_at = license.expires_at();
        let text = |label: &license::Label| label.to_string();
        Self {
            plan: text(&license.plan),
            tags: license.tags.iter().map(TagReport::from).collect(),
            trial: license.trial,
            auto_renew: license.renewal == license::Renewal::Automatic,
            expires_at,
            seconds_left: expires_at.map(|end| end.duration_since(now).as_secs()),
            visual_expiration: license.visual_expiration,
            workspace_id: license.workspace_id.as_ref().map(text),
            deadlines: license.deadlines.iter().map(DeadlineReport::from).collect(),
            modules: license
                .modules
                .iter()
                .map(|module| ModuleReport {
                    id: module.id.to_string(),
                    active: observation.is_module_active(license, module, now),
                    external: module.external,
                })
                .collect(),
            limits: license.limits.iter().map(LimitReport::from).collect(),
        }
    }
}

impl From<&Deadline> for DeadlineReport {
    fn from(deadline: &Deadline) -> Self {
        let modules = deadline.modules.iter().map(ToString::to_string).collect();
        Self { at: deadline.at, kind: deadline.kind, modules }
    }
}

impl From<&Limit> for LimitReport {
    fn from(limit: &Limit) -> Self {
        Self { kind: limit.kind, used: limit.used, max: limit.max.number() }
    }
}

/// An instant of our own clock without its fraction of a second, which means nothing.
pub fn whole_seconds(at: Timestamp) -> Timestamp {
    at.round(Unit::Second).unwrap_or(at)
}
