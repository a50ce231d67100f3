//! Adding a workspace, and removing one.

use license::Label;
use rocketchat::{Address, Credentials, Error, PlainHttp, Reading, Token, UserId};
use secrecy::ExposeSecret;

use super::{Engine, EngineEvent, book::Entry};
use crate::{
    failure::Failure,
    snapshot::Snapshot,
    vault::{Vault, VaultError},
    view::WorkspaceView,
    workspace::{NewWorkspace, Workspace, WorkspaceId},
};

impl Engine {
    /// Adds a workspace after a live check: it must be a Rocket.Chat and accept the credentials. A workspace whose
    /// license the account may not see is added all the same, and says so.
    ///
    /// # Errors
    /// Why it was not added. Nothing of it is kept then.
    pub async fn add(&self, new: NewWorkspace) -> Result<WorkspaceView, Failure> {
        let plain = if new.allow_http { PlainHttp::Allowed } else { PlainHttp::Refused };
        // Whether http:// may be used is for the client to say: it is a state of a workspace, not a slip of the pen.
        let address = Address::parse(&new.address, PlainHttp::Allowed)?;
        let name = new.name.as_deref().map(Label::new).filter(|name| !name.is_empty());
        let workspace = Workspace {
            id: WorkspaceId::random(),
            name: name.unwrap_or_else(|| Label::new(address.host())),
            address,
            user_id: UserId::new(&new.user_id),
            plain,
            proxy: None,
            ca_pem: None,
        };
        self.refuse_duplicate(&workspace)?;
        let credentials =
            Credentials { user_id: workspace.user_id.clone(), token: Token::new(new.token.expose_secret()) };
        let snapshot = self.check(&workspace, &credentials).await?;
        self.keep_new(workspace, snapshot, credentials.token).await
    }

    /// Adds a workspace without asking it: what it is shows at the first refresh.
    ///
    /// # Errors
    /// When it is watched already, or cannot be kept.
    pub async fn import(&self, workspace: Workspace, token: Token) -> Result<WorkspaceView, Failure> {
        self.refuse_duplicate(&workspace)?;
        self.keep_new(workspace, Snapshot::default(), token).await
    }

    /// Removes a workspace, with its secret and all that is known of it. The secret goes first: when the keyring
    /// refuses, nothing is removed.
    ///
    /// # Errors
    /// When there is no such workspace, or the keyring or the store refuses.
    pub async fn remove(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.book().entry(id)?;
        self.with_vault(move |vault| vault.forget(id)).await?;
        self.0.store.remove_workspace(id)?;
        self.book().remove(id);
        self.tell(EngineEvent::Removed(id));
        self.0.nudge.notify_one();
        Ok(())
    }

    fn refuse_duplicate(&self, workspace: &Workspace) -> Result<(), Failure> {
        match self.0.store.name_of(workspace)? {
            Some(name) => Err(Failure::duplicate(&name)),
            None => Ok(()),
        }
    }

    async fn check(&self, workspace: &Workspace, credentials: &Credentials) -> Result<Snapshot, Failure> {
        let client = self.client(workspace)?;
        let server = client.server().await?;
        client.account(credentials).await?;
        match client.read(credentials).await {
            Ok(Reading { server_version, entitlement }) => {
                Ok(Snapshot::default().after(Reading { server_version, entitlement }, self.now()))
            }
            Err(error @ Error::Forbidden { .. }) => Ok(Snapshot {
                server_version: Some(server.version),
                failure: Some(error.into()),
                ..Snapshot::default()
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps the token, then the workspace; when the second fails, the first is taken back.
    async fn keep_new(&self, workspace: Workspace, snapshot: Snapshot, token: Token) -> Result<WorkspaceView, Failure> {
        let id = workspace.id;
        self.with_vault(move |vault| vault.keep(id, &token)).await?;
        if let Err(failure) = self.store_new(&workspace, &snapshot) {
            // The workspace is not kept, whatever becomes of this; a token without one opens nothing here.
            if let Err(error) = self.with_vault(move |vault| vault.forget(id)).await {
                tracing::warn!(workspace = %id, %error, "the token of a workspace that was not kept stays in the keyring");
            }
            return Err(failure);
        }
        let entry = Entry::new(workspace, snapshot, self.now());
        let view = entry.view(self.now());
        self.book().add(entry);
        self.tell(EngineEvent::Changed(Box::new(view.clone())));
        self.remind(id);
        self.0.nudge.notify_one();
        Ok(view)
    }

    fn store_new(&self, workspace: &Workspace, snapshot: &Snapshot) -> Result<(), Failure> {
        self.0.store.add_workspace(workspace)?;
        if let (Some(answer), Some(version), Some(at)) =
            (&snapshot.answer, &snapshot.server_version, snapshot.fetched_at)
        {
            let reading = Reading { server_version: version.clone(), entitlement: answer.clone() };
            self.0.store.save_reading(workspace.id, reading, at)?;
        }
        if let Some(failure) = &snapshot.failure {
            self.0.store.save_failure(workspace.id, failure)?;
        }
        Ok(())
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
