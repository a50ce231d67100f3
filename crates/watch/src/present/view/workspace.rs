//! A workspace, in the window.

use jiff::Timestamp;
use license::{
    Attention, Deadline, Entitlement, GrantedModule, Headline, License, Nearness, Observation, Owner, Presence,
    Registration, Renewal, Status, Visible,
};
use serde::Serialize;
use ts_rs::TS;

use super::{
    capitalized,
    change::ChangeView,
    deadline::DeadlineView,
    finding::FindingView,
    license::LicenseView,
    limit::{LimitView, ReachedLimitView},
    seats::SeatsView,
};
use crate::{
    failure::Failure,
    i18n::Audience,
    present::{counted::counted, finding::Remedy, report::TagReport, state::state},
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        Credential, Workspace, WorkspaceId,
        connection::ConnectionView,
        details::DetailsEntry,
        handling::{Handling, HandlingView},
        interval::Interval,
        past::Past,
        snapshot::Snapshot,
        support::SupportView,
    },
};

/// Whether a workspace is being refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It is not.
    Idle,
    /// It is.
    Refreshing,
}

/// Everything that is known of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The workspace itself.
    pub workspace: &'a Workspace,
    /// Its latest answer.
    pub snapshot: &'a Snapshot,
    /// What it was before.
    pub past: &'a Past,
    /// Its reminder settings.
    pub reminders: &'a WorkspaceReminderSettings,
    /// Whether its reminders are muted, by these settings or by those of its group.
    pub is_muted: bool,
    /// What the user has decided about its state.
    pub handling: &'a Handling,
    /// Whether it is being refreshed.
    pub activity: Activity,
    /// How often it is refreshed.
    pub interval: Interval,
}

/// A workspace in a list of the window. What only its own page shows is in [`FullWorkspaceView`], so that a list of a thousand
/// stays small.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WorkspaceView {
    /// Its identity.
    pub id: WorkspaceId,
    /// The name that the admin gave it.
    pub name: String,
    /// The version of its icon, which is another one for another icon; `null` if it has none.
    pub icon: Option<String>,
    /// Its address.
    pub url: String,
    /// The user whose account reads it.
    pub user_id: String,
    /// The name of that account on the server, if known.
    pub account: Option<String>,
    /// The version of its server.
    pub server_version: Option<String>,
    /// Until when the vendor supports that version.
    pub support: Option<SupportView>,
    /// What it is signed in with.
    pub credential: Credential,
    /// How it is reached.
    pub connection: ConnectionView,
    /// What the user notes about it.
    pub details: DetailsEntry,
    /// The reminders of this workspace.
    pub reminding: WorkspaceReminderSettings,
    /// Whether its reminders are muted, by its own settings or by those of its group.
    pub muted: bool,
    /// What the user has decided about it.
    pub handling: HandlingView,
    /// Why it counts as needing attention now, in the user's language; `null` if it does not count.
    pub counted: Option<String>,
    /// Its status.
    pub status: Status,
    /// How urgently it needs an admin.
    pub attention: Attention,
    /// Why it could not be read.
    pub error: Option<Failure>,
    /// Whether it is registered with the vendor's cloud, from which renewals come.
    pub registration: Registration,
    /// That the server gives differing answers, so that this one may not be what it says next; `null` if it does not.
    pub differing_answers: Option<DifferingAnswersView>,
    /// When the latest answer arrived.
    #[ts(type = "string | null")]
    pub fetched_at: Option<Timestamp>,
    /// Whether the latest answer may be out of date.
    pub stale: bool,
    /// Whether it is being refreshed.
    pub refreshing: bool,
    /// Its state in the user's language, such as "Expires in 25 days". Right to the hour in the last day.
    pub state: String,
    /// The most important fact about its license.
    pub headline: Headline,
    /// What an admin should do first in the window; `null` if nothing is urgent, or if it is done elsewhere.
    pub primary_action: Option<Remedy>,
    /// What an admin should know, apart from what stops at a deadline: the most urgent first.
    pub findings: Vec<FindingView>,
    /// What an account without permission to see the license sees of it; `null` if the account has it.
    pub visible: Option<VisibleView>,
    /// How many are connected, of how many that show whether users are online; `null` without such a cap.
    pub presence: Option<Presence>,
    /// How near the most pressing of its [`stops`](Self::stops) is; `null` if nothing stops.
    pub nearest: Option<Nearness>,
    /// What stops from now on, of all licenses that decide and of the workspace itself, soonest first.
    pub stops: Vec<DeadlineView>,
    /// When the licenses that decide end; `null` if one of them has no end, or if there is no license.
    #[ts(type = "string | null")]
    pub ends_at: Option<Timestamp>,
    /// When the license that the server has dropped ended.
    #[ts(type = "string | null")]
    pub lapsed_at: Option<Timestamp>,
    /// The limits other than seats that are full or exceeded.
    pub reached_limits: Vec<ReachedLimitView>,
    /// Its seats, with their use over time; `null` if nothing is known about them.
    pub seats: Option<SeatsView>,
    /// The modules of all its licenses, each once.
    pub modules: Vec<GrantedModuleView>,
    /// The modules that it had or is granted, and that do not work now, by their names.
    pub lost_modules: Vec<String>,
    /// How many licenses it has; the last known ones if the server has dropped them.
    #[ts(type = "number")]
    pub license_count: usize,
    /// The plans of its licenses that have a name, each once.
    pub plans: Vec<String>,
    /// Whether any of its licenses renews itself.
    pub renews_itself: bool,
}

