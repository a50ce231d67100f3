//! What a window shows of a workspace, besides what stands in the public report.

use jiff::Timestamp;
use license::{Attention, License, Limit, LimitKind, Observation, RemarkKind, Status};
use rocketchat::Support;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    failure::Failure,
    present::report::{DeadlineReport, LicenseReport, LimitReport},
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        Credential, Workspace, WorkspaceId, connection::ConnectionView, interval::Interval, sign_in::Challenge,
        snapshot::Snapshot,
    },
};

/// Whether a workspace is being asked at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It is not.
    Idle,
    /// It is.
    Refreshing,
}

/// A workspace in the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WorkspaceView {
    /// Its identity.
    pub id: WorkspaceId,
    /// What the admin calls it.
    pub name: String,
    /// Its address.
    pub url: String,
    /// As whom it is read.
    pub user_id: String,
    /// What that account is called on the server, where that is known.
    pub account: Option<String>,
    /// The version of its server.
    pub server_version: Option<String>,
    /// Until when the vendor supports that version.
    pub support: Option<Support>,
    /// What it is signed in with.
    pub credential: Credential,
    /// The way to it.
    pub connection: ConnectionView,
    /// How somebody wishes to be reminded of it.
    pub reminding: WorkspaceReminderSettings,
    /// Where it stands.
    pub status: Status,
    /// How much it needs somebody.
    pub attention: Attention,
    /// Why it could not be read.
    pub error: Option<Failure>,
    /// When the newest answer came.
    #[ts(type = "string | null")]
    pub fetched_at: Option<Timestamp>,
    /// Whether what is shown may be out of date.
    pub stale: bool,
    /// Whether it is being asked at this moment.
    pub refreshing: bool,
    /// When the license that the server has dropped came to its end.
    #[ts(type = "string | null")]
    pub lapsed_at: Option<Timestamp>,
    /// Its licenses; the last known ones when the server has dropped them.
    pub licenses: Vec<LicenseView>,
    /// The limits of a workspace without a license.
    pub community_limits: Vec<LimitReport>,
    /// The next deadline at which something stops.
    pub next_deadline: Option<DeadlineReport>,
}

/// A license in the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LicenseView {
    /// What stands in the public report.
    #[serde(flatten)]
    #[ts(flatten)]
    pub report: LicenseReport,
    /// Its own id.
    pub license_id: Option<String>,
    /// When it was made out.
    #[ts(type = "string | null")]
    pub issued_at: Option<Timestamp>,
    /// For whom.
    pub granted_to: Option<String>,
    /// How it was granted.
    pub granted_by: Option<String>,
    /// The addresses that it is valid for.
    pub addresses: Vec<String>,
    /// Whether it works without the vendor's cloud.
    pub offline: bool,
    /// Whether it can be cancelled.
    pub cancellable: bool,
    /// What happens at each step of its limits.
    pub limit_steps: Vec<LimitStepView>,
    /// What could not be read.
    pub remarks: Vec<RemarkView>,
}

/// What happens at a step of a limit.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LimitStepView {
    /// What is counted.
    pub kind: LimitKind,
    /// At how many; nothing when at none.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// What happens then, as the API names it: text from a stranger where it is none of those that are known.
    pub behavior: String,
    /// To which modules, when only to some.
    pub modules: Vec<String>,
}

/// What could not be read, and what stood there: text from a stranger.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(rename = "Remark")]
pub struct RemarkView {
    /// What is wrong with it.
    pub kind: RemarkKind,
    /// Which field.
    pub field: String,
    /// What stood there.
    pub value: String,
}

impl WorkspaceView {
    /// The view of a workspace that is asked so often, at a given now.
    pub fn new(
        workspace: &Workspace,
        snapshot: &Snapshot,
        reminding: &WorkspaceReminderSettings,
        activity: Activity,
        every: Interval,
        now: Timestamp,
    ) -> Self {
        let last = snapshot.observation();
        let community = match snapshot.answer {
            Some(license::Entitlement::Unlicensed { .. }) => last.limits(now).iter().map(LimitReport::from).collect(),
            Some(license::Entitlement::Licensed { .. } | license::Entitlement::NotPermitted) | None => Vec::new(),
        };
        Self {
            id: workspace.id,
            name: workspace.name.to_string(),
            url: workspace.address.to_string(),
            user_id: workspace.user_id.to_string(),
            account: workspace.account.as_ref().map(ToString::to_string),
            server_version: snapshot.server_version.as_ref().map(ToString::to_string),
            support: snapshot.support,
            credential: workspace.credential,
            connection: workspace.into(),
            reminding: reminding.clone(),
            status: snapshot.status(now),
            attention: snapshot.attention(now),
            error: snapshot.failure(),
            fetched_at: snapshot.fetched_at,
            stale: snapshot.is_stale(every, now),
            refreshing: activity == Activity::Refreshing,
            lapsed_at: last.lapsed_at(now),
            licenses: last.licenses().iter().map(|license| LicenseView::new(license, &last, now)).collect(),
            community_limits: community,
            next_deadline: last.next_stop(now).map(|stop| DeadlineReport::from(stop.deadline)),
        }
    }
}

impl LicenseView {
    fn new(license: &License, observation: &Observation<'_>, now: Timestamp) -> Self {
        let text = |label: &license::Label| label.to_string();
        let remark = |remark: &license::Remark| RemarkView {
            kind: remark.kind,
            field: text(&remark.field),
            value: text(&remark.value),
        };
        Self {
            report: LicenseReport::new(license, observation, now),
            license_id: license.id.as_ref().map(text),
            issued_at: license.issued_at,
            granted_to: license.granted_to.line(),
            granted_by: license.granted_by.as_ref().map(text),
            addresses: license.addresses.iter().map(|pattern| text(&pattern.value)).collect(),
            offline: license.offline,
            cancellable: license.cancellable,
            limit_steps: license.limits.iter().flat_map(LimitStepView::of).collect(),
            remarks: license.remarks.iter().map(remark).collect(),
        }
    }
}

impl LimitStepView {
    /// The steps of a limit, the lowest first.
    fn of(limit: &Limit) -> Vec<Self> {
        let mut steps: Vec<_> = limit.steps.iter().collect();
        steps.sort_by_key(|step| step.max);
        let view = |step: &license::LimitStep| Self {
            kind: limit.kind,
            max: step.max.number(),
            behavior: step.behavior.code().to_owned(),
            modules: step.modules.iter().map(ToString::to_string).collect(),
        };
        steps.into_iter().map(view).collect()
    }
}

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
#[ts(export)]
pub enum SignInStep {
    /// It is done: the workspace is kept.
    Done {
        /// How it stands.
        workspace: Box<WorkspaceView>,
    },
    /// The server wants a second factor.
    SecondFactor {
        /// What it wants.
        challenge: Challenge,
    },
}
