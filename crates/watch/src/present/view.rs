//! What the window shows of a workspace: the one verdict, so that the pages compare no date and no limit.

use jiff::Timestamp;
use license::{
    AddressFit, AddressPattern, Attention, Behavior, Change, Deadline, DeadlineKind, Direction, Effect, Fill,
    GrantedModule, Headline, License, Limit, LimitKind, LimitStep, Nearness, Observation, PatternKind, RemarkKind,
    Renewal, Share, Status, Stop, Trigger,
};
use rocketchat::Support;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    failure::Failure,
    present::report::{DeadlineReport, LicenseReport, LimitReport, ModuleReport, TagReport},
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
    /// The most important fact about its license.
    pub headline: Headline,
    /// How urgently the license needs an admin, whether or not the workspace can be read.
    pub license_attention: Attention,
    /// How near the most pressing of its [`stops`](Self::stops) is; `null` if nothing stops.
    pub nearest: Option<Nearness>,
    /// What stops from now on, over all licenses that decide, soonest first.
    pub stops: Vec<DeadlineView>,
    /// What has stopped, over all licenses that decide, in the order in which it did.
    pub passed_stops: Vec<DeadlineView>,
    /// When the licenses that decide end; `null` if one of them has no end, or if there is no license.
    #[ts(type = "string | null")]
    pub ends_at: Option<Timestamp>,
    /// When the license that the server has dropped ended.
    #[ts(type = "string | null")]
    pub lapsed_at: Option<Timestamp>,
    /// Its limits, one of each kind: of the licenses that decide, or of the community edition.
    pub limits: Vec<LimitView>,
    /// The limit with the highest share in use; `null` if no share is known.
    pub tightest: Option<LimitKind>,
    /// The modules of all its licenses, each once.
    pub modules: Vec<GrantedModuleView>,
    /// Its licenses; the last known ones if the server has dropped them.
    pub licenses: Vec<LicenseView>,
    /// The limits of a workspace without a license.
    pub community_limits: Vec<LimitReport>,
    /// The next deadline at which something stops.
    pub next_deadline: Option<DeadlineReport>,
}

/// A license in the window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LicenseView {
    /// Its own id.
    pub license_id: Option<String>,
    /// The plan's name.
    pub plan: String,
    /// The vendor's tags.
    pub tags: Vec<TagReport>,
    /// Whether it is a trial.
    pub trial: bool,
    /// Whether it is marked as renewing itself.
    pub auto_renew: bool,
    /// How it really continues after its end: neither a trial nor an offline license renews itself.
    pub renewal: Renewal,
    /// Whether the server honors it.
    pub is_honored: bool,
    /// When it was issued.
    #[ts(type = "string | null")]
    pub issued_at: Option<Timestamp>,
    /// When the server stops honoring it.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// Whether an end is stated and cannot be read.
    pub is_end_unreadable: bool,
    /// How near its end is; `null` without an end.
    pub nearness: Option<Nearness>,
    /// The end that the vendor's own pages show.
    #[ts(type = "string | null")]
    pub visual_expiration: Option<Timestamp>,
    /// What of it stops next.
    pub next_stop: Option<DeadlineView>,
    /// Its deadlines, soonest first.
    pub deadlines: Vec<DeadlineView>,
    /// What it grants.
    pub modules: Vec<ModuleReport>,
    /// How much it allows.
    pub limits: Vec<LimitView>,
    /// Whom it was issued to.
    pub granted_to: Option<String>,
    /// How it was granted.
    pub granted_by: Option<String>,
    /// The id of the workspace that it was issued for.
    pub workspace_id: Option<String>,
    /// The texts of its [`address_patterns`](Self::address_patterns).
    pub addresses: Vec<String>,
    /// The addresses that it is valid for.
    pub address_patterns: Vec<AddressPatternView>,
    /// Whether it is issued for the address of the workspace.
    pub fits: AddressFit,
    /// Whether it works without the vendor's cloud.
    pub offline: bool,
    /// Whether it can be cancelled.
    pub cancellable: bool,
    /// The steps of all its limits.
    pub limit_steps: Vec<LimitStepView>,
    /// The fields that could not be read.
    pub remarks: Vec<RemarkView>,
}

