//! What was known of workspaces before, as far as the overview shows it.

use std::{collections::HashMap, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use license::{Entitlement, LimitKind, ModuleId, ModuleState};
use rusqlite::params;

use super::{Store, StoreError, all, compressed::Compressed, read_json};
use crate::workspace::{
    WorkspaceId,
    past::Past,
    usage::{TREND_DAYS, UsageSample},
};

/// The last sample of each day. `max(at)` makes SQLite take the other columns from the row that has it.
const SEATS: &str = "
    select workspace_id, max(at) as at, used, max
    from usage_series join usage_samples on series_id = usage_series.id
    where kind = ?1 and at >= ?2";

/// Modules that a license no longer has. The earliest form of changes calls the module `subject`.
const LOST_MODULES: &str = "
    select workspace_id, coalesce(json_extract(change, '$.module'), json_extract(change, '$.subject')) as module
    from changes where json_extract(change, '$.kind') = 'module_lost' and (?1 is null or workspace_id = ?1)";

/// The revisions before licenses were lost as a whole. Only they name the modules of these.
const LOST_LICENSES: &str = "
    select changes.workspace_id, revisions.answer
    from changes
    join revisions on revisions.id = (
        select max(id) from revisions where workspace_id = changes.workspace_id and at < changes.at
    )
    where json_extract(change, '$.kind') = 'license_lost' and (?1 is null or changes.workspace_id = ?1)";

impl Store {
    /// The past of every workspace that has one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pasts(&self, now: Timestamp) -> Result<HashMap<WorkspaceId, Past>, StoreError> {
        self.read_pasts(None, now)
    }

    /// The past of one workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn past(&self, id: WorkspaceId, now: Timestamp) -> Result<Past, StoreError> {
        Ok(self.read_pasts(Some(id), now)?.remove(&id).unwrap_or_default())
    }

    fn read_pasts(&self, id: Option<WorkspaceId>, now: Timestamp) -> Result<HashMap<WorkspaceId, Past>, StoreError> {
        let connection = self.lock();
        let id = id.map(|id| id.to_string());
        let workspace = |text: String| {
            WorkspaceId::from_str(&text).map_err(|_| StoreError::Unreadable("the id of a workspace".to_owned()))
        };
        let mut pasts: HashMap<WorkspaceId, Past> = HashMap::new();
        let from = now - SignedDuration::from_hours(24 * TREND_DAYS);
        // The condition uses the index only if it is not optional.
        let of = if id.is_some() { "and workspace_id = ?3" } else { "and ?3 is null" };
        let sql = format!("{SEATS} {of} group by series_id, at / 86400 order by series_id, at");
        let samples = all(&connection, &sql, params![LimitKind::ActiveUsers.code(), from.as_second(), id], |row| {
            let at = Timestamp::from_second(row.get("at")?);
            let at = at.map_err(|_| StoreError::Unreadable("the time of a sample of use".to_owned()))?;
            let (used, max): (i64, Option<i64>) = (row.get("used")?, row.get("max")?);
            let sample = UsageSample { at, used: used.unsigned_abs(), max: max.map(i64::unsigned_abs) };
            Ok((workspace(row.get("workspace_id")?)?, sample))
        })?;
        for (id, sample) in samples {
            pasts.entry(id).or_default().seats.push(sample);
        }
        let modules = all(&connection, LOST_MODULES, params![id], |row| {
            Ok((workspace(row.get("workspace_id")?)?, row.get::<_, Option<String>>("module")?))
        })?;
        for (id, module) in modules {
            pasts.entry(id).or_default().lost_modules.extend(module.map(|module| ModuleId::new(&module)));
        }
        let licenses = all(&connection, LOST_LICENSES, params![id], |row| {
            Ok((workspace(row.get("workspace_id")?)?, row.get::<_, Compressed>("answer")?))
        })?;
        for (id, Compressed(answer)) in licenses {
            // What cannot be read is not known.
            let Ok(answer) = read_json::<Entitlement>(&answer) else { continue };
            let modules = answer.licenses().iter().flat_map(|license| &license.modules);
            let lost = modules.filter(|module| module.state != ModuleState::Inactive).map(|module| module.id.clone());
            pasts.entry(id).or_default().lost_modules.extend(lost);
        }
        Ok(pasts)
    }
}

