//! The addresses of links out of the application. The window names a workspace and a target, and never an address.

use watch::{
    Engine, Failure, WorkspaceId,
    workspace::link::{Link, LinkTarget},
};

pub(super) fn link(engine: &Engine, id: WorkspaceId, target: LinkTarget) -> Result<Link, Failure> {
    engine.link(id, target)
}
