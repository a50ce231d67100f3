//! What a sign-in is for, and what is done when it has succeeded.

use license::Label;
use rocketchat::{Address, Credentials, InsecureHttp, Network, Route};

use super::{
    Engine,
    probe::{Checked, Found},
};
use crate::{
    failure::Failure,
    present::view::WorkspaceView,
    schedule::refresh::Outcome,
    workspace::{Credential, Workspace, WorkspaceId, snapshot::Snapshot},
};

/// A workspace of which it is not known yet as whom it is read.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: WorkspaceId,
    pub(super) name: Label,
    pub(super) address: Address,
    pub(super) plain: InsecureHttp,
    pub(super) route: Route,
    pub(super) ca_pem: Option<String>,
}

/// On what purpose somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A workspace is added.
    Add,
    /// The way to one that is watched, or the sign-in to it, is changed.
    Reconnect,
}

/// What a sign-in is for.
#[derive(Debug, Clone)]
pub(super) struct ConnectRequest {
    pub(super) draft: Draft,
    pub(super) purpose: Purpose,
}

impl Draft {
    pub(super) fn network(&self) -> Network {
        Network::new(&self.route, self.ca_pem.as_deref())
    }

    fn workspace(self, credentials: &Credentials, credential: Credential) -> Workspace {
        Workspace {
            id: self.id,
            name: self.name,
            address: self.address,
            user_id: credentials.user_id.clone(),
            account: None,
            plain: self.plain,
            route: self.route,
            ca_pem: self.ca_pem,
            credential,
        }
    }
}

impl Engine {
    /// Reaches the request with credentials that were found: after a live check, they and the workspace are kept.
    ///
    /// # Errors
    /// Why nothing was kept.
    pub(super) async fn verify_and_save(
        &self,
        request: ConnectRequest,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<WorkspaceView, Failure> {
        let workspace = request.draft.workspace(&credentials, credential);
        self.refuse_double(&workspace)?;
        let Checked { account, found } = self.check(&workspace, &credentials).await?;
        let workspace = Workspace { account, ..workspace };
        match request.purpose {
            Purpose::Add => self.keep_new(workspace, Some(found), credentials.token).await,
            Purpose::Reconnect => self.keep_reconnected(workspace, found, credentials).await,
        }
    }

    async fn keep_reconnected(
        &self,
        workspace: Workspace,
        found: Found,
        credentials: Credentials,
    ) -> Result<WorkspaceView, Failure> {
        let id = workspace.id;
        // A refresh under way would overwrite what was found here with what the old credentials got.
        let gate = self.cache().entry(id)?.gate.clone();
        let turn = gate.acquire().await;
        let token = credentials.token;
        self.with_vault(move |vault| vault.keep(id, &token)).await?;
        self.0.store.replace_workspace(&workspace)?;
        let snapshot = self.store_found(id, found)?;
        self.take_in(workspace, snapshot);
        drop(turn);
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        self.view(id)
    }

    fn take_in(&self, workspace: Workspace, snapshot: Snapshot) {
        let (every, now) = (self.every(), self.now());
        if let Some(entry) = self.cache().entry_mut(workspace.id) {
            entry.schedule = entry.schedule.after(Outcome::Answered, every, now);
            entry.snapshot = snapshot;
            entry.workspace = workspace;
        }
    }
}
