//! Adding, reconnecting, signing out of and removing workspaces.

use license::Label;
use rocketchat::{Address, Credentials, Error, InsecureHttp, Route, Token};

use super::{
    Engine, EngineEvent,
    addition::{Addition, seen_on},
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
        let id = workspace.id;
        self.import_all(vec![(workspace, token)]).await?;
        self.view(id)
    }

    /// Adds workspaces without checking them, all or none, also if the process is killed. The first refresh of each finds out
    /// whether it can be read.
    ///
    /// # Errors
    /// When one of them is a duplicate, or they cannot be stored.
    pub async fn import_all(&self, workspaces: Vec<(Workspace, Token)>) -> Result<(), Failure> {
        let new = |(workspace, token)| Addition { workspace, group: None, signed_in: Some((token, None)) };
        self.store_new(Vec::new(), workspaces.into_iter().map(new).collect()).await
    }

    /// Why a workspace cannot be added: it is there already. `others` are about to be added, too.
    ///
    /// # Errors
    /// When it is a duplicate, or the store cannot be read.
    pub fn check_new<'a>(
        &self,
        workspace: &Workspace,
        others: impl IntoIterator<Item = &'a Workspace>,
    ) -> Result<(), Failure> {
        let is_same = |other: &&Workspace| (&other.address, &other.user_id) == (&workspace.address, &workspace.user_id);
        match others.into_iter().find(is_same) {
            Some(other) => Err(Failure::duplicate(other.name.as_str())),
            None => self.reject_duplicate(workspace),
        }
    }

    /// Removes a workspace, with its token and everything known about it. What is not done when the process ends, or while
    /// the keyring is not there, locked, hangs or fails, is done later: the token is deleted.
    ///
    /// # Errors
    /// When there is no such workspace, the server does not revoke the token (with [`TokenFate::Revoke`]), or the store
    /// fails. Then nothing is removed.
    pub async fn remove(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        self.revoke(id, fate).await?;
        let token = self.cache().entry(id)?.workspace.token;
        self.delete(id)?;
        self.delete_token(token).await;
        let engine = self.clone();
        // Ends in a panic of its own at most.
        let _ = tokio::task::spawn_blocking(move || engine.0.store.remove_from_copies(id)).await;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Deletes a workspace with everything known about it. Its token is left.
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
        self.revoke(id, fate).await?;
        let token = self.cache().entry(id)?.workspace.token;
        self.previous_keys().forget(id);
        let snapshot = self.0.store.sign_out_workspace(id, &Error::CredentialsMissing.into(), self.now())?;
        if let (Some(entry), Some(snapshot)) = (self.cache().entry_mut(id), snapshot) {
            entry.set_connection(Workspace { credential: Credential::None, ..Workspace::clone(&entry.workspace) });
            entry.snapshot = snapshot.into();
        }
        self.delete_token(token).await;
        self.emit_changed(id);
        Ok(())
    }

    async fn revoke(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let token = workspace.token;
        match fate {
            TokenFate::Leave => {}
            TokenFate::Revoke => {
                if let Some(token) = self.with_vault(move |vault| vault.token(token)).await? {
                    let credentials = Credentials { user_id: workspace.user_id.clone(), token };
                    self.client(&workspace)?.end(&credentials).await?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn reject_duplicate(&self, workspace: &Workspace) -> Result<(), Failure> {
        match self.0.store.name_of_duplicate(workspace)? {
            Some(name) => Err(Failure::duplicate(&name)),
            None => Ok(()),
        }
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
                Ok(seen_on(stored.ok_or_else(Failure::unknown_workspace)?, *seen))
            }
        }
    }
}
