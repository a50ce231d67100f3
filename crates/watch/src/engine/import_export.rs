//! Exporting and importing workspaces, channels and settings, to move them to another machine.

use std::collections::HashMap;

use rocketchat::Error;

use super::{Engine, EngineEvent, cache::Entry, channel_edit::MAX_CHANNELS, lock};
use crate::{
    deliver::channel::{
        Channel,
        exported::{ExportedChannel, WorkspaceKey},
    },
    failure::Failure,
    settings_file::{ExportedWorkspace, ImportPlan, ImportedChannel, ImportedWorkspace, SettingsFile},
    store::{Import, Known, NewImport},
    workspace::{
        WorkspaceId,
        groups::{Group, GroupId},
    },
};

impl Engine {
    /// Exports all workspaces, groups, channels and settings, without secrets. Returns the text of the file.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn export(&self) -> Result<String, Failure> {
        let (arrangement, group_reminders) = (self.arrangement()?, self.group_reminders());
        let channels = self.store(|store| store.channels())?;
        let cache = self.cache();
        let key = |id| cache.entry(id).ok().map(|entry| WorkspaceKey::from(&*entry.workspace));
        let channels: Vec<_> = channels.iter().map(|stored| ExportedChannel::new(&stored.channel, key)).collect();
        let workspaces = arrangement.places.iter().filter_map(|place| {
            let entry = cache.entry(place.workspace).ok()?;
            Some(ExportedWorkspace::new(&entry.workspace, place.group, entry.reminders.clone(), entry.handling.clone()))
        });
        let workspaces = workspaces.collect();
        SettingsFile::new(self.now(), arrangement.groups, group_reminders, workspaces, &channels, self.settings())
            .text()
    }

    /// Returns what importing an exported file would add.
    ///
    /// # Errors
    /// [`crate::FailureCode::BadImport`] if it is not an exported file, or contains something that cannot be used.
    pub fn plan_import(&self, text: &str) -> Result<ImportPlan, Failure> {
        Ok(self.prepare_import(text)?.plan)
    }

    /// Imports an exported file. Existing workspaces and channels stay as they are, new workspaces wait for the user to sign
    /// in, new channels are off, and each setting is taken only if it still has its default here.
    ///
    /// # Errors
    /// As [`Engine::plan_import`], and when the store cannot be written.
    pub fn import_settings(&self, text: &str) -> Result<ImportPlan, Failure> {
        let PreparedImport { file, plan, new, groups, channels } = self.prepare_import(text)?;
        let is_new = |group: &GroupId| groups.iter().any(|new| new.id == *group);
        // A group that is here already keeps its own.
        let group_reminders = file.group_reminders.iter().filter(|(group, _)| is_new(group));
        // Stored with everything else, so that other changes of settings wait until these are applied.
        let _writing = lock(&self.0.settings_writer);
        let old = lock(&self.0.settings).clone();
        let settings = old.clone().with_imported(file.settings());
        let import = Import {
            group_reminders: group_reminders.map(|(group, reminders)| (*group, reminders.clone())).collect(),
            groups,
            workspaces: new.clone(),
            channels,
            settings: Some(settings.clone()),
        };
        let snapshots = self.store(|store| store.import(import, self.now()))?;
        for (NewImport { workspace, reminders, handling, .. }, snapshot) in new.into_iter().zip(snapshots) {
            let id = workspace.id;
            let entry = Entry::new(workspace, snapshot, self.refresh_interval(), self.now());
            self.cache().add(Entry { reminders, handling, ..entry });
            self.emit_changed(id);
        }
        self.reload_group_reminders()?;
        if settings != old {
            self.apply_settings(&old, settings);
        }
        self.emit(EngineEvent::GroupsChanged);
        if self.0.channels.is_stored {
            self.channels_changed()?;
        }
        self.0.nudge.notify_one();
        Ok(plan)
    }

    fn prepare_import(&self, text: &str) -> Result<PreparedImport, Failure> {
        let file = SettingsFile::read(text)?;
        let existing = self.arrangement()?.groups;
        let groups: Vec<_> = file.groups.iter().filter(|new| !existing.iter().any(|old| is_same(old, new))).collect();
        let groups: Vec<Group> = groups.into_iter().cloned().collect();
        // An existing group of the same name takes the place of the imported one.
        let local_group = |exported: GroupId| {
            let imported = file.groups.iter().find(|group| group.id == exported)?;
            Some(existing.iter().chain(&groups).find(|group| is_same(group, imported))?.id)
        };
        let (mut workspaces, mut new) = (Vec::new(), Vec::<NewImport>::new());
        let mut new_by_key = HashMap::new();
        for exported in &file.workspaces {
            let workspace = exported.workspace()?;
            let key = WorkspaceKey::from(&workspace);
            if new_by_key.contains_key(&key) {
                continue;
            }
            let known = self.store(|store| store.name_of_duplicate(&workspace))?.is_some();
            let (name, url) = (workspace.name.to_string(), workspace.address.to_string());
            workspaces.push(ImportedWorkspace { name, url, connection: (&workspace).into(), known });
            if !known {
                let (group, reminders) = (exported.group.and_then(local_group), exported.reminders.clone());
                let known = Known::Failure(Error::CredentialsMissing.into());
                new_by_key.insert(key, workspace.id);
                new.push(NewImport { workspace, group, reminders, handling: exported.handling.clone(), known });
            }
        }
        let by_key = self.workspaces_by_key();
        let local_workspace = |key: &WorkspaceKey| new_by_key.get(key).or_else(|| by_key.get(key)).copied();
        let known: Vec<_> = self.store(|store| store.channels())?.into_iter().map(|stored| stored.channel).collect();
        let (mut listed, mut channels) = (Vec::new(), Vec::<Channel>::new());
        for exported in file.channels() {
            // No export has more.
            if listed.len() >= MAX_CHANNELS {
                break;
            }
            let channel = exported.and_then(|exported| exported.channel(local_group, local_workspace).ok());
            let Some(channel) = channel.filter(|channel| !channels.iter().any(|other| other.id == channel.id)) else {
                continue;
            };
            let is_known = known.iter().any(|other| other.is_same(&channel));
            if !is_known && known.len() + channels.len() >= MAX_CHANNELS {
                continue;
            }
            let definition = &channel.definition;
            let (name, target) = (definition.name.as_str().to_owned(), definition.target.clone());
            listed.push(ImportedChannel { name, target, known: is_known });
            if !is_known {
                channels.push(channel);
            }
        }
        let channels_left_out = (file.channels().len() - listed.len()) as u32;
        let names = groups.iter().map(|group| group.name.as_str().to_owned()).collect();
        let exported_at = file.exported_at;
        let plan = ImportPlan { exported_at, workspaces, groups: names, channels: listed, channels_left_out };
        Ok(PreparedImport { file, plan, new, groups, channels })
    }

    fn workspaces_by_key(&self) -> HashMap<WorkspaceKey, WorkspaceId> {
        self.cache().entries().iter().map(|entry| (WorkspaceKey::from(&*entry.workspace), entry.workspace.id)).collect()
    }
}

/// An imported file, compared with what exists.
struct PreparedImport {
    file: SettingsFile,
    plan: ImportPlan,
    /// The workspaces that do not exist yet.
    new: Vec<NewImport>,
    /// The groups that do not exist yet.
    groups: Vec<Group>,
    /// The channels that do not exist yet.
    channels: Vec<Channel>,
}

/// Whether two groups are the same: they have the same id, or the same name, ignoring case.
fn is_same(old: &Group, new: &Group) -> bool {
    old.id == new.id || old.name.as_str().to_lowercase() == new.name.as_str().to_lowercase()
}
