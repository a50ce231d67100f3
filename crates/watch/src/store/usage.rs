//! The use of limits over time.

use jiff::{SignedDuration, Timestamp};
use license::{Entitlement, LimitKind, Observation};
use rusqlite::{OptionalExtension, Transaction, params};
use strum::IntoEnumIterator;

use super::{Store, StoreError};
use crate::workspace::{WorkspaceId, usage::UsageSample};

/// How often a use that does not change is stored.
const UNCHANGED_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// Pairs of an age and an interval, in seconds: of the samples that are older, one in each interval is kept.
const THINNING: [(i64, i64); 2] = [(30 * 86_400, 86_400), (180 * 86_400, 7 * 86_400)];

/// The age in seconds at which samples are deleted: three years.
const MAX_AGE: i64 = 1_096 * 86_400;

impl Store {
    /// The use of each limit of a workspace, oldest first. Limits without samples are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<(LimitKind, Vec<UsageSample>)>, StoreError> {
        let connection = self.lock();
        let sql = "select at, used, max from usage_samples
                   where series_id = (select id from usage_series where workspace_id = ?1 and kind = ?2) order by at";
        let mut statement = connection.prepare_cached(sql)?;
        let mut found = Vec::new();
        for kind in LimitKind::iter() {
            let mut rows = statement.query(params![id.to_string(), kind.code()])?;
            let mut samples = Vec::new();
            while let Some(row) = rows.next()? {
                let at = Timestamp::from_second(row.get("at")?);
                let at = at.map_err(|_| StoreError::Unreadable("the time of a sample of use".to_owned()))?;
                let (used, max): (i64, Option<i64>) = (row.get("used")?, row.get("max")?);
                samples.push(UsageSample { at, used: used.unsigned_abs(), max: max.map(i64::unsigned_abs) });
            }
            if !samples.is_empty() {
                found.push((kind, samples));
            }
        }
        Ok(found)
    }
}

/// Stores the use of each limit in an answer. Part of the transaction that stores the answer.
pub(super) fn record(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    answer: &Entitlement,
    at: Timestamp,
) -> Result<(), StoreError> {
    let observation = Observation {
        latest: Some(answer),
        last_known_licenses: answer.licenses(),
        facts: license::ServerFacts::unknown(),
    };
    for limit in observation.limits(at) {
        // SQLite's integers are signed. Real numbers of seats are far smaller.
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        if let Some(used) = limit.used.map(number) {
            add(transaction, id, limit.kind, (used, limit.effective_max().number().map(number)), at)?;
        }
    }
    Ok(())
}

fn add(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    kind: LimitKind,
    sample: (i64, Option<i64>),
    at: Timestamp,
) -> Result<(), StoreError> {
    let (series, now) = (series(transaction, id, kind)?, at.as_second());
    // Samples from the future were stored while the clock was ahead.
    let ahead = "delete from usage_samples where series_id = ?1 and at > ?2";
    transaction.prepare_cached(ahead)?.execute(params![series, now + 2 * UNCHANGED_INTERVAL.as_secs()])?;
    let newest = "select used, max, at from usage_samples where series_id = ?1 order by at desc limit 1";
    let last: Option<((i64, Option<i64>), i64)> = transaction
        .prepare_cached(newest)?
        .query_row([series], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))
        .optional()?;
    let is_new = last.is_none_or(|(last, at)| last != sample || now - at >= UNCHANGED_INTERVAL.as_secs());
    if !is_new {
        return Ok(());
    }
    let sql = "insert or replace into usage_samples (series_id, at, used, max) values (?1, ?2, ?3, ?4)";
    transaction.prepare_cached(sql)?.execute(params![series, now, sample.0, sample.1])?;
    for (age, once_in) in THINNING {
        let sql = "delete from usage_samples where series_id = ?1 and at < ?2 and exists (
                       select 1 from usage_samples as later where later.series_id = ?1
                       and later.at > usage_samples.at and later.at < (usage_samples.at / ?3 + 1) * ?3)";
        transaction.prepare_cached(sql)?.execute(params![series, now - age, once_in])?;
    }
    let sql = "delete from usage_samples where series_id = ?1 and at < ?2";
    transaction.prepare_cached(sql)?.execute(params![series, now - MAX_AGE])?;
    Ok(())
}

