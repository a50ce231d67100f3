//! Adding, reconnecting, signing out of and removing workspaces.

use license::Label;
use rocketchat::{Address, Credentials, Error, InsecureHttp, Route, Token};

use super::{
    Engine, EngineEvent,
    cache::Entry,
    connect::{ConnectRequest, Draft, Purpose},
    probe::Found,
};
use crate::{
    failure::Failure,
    present::view::{SignInStep, WorkspaceView},
    workspace::{
        Credential, Workspace, WorkspaceId,
        details::WorkspaceDetails,
        sign_in::{NewWorkspace, Reconnection, TokenFate},
        snapshot::Snapshot,
    },
};

impl Engine {
    /// Adds a workspace after a live check: it must be a Rocket.Chat server that accepts the credentials. If the
    /// account may not see the license, the workspace is still added, with that failure. If the server requires a
    /// second factor, the answer is [`SignInStep::SecondFactor`]: see [`Engine::answer_second_factor`].
    ///
    /// # Errors
    /// Why it was not added. Nothing is stored then.
    pub async fn add(&self, new: NewWorkspace) -> Result<SignInStep, Failure> {
        // `http://` is a choice, not a typo: the client refuses it unless the connection allows it.
        let network = new.connection.network()?;
        let address = Address::parse(&new.address, InsecureHttp::Allowed)?;
        let address = self.without_page(address, new.connection.plain(), &network).await?;
        let name = new.name.as_deref().map(Label::new).filter(|name| !name.is_empty());
        let draft = Draft {
            id: WorkspaceId::random(),
            name: name.unwrap_or_else(|| Label::new(address.host())),
            address,
            plain: new.connection.plain(),
            route: Route::try_from(&new.connection.route)?,
            ca_pem: new.connection.ca_pem.clone(),
            details: WorkspaceDetails::default(),
        };
        self.sign_in(ConnectRequest { draft, purpose: Purpose::Add }, new.sign_in).await
    }