#[cfg(test)]
mod tests {
    use license::{License, Limit, Max, Module};
    use rocketchat::{LicenseEndpoint, RawAnswer, Reading, ServerVersion};

    use super::*;
    use crate::workspace::{Workspace, usage::forecast};

    fn another() -> Workspace {
        Workspace { id: WorkspaceId::random(), user_id: rocketchat::UserId::new("another"), ..Workspace::example() }
    }

    fn start() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn after(hours: i64) -> Timestamp {
        start() + SignedDuration::from_hours(hours)
    }

    fn licensed(modules: &[&str]) -> Entitlement {
        let module = |id: &&str| Module { id: ModuleId::new(id), state: ModuleState::Active, external: false };
        let license = License { modules: modules.iter().map(module).collect(), ..License::bare("Enterprise") };
        Entitlement::Licensed { licenses: vec![license] }
    }

    fn seats(used: u64) -> Entitlement {
        Entitlement::Unlicensed { limits: vec![Limit::new(LimitKind::ActiveUsers, Some(used), Max::AtMost(500))] }
    }

    fn save(store: &Store, id: WorkspaceId, entitlement: Entitlement, at: Timestamp) {
        let reading = Reading {
            entitlement,
            server_version: Some(ServerVersion::new("8.5.0")),
            support: None,
            facts: rocketchat::FactsRead::default(),
            endpoint: LicenseEndpoint::Info,
            raw: RawAnswer::default(),
        };
        store.save_reading(id, reading, at).unwrap();
    }

    #[test]
    fn seats_of_the_last_90_days_are_as_good_for_a_forecast_as_all_of_them() {
        let store = Store::in_memory().unwrap();
        let (one, other) = (Workspace::example(), another());
        for workspace in [&one, &other] {
            store.add_workspace(workspace).unwrap();
        }
        for sample in 0..4 * 120 {
            // Two in turn, because a use that does not change is stored once a day.
            let used = 100 + u64::try_from(sample).unwrap() / 2 + 2 * u64::from(sample % 2 == 1);
            save(&store, one.id, seats(used), after(6 * sample));
        }
        let now = after(6 * 4 * 120);
        let past = store.pasts(now).unwrap().remove(&one.id).unwrap();
        let all = store.usage(one.id).unwrap().remove(0).1;
        assert_eq!((past.seats.len(), past.seats.last()), (90, all.last()));
        assert!(all.len() > 200);
        assert_eq!(forecast(&past.seats, None, now), forecast(&all, None, now));
        assert_eq!(store.past(one.id, now).unwrap(), past);
        assert_eq!(store.past(other.id, now).unwrap(), Past::default());
    }

    #[test]
    fn modules_are_lost_one_by_one_and_with_their_license() {
        let store = Store::in_memory().unwrap();
        let (one, other) = (Workspace::example(), another());
        for workspace in [&one, &other] {
            store.add_workspace(workspace).unwrap();
            save(&store, workspace.id, licensed(&["auditing", "federation", "scalability"]), start());
        }
        save(&store, one.id, licensed(&["auditing", "federation"]), after(1));
        save(&store, one.id, seats(3), after(2));
        save(&store, one.id, licensed(&["auditing"]), after(3));
        let lost = ["auditing", "federation", "scalability"].map(ModuleId::new);
        assert_eq!(store.past(one.id, after(3)).unwrap().lost_modules, lost.into());
        assert_eq!(store.pasts(after(3)).unwrap().keys().collect::<Vec<_>>(), [&one.id]);
    }
}