/// A deadline of a license, with what it means.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeadlineView {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What happens.
    pub kind: DeadlineKind,
    /// The modules concerned, if only some are.
    pub modules: Vec<String>,
    /// The plan of its license.
    pub plan: String,
    /// Whether its license is a trial.
    pub is_trial: bool,
    /// How its license really continues after its end.
    pub renewal: Renewal,
    /// Whether something stops then, or it is only a notice.
    pub effect: Effect,
    /// How near it is; `passed` once it has passed.
    pub nearness: Nearness,
}

/// A limit, with how full it is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LimitView {
    /// What it counts.
    pub kind: LimitKind,
    /// How many are in use; `null` if the server does not say.
    #[ts(type = "number | null")]
    pub used: Option<u64>,
    /// The maximum that counts; `null` if unlimited.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// How much of it is in use, in thousandths; `null` if that is unknown or unlimited, or if none are included.
    pub share: Option<Share>,
    /// How many are left; `null` if that is unknown or unlimited.
    #[ts(type = "number | null")]
    pub left: Option<u64>,
    /// How full it is.
    pub level: Fill,
    /// How urgently it needs an admin.
    pub attention: Attention,
    /// Its steps, the lowest first.
    pub steps: Vec<LimitStepView>,
    /// The lowest step that changes something and does not act yet.
    pub next_step: Option<LimitStepView>,
}

/// What happens at a step of a limit.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LimitStepView {
    /// What is counted.
    pub kind: LimitKind,
    /// The maximum of the step; `null` if unlimited: then it never acts.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// What happens, as its code; one that this version does not know is text from a stranger.
    pub behavior: Behavior,
    /// Whether it acts at the maximum, or only above it.
    pub trigger: Trigger,
    /// Whether it acts already.
    pub is_reached: bool,
    /// The modules concerned, if only some are.
    pub modules: Vec<String>,
}

/// A module of a workspace, from whichever of its licenses.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GrantedModuleView {
    /// Its name.
    pub id: String,
    /// Whether it works.
    pub active: bool,
    /// Whether it belongs to an app of another vendor.
    pub external: bool,
    /// The plans that grant it.
    pub plans: Vec<String>,
}

/// An address that a license is valid for, or a pattern for addresses.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AddressPatternView {
    /// Its text: text from a stranger.
    pub value: String,
    /// How the server reads it.
    pub kind: PatternKind,
}

/// A change, with whether it is for the better.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ChangeView {
    /// What changed.
    #[serde(flatten)]
    #[ts(flatten)]
    pub change: Change,
    /// Whether that is for the better or the worse.
    pub direction: Direction,
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
        let observation = snapshot.observation();
        let (address, views) = (workspace.address.to_string(), |stops: Vec<Stop<'_>>| {
            stops.into_iter().map(|stop| DeadlineView::new(stop.license, stop.deadline, now)).collect()
        });
        let community = match snapshot.answer {
            Some(license::Entitlement::Unlicensed { .. }) => {
                observation.limits(now).iter().map(LimitReport::from).collect()
            }
            Some(license::Entitlement::Licensed { .. } | license::Entitlement::NotPermitted) | None => Vec::new(),
        };
        Self {
            id: workspace.id,
            name: workspace.name.to_string(),
            url: address.clone(),
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
            headline: snapshot.headline(now),
            license_attention: observation.attention(now),
            nearest: observation.nearest(now),
            stops: views(observation.stops(now)),
            passed_stops: views(observation.passed_stops(now)),
            ends_at: observation.ends_at(now),
            lapsed_at: observation.lapsed_at(now),
            limits: observation.limits(now).iter().map(LimitView::from).collect(),
            tightest: observation.tightest_limit(now).map(|limit| limit.kind),
            modules: observation.modules(now).into_iter().map(GrantedModuleView::from).collect(),
            licenses: observation.licenses().iter().map(|l| LicenseView::new(l, &observation, &address, now)).collect(),
            community_limits: community,
            next_deadline: observation.next_stop(now).map(|stop| DeadlineReport::from(stop.deadline)),
        }
    }
}

