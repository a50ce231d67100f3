//! The exports of workspaces that no store remembers: those of a fleet file. They are in English.

use rocketchat::{Address, InsecureHttp, Route, UserId};
use watch::{
    Credential, Workspace,
    i18n::{Audience, language::Language},
    present::{
        calendar::{self, Calendared},
        document::{self, Document},
        reports::{self, ExportedTable, Subject},
        summary::{FleetMember, FleetSummary},
        view::{Activity, FullWorkspaceView, Known},
    },
    reminders::settings::{LeadTimes, WorkspaceReminderSettings},
    workspace::{details::WorkspaceDetails, handling::Handling, interval::Interval, past::Past},
};

use crate::{context::Context, error::CommandError, load::Watched};

/// A table, as CSV.
pub(super) fn table(watched: &[Watched], table: ExportedTable, context: &Context) -> Result<String, CommandError> {
    let reader = reader(context);
    let document = reports::table::exported(table, &subjects(watched, &reader)?, &reader);
    Ok(document::csv(&document, reader.zone))
}

/// A report, as an HTML page.
pub(super) fn page(watched: &[Watched], context: &Context) -> Result<String, CommandError> {
    let reader = reader(context);
    Ok(document::html(&report(watched, &reader)?, Language::English, &reader))
}

/// A report, as Markdown.
pub(super) fn markdown(watched: &[Watched], context: &Context) -> Result<String, CommandError> {
    let reader = reader(context);
    Ok(document::markdown(&report(watched, &reader)?, &reader))
}

/// What stops, as a calendar. Nothing remembers what was there before.
pub(super) fn calendar(watched: &[Watched], context: &Context) -> String {
    let lead = LeadTimes::default();
    let calendared = watched.iter().map(|watched| Calendared {
        // A file has no ids. The name may change more often than the address.
        key: if watched.url.is_empty() { &watched.name } else { &watched.url },
        name: &watched.name,
        url: &watched.url,
        snapshot: &watched.snapshot,
        changed_at: None,
        lead: Some(&lead),
        earlier: &[],
    });
    calendar::calendar(&calendared.collect::<Vec<_>>(), Interval::default(), &reader(context))
}

fn reader(context: &Context) -> Audience<'_> {
    Audience { now: context.now(), zone: &context.zone, words: Language::English.words() }
}

fn report(watched: &[Watched], reader: &Audience<'_>) -> Result<Document, CommandError> {
    let workspaces = workspaces(watched)?;
    let members = workspaces.iter().zip(watched).map(|(workspace, watched)| FleetMember {
        workspace,
        snapshot: &watched.snapshot,
        is_muted: false,
        handling: Handling::Active,
        changed_at: None,
        attention: watched.snapshot.attention(reader.now),
    });
    let members: Vec<_> = members.collect();
    let summary = FleetSummary::new(&members, Interval::default(), reader);
    Ok(reports::workspaces(&subjects(watched, reader)?, &summary, reader))
}

fn subjects(watched: &[Watched], reader: &Audience<'_>) -> Result<Vec<Subject>, CommandError> {
    let subject = |(workspace, watched): (Workspace, &Watched)| {
        let known = Known {
            workspace: &workspace,
            snapshot: &watched.snapshot,
            past: &Past::default(),
            reminders: &WorkspaceReminderSettings::Default,
            is_muted: false,
            handling: &Handling::Active,
            activity: Activity::Idle,
            interval: watched.every,
        };
        let mut view = FullWorkspaceView::new(&known, reader);
        view.row.url.clone_from(&watched.url);
        Subject { view, usage: Vec::new(), changes: Vec::new() }
    };
    Ok(workspaces(watched)?.into_iter().zip(watched).map(subject).collect())
}

/// The workspaces as a store has them. What of an entry is not in a report, or cannot be used, is made up.
fn workspaces(watched: &[Watched]) -> Result<Vec<Workspace>, CommandError> {
    let nowhere = Address::parse("https://workspace.invalid", InsecureHttp::Refused)
        .map_err(|error| CommandError::Internal(error.to_string()))?;
    let workspace = |watched: &Watched| Workspace {
        id: watched.id,
        name: watched.name.as_str().into(),
        address: Address::parse(&watched.url, InsecureHttp::Allowed).unwrap_or_else(|_| nowhere.clone()),
        user_id: UserId::new(""),
        account: None,
        plain: InsecureHttp::Allowed,
        route: Route::System,
        ca_pem: None,
        credential: Credential::PersonalAccessToken,
        token: watched.id.into(),
        details: WorkspaceDetails::default(),
    };
    Ok(watched.iter().map(workspace).collect())
}
