//! The workspaces and their snapshots in memory, as stored.

use std::{cell::Cell, collections::HashMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::Semaphore;

use super::measured::Refreshes;
use crate::{
    failure::Failure,
    i18n::Audience,
    present::{
        summary::{FleetMember, urgency},
        view::{Activity, FullWorkspaceView, Known, WorkspaceView},
    },
    reminders::settings::{AppliedReminderSettings, ReminderSettings, WorkspaceReminderSettings},
    schedule::{next_change::next_change_at, refresh::Schedule},
    store::{Store, StoreError},
    workspace::{
        Workspace, WorkspaceId, groups::GroupId, handling::Handling, interval::Interval, past::Past, snapshot::Snapshot,
    },
};

/// Every workspace, in the order in which they were added, and the reminder settings of their groups.
pub(super) struct Cache {
    entries: Vec<Entry>,
    /// The place of each workspace among them: a fleet may have ten thousand.
    places: HashMap<WorkspaceId, usize>,
    groups: GroupReminders,
}

/// The reminder settings of groups, and which workspace is in which.
#[derive(Default)]
pub(super) struct GroupReminders {
    settings: HashMap<GroupId, WorkspaceReminderSettings>,
    group_of: HashMap<WorkspaceId, GroupId>,
}

impl GroupReminders {
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let settings = store.group_reminders()?;
        if settings.is_empty() {
            return Ok(Self::default());
        }
        let places = store.arrangement()?.places.into_iter();
        Ok(Self { settings, group_of: places.filter_map(|place| Some((place.workspace, place.group?))).collect() })
    }
}

/// One workspace, with what is known about it and when it is refreshed. Whoever reads much of it clones the first two, so that
/// the cache is not locked for long.
pub(super) struct Entry {
    pub(super) workspace: Arc<Workspace>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) past: Past,
    pub(super) schedule: Schedule,
    pub(super) reminders: WorkspaceReminderSettings,
    /// As stored. What is left of it now: see [`Handling::updated`].
    pub(super) handling: Handling,
    /// When its license last changed.
    pub(super) changed_at: Option<Timestamp>,
    /// Its one permit is held while the workspace is refreshed.
    pub(super) gate: Arc<Semaphore>,
    pub(super) next_change: Cell<NextChange>,
    /// How its refreshes went since the engine was created.
    pub(super) refreshes: Refreshes,
}

/// When something about a workspace next changes by the passing of time alone, as long as nothing else changes it: working
/// it out takes long enough not to do it for a thousand workspaces whenever one of them is refreshed.
#[derive(Debug, Clone, Copy)]
pub(super) enum NextChange {
    Unknown,
    /// At `at`, after everything from `since` until then; `None` if nothing ever changes.
    Known {
        since: Timestamp,
        at: Option<Timestamp>,
    },
}

impl Entry {
    pub(super) fn new(workspace: Workspace, snapshot: Snapshot, interval: Interval, now: Timestamp) -> Self {
        let schedule = Schedule::starting(snapshot.fetched_at, interval, now).no_later_than(snapshot.follow_up_at());
        Self {
            workspace: workspace.into(),
            snapshot: compact(&snapshot),
            past: Past::default(),
            schedule,
            reminders: WorkspaceReminderSettings::Default,
            handling: Handling::Active,
            changed_at: None,
            gate: Arc::new(Semaphore::new(1)),
            next_change: Cell::new(NextChange::Unknown),
            refreshes: Refreshes::starting(schedule.due > now),
        }
    }

    /// The workspace with what is known of it.
    pub(super) fn known(&self) -> (&Workspace, &Snapshot) {
        (&self.workspace, &self.snapshot)
    }

    /// Replaces everything that connecting changes. The name and the details may have been edited meanwhile.
    pub(super) fn set_connection(&mut self, new: Workspace) {
        let Workspace { name, details, .. } = &*self.workspace;
        self.workspace = Workspace { name: name.clone(), details: details.clone(), ..new }.into();
    }

