//! What has been recorded as due: the thresholds of deadlines, and the level of each condition.
//!
//! A due threshold or level is recorded in one transaction with its reminder, before that is shown. Usually nothing is
//! new, so that is checked first, without a write lock.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use license::{Change, Deadline};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, all, outbox, read_json};
use crate::{
    reminders::{Cause, Due, DueDeadline, Reminder, condition::Condition, settings::WorkspaceReminderSettings},
    workspace::{Workspace, WorkspaceId, groups::GroupId},
};

/// A record that is further in the future than this was made while the clock was wrong, and is discarded. One that is
/// less far in the future counts: the clock was set back a little, and that must not repeat a reminder.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_hours(48);

/// Of how many deadlines of a workspace it is kept what was sent, besides those that are due. Not limited by age: as long as a
/// server names a deadline, however long past, what was sent of it must not be sent again.
const MAX_SENT: usize = 200;

impl Store {
    /// Records thresholds of a workspace's deadlines as sent. `choose` makes one reminder of those that were not sent
    /// before, which is stored and returned.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace. Then nothing is recorded.
    pub fn record_due_deadlines(
        &self,
        id: WorkspaceId,
        due: &[Due],
        now: Timestamp,
        choose: impl FnOnce(Vec<DueDeadline>) -> Option<Reminder>,
    ) -> Result<Option<Reminder>, StoreError> {
        let mut connection = self.lock();
        if !has_records_from_the_future(&connection, id, now)? && unsent(&connection, id, due)?.is_empty() {
            return Ok(None);
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        transaction.execute(
            "delete from reminders_sent where workspace_id = ?1 and sent_at > ?2",
            params![id.to_string(), latest_plausible(now)],
        )?;
        let fresh = unsent(&transaction, id, due)?;
        for due in &fresh {
            record(&transaction, id, due, now)?;
        }
        thin_sent(&transaction, id, due)?;
        let chosen = choose(fresh.into_iter().map(|due| due.tightest.clone()).collect());
        if let Some(reminder) = &chosen {
            outbox::add(&transaction, &self.recorded_deliveries, reminder, now)?;
        }
        transaction.commit()?;
        Ok(chosen)
    }

    /// Records the level of each of a workspace's conditions, and stores a reminder of each that rose.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then nothing is recorded.
    pub fn record_due_conditions(
        &self,
        workspace: &Workspace,
        conditions: &[Condition],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        if changed_levels(&connection, workspace.id, conditions)?.is_empty() {
            return Ok(());
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for ChangedLevel { condition, before, after } in changed_levels(&transaction, workspace.id, conditions)? {
            set_level(&transaction, workspace.id, &condition.kind.code(), after)?;
            if let Some(cause) = condition.cause.as_ref().filter(|_| after > before) {
                let reminder = Reminder::of(workspace, cause.clone());
                outbox::add(&transaction, &self.recorded_deliveries, &reminder, now)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Records every change of a workspace as sent. `choose` makes the cause of a reminder of those that were not sent
    /// before, or `None` for no reminder.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then nothing is recorded.
    pub fn record_due_changes(
        &self,
        workspace: &Workspace,
        now: Timestamp,
        choose: impl FnOnce(Vec<Change>) -> Option<Cause>,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        if unsent_changes(&connection, workspace.id)?.is_none() {
            return Ok(());
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        if let Some(UnsentChanges { newest, changes }) = unsent_changes(&transaction, workspace.id)? {
            set_level(&transaction, workspace.id, CHANGES, newest)?;
            if let Some(cause) = choose(changes) {
                outbox::add(&transaction, &self.recorded_deliveries, &Reminder::of(workspace, cause), now)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// The reminder settings of each workspace for which they were set.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspace_reminders(&self) -> Result<HashMap<WorkspaceId, WorkspaceReminderSettings>, StoreError> {
        settings_by_id(&self.lock(), "select workspace_id, reminding from reminding")
    }

    /// The reminder settings of each group for which they were set.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn group_reminders(&self) -> Result<HashMap<GroupId, WorkspaceReminderSettings>, StoreError> {
        settings_by_id(&self.lock(), "select group_id, reminders from group_reminders")
    }

    /// Stores the reminder settings of a group.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such group.
    pub fn set_group_reminders(&self, id: GroupId, reminders: &WorkspaceReminderSettings) -> Result<(), StoreError> {
        save_group_reminders(&self.lock(), id, reminders)
    }

    /// Stores the reminder settings of a workspace.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace.
    pub fn set_workspace_reminders(
        &self,
        id: WorkspaceId,
        reminders: &WorkspaceReminderSettings,
    ) -> Result<(), StoreError> {
        save_workspace_reminders(&self.lock(), id, reminders)
    }
}

pub(super) fn save_group_reminders(
    connection: &Connection,
    id: GroupId,
    reminders: &WorkspaceReminderSettings,
) -> Result<(), StoreError> {
    let sql = "insert or replace into group_reminders (group_id, reminders) values (?1, ?2)";
    connection.execute(sql, params![id.to_string(), super::write_json(reminders)?])?;
    Ok(())
}

pub(super) fn save_workspace_reminders(
    connection: &Connection,
    id: WorkspaceId,
    reminders: &WorkspaceReminderSettings,
) -> Result<(), StoreError> {
    let sql = "insert or replace into reminding (workspace_id, reminding) values (?1, ?2)";
    connection.execute(sql, params![id.to_string(), super::write_json(reminders)?])?;
    Ok(())
}

/// The reminder settings by the ids that a query returns with them. Those that cannot be parsed are the defaults.
fn settings_by_id<Id>(connection: &Connection, sql: &str) -> Result<HashMap<Id, WorkspaceReminderSettings>, StoreError>
where
    Id: std::str::FromStr + std::hash::Hash + Eq + std::fmt::Display,
{
    let found = all(connection, sql, [], |row| {
        let id = row.get::<_, String>(0)?;
        let id: Id = id.parse().map_err(|_| StoreError::Unreadable("the id of reminder settings".to_owned()))?;
        Ok(match row.get::<_, String>(1).map_err(Into::into).and_then(|reminders| read_json(&reminders)) {
            Ok(reminders) => Some((id, reminders)),
            Err(error) => {
                tracing::warn!(%id, %error, "failed to parse reminder settings; using the defaults");
                None
            }
        })
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The name of the alert level that holds the id of the newest change that was sent.
const CHANGES: &str = "changes";

/// The id of the newest change of a workspace that was reported; 0 if none was.
pub(super) fn reported_change(connection: &Connection, id: WorkspaceId) -> Result<i64, StoreError> {
    level(connection, id, CHANGES)
}

/// A condition whose level differs from the recorded one.
struct ChangedLevel<'a> {
    condition: &'a Condition,
    before: i64,
    after: i64,
}

/// Changes that were not sent, and the id of the newest.
struct UnsentChanges {
    newest: i64,
    changes: Vec<Change>,
}

fn changed_levels<'a>(
    connection: &Connection,
    id: WorkspaceId,
    conditions: &'a [Condition],
) -> Result<Vec<ChangedLevel<'a>>, StoreError> {
    let mut changed = Vec::new();
    for condition in conditions {
        let before = level(connection, id, &condition.kind.code())?;
        let after = condition.level_after(before);
        if after != before {
            changed.push(ChangedLevel { condition, before, after });
        }
    }
    Ok(changed)
}

fn unsent_changes(connection: &Connection, id: WorkspaceId) -> Result<Option<UnsentChanges>, StoreError> {
    let sent = level(connection, id, CHANGES)?;
    let sql = "select id, change from changes where workspace_id = ?1 and id > ?2 order by id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![id.to_string(), sent])?;
    let mut found: Option<UnsentChanges> = None;
    while let Some(row) = rows.next()? {
        let unsent = found.get_or_insert(UnsentChanges { newest: sent, changes: Vec::new() });
        unsent.newest = row.get("id")?;
        unsent.changes.push(read_json(&row.get::<_, String>("change")?)?);
    }
    Ok(found)
}

fn level(connection: &Connection, id: WorkspaceId, name: &str) -> Result<i64, StoreError> {
    let sql = "select level from alert_levels where workspace_id = ?1 and name = ?2";
    let values = params![id.to_string(), name];
    Ok(connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?.unwrap_or(0))
}

pub(super) fn set_level(connection: &Connection, id: WorkspaceId, name: &str, level: i64) -> Result<(), StoreError> {
    let sql = "insert or replace into alert_levels (workspace_id, name, level) values (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![id.to_string(), name, level])?;
    Ok(())
}

/// The latest time that a record can have if the clock was right, as it is stored.
fn latest_plausible(now: Timestamp) -> String {
    now.saturating_add(CLOCK_TOLERANCE).unwrap_or(Timestamp::MAX).to_string()
}

fn has_records_from_the_future(connection: &Connection, id: WorkspaceId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "select 1 from reminders_sent where workspace_id = ?1 and sent_at > ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![id.to_string(), latest_plausible(now)])?)
}

/// The due thresholds that were not sent. One also counts as sent if a tighter one was, so that changing the lead times
/// does not repeat reminders, or if it was sent of another reading of the same deadline.
fn unsent<'a>(connection: &Connection, id: WorkspaceId, due: &'a [Due]) -> Result<Vec<&'a Due>, StoreError> {
    let sql = "select 1 from reminders_sent where workspace_id = ?1 and kind = ?2 and deadline between ?3 and ?4
         and threshold <= ?5";
    let mut unsent = Vec::new();
    for candidate in due {
        let Deadline { at, kind, .. } = &candidate.tightest.deadline;
        let first = at.saturating_sub(kind.precision()).unwrap_or(Timestamp::MIN).to_string();
        let last = at.saturating_add(kind.precision()).unwrap_or(Timestamp::MAX).to_string();
        let values = params![id.to_string(), kind.code(), first, last, candidate.tightest.threshold];
        if !connection.prepare_cached(sql)?.exists(values)? {
            unsent.push(candidate);
        }
    }
    Ok(unsent)
}

/// Forgets what was sent of deadlines that are neither due, nor among the last ones of which something was sent. A deadline
/// that comes back, because nodes disagree, is not reported again.
fn thin_sent(connection: &Connection, id: WorkspaceId, due: &[Due]) -> Result<(), StoreError> {
    let is_due = |kind: &str, at: Timestamp| {
        due.iter().map(|due| &due.tightest.deadline).any(|deadline| {
            deadline.kind.code() == kind && deadline.at.duration_since(at).abs() <= deadline.kind.precision()
        })
    };
    let sql = "select kind, deadline from reminders_sent where workspace_id = ?1
               group by kind, deadline order by max(sent_at) desc, deadline desc";
    let sent = all(connection, sql, [id.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for (kind, deadline) in sent.into_iter().skip(MAX_SENT) {
        if !deadline.parse().is_ok_and(|at| is_due(&kind, at)) {
            let sql = "delete from reminders_sent where workspace_id = ?1 and kind = ?2 and deadline = ?3";
            connection.prepare_cached(sql)?.execute(params![id.to_string(), kind, deadline])?;
        }
    }
    Ok(())
}

/// Records a threshold as sent, together with the wider ones that have passed.
pub(super) fn record(connection: &Connection, id: WorkspaceId, due: &Due, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert or ignore into reminders_sent (workspace_id, kind, deadline, threshold, sent_at)
               values (?1, ?2, ?3, ?4, ?5)";
    let (kind, deadline) = (due.tightest.deadline.kind.code(), due.tightest.deadline.at.to_string());
    for passed in &due.passed {
        let values = params![id.to_string(), kind, deadline, passed, now.to_string()];
        connection.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use license::{DeadlineKind, Renewal};
    use proptest::prelude::*;

    use super::*;

    fn start() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    /// A deadline, by its number, with two thresholds that have passed.
    fn due(number: i64) -> Due {
        let at = start() + SignedDuration::from_hours(24 * 30 * number);
        let deadline = Deadline::new(at, DeadlineKind::Expiry);
        let plan = "Pro".to_owned();
        let tightest = DueDeadline { plan, deadline, threshold: 7, renewal: Renewal::Manual, stop: None };
        Due { tightest, passed: vec![14, 7] }
    }

    fn count(store: &Store, table: &str) -> i64 {
        store.lock().query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Whatever a server reports in turn: what is still due, or was among the last 200 that were reported, is not reported
        /// again, and the table does not grow without bound.
        #[test]
        fn deadlines_are_reported_once_and_their_records_are_bounded(
            steps in prop::collection::vec((prop::collection::btree_set(0..300_i64, 1..40), 0..2_000_i64), 1..40),
        ) {
            let store = Store::in_memory().unwrap();
            let workspace = Workspace::example();
            store.add_workspace(&workspace).unwrap();
            let (mut now, mut before, mut sent) = (start(), Vec::new(), Vec::<(i64, Timestamp)>::new());
            for (numbers, hours) in steps {
                now += SignedDuration::from_hours(hours);
                let all: Vec<_> = numbers.iter().map(|number| due(*number)).collect();
                let mut fresh = Vec::new();
                store.record_due_deadlines(workspace.id, &all, now, |new| { fresh = new; None }).unwrap();
                for number in &numbers {
                    let is_fresh = fresh.iter().any(|new| new.deadline == due(*number).tightest.deadline);
                    let last = sent.iter().rev().find(|(other, _)| other == number);
                    let is_recent = last.is_some_and(|(_, at)| {
                        let newer: std::collections::HashSet<_> =
                            sent.iter().filter(|(_, other)| other >= at).map(|(other, _)| *other).collect();
                        newer.len() < MAX_SENT
                    });
                    prop_assert!(!is_fresh || !(is_recent || before.contains(number)), "{number} again");
                    if is_fresh {
                        sent.push((*number, now));
                    }
                }
                // Two thresholds each. What was due before is thinned when something is recorded next.
                let most = 2 * (MAX_SENT + 40);
                prop_assert!(usize::try_from(count(&store, "reminders_sent")).unwrap() <= most);
                before = numbers.into_iter().collect();
            }
        }
    }

    #[test]
    fn changes_are_bounded_and_reported_once() {
        let store = Store::in_memory().unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        let change = |number: i64| Change::AddressChanged {
            before: license::Label::new("a"),
            after: license::Label::new(&number.to_string()),
        };
        let add = |numbers: std::ops::Range<i64>, at: Timestamp| {
            let connection = store.lock();
            for number in numbers {
                super::super::history::add(&connection, workspace.id, at, &change(number)).unwrap();
            }
            let reported = reported_change(&connection, workspace.id).unwrap();
            super::super::history::thin(&connection, workspace.id, reported, at).unwrap();
        };
        let report = || {
            let mut reported = 0;
            store
                .record_due_changes(&workspace, start(), |new| {
                    reported = new.len();
                    None
                })
                .unwrap();
            reported
        };
        add(0..3_000, start());
        assert_eq!((count(&store, "changes"), report()), (3_000, 3_000), "what was not reported is kept");
        add(3_000..3_001, start());
        assert_eq!((count(&store, "changes"), report(), report()), (1_000, 1, 0));
        add(0..9_000, start());
        assert_eq!((count(&store, "changes"), report(), report()), (5_000, 5_000, 0));
        add(0..0, start() + SignedDuration::from_hours(24 * 365 * 4));
        assert_eq!((count(&store, "changes"), report()), (1, 0), "the newest says what was reported");
    }
}