/// A workspace on its own page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FullWorkspaceView {
    /// What lists show, too.
    #[serde(flatten)]
    #[ts(flatten)]
    pub row: WorkspaceView,
    /// What happens when, past and future, soonest first: the deadlines of the workspace itself and, if it has only one
    /// license, of that.
    pub timeline: Vec<DeadlineView>,
    /// Its limits, one of each kind: of the licenses that decide, or of the community edition.
    pub limits: Vec<LimitView>,
    /// Its licenses, the one that ends last first; the last known ones if the server has dropped them.
    pub licenses: Vec<LicenseView>,
}

/// That a server gives differing answers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DifferingAnswersView {
    /// That it does, in the user's language.
    pub title: String,
    /// What is shown therefore.
    pub text: String,
    /// How the latest reading differs from the answer that is shown, while it is not confirmed.
    pub unconfirmed: Vec<ChangeView>,
}

impl DifferingAnswersView {
    fn new(snapshot: &Snapshot, audience: &Audience<'_>) -> Option<Self> {
        snapshot.has_differing_answers().then(|| Self {
            title: audience.words.text("differing-answers"),
            text: audience.words.text("differing-answers-why"),
            unconfirmed: snapshot.unconfirmed_changes().iter().cloned().map(ChangeView::from).collect(),
        })
    }
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
}

/// What an account without permission to see a license sees of it. The modules are those of the workspace.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct VisibleView {
    /// The plan's name; `null` if the vendor shows no tags.
    pub plan: Option<String>,
    /// The vendor's tags.
    pub tags: Vec<TagReport>,
    /// Whether it is a trial.
    pub trial: bool,
    /// Whether a license is in force; `null` if the server does not say.
    pub has_valid_license: Option<bool>,
}

impl From<&Visible> for VisibleView {
    fn from(visible: &Visible) -> Self {
        Self {
            plan: visible.plan.as_ref().map(ToString::to_string),
            tags: visible.tags.iter().map(TagReport::from).collect(),
            trial: visible.trial,
            has_valid_license: visible.has_valid_license,
        }
    }
}