impl LicenseView {
    fn new(license: &License, observation: &Observation<'_>, address: &str, now: Timestamp) -> Self {
        let text = |label: &license::Label| label.to_string();
        let end = license.expires_at().map(|end| Deadline::new(end, DeadlineKind::Expiry));
        let remark = |remark: &license::Remark| RemarkView {
            kind: remark.kind,
            field: text(&remark.field),
            value: text(&remark.value),
        };
        let report = LicenseReport::new(license, observation, now);
        Self {
            license_id: license.id.as_ref().map(text),
            plan: report.plan,
            tags: report.tags,
            trial: report.trial,
            auto_renew: report.auto_renew,
            renewal: license.effective_renewal(),
            is_honored: observation.is_honored(license, now),
            issued_at: license.issued_at,
            expires_at: report.expires_at,
            is_end_unreadable: license.end_is_unreadable(),
            nearness: end.map(|end| license.nearness(&end, now)),
            visual_expiration: report.visual_expiration,
            next_stop: license.next_stop(now).map(|deadline| DeadlineView::new(license, deadline, now)),
            deadlines: license.deadlines.iter().map(|deadline| DeadlineView::new(license, deadline, now)).collect(),
            modules: report.modules,
            limits: license.limits.iter().map(LimitView::from).collect(),
            granted_to: license.granted_to.line(),
            granted_by: license.granted_by.as_ref().map(text),
            workspace_id: report.workspace_id,
            addresses: license.addresses.iter().map(|pattern| text(&pattern.value)).collect(),
            address_patterns: license.addresses.iter().map(AddressPatternView::from).collect(),
            fits: license.fits(address),
            offline: license.offline,
            cancellable: license.cancellable,
            limit_steps: license.limits.iter().flat_map(LimitStepView::of).collect(),
            remarks: license.remarks.iter().map(remark).collect(),
        }
    }
}

impl DeadlineView {
    fn new(license: &License, deadline: &Deadline, now: Timestamp) -> Self {
        Self {
            at: deadline.at,
            kind: deadline.kind,
            modules: deadline.modules.iter().map(ToString::to_string).collect(),
            plan: license.plan.to_string(),
            is_trial: license.trial,
            renewal: license.effective_renewal(),
            effect: license.effect(deadline),
            nearness: license.nearness(deadline, now),
        }
    }
}

impl From<&Limit> for LimitView {
    fn from(limit: &Limit) -> Self {
        Self {
            kind: limit.kind,
            used: limit.used,
            max: limit.effective_max().number(),
            share: limit.share(),
            left: limit.left(),
            level: limit.fill(),
            attention: limit.attention(),
            steps: LimitStepView::of(limit),
            next_step: limit.next_step().map(|step| LimitStepView::new(limit, step)),
        }
    }
}

impl LimitStepView {
    /// The steps of a limit, the lowest first.
    fn of(limit: &Limit) -> Vec<Self> {
        let mut steps: Vec<_> = limit.steps.iter().collect();
        steps.sort_by_key(|step| step.max);
        steps.into_iter().map(|step| Self::new(limit, step)).collect()
    }

    fn new(limit: &Limit, step: &LimitStep) -> Self {
        Self {
            kind: limit.kind,
            max: step.max.number(),
            behavior: step.behavior.clone(),
            trigger: step.behavior.trigger(),
            is_reached: limit.has_reached(step),
            modules: step.modules.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<GrantedModule<'_>> for GrantedModuleView {
    fn from(module: GrantedModule<'_>) -> Self {
        Self {
            id: module.id.to_string(),
            active: module.is_active,
            external: module.is_external,
            plans: module.licenses.iter().map(|license| license.plan.to_string()).collect(),
        }
    }
}

impl From<&AddressPattern> for AddressPatternView {
    fn from(pattern: &AddressPattern) -> Self {
        Self { value: pattern.value.to_string(), kind: pattern.kind }
    }
}

impl From<Change> for ChangeView {
    fn from(change: Change) -> Self {
        Self { direction: change.direction(), change }
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
