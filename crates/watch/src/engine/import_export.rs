//! Carrying from one machine to another what somebody entered and chose.

use rocketchat::Error;

use super::{Engine, EngineEvent, cache::Entry};
use crate::{
    failure::Failure,
    settings_file::{ExportedWorkspace, ImportPlan, ImportedWorkspace, SettingsFile},
    store::NewImport,
    workspace::groups::Group,
};

impl Engine {
    /// All that somebody entered and chose but for secrets, as the text of a file.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn export(&self) -> Result<String, Failure> {
        let arrangement = self.arrangement()?;
        let cache = self.cache();
        let carried = arrangement.places.iter().filter_map(|place| {
            let entry = cache.entry(place.workspace).ok()?;
            Some(ExportedWorkspace::new(&entry.workspace, place.group, entry.reminding.clone()))
        });
        let carried = carried.collect();
        let transfer = SettingsFile::new(self.now(), arrangement.groups, carried, self.settings());
        transfer.text()
    }

    /// What such a text would bring.
    ///
    /// # Errors
    /// [`crate::FailureCode::BadImport`] when it is none, or holds something that cannot be used.
    pub fn plan_import(&self, text: &str) -> Result<ImportPlan, Failure> {
        Ok(self.arriving(text)?.plan)
    }

    /// Imports what such a text holds: what is there already stays as it is, new workspaces wait for the user to sign in,
    /// and settings are taken where nothing was chosen yet.
    ///
    /// # Errors
    /// As [`Engine::plan_import`], and when the store cannot be written.
    pub fn import_settings(&self, text: &str) -> Result<ImportPlan, Failure> {
        let Arriving { transfer, plan, new, groups } = self.arriving(text)?;
        let snapshots = self.0.store.take_in(&groups, &new, &Error::CredentialsMissing.into(), self.now())?;
        for (NewImport { workspace, reminding, .. }, snapshot) in new.into_iter().zip(snapshots) {
            let id = workspace.id;
            let entry = Entry::new(workspace, snapshot, self.every(), self.now());
            self.cache().add(Entry { reminding, ..entry });
            self.emit_changed(id);
        }
        self.update_settings(|settings| *settings = std::mem::take(settings).with_imported(transfer.settings()))?;
        self.emit(EngineEvent::GroupsChanged);
        self.0.nudge.notify_one();
        Ok(plan)
    }

    fn arriving(&self, text: &str) -> Result<Arriving, Failure> {
        let transfer = SettingsFile::read(text)?;
        let here = self.arrangement()?.groups;
        let groups: Vec<_> = transfer.groups.iter().filter(|new| !here.iter().any(|old| is_same(old, new))).collect();
        let groups: Vec<Group> = groups.into_iter().cloned().collect();
        // By its name where a group of that name was here before.
        let group_here = |carried: &ExportedWorkspace| {
            let called = transfer.groups.iter().find(|group| Some(group.id) == carried.group)?;
            Some(here.iter().chain(&groups).find(|group| is_same(group, called))?.id)
        };
        let (mut workspaces, mut new) = (Vec::new(), Vec::<NewImport>::new());
        for carried in &transfer.workspaces {
            let workspace = carried.workspace()?;
            let is_double = new.iter().any(|NewImport { workspace: other, .. }| {
                (&other.address, &other.user_id) == (&workspace.address, &workspace.user_id)
            });
            if is_double {
                continue;
            }
            let known = self.0.store.name_of_double(&workspace)?.is_some();
            let (name, url) = (workspace.name.to_string(), workspace.address.to_string());
            workspaces.push(ImportedWorkspace { name, url, connection: (&workspace).into(), known });
            if !known {
                let (group, reminding) = (group_here(carried), carried.reminding.clone());
                new.push(NewImport { workspace, group, reminding });
            }
        }
        let names = groups.iter().map(|group| group.name.as_str().to_owned()).collect();
        let plan = ImportPlan { exported_at: transfer.exported_at, workspaces, groups: names };
        Ok(Arriving { transfer, plan, new, groups })
    }
}

/// What a text brings.
struct Arriving {
    transfer: SettingsFile,
    plan: ImportPlan,
    /// The workspaces that are not watched here.
    new: Vec<NewImport>,
    /// The groups that are not here.
    groups: Vec<Group>,
}

/// Whether two groups are one: by where they come from, or by what they are called.
fn is_same(old: &Group, new: &Group) -> bool {
    old.id == new.id || old.name.as_str().to_lowercase() == new.name.as_str().to_lowercase()
}