    /// When it is refreshed next by itself; `None` if it is archived.
    pub(super) fn refresh_due_at(&self) -> Option<Timestamp> {
        (self.handling != Handling::Archived).then_some(self.schedule.due)
    }

    /// Whether it is to be refreshed at `now`.
    pub(super) fn is_due(&self, interval: Interval, now: Timestamp) -> bool {
        self.handling != Handling::Archived && self.schedule.is_due(interval, now)
    }
}

/// Nothing, if a stored value cannot be read, which must not prevent the application from starting.
fn or_none<T: Default>(read: Result<T, StoreError>) -> Result<T, StoreError> {
    match read {
        Err(error) if error.is_of_value() => {
            tracing::warn!(%error, "failed to parse what was known before");
            Ok(T::default())
        }
        read => read,
    }
}

impl Cache {
    pub(super) fn read(store: &Store, interval: Interval, now: Timestamp) -> Result<Self, StoreError> {
        let mut snapshots = store.snapshots()?;
        let mut pasts = or_none(store.pasts(now))?;
        let mut reminders = or_none(store.workspace_reminders())?;
        let mut handling = or_none(store.handling())?;
        let changes = or_none(store.last_changes())?;
        let entry = |workspace: Workspace| {
            let snapshot = snapshots.remove(&workspace.id).unwrap_or_default();
            let reminders = reminders.remove(&workspace.id).unwrap_or_default();
            let handling = handling.remove(&workspace.id).unwrap_or_default();
            let changed_at = changes.get(&workspace.id).copied();
            let past = pasts.remove(&workspace.id).unwrap_or_default();
            Entry { past, reminders, handling, changed_at, ..Entry::new(workspace, snapshot, interval, now) }
        };
        let entries: Vec<_> = store.workspaces()?.into_iter().map(entry).collect();
        Ok(Self { places: places(&entries), entries, groups: or_none(GroupReminders::read(store))? })
    }

    /// The reminder settings of each group for which they were set.
    pub(super) fn group_reminders(&self) -> &HashMap<GroupId, WorkspaceReminderSettings> {
        &self.groups.settings
    }

    pub(super) fn set_groups(&mut self, groups: GroupReminders) {
        self.groups = groups;
        self.forget_next_changes();
    }

    /// After a change of what decides when reminders of any workspace are due.
    pub(super) fn forget_next_changes(&self) {
        for entry in &self.entries {
            entry.next_change.set(NextChange::Unknown);
        }
    }

    /// When something about a workspace next changes by the passing of time alone, after `since`, given the reminder settings
    /// for all; `None` if nothing does.
    pub(super) fn next_change(
        &self,
        entry: &Entry,
        all: &ReminderSettings,
        since: Timestamp,
        zone: &TimeZone,
    ) -> Option<Timestamp> {
        if let NextChange::Known { since: known_since, at } = entry.next_change.get()
            && known_since <= since
            && at.is_none_or(|at| since < at)
        {
            return at;
        }
        let settings = self.applied_reminders(all, entry);
        let lead = settings.as_ref().map(|settings| &settings.lead);
        let change = next_change_at([(&*entry.snapshot, lead)], since, zone);
        let at = [change, entry.handling.next_change_at(&entry.snapshot, since)].into_iter().flatten().min();
        entry.next_change.set(NextChange::Known { since, at });
        at
    }