impl WorkspaceView {
    /// The view of a workspace, for its reader.
    pub fn new(known: &Known<'_>, audience: &Audience<'_>) -> Self {
        let &Known { workspace, snapshot, past, reminders, is_muted, handling, activity, interval } = known;
        let now = audience.now;
        let observation = snapshot.observation();
        let licenses = observation.licenses();
        let view = |(owner, deadline): (Owner<'_>, &Deadline)| DeadlineView::new(owner, deadline, now);
        Self {
            id: workspace.id,
            name: workspace.name.to_string(),
            icon: snapshot.icon.clone(),
            url: workspace.address.to_string(),
            user_id: workspace.user_id.to_string(),
            account: workspace.account.as_ref().map(ToString::to_string),
            server_version: snapshot.server_version.as_ref().map(ToString::to_string),
            support: snapshot.support.map(|support| SupportView::new(support, now)),
            credential: workspace.credential,
            connection: workspace.into(),
            details: (&workspace.details).into(),
            reminding: reminders.clone(),
            muted: is_muted,
            handling: handling.into(),
            counted: counted(snapshot, is_muted, handling, audience).map(|reason| capitalized(&reason)),
            status: snapshot.status(now),
            attention: snapshot.attention(now),
            error: snapshot.failure(),
            registration: snapshot.facts.registration,
            differing_answers: DifferingAnswersView::new(snapshot, audience),
            fetched_at: snapshot.fetched_at,
            stale: snapshot.is_stale(interval, now),
            refreshing: activity == Activity::Refreshing,
            state: capitalized(&state(snapshot, audience)),
            headline: snapshot.headline(now),
            primary_action: observation.needs_license(now).then_some(Remedy::ApplyLicense),
            findings: observation.findings(now).iter().map(|finding| FindingView::new(finding, audience)).collect(),
            visible: match &snapshot.answer {
                Some(Entitlement::NotPermitted(visible)) => Some(VisibleView::from(visible)),
                Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }) | None => None,
            },
            presence: snapshot.facts.presence,
            nearest: observation.nearest(now),
            stops: observation.stops(now).into_iter().map(|stop| view((stop.owner, stop.deadline))).collect(),
            ends_at: observation.ends_at(now),
            lapsed_at: observation.lapsed_at(now),
            reached_limits: ReachedLimitView::all(&observation.limits(now)),
            seats: SeatsView::new(&observation, &past.seats, now),
            lost_modules: observation
                .lost_modules(&past.lost_modules, now)
                .into_iter()
                .map(ToString::to_string)
                .collect(),
            modules: observation.modules(now).into_iter().map(GrantedModuleView::from).collect(),
            license_count: licenses.len(),
            plans: plans(licenses),
            renews_itself: licenses.iter().any(|license| license.effective_renewal() == Renewal::Automatic),
        }
    }
}

impl FullWorkspaceView {
    /// The view of a workspace, for its reader.
    pub fn new(known: &Known<'_>, audience: &Audience<'_>) -> Self {
        let (row, now, observation) = (WorkspaceView::new(known, audience), audience.now, known.snapshot.observation());
        let view = |(owner, deadline): (Owner<'_>, &Deadline)| DeadlineView::new(owner, deadline, now);
        let license = |license| LicenseView::new(license, &observation, &row.url, now);
        Self {
            timeline: timeline(&observation).into_iter().map(view).collect(),
            limits: observation.limits(now).iter().map(LimitView::from).collect(),
            licenses: observation.licenses().iter().map(license).collect(),
            row,
        }
    }
}

impl From<GrantedModule<'_>> for GrantedModuleView {
    fn from(module: GrantedModule<'_>) -> Self {
        Self { id: module.id.to_string(), active: module.is_active, external: module.is_external }
    }
}

/// The plans of licenses that have a name, each once.
fn plans(licenses: &[License]) -> Vec<String> {
    let mut plans = Vec::new();
    for plan in licenses.iter().map(|license| license.plan.to_string()).filter(|plan| !plan.is_empty()) {
        if !plans.contains(&plan) {
            plans.push(plan);
        }
    }
    plans
}

/// The deadlines of a workspace and of its only license, soonest first.
fn timeline<'a>(observation: &Observation<'a>) -> Vec<(Owner<'a>, &'a Deadline)> {
    let mut timeline: Vec<_> =
        observation.facts.deadlines.iter().map(|deadline| (Owner::Workspace, deadline)).collect();
    if let [license] = observation.licenses() {
        timeline.extend(license.deadlines.iter().map(|deadline| (Owner::License(license), deadline)));
    }
    timeline.sort_by_key(|(_, deadline)| *deadline);
    timeline
}
