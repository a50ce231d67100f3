//! Commands for links out of the application. The window names a workspace and a target, and never an address.

use tauri::AppHandle;
use watch::{
    Failure, WorkspaceId,
    workspace::link::{Link, LinkTarget},
};

use super::engine;
use crate::link_opener;

pub(super) async fn open_link(app: &AppHandle, id: WorkspaceId, target: LinkTarget) -> Result<(), Failure> {
    link_opener::open(&engine(app).link(id, target)?).await
}

pub(super) fn link(app: &AppHandle, id: WorkspaceId, target: LinkTarget) -> Result<Link, Failure> {
    engine(app).link(id, target)
}
