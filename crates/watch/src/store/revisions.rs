//! The revisions of licenses, and the latest raw answers.

use jiff::Timestamp;
use license::Entitlement;
use rocketchat::{LicenseEndpoint, RawAnswer, ServerVersion};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use ts_rs::TS;

use super::{Store, StoreError, all, compressed::Compressed, read_json, rows, write_json};
use crate::workspace::{
    WorkspaceId,
    revision::{Revision, RevisionId, same_terms},
    snapshot::Snapshot,
};

/// Selects revisions as snapshots. The endpoint and the failure are not part of a revision.
const SNAPSHOTS: &str =
    "select at as fetched_at, server_version, support, null as endpoint, answer, last_known_licenses as named,
            null as facts, null as failure, null as since, null as confirmation, null as icon
     from revisions";

/// How many revisions of a workspace are kept.
const MAX_REVISIONS: i64 = 100;

/// Adds a revision if the terms or the server's version differ from those of the last one. Part of the transaction that
/// stores the answer.
pub(super) fn record(transaction: &Transaction<'_>, id: WorkspaceId, new: &Snapshot) -> Result<(), StoreError> {
    let (Some(answer), Some(at)) = (&new.answer, new.fetched_at) else { return Ok(()) };
    // That the license may not be seen does not mean that it changed.
    if matches!(answer, Entitlement::NotPermitted(_)) {
        return Ok(());
    }
    let sql = "select answer, server_version from revisions where workspace_id = ?1 order by id desc limit 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Compressed>(0)?, row.get::<_, String>(1)?));
    let last = transaction.prepare_cached(sql)?.query_row([id.to_string()], read).optional()?;
    let version = new.server_version.as_ref().map(ServerVersion::as_str).unwrap_or_default();
    if let Some((last, of_version)) = last
        && (of_version == version || version.is_empty())
        && same_terms(&read_json::<Entitlement>(&last.0)?, answer)
    {
        return Ok(());
    }
    let sql = "insert into revisions (workspace_id, at, server_version, support, answer, last_known_licenses)
               values (?1, ?2, ?3, ?4, ?5, ?6)";
    let support = new.support.as_ref().map(write_json).transpose()?;
    let answer = Compressed(write_json(answer)?);
    let last_known = (!new.named.is_empty()).then(|| write_json(&new.named)).transpose()?;
    transaction.prepare_cached(sql)?.execute(params![
        id.to_string(),
        at.to_string(),
        version,
        support,
        answer,
        last_known
    ])?;
    let old = "delete from revisions where workspace_id = ?1
               and id <= (select id from revisions where workspace_id = ?1 order by id desc limit 1 offset ?2)";
    transaction.prepare_cached(old)?.execute(params![id.to_string(), MAX_REVISIONS])?;
    Ok(())
}

/// Stores the raw answer. Part of the transaction that stores the snapshot.
pub(super) fn keep_raw(transaction: &Transaction<'_>, id: WorkspaceId, raw: &RawAnswer) -> Result<(), StoreError> {
    let sql = "insert or replace into answers (workspace_id, body, cut) values (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute(params![id.to_string(), Compressed(raw.body.clone()), raw.cut])?;
    Ok(())
}

/// The latest answer of a workspace as its server sent it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, rename = "RawAnswer")]
pub struct KeptAnswer {
    /// The endpoint that it came from.
    #[ts(type = "string")]
    pub endpoint: LicenseEndpoint,
    /// When it was fetched.
    #[ts(type = "string")]
    pub fetched_at: Timestamp,
    /// The JSON, without secrets. A very long answer is truncated.
    pub body: String,
    /// How many secret values were removed.
    pub cut: u32,
}

