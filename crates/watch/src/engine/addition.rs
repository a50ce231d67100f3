//! Adding workspaces, all or none, with their tokens.

use std::collections::HashMap;

use rocketchat::{Error, Token};

use super::{Engine, cache::Entry, probe::Found};
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    store::{Import, Known, NewImport},
    vault::{Vault, VaultError},
    workspace::{
        Workspace,
        groups::{Group, GroupId},
        handling::Handling,
        snapshot::Snapshot,
    },
};

/// A workspace to add.
pub(super) struct Addition {
    pub(super) workspace: Workspace,
    /// Its group, which exists or is added with it.
    pub(super) group: Option<GroupId>,
    /// The token, and what it can see, if that was checked; `None` if there is nothing to sign in with.
    pub(super) signed_in: Option<(Token, Option<Found>)>,
}

impl Engine {
    /// Adds groups and workspaces, all or none: stores the tokens, then everything else in one transaction. If either fails,
    /// or the process ends in between, the tokens are deleted again.
    pub(super) async fn store_new(&self, groups: Vec<Group>, additions: Vec<Addition>) -> Result<(), Failure> {
        let mut tokens = Vec::new();
        let (mut workspaces, mut unseen) = (Vec::with_capacity(additions.len()), HashMap::new());
        let new: Vec<_> = additions
            .into_iter()
            .map(|Addition { workspace, group, signed_in }| {
                workspaces.push(workspace.clone());
                let known = match signed_in {
                    None => Known::Failure(Error::CredentialsMissing.into()),
                    Some((token, found)) => {
                        tokens.push((workspace.token, token));
                        match found {
                            None => Known::Nothing,
                            Some(Found::Read(reading)) => Known::Reading(reading),
                            Some(Found::NotPermitted(seen)) => {
                                let known = seen.failure.clone().map_or(Known::Nothing, Known::Failure);
                                unseen.insert(workspace.id, seen);
                                known
                            }
                        }
                    }
                };
                let (reminders, handling) = (WorkspaceReminderSettings::default(), Handling::default());
                NewImport { workspace, group, reminders, handling, known }
            })
            .collect();
        let ids: Vec<_> = tokens.iter().map(|(id, _)| *id).collect();
        let adding = self.store(|store| store.add_tokens(&ids, self.now()))?;
        // The caller may be cancelled before the keyring answers, so the call itself holds the lock.
        let store = move |vault: &dyn Vault| {
            tokens.iter().try_for_each(|(id, token)| vault.keep(*id, token))?;
            Ok(adding)
        };
        let import = Import { groups, workspaces: new, ..Import::default() };
        let added = match self.with_vault(store).await {
            Ok(_adding) => self.store(|store| store.import(import, self.now())).map_err(Failure::from),
            // The call that hangs may still store them. They are deleted once the keyring can be used.
            Err(VaultError::TimedOut) => return Err(VaultError::TimedOut.into()),
            Err(error) => Err(error.into()),
        };
        let snapshots = match added {
            Ok(snapshots) => snapshots,
            Err(failure) => {
                for id in ids {
                    self.delete_token(id).await;
                }
                return Err(failure);
            }
        };
        for (workspace, snapshot) in workspaces.into_iter().zip(snapshots) {
            let snapshot = match unseen.remove(&workspace.id) {
                Some(seen) => seen_on(snapshot, *seen),
                None => snapshot,
            };
            self.show_new(workspace, snapshot)?;
        }
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Adds a stored workspace to what is shown.
    fn show_new(&self, workspace: Workspace, snapshot: Snapshot) -> Result<(), Failure> {
        let id = workspace.id;
        let (interval, now) = (self.refresh_interval(), self.now());
        let past = self.store(|store| store.past(id, now))?;
        self.cache().add(Entry { past, ..Entry::new(workspace, snapshot, interval, now) });
        self.emit_changed(id);
        self.update_reminders(id);
        Ok(())
    }
}

/// What is stored of a workspace, with what an account saw that may not see the license.
pub(super) fn seen_on(stored: Snapshot, seen: Snapshot) -> Snapshot {
    Snapshot { facts: seen.facts, server_version: seen.server_version, support: seen.support, ..stored }
}
