//! The pending request to add or reconnect a workspace, and how it is verified and saved.

use license::Label;
use rocketchat::{Address, Credentials, InsecureHttp, Network, Route};

use super::{
    Engine,
    addition::Addition,
    probe::{self, CheckResult, Found},
};
use crate::{
    failure::Failure,
    present::view::WorkspaceView,
    schedule::refresh::Outcome,
    vault::VaultError,
    workspace::{Credential, TokenId, Workspace, WorkspaceId, details::WorkspaceDetails, snapshot::Snapshot},
};

/// A workspace before sign-in: its account is not known yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: WorkspaceId,
    pub(super) name: Label,
    pub(super) address: Address,
    pub(super) plain: InsecureHttp,
    pub(super) route: Route,
    pub(super) ca_pem: Option<String>,
    pub(super) details: WorkspaceDetails,
}

/// Why the user signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To add a workspace.
    Add,
    /// To change the connection or the sign-in of an existing workspace.
    Reconnect,
}

/// A request to add or reconnect a workspace.
#[derive(Debug, Clone)]
pub(super) struct ConnectRequest {
    pub(super) draft: Draft,
    pub(super) purpose: Purpose,
}

impl Draft {
    /// A workspace as it is, before its user signs in again.
    pub(super) fn of(workspace: &Workspace) -> Self {
        Self {
            id: workspace.id,
            name: workspace.name.clone(),
            address: workspace.address.clone(),
            plain: workspace.plain,
            route: workspace.route.clone(),
            ca_pem: workspace.ca_pem.clone(),
            details: workspace.details.clone(),
        }
    }

    pub(super) fn network(&self) -> Network {
        Network::new(&self.route, self.ca_pem.as_deref())
    }

    fn workspace(self, credentials: &Credentials, credential: Credential, token: TokenId) -> Workspace {
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
            token,
            details: self.details,
        }
    }
}

impl Engine {
    /// Completes a request: checks the credentials against the server, and stores them with the workspace.
    ///
    /// # Errors
    /// If the workspace is a duplicate, or the check or storing fails. Then nothing is stored.
    pub(super) async fn verify_and_save(
        &self,
        request: ConnectRequest,
        credentials: Credentials,
        credential: Credential,
    ) -> Result<WorkspaceView, Failure> {
        let token = match request.purpose {
            Purpose::Add => request.draft.id.into(),
            Purpose::Reconnect => TokenId::random(),
        };
        let workspace = request.draft.workspace(&credentials, credential, token);
        self.reject_duplicate(&workspace)?;
        let client = self.client(&workspace)?;
        let (checked, icon) = tokio::join!(self.check(&workspace, &credentials), probe::icon(&client));
        let CheckResult { account, found } = checked?;
        let workspace = Workspace { account, ..workspace };
        let id = workspace.id;
        match request.purpose {
            Purpose::Add => {
                let signed_in = Some((credentials.token, Some(found)));
                self.store_new(Vec::new(), vec![Addition { workspace, group: None, signed_in }]).await?;
            }
            Purpose::Reconnect => self.store_reconnected(workspace, found, credentials).await?,
        }
        self.save_icon(id, icon.as_ref())?;
        self.view(id)
    }

    /// Stores a token beside the one that it replaces, then the connection in one transaction. If either fails, or the
    /// process ends in between, the workspace keeps its old token and the new one is deleted again.
    async fn store_reconnected(
        &self,
        workspace: Workspace,
        found: Found,
        credentials: Credentials,
    ) -> Result<(), Failure> {
        let id = workspace.id;
        // A refresh in progress would overwrite this result with what the old credentials got.
        let gate = self.cache().entry(id)?.gate.clone();
        let permit = gate.acquire().await;
        let (new, old, token) = (workspace.token, self.cache().entry(id)?.workspace.token, credentials.token);
        let adding = self.0.store.add_tokens(&[new], self.now())?;
        // The caller may be cancelled before the keyring answers, so the call itself holds the lock.
        let replaced = match self.with_vault(move |vault| vault.keep(new, &token).map(|()| adding)).await {
            Ok(_adding) => self.0.store.replace_workspace(&workspace, self.now()).map_err(Failure::from),
            // The call that hangs may still store it. It is deleted once the keyring can be used.
            Err(VaultError::TimedOut) => return Err(VaultError::TimedOut.into()),
            Err(error) => Err(error.into()),
        };
        if let Err(failure) = replaced {
            self.delete_token(new).await;
            return Err(failure);
        }
        let is_there = self.cache().entry_mut(id).map(|entry| entry.set_connection(workspace)).is_some();
        if !is_there {
            // It was removed meanwhile, and the new token is the one that is left.
            self.delete_token(new).await;
            return Err(Failure::unknown_workspace());
        }
        match self.store_check(id, found) {
            Ok(snapshot) => self.update_entry(id, snapshot),
            // The user is signed in. What the check found is read again by the next refresh.
            Err(error) => {
                tracing::warn!(workspace = %id, %error, "failed to store what a sign-in has found");
                let now = self.now();
                if let Some(entry) = self.cache().entry_mut(id) {
                    entry.schedule = entry.schedule.due_now(now);
                }
            }
        }
        drop(permit);
        self.emit_changed(id);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        self.delete_token(old).await;
        Ok(())
    }

    fn update_entry(&self, id: WorkspaceId, snapshot: Snapshot) {
        let (interval, now) = (self.refresh_interval(), self.now());
        let changed_at = self.changed_at(id);
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.schedule = entry.schedule.after(Outcome::Answered, interval, now);
            entry.snapshot = snapshot.into();
            entry.changed_at = changed_at;
        }
        self.update_past(id);
    }

    /// Stores the new address of a workspace that has no token, so that nothing can be checked there.
    pub(super) fn store_moved_without_token(&self, old: &Workspace, draft: Draft) -> Result<WorkspaceView, Failure> {
        let Draft { id, address, plain, route, ca_pem, .. } = draft;
        let current = self.cache().entry(id)?.workspace.clone();
        if (current.token, current.credential) != (old.token, old.credential) {
            // Somebody has signed in since, and that sign-in has not been checked there.
            return Err(Failure::unverified());
        }
        let workspace = Workspace { address, plain, route, ca_pem, ..Workspace::clone(&current) };
        self.reject_duplicate(&workspace)?;
        self.0.store.replace_workspace(&workspace, self.now())?;
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.set_connection(workspace);
        }
        self.emit_changed(id);
        self.view(id)
    }
}