/// The number of the series of samples of a limit. The first sample creates it.
fn series(transaction: &Transaction<'_>, id: WorkspaceId, kind: LimitKind) -> Result<i64, StoreError> {
    let (id, kind) = (id.to_string(), kind.code());
    let known = "select id from usage_series where workspace_id = ?1 and kind = ?2";
    let known = transaction.prepare_cached(known)?.query_row(params![id, kind], |row| row.get(0)).optional()?;
    if let Some(series) = known {
        return Ok(series);
    }
    let new = "insert into usage_series (workspace_id, kind) values (?1, ?2)";
    transaction.prepare_cached(new)?.execute(params![id, kind])?;
    Ok(transaction.last_insert_rowid())
}

#[cfg(test)]
mod tests {
    use license::{Limit, Max};
    use rocketchat::{LicenseEndpoint, RawAnswer, Reading, ServerVersion};

    use super::*;
    use crate::workspace::Workspace;

    fn start() -> Timestamp {
        "2023-01-01T00:00:00Z".parse().unwrap()
    }

    fn after(hours: i64) -> Timestamp {
        start() + SignedDuration::from_hours(hours)
    }

    fn workspace(store: &Store) -> WorkspaceId {
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        workspace.id
    }

    fn read(store: &Store, id: WorkspaceId, used: u64, max: Max, at: Timestamp) {
        let limits = vec![Limit::new(LimitKind::ActiveUsers, Some(used), max)];
        let reading = Reading {
            entitlement: Entitlement::Unlicensed { limits },
            server_version: Some(ServerVersion::new("8.5.0")),
            support: None,
            facts: rocketchat::FactsRead::default(),
            endpoint: LicenseEndpoint::Info,
            raw: RawAnswer::default(),
        };
        store.save_reading(id, reading, at).unwrap();
    }

    #[test]
    fn use_is_stored_when_it_changes_and_otherwise_once_a_day() {
        let store = Store::in_memory().unwrap();
        let id = workspace(&store);
        for (hours, used) in [(0, 10), (6, 10), (12, 11), (18, 11), (30, 11), (36, 11)] {
            read(&store, id, used, Max::AtMost(50), after(hours));
        }
        read(&store, id, 11, Max::Unlimited, after(37));
        let (kind, samples) = store.usage(id).unwrap().remove(0);
        let kept: Vec<_> = samples.iter().map(|s| (s.at, s.used, s.max)).collect();
        let seats = Some(50);
        let expected = [(0, 10, seats), (12, 11, seats), (36, 11, seats), (37, 11, None)];
        assert_eq!((kind, kept), (LimitKind::ActiveUsers, expected.map(|(h, used, max)| (after(h), used, max)).into()));
    }

    #[test]
    fn old_samples_are_thinned_to_the_last_of_each_interval() {
        let store = Store::in_memory().unwrap();
        let id = workspace(&store);
        // Four samples a day for four years, each with another use.
        for sample in 0..4 * 365 * 4 {
            read(&store, id, 10 + sample % 7, Max::AtMost(50), after(6 * i64::try_from(sample).unwrap()));
        }
        let samples = store.usage(id).unwrap().remove(0).1;
        let newest = samples.last().unwrap().at;
        let younger = |days: i64| samples.iter().filter(|s| newest.duration_since(s.at).as_hours() < days * 24).count();
        assert_eq!(younger(30), 120, "every sample of the last month");
        assert!((268..=272).contains(&younger(180)), "one a day of half a year: {}", younger(180));
        assert!((390..=410).contains(&samples.len()), "one a week of three years: {}", samples.len());
        assert!(samples.windows(2).all(|pair| pair[0].at < pair[1].at));
    }
}