    /// Changes the connection or the sign-in of a workspace, after a live check.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub async fn reconnect(&self, id: WorkspaceId, new: Reconnection) -> Result<SignInStep, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let ca_pem = if new.keep_ca { workspace.ca_pem.clone() } else { new.connection.ca_pem.clone() };
        let draft = Draft {
            plain: new.connection.plain(),
            route: Route::try_from(&new.connection.route)?,
            ca_pem,
            ..Draft::of(&workspace)
        };
        draft.network().certificates()?;
        let request = ConnectRequest { draft, purpose: Purpose::Reconnect };
        match new.sign_in {
            Some(sign_in) => self.sign_in(request, sign_in).await,
            None => {
                let credentials = self.credentials(&workspace).await?;
                let view = self.verify_and_save(request, credentials, workspace.credential).await?;
                Ok(SignInStep::Done { workspace: Box::new(view) })
            }
        }
    }

    /// Checks whether a workspace could be added, and stores nothing. Returns it with the name of its account, and without
    /// a page in its address. That the account may not see the license is not an error.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub async fn try_out(&self, workspace: Workspace, credentials: &Credentials) -> Result<Workspace, Failure> {
        let address = self.without_page(workspace.address.clone(), workspace.plain, &workspace.network()).await?;
        let workspace = Workspace { address, ..workspace };
        let account = self.check(&workspace, credentials).await?.account;
        Ok(Workspace { account, ..workspace })
    }

    /// Adds a workspace without checking it. Its first refresh finds out whether it can be read.
    ///
    /// # Errors
    /// When it is a duplicate, or cannot be stored.
    pub async fn import(&self, workspace: Workspace, token: Token) -> Result<WorkspaceView, Failure> {
        self.reject_duplicate(&workspace)?;
        self.store_new(workspace, None, token).await
    }

    /// Removes a workspace, with its token and everything known about it. The token goes first: if the server or the
    /// keyring fails, nothing is removed. If the keyring is not there, locked or hangs, the token is deleted later.
    ///
    /// # Errors
    /// When there is no such workspace, the server does not revoke the token (with [`TokenFate::Revoke`]), or the
    /// keyring or the store fails.
    pub async fn remove(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        self.drop_token(id, fate).await?;
        self.delete(id)?;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Deletes a workspace whose token is already deleted, with everything known about it.
    pub(super) fn delete(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.0.store.remove_workspace(id)?;
        self.cache().remove(id);
        self.previous_keys().forget(id);
        self.emit(EngineEvent::Removed(id));
        self.withdraw_outdated(id);
        Ok(())
    }

    /// Signs out of a workspace: deletes its token, and keeps everything known about it.
    ///
    /// # Errors
    /// As [`Engine::remove`].
    pub async fn sign_out(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        self.drop_token(id, fate).await?;
        self.previous_keys().forget(id);
        let workspace = Workspace { credential: Credential::None, ..self.cache().entry(id)?.workspace.clone() };
        self.0.store.replace_workspace(&workspace, self.now())?;
        let snapshot = self.0.store.save_failure(id, &Error::CredentialsMissing.into(), self.now())?;
        if let (Some(entry), Some(snapshot)) = (self.cache().entry_mut(id), snapshot) {
            entry.set_connection(workspace);
            entry.snapshot = snapshot;
        }
        self.emit_changed(id);
        Ok(())
    }

    async fn drop_token(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        match fate {
            TokenFate::Leave => {}
            TokenFate::Revoke => {
                if let Some(token) = self.with_vault(move |vault| vault.token(id)).await? {
                    let credentials = Credentials { user_id: workspace.user_id.clone(), token };
                    self.client(&workspace)?.end(&credentials).await?;
                }
            }
        }
        self.delete_token(id).await
    }

    pub(super) fn reject_duplicate(&self, workspace: &Workspace) -> Result<(), Failure> {
        match self.0.store.name_of_duplicate(workspace)? {
            Some(name) => Err(Failure::duplicate(&name)),
            None => Ok(()),
        }
    }

    /// Stores the token, then the workspace. If the second fails, deletes the token again.
    pub(super) async fn store_new(
        &self,
        workspace: Workspace,
        found: Option<Found>,
        token: Token,
    ) -> Result<WorkspaceView, Failure> {
        let id = workspace.id;
        // If this is interrupted, the token is deleted later.
        self.0.store.token_is_added(id, self.now())?;
        self.with_vault(move |vault| vault.keep(id, &token)).await?;
        let snapshot = match self.store_workspace(&workspace, found) {
            Ok(snapshot) => snapshot,
            Err(failure) => {
                // Adding has failed either way, and a token without a workspace is never used.
                if let Err(error) = self.delete_token(id).await {
                    tracing::warn!(workspace = %id, %error, "failed to delete an unused token");
                }
                return Err(failure);
            }
        };
        self.0.store.token_is_settled(id)?;
        let (interval, audience) = (self.refresh_interval(), self.audience());
        let past = self.0.store.past(id, audience.now)?;
        let entry = Entry { past, ..Entry::new(workspace, snapshot, interval, audience.now) };
        let view = {
            let mut cache = self.cache();
            let view = cache.view(&entry, interval, &audience);
            cache.add(entry);
            view
        };
        self.emit_changed(id);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        Ok(view)
    }

    fn store_workspace(&self, workspace: &Workspace, found: Option<Found>) -> Result<Snapshot, Failure> {
        self.0.store.add_workspace(workspace)?;
        Ok(found.map(|found| self.store_check(workspace.id, found)).transpose()?.unwrap_or_default())
    }

    /// Stores the result of a live check.
    pub(super) fn store_check(&self, id: WorkspaceId, found: Found) -> Result<Snapshot, Failure> {
        match found {
            Found::Read(reading) => {
                let saved = self.0.store.save_reading(id, *reading, self.now())?;
                saved.map(|(snapshot, _)| snapshot).ok_or_else(Failure::unknown_workspace)
            }
            Found::NotPermitted(seen) => {
                let stored = match &seen.failure {
                    Some(failure) => self.0.store.save_failure(id, failure, self.now())?,
                    None => self.0.store.snapshot(id)?,
                };
                let stored = stored.ok_or_else(Failure::unknown_workspace)?;
                Ok(Snapshot { facts: seen.facts, server_version: seen.server_version, support: seen.support, ..stored })
            }
        }
    }
}
