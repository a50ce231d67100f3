//! Reading rows that several queries return.

use license::Entitlement;
use rocketchat::ServerVersion;
use rusqlite::Row;

use super::{StoreError, compressed::Compressed, read_json};
use crate::workspace::snapshot::Snapshot;

/// Reads a snapshot. A `null` becomes `None`, or an empty list.
pub(super) fn snapshot(row: &Row<'_>) -> Result<Snapshot, StoreError> {
    let text = |column: &str| row.get::<_, Option<String>>(column);
    let instant = |column| match text(column)? {
        Some(at) => at.parse().map(Some).map_err(|_| StoreError::Unreadable(format!("{column} of a snapshot"))),
        None => Ok(None),
    };
    let answer = row.get::<_, Option<Compressed>>("answer")?.map(|answer| read_json(&answer.0)).transpose()?;
    Ok(Snapshot {
        named: match &answer {
            // They are the same.
            Some(Entitlement::Licensed { .. }) => Vec::new(),
            Some(Entitlement::Unlicensed { .. } | Entitlement::NotPermitted(_)) | None => {
                text("named")?.map(|named| read_json(&named)).transpose()?.unwrap_or_default()
            }
        },
        answer,
        facts: text("facts")?.map(|facts| read_json(&facts)).transpose()?.unwrap_or_default(),
        server_version: text("server_version")?
            .filter(|version| !version.is_empty())
            .map(|version| ServerVersion::new(&version)),
        support: text("support")?.map(|support| read_json(&support)).transpose()?,
        endpoint: text("endpoint")?.map(|endpoint| read_json(&endpoint)).transpose()?,
        fetched_at: instant("fetched_at")?,
        failing_since: instant("since")?,
        failure: text("failure")?.map(|failure| read_json(&failure)).transpose()?,
        icon: text("icon")?,
        // What cannot be read is forgotten: the answer is the confirmed one either way.
        confirmation: text("confirmation")?.and_then(|confirmation| read_json(&confirmation).ok()),
    })
}
