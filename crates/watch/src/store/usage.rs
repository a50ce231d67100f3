//! How much of each limit was in use, over time.

use jiff::{SignedDuration, Timestamp};
use license::{Entitlement, Last, LimitKind};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{Store, StoreError};
use crate::{forecast::UsageSample, workspace::WorkspaceId};

/// A use that stays the same is kept so often.
const AT_LEAST: SignedDuration = SignedDuration::from_hours(24);

/// What is older than the first, in seconds, is kept once in the second.
const THINNED: [(i64, i64); 2] = [(30 * 86_400, 86_400), (180 * 86_400, 7 * 86_400)];

/// What is older than this, in seconds, is forgotten: three years.
const FORGOTTEN: i64 = 1_096 * 86_400;

impl Store {
    /// The use of each limit of a workspace, oldest first; only those of which something is known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<(LimitKind, Vec<UsageSample>)>, StoreError> {
        let connection = self.lock();
        let sql = "select at, used, max from usage where workspace_id = ?1 and kind = ?2 order by at";
        let mut statement = connection.prepare_cached(sql)?;
        let mut found = Vec::new();
        for kind in LimitKind::ALL {
            let mut rows = statement.query(params![id.to_string(), kind.code()])?;
            let mut samples = Vec::new();
            while let Some(row) = rows.next()? {
                let at = Timestamp::from_second(row.get("at")?);
                let at = at.map_err(|_| StoreError::Unreadable("the time of a use".to_owned()))?;
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

/// Keeps how much of each limit an answer says is in use, as part of what stores the answer.
pub(super) fn record(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    answer: &Entitlement,
    at: Timestamp,
) -> Result<(), StoreError> {
    let last = Last { answer: Some(answer), named: &[] };
    for kind in LimitKind::ALL {
        let Some(limit) = last.limits().filter(|limit| limit.kind == kind).min_by_key(|limit| limit.max) else {
            continue;
        };
        // More than the store can count is no number of seats.
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        if let Some(used) = limit.used.map(number) {
            keep(transaction, id, kind, (used, limit.max.number().map(number)), at)?;
        }
    }
    Ok(())
}

fn keep(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    kind: LimitKind,
    sample: (i64, Option<i64>),
    at: Timestamp,
) -> Result<(), StoreError> {
    let (id, kind, now) = (id.to_string(), kind.code(), at.as_second());
    let newest = "select used, max, at from usage where workspace_id = ?1 and kind = ?2 order by at desc limit 1";
    let known: Option<((i64, Option<i64>), i64)> = transaction
        .prepare_cached(newest)?
        .query_row(params![id, kind], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))
        .optional()?;
    let is_news = known.is_none_or(|(known, at)| known != sample || now - at >= AT_LEAST.as_secs());
    if !is_news {
        return Ok(());
    }
    let sql = "insert or replace into usage (workspace_id, kind, at, used, max) values (?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(sql)?.execute(params![id, kind, now, sample.0, sample.1])?;
    for (age, once_in) in THINNED {
        let sql = "delete from usage where workspace_id = ?1 and kind = ?2 and at < ?3 and exists (
                       select 1 from usage as later where later.workspace_id = ?1 and later.kind = ?2
                       and later.at > usage.at and later.at / ?4 = usage.at / ?4)";
        transaction.prepare_cached(sql)?.execute(params![id, kind, now - age, once_in])?;
    }
    let sql = "delete from usage where workspace_id = ?1 and kind = ?2 and at < ?3";
    transaction.prepare_cached(sql)?.execute(params![id, kind, now - FORGOTTEN])?;
    Ok(())
}
