//! Commands for the list of workspaces.

use serde::{
    Serialize,
    ser::{SerializeSeq, Serializer},
};
use serde_json::value::RawValue;
use ts_rs::{Config, TS, TypeVisitor};
use watch::{
    Engine, Failure, FailureCode, SignInStep, Snooze, TokenFate, WorkspaceId,
    engine::NotRemoved,
    present::{
        renewals::RenewalTotal,
        summary::FleetSummary,
        view::{FullWorkspaceView, WorkspaceView},
    },
    workspace::edit::{AddressCheck, AddressMove, AddressTarget, WorkspaceEdit},
};

/// Every workspace, written as JSON one after the other. For the pages, it is a `Vec<WorkspaceView>`.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct List(Box<RawValue>);

impl TS for List {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(config: &Config) -> String {
        Vec::<WorkspaceView>::name(config)
    }

    fn inline(config: &Config) -> String {
        Vec::<WorkspaceView>::inline(config)
    }

    fn visit_generics(visitor: &mut impl TypeVisitor) {
        Vec::<WorkspaceView>::visit_generics(visitor);
    }
}

pub(super) fn workspaces(engine: &Engine) -> Result<List, Failure> {
    list(engine).map(List).map_err(|error| Failure::new(FailureCode::Internal, error.to_string(), ""))
}

fn list(engine: &Engine) -> serde_json::Result<Box<RawValue>> {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    let mut list = serializer.serialize_seq(None)?;
    engine.each_view(|view| list.serialize_element(&view))?;
    list.end()?;
    RawValue::from_string(String::from_utf8(json).map_err(serde::ser::Error::custom)?)
}

pub(super) fn workspace(engine: &Engine, id: WorkspaceId) -> Result<FullWorkspaceView, Failure> {
    engine.full_view(id)
}

pub(super) fn workspace_order(engine: &Engine) -> Result<Vec<WorkspaceId>, Failure> {
    Ok(engine.order())
}

pub(super) fn fleet_summary(engine: &Engine) -> Result<FleetSummary, Failure> {
    Ok(engine.fleet_summary())
}

pub(super) async fn refresh_workspace(engine: &Engine, id: WorkspaceId) -> Result<(), Failure> {
    engine.refresh(id).await
}

pub(super) async fn refresh_all(engine: &Engine) -> Result<(), Failure> {
    engine.refresh_all().await
}

pub(super) fn acknowledge_workspaces(engine: &Engine, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine.acknowledge_workspaces(&ids)
}

pub(super) fn snooze_workspaces(engine: &Engine, ids: Vec<WorkspaceId>, snooze: Snooze) -> Result<(), Failure> {
    engine.snooze_workspaces(&ids, snooze)
}

pub(super) fn archive_workspaces(engine: &Engine, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine.archive_workspaces(&ids)
}

pub(super) fn reactivate_workspaces(engine: &Engine, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine.reactivate_workspaces(&ids)
}

pub(super) fn undo_handling(engine: &Engine, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine.undo_handling(&ids)
}

pub(super) async fn refresh_workspaces(engine: &Engine, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine.refresh_many(&ids).await
}

pub(super) fn edit_workspace(engine: &Engine, id: WorkspaceId, edit: WorkspaceEdit) -> Result<WorkspaceView, Failure> {
    engine.edit_workspace(id, edit)
}

pub(super) async fn check_workspace_address(
    engine: &Engine,
    id: WorkspaceId,
    target: AddressTarget,
) -> Result<AddressCheck, Failure> {
    engine.check_address(id, target).await
}

pub(super) async fn move_workspace_address(
    engine: &Engine,
    id: WorkspaceId,
    input: AddressMove,
) -> Result<SignInStep, Failure> {
    engine.move_address(id, input).await
}

pub(super) fn renewal_totals(engine: &Engine) -> Result<Vec<RenewalTotal>, Failure> {
    Ok(engine.renewal_totals())
}

pub(super) fn mute_workspaces(engine: &Engine, ids: Vec<WorkspaceId>, muted: bool) -> Result<(), Failure> {
    engine.mute_many(&ids, muted)
}

pub(super) async fn remove_workspaces(
    engine: &Engine,
    ids: Vec<WorkspaceId>,
    token: TokenFate,
) -> Result<Vec<NotRemoved>, Failure> {
    Ok(engine.remove_many(&ids, token).await)
}

pub(super) async fn remove_workspace(engine: &Engine, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine.remove(id, token).await
}

pub(super) async fn sign_out(engine: &Engine, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine.sign_out(id, token).await
}
