//! Adding a workspace, changing the way to one, and removing one.

use license::Label;
use rocketchat::{Address, Credentials, Error, InsecureHttp, Route, Token, UserId};

use super::{
    Engine, EngineEvent,
    cache::Entry,
    connect::{ConnectRequest, Draft, Purpose},
    probe::Found,
};
use crate::{
    failure::Failure,
    present::view::{SignInStep, WorkspaceView},
    vault::{Vault, VaultError},
    workspace::{
        Credential, Workspace, WorkspaceId,
        sign_in::{NewWorkspace, Reconnection, TokenFate},
        snapshot::Snapshot,
    },
};

impl Engine {
    /// Adds a workspace after a live check: it must be a Rocket.Chat and accept the credentials. A workspace whose
    /// license the account may not see is added all the same, and says so. Where the server wants a second factor, that
    /// comes first: see [`Engine::answer_second_factor`].
    ///
    /// # Errors
    /// Why it was not added. Nothing of it is kept then.
    pub async fn add(&self, new: NewWorkspace) -> Result<SignInStep, Failure> {
        // Whether http:// may be used is for the client to say: it is a state of a workspace, not a slip of the pen.
        let address = Address::parse(&new.address, InsecureHttp::Allowed)?;
        let name = new.name.as_deref().map(Label::new).filter(|name| !name.is_empty());
        let draft = Draft {
            id: WorkspaceId::random(),
            name: name.unwrap_or_else(|| Label::new(address.host())),
            address,
            plain: new.connection.plain(),
            route: Route::try_from(&new.connection.route)?,
            ca_pem: new.connection.ca_pem.clone(),
        };
        draft.network().certificates()?;
        self.sign_in(ConnectRequest { draft, purpose: Purpose::Add }, new.sign_in).await
    }

    /// Changes the way to a workspace, or how it is signed in to, after a live check.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub async fn reconnect(&self, id: WorkspaceId, new: Reconnection) -> Result<SignInStep, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let ca_pem = if new.keep_ca { workspace.ca_pem.clone() } else { new.connection.ca_pem.clone() };
        let draft = Draft {
            id,
            name: workspace.name.clone(),
            address: workspace.address.clone(),
            plain: new.connection.plain(),
            route: Route::try_from(&new.connection.route)?,
            ca_pem,
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

    /// Asks a workspace as it would be asked once it is added, and keeps nothing; returns it with the name of its account.
    /// One whose license the account may not see can be added, too.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub async fn try_out(&self, workspace: Workspace, credentials: &Credentials) -> Result<Workspace, Failure> {
        let account = self.check(&workspace, credentials).await?.account;
        Ok(Workspace { account, ..workspace })
    }

    /// Adds a workspace without asking it: what it is shows at the first refresh.
    ///
    /// # Errors
    /// When it is watched already, or cannot be kept.
    pub async fn import(&self, workspace: Workspace, token: Token) -> Result<WorkspaceView, Failure> {
        self.refuse_double(&workspace)?;
        self.keep_new(workspace, None, token).await
    }

    /// Removes a workspace, with its secret and all that is known of it. The secret goes first: when the server or the
    /// keyring refuses, nothing is removed.
    ///
    /// # Errors
    /// When there is no such workspace, or the server (where its token is to be revoked), the keyring or the store
    /// refuses.
    pub async fn remove(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        self.drop_token(id, fate).await?;
        self.forget(id)?;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Forgets a workspace whose secret is gone, with all that is known of it.
    pub(super) fn forget(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.0.store.remove_workspace(id)?;
        self.cache().remove(id);
        self.emit(EngineEvent::Removed(id));
        self.withdraw_outdated(id);
        Ok(())
    }

    /// Signs out of a workspace: its secret goes, and what is known of it stays.
    ///
    /// # Errors
    /// As [`Engine::remove`].
    pub async fn sign_out(&self, id: WorkspaceId, fate: TokenFate) -> Result<(), Failure> {
        self.drop_token(id, fate).await?;
        let workspace = Workspace { credential: Credential::None, ..self.cache().entry(id)?.workspace.clone() };
        self.0.store.replace_workspace(&workspace)?;
        let snapshot = self.0.store.save_failure(id, &Error::CredentialsMissing.into(), self.now())?;
        if let (Some(entry), Some(snapshot)) = (self.cache().entry_mut(id), snapshot) {
            entry.workspace = workspace;
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
        self.with_vault(move |vault| vault.forget(id)).await
    }

    pub(super) fn refuse_double(&self, workspace: &Workspace) -> Result<(), Failure> {
        match self.0.store.name_of_double(workspace)? {
            Some(name) => Err(Failure::duplicate(&name)),
            None => Ok(()),
        }
    }

    /// Keeps the token, then the workspace; when the second fails, the first is taken back.
    pub(super) async fn keep_new(
        &self,
        workspace: Workspace,
        found: Option<Found>,
        token: Token,
    ) -> Result<WorkspaceView, Failure> {
        let id = workspace.id;
        self.with_vault(move |vault| vault.keep(id, &token)).await?;
        let snapshot = match self.store_new(&workspace, found) {
            Ok(snapshot) => snapshot,
            Err(failure) => {
                // The workspace is not kept, whatever becomes of this; a token without one opens nothing here.
                if let Err(error) = self.with_vault(move |vault| vault.forget(id)).await {
                    tracing::warn!(workspace = %id, %error, "the token of a workspace that was not kept stays in the keyring");
                }
                return Err(failure);
            }
        };
        let (every, now) = (self.every(), self.now());
        let entry = Entry::new(workspace, snapshot, every, now);
        let view = entry.view(every, now);
        self.cache().add(entry);
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        Ok(view)
    }

    fn store_new(&self, workspace: &Workspace, found: Option<Found>) -> Result<Snapshot, Failure> {
        self.0.store.add_workspace(workspace)?;
        Ok(found.map(|found| self.store_found(workspace.id, found)).transpose()?.unwrap_or_default())
    }

    /// Keeps what a live check found.
    pub(super) fn store_found(&self, id: WorkspaceId, found: Found) -> Result<Snapshot, Failure> {
        match found {
            Found::Read(reading) => {
                let saved = self.0.store.save_reading(id, reading, self.now())?;
                saved.map(|(snapshot, _)| snapshot).ok_or_else(Failure::unknown_workspace)
            }
            Found::MayNotSee(seen) => {
                let kept = match &seen.failure {
                    Some(failure) => self.0.store.save_failure(id, failure, self.now())?,
                    None => self.0.store.snapshot(id)?,
                };
                let kept = kept.ok_or_else(Failure::unknown_workspace)?;
                Ok(Snapshot { server_version: seen.server_version, support: seen.support, ..kept })
            }
        }
    }

    /// What a workspace is signed in with.
    pub(super) async fn credentials(&self, workspace: &Workspace) -> Result<Credentials, Failure> {
        let id = workspace.id;
        let token = self.with_vault(move |vault| vault.token(id)).await?.ok_or(Error::CredentialsMissing)?;
        Ok(Credentials { user_id: UserId::clone(&workspace.user_id), token })
    }

    /// Calls the vault where it may block: it can wait for a user to unlock it.
    pub(super) async fn with_vault<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, Failure> {
        let engine = self.clone();
        match tokio::task::spawn_blocking(move || call(engine.0.vault.as_ref())).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(VaultError::Failed("it ended in the middle".to_owned()).into()),
        }
    }
}
