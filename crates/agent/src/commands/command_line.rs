//! Commands that only the headless program calls.

use rocketchat::Token;
use serde::Deserialize;
use watch::{
    Engine, Failure, Workspace, WorkspaceId,
    engine::CONFIRMATION_PAUSE,
    workspace::{
        groups::GroupName,
        import::{ImportEntry, Imported, TryOut},
    },
};

use super::SecretText;

/// A workspace to import, with its token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToImport {
    workspace: ImportEntry,
    token: SecretText,
}

impl TryFrom<ToImport> for (Workspace, Token) {
    type Error = Failure;

    fn try_from(ToImport { workspace, token }: ToImport) -> Result<Self, Failure> {
        Ok((workspace.try_into()?, Token::new(token.expose())))
    }
}

pub(super) async fn import_new(
    engine: &Engine,
    workspaces: Vec<ToImport>,
    try_out: TryOut,
) -> Result<Imported, Failure> {
    let workspaces = workspaces.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    engine.import_new(workspaces, try_out).await
}

pub(super) fn move_to_group_called(engine: &Engine, ids: Vec<WorkspaceId>, group: GroupName) -> Result<(), Failure> {
    engine.move_to_group_called(&ids, group)
}

pub(super) async fn confirm(engine: &Engine) -> Result<(), Failure> {
    engine.confirm(CONFIRMATION_PAUSE).await
}