    /// What a summary depends on of a workspace.
    pub(super) fn member<'a>(&self, entry: &'a Entry, now: Timestamp) -> FleetMember<'a> {
        FleetMember {
            workspace: &entry.workspace,
            snapshot: &entry.snapshot,
            is_muted: self.is_muted(entry),
            handling: entry.handling.updated(&entry.snapshot, now),
            changed_at: entry.changed_at,
            attention: entry.snapshot.attention(now),
        }
    }

    /// Every workspace, the most urgent first.
    pub(super) fn by_urgency(&self, now: Timestamp) -> Vec<&Entry> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_cached_key(|entry| urgency(&self.member(entry, now), now));
        entries
    }

    /// A workspace in a list of the window.
    pub(super) fn view(&self, entry: &Entry, interval: Interval, audience: &Audience<'_>) -> WorkspaceView {
        let handling = entry.handling.updated(&entry.snapshot, audience.now);
        WorkspaceView::new(&self.known(entry, &handling, interval), audience)
    }

    /// A workspace on its own page.
    pub(super) fn full_view(&self, entry: &Entry, interval: Interval, audience: &Audience<'_>) -> FullWorkspaceView {
        let handling = entry.handling.updated(&entry.snapshot, audience.now);
        FullWorkspaceView::new(&self.known(entry, &handling, interval), audience)
    }

    fn known<'a>(&self, entry: &'a Entry, handling: &'a Handling, interval: Interval) -> Known<'a> {
        let activity = match entry.gate.available_permits() {
            0 => Activity::Refreshing,
            _ => Activity::Idle,
        };
        Known {
            workspace: &entry.workspace,
            snapshot: &entry.snapshot,
            past: &entry.past,
            reminders: &entry.reminders,
            is_muted: self.is_muted(entry),
            handling,
            activity,
            interval,
        }
    }

    /// Whether the reminders of a workspace are muted, by its own settings or by those of its group.
    pub(super) fn is_muted(&self, entry: &Entry) -> bool {
        entry.reminders.is_muted(self.group_reminders_of(entry))
    }

    /// The own reminder settings of a workspace once it is no longer muted.
    pub(super) fn unmuted(&self, entry: &Entry) -> WorkspaceReminderSettings {
        entry.reminders.unmuted(self.group_reminders_of(entry))
    }

    /// The reminder settings that apply to a workspace, given those for all; `None` if there are no reminders of it: it is
    /// muted, snoozed or archived.
    pub(super) fn applied_reminders(&self, all: &ReminderSettings, entry: &Entry) -> Option<AppliedReminderSettings> {
        if entry.handling.is_silent() {
            return None;
        }
        AppliedReminderSettings::resolve(all, self.group_reminders_of(entry), &entry.reminders)
    }

    fn group_reminders_of(&self, entry: &Entry) -> &WorkspaceReminderSettings {
        let group = self.groups.group_of.get(&entry.workspace.id);
        group.and_then(|group| self.groups.settings.get(group)).unwrap_or(&WorkspaceReminderSettings::Default)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every workspace, to be changed in more than its schedule.
    pub(super) fn entries_mut(&mut self) -> &mut [Entry] {
        self.forget_next_changes();
        &mut self.entries
    }

    /// Changes when workspaces are refreshed: `new` returns the new schedule of each that gets one.
    pub(super) fn reschedule(&mut self, mut new: impl FnMut(&Entry) -> Option<Schedule>) {
        for entry in &mut self.entries {
            if let Some(schedule) = new(entry) {
                entry.schedule = schedule;
            }
        }
    }

    pub(super) fn entry(&self, id: WorkspaceId) -> Result<&Entry, Failure> {
        let entry = self.places.get(&id).and_then(|place| self.entries.get(*place));
        entry.ok_or_else(Failure::unknown_workspace)
    }

    pub(super) fn entry_mut(&mut self, id: WorkspaceId) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(*self.places.get(&id)?)?;
        entry.next_change.set(NextChange::Unknown);
        Some(entry)
    }

    pub(super) fn add(&mut self, entry: Entry) {
        self.places.insert(entry.workspace.id, self.entries.len());
        self.entries.push(entry);
    }

    pub(super) fn remove(&mut self, id: WorkspaceId) {
        self.entries.retain(|entry| entry.workspace.id != id);
        self.places = places(&self.entries);
    }
}

/// A snapshot as it is kept. What was decoded has room for more in each of its lists and texts, and a copy has none.
pub(super) fn compact(snapshot: &Snapshot) -> Arc<Snapshot> {
    Arc::new(snapshot.clone())
}

fn places(entries: &[Entry]) -> HashMap<WorkspaceId, usize> {
    entries.iter().enumerate().map(|(place, entry)| (entry.workspace.id, place)).collect()
}
