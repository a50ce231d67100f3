//! Links out of the application.

use super::Engine;
use crate::{
    failure::Failure,
    workspace::{
        WorkspaceId,
        link::{Link, LinkTarget},
    },
};

impl Engine {
    /// The link from a workspace to a target.
    ///
    /// # Errors
    /// When there is no such workspace.
    pub fn link(&self, id: WorkspaceId, target: LinkTarget) -> Result<Link, Failure> {
        let cache = self.cache();
        let entry = cache.entry(id)?;
        Ok(Link::new(target, &entry.workspace, &entry.snapshot, &self.audience()))
    }
}
