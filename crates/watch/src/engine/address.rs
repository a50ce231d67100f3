//! Moving a workspace to another address, with everything that is known about it.
//!
//! The token goes to the new address only after the user has seen which server answers there and has confirmed it: see
//! [`IdentityMatch`]. What answers in place of it gets public requests, and nothing else.

use license::ServerIdentity;
use rocketchat::{Address, InsecureHttp, Route, Server};

use super::{
    Engine,
    connect::{ConnectRequest, Draft, Purpose},
    probe,
};
use crate::{
    failure::Failure,
    present::view::SignInStep,
    workspace::{
        Credential, Workspace, WorkspaceId,
        edit::{AddressCheck, AddressMove, AddressTarget, IdentityMatch},
    },
};

/// The server at an address to which a workspace may have moved.
struct Target {
    draft: Draft,
    server: Server,
    identity: IdentityMatch,
}

impl Engine {
    /// Looks up, without credentials, which server is at an address, and whether it is that of the workspace.
    ///
    /// # Errors
    /// When there is no such workspace, or why no Rocket.Chat server can be reached there.
    pub async fn check_address(&self, id: WorkspaceId, target: AddressTarget) -> Result<AddressCheck, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let Target { draft, server, identity } = self.find_target(&workspace, &target).await?;
        let client = self.client_for(&draft.address, draft.plain, draft.network())?;
        let name = probe::site_name(&client).await.filter(|name| name.as_str() != draft.address.host());
        Ok(AddressCheck {
            url: draft.address.to_string(),
            name: name.map(|name| name.to_string()),
            server_version: server.version.map(|version| version.to_string()),
            plain_http: draft.address.is_insecure(),
            identity,
        })
    }

    /// Moves a workspace to another address, after a live check there. Its history, use and reminders stay, and the move is
    /// one of its changes. A workspace without a token stays without one, unless the move signs in.
    ///
    /// # Errors
    /// [`crate::FailureCode::OtherWorkspace`] if another workspace is there, [`crate::FailureCode::Unverified`] if the user
    /// has not confirmed what is there, and as [`Engine::reconnect`]. Then nothing is changed.
    pub async fn move_address(&self, id: WorkspaceId, new: AddressMove) -> Result<SignInStep, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let Target { draft, identity, .. } = self.find_target(&workspace, &new.target).await?;
        // Another server may answer now than when the user looked.
        let is_confirmed = draft.address.to_string() == new.confirmed_url;
        match identity {
            IdentityMatch::Other { known, found } => return Err(Failure::other_workspace(&known, &found)),
            IdentityMatch::Same if is_confirmed => {}
            IdentityMatch::Unverifiable if is_confirmed && new.unverified => {}
            IdentityMatch::Same | IdentityMatch::Unverifiable => return Err(Failure::unverified()),
        }
        let request = ConnectRequest { draft, purpose: Purpose::Reconnect };
        match (new.sign_in, workspace.credential) {
            (Some(sign_in), _) => self.sign_in(request, sign_in).await,
            (None, Credential::None) => {
                let view = self.store_moved_without_token(&workspace, request.draft)?;
                Ok(SignInStep::Done { workspace: Box::new(view) })
            }
            (None, Credential::PersonalAccessToken | Credential::Session) => {
                let credentials = self.credentials(&workspace).await?;
                let view = self.verify_and_save(request, credentials, workspace.credential).await?;
                Ok(SignInStep::Done { workspace: Box::new(view) })
            }
        }
    }

    async fn find_target(&self, workspace: &Workspace, target: &AddressTarget) -> Result<Target, Failure> {
        let AddressTarget { address, connection, keep_ca } = target;
        let mut draft = Draft {
            address: Address::parse(address, InsecureHttp::Allowed)?,
            plain: connection.plain(),
            route: Route::try_from(&connection.route)?,
            ca_pem: if *keep_ca { workspace.ca_pem.clone() } else { connection.ca_pem.clone() },
            ..Draft::of(workspace)
        };
        draft.network().certificates()?;
        let (address, server) = self.locate(draft.address.clone(), draft.plain, &draft.network()).await?;
        draft.address = address;
        let identity = {
            let cache = self.cache();
            identity_match(&cache.entry(workspace.id)?.snapshot.facts.identity, &server.identity)
        };
        Ok(Target { draft, server, identity })
    }
}

/// Compares what a server calls itself with what the server of a workspace called itself.
pub(super) fn identity_match(known: &ServerIdentity, found: &ServerIdentity) -> IdentityMatch {
    match (&known.workspace_id, &found.workspace_id) {
        (Some(known), Some(found)) if known == found => IdentityMatch::Same,
        (Some(known), Some(found)) => IdentityMatch::Other { known: known.to_string(), found: found.to_string() },
        (Some(_) | None, Some(_) | None) => IdentityMatch::Unverifiable,
    }
}
