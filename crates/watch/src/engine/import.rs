//! Importing the workspaces of a fleet file.

use futures_util::future::join_all;
use rocketchat::{Credentials, Token};

use super::Engine;
use crate::{
    failure::{Failure, FailureCode},
    workspace::{
        Workspace,
        import::{Imported, ImportedAs, NotImported, TryOut},
    },
};

impl Engine {
    /// Imports those of these workspaces that can be read and are not there yet, all or none, and refreshes them. With
    /// [`TryOut::No`], they are added without being read.
    ///
    /// # Errors
    /// When they cannot be stored. That one cannot be read, or is there already, is part of the answer.
    pub async fn import_new(&self, workspaces: Vec<(Workspace, Token)>, try_out: TryOut) -> Result<Imported, Failure> {
        let checks = workspaces.into_iter().map(|(workspace, token)| async move {
            let name = workspace.name.clone();
            let credentials = Credentials { user_id: workspace.user_id.clone(), token };
            let tried_out = match try_out {
                TryOut::Yes => self.0.turns.take(async { Box::pin(self.try_out(workspace, &credentials)).await }).await,
                TryOut::No => Ok(workspace),
            };
            (name, tried_out.map(|workspace| (workspace, credentials.token)))
        });
        let checked = join_all(checks).await;
        let (mut readable, mut refused) = (Vec::with_capacity(checked.len()), Vec::new());
        for (name, checked) in checked {
            match checked {
                Ok(checked) => readable.push(checked),
                Err(failure) => refused.push(NotImported { name, failure }),
            }
        }
        let mut new = self.without_duplicates(readable, &mut refused);
        while let Err(failure) = self.store_imported(new.clone()).await {
            let before = new.len();
            new = self.without_duplicates(new, &mut refused);
            // Otherwise, somebody has added one of them in between.
            if failure.code != FailureCode::DuplicateWorkspace || new.len() == before {
                return Err(failure);
            }
        }
        let added: Vec<_> = new.into_iter().map(|(new, _)| ImportedAs { id: new.id, name: new.name }).collect();
        if try_out == TryOut::Yes {
            self.refresh_each(added.iter().map(|added| added.id).collect()).await?;
        }
        let vault = self.vault_status();
        let unsaved = vault.problem.filter(|_| vault.unsaved > 0).map(Failure::from);
        Ok(Imported { added, refused, unsaved })
    }

    /// Those that are not there yet, and not among the others.
    fn without_duplicates(
        &self,
        workspaces: Vec<(Workspace, Token)>,
        refused: &mut Vec<NotImported>,
    ) -> Vec<(Workspace, Token)> {
        let mut new = Vec::<(Workspace, Token)>::with_capacity(workspaces.len());
        for (workspace, token) in workspaces {
            match self.check_new(&workspace, new.iter().map(|(other, _)| other)) {
                Ok(()) => new.push((workspace, token)),
                Err(failure) => refused.push(NotImported { name: workspace.name, failure }),
            }
        }
        new
    }

    async fn store_imported(&self, new: Vec<(Workspace, Token)>) -> Result<(), Failure> {
        let engine = self.clone();
        self.uninterrupted(async move { engine.import_all(new).await }).await
    }
}