impl Store {
    /// The revisions of a workspace's license, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn revisions(&self, id: WorkspaceId) -> Result<Vec<Revision>, StoreError> {
        let sql = "select id, at, answer from revisions where workspace_id = ?1 order by id desc";
        let revisions = all(&self.lock(), sql, [id.to_string()], |row| {
            readable(id, || {
                let at = instant(&row.get::<_, String>("at")?)?;
                let answer: Entitlement = read_json(&row.get::<_, Compressed>("answer")?.0)?;
                let plan = answer.licenses().first().map(|license| license.plan.to_string());
                Ok(Revision { id: RevisionId(row.get("id")?), at, plan })
            })
        });
        Ok(revisions?.into_iter().flatten().collect())
    }

    /// The snapshots of a workspace at its newest revisions, newest first: at most `most`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn newest_revisions(&self, id: WorkspaceId, most: usize) -> Result<Vec<Snapshot>, StoreError> {
        let sql = format!("{SNAPSHOTS} where workspace_id = ?1 order by id desc limit ?2");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let read = |row: &Row<'_>| readable(id, || rows::snapshot(row));
        Ok(all(&self.lock(), &sql, params![id.to_string(), most], read)?.into_iter().flatten().collect())
    }

    /// The snapshot of a workspace at one of its revisions; `None` if there is no such revision.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn snapshot_at(&self, id: WorkspaceId, revision: RevisionId) -> Result<Option<Snapshot>, StoreError> {
        let sql = format!("{SNAPSHOTS} where workspace_id = ?1 and id = ?2");
        Ok(all(&self.lock(), &sql, params![id.to_string(), revision.0], rows::snapshot)?.pop())
    }

    /// The latest answer of a workspace as its server sent it; `None` before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn kept_answer(&self, id: WorkspaceId) -> Result<Option<KeptAnswer>, StoreError> {
        let sql = "select s.endpoint, s.fetched_at, a.body, a.cut from answers a join snapshots s using (workspace_id)
                   where a.workspace_id = ?1 and s.endpoint is not null";
        let found = all(&self.lock(), sql, [id.to_string()], |row| {
            Ok(KeptAnswer {
                endpoint: read_json(&row.get::<_, String>("endpoint")?)?,
                fetched_at: instant(&row.get::<_, String>("fetched_at")?)?,
                body: row.get::<_, Compressed>("body")?.0,
                cut: row.get("cut")?,
            })
        });
        Ok(found?.pop())
    }
}

/// A revision that cannot be read is left out, so that it costs none of the others.
fn readable<T>(id: WorkspaceId, read: impl FnOnce() -> Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read() {
        Err(error) if error.is_of_value() => {
            tracing::warn!(workspace = %id, %error, "failed to parse a revision");
            Ok(None)
        }
        read => read.map(Some),
    }
}

fn instant(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable("the time of an answer".to_owned()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use license::{Limit, LimitKind, Max};
    use rocketchat::Reading;

    use super::*;
    use crate::workspace::Workspace;

    fn reading(version: &str, entitlement: Entitlement) -> Reading {
        Reading {
            entitlement,
            server_version: Some(ServerVersion::new(version)),
            support: None,
            endpoint: LicenseEndpoint::Info,
            facts: rocketchat::FactsRead::default(),
            raw: RawAnswer { body: format!("{{ \"from\": {version:?} }}"), cut: 1 },
        }
    }

    fn seats(used: u64, max: u64) -> Entitlement {
        Entitlement::Unlicensed { limits: vec![Limit::new(LimitKind::ActiveUsers, Some(used), Max::AtMost(max))] }
    }

    #[test]
    fn changed_terms_make_a_revision_and_changed_use_does_not() {
        let store = Store::in_memory().unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        let id = workspace.id;
        let hour = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let answers = [
            ("8.4", Entitlement::NotPermitted(license::Visible::default())),
            ("8.4", seats(1, 50)),
            ("8.4", seats(2, 50)),
            ("8.3", Entitlement::NotPermitted(license::Visible::default())),
            ("8.4", seats(2, 50)),
            ("8.4", seats(2, 25)),
            ("8.5", seats(2, 25)),
        ];
        for (at, (version, answer)) in (0..).zip(answers) {
            store.save_reading(id, reading(version, answer), hour(at)).unwrap();
        }
        let revisions = store.revisions(id).unwrap();
        assert_eq!(revisions.iter().map(|revision| revision.at).collect::<Vec<_>>(), [hour(6), hour(5), hour(1)]);
        let then = store.snapshot_at(id, revisions[1].id).unwrap().unwrap();
        assert_eq!((then.answer, then.fetched_at), (Some(seats(2, 25)), Some(hour(5))));
        let other = Workspace { user_id: rocketchat::UserId::new("another"), ..Workspace::example() };
        store.add_workspace(&other).unwrap();
        assert_eq!(store.snapshot_at(other.id, revisions[1].id).unwrap(), None, "a revision of another workspace");
        let kept = store.kept_answer(id).unwrap().unwrap();
        assert_eq!((kept.body.as_str(), kept.cut, kept.fetched_at), ("{ \"from\": \"8.5\" }", 1, hour(6)));
    }

    #[test]
    fn oldest_revisions_are_deleted() {
        let store = Store::in_memory().unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        for number in 0..150_u64 {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::try_from(number).unwrap());
            store.save_reading(workspace.id, reading("8.5", seats(1, 10 + number % 2)), at).unwrap();
        }
        let revisions = store.revisions(workspace.id).unwrap();
        assert_eq!((revisions.len(), revisions[0].at), (100, Timestamp::UNIX_EPOCH + SignedDuration::from_hours(149)));
    }
}
