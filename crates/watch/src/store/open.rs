//! Opening the store: creating it, upgrading its format, and setting a damaged one aside.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use url::Url;

use super::{
    Damage, FILE_NAME, Store, StoreError, all, copies, deliveries::Recorded, groups, private, unused_tokens, workspaces,
};

/// The steps from an empty file to the current format. A format's number is the number of steps that were run.
const STEPS: [&str; 18] = [
    include_str!("format/1.sql"),
    include_str!("format/2.sql"),
    include_str!("format/3.sql"),
    include_str!("format/4.sql"),
    include_str!("format/5.sql"),
    include_str!("format/6.sql"),
    include_str!("format/7.sql"),
    include_str!("format/8.sql"),
    include_str!("format/9.sql"),
    include_str!("format/10.sql"),
    include_str!("format/11.sql"),
    include_str!("format/12.sql"),
    include_str!("format/13.sql"),
    include_str!("format/14.sql"),
    include_str!("format/15.sql"),
    include_str!("format/16.sql"),
    include_str!("format/17.sql"),
    include_str!("format/18.sql"),
];

/// How many statements are kept prepared: more than a refresh uses, so that none is parsed again for the next one.
const STATEMENTS: usize = 64;

/// How long to wait while another process writes: commands of the headless program share the store, if no agent has it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the store in a folder, and creates both if they do not exist. A damaged store is renamed, with the date in
    /// its name. The newest copy that is sound takes its place, or else a new store, and the workspaces that can still be
    /// read are added to it: see [`Store::damage`].
    ///
    /// # Errors
    /// When the folder cannot be used, when the store was written by a newer version, or when SQLite fails.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, StoreError> {
        Self::open_file(folder.join(FILE_NAME), now)
    }

    /// The same, with another path of the file.
    pub(super) fn open_file(file: PathBuf, now: Timestamp) -> Result<Self, StoreError> {
        let unusable = |path: &Path| {
            let path = path.to_owned();
            |source| StoreError::Folder { path, source }
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        private::create_folder(folder).map_err(unusable(folder))?;
        let opened = match has_no_header(&file) {
            true => Err(StoreError::Unreadable("the file does not begin like a store".to_owned())),
            false => open_private(&file),
        };
        match opened {
            Ok(connection) => Ok(Self::new(connection, Some(file), None)),
            Err(error) if is_damage(&error) => {
                tracing::warn!(%error, "the store is damaged and is set aside");
                let set_aside = set_aside(&file, now).map_err(unusable(&file))?;
                let (connection, copy_of) = restore(&file)?;
                let rescued = salvage(&connection, &set_aside, now);
                tracing::warn!(rescued, ?copy_of, "workspaces were rescued from the damaged store");
                Ok(Self::new(connection, Some(file), Some(Damage { set_aside, copy_of })))
            }
            Err(error) => Err(error),
        }
    }

    /// Opens the store to read what is committed: beside the process that changes it, or where nothing can be written, on a
    /// full disk or as another user. Every change of it fails.
    ///
    /// # Errors
    /// When there is no store, when its format is not the current one, or when another process has changed something that
    /// cannot be read without writing.
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join(FILE_NAME);
        Ok(Self::new(connect_to_read(&file)?, Some(file), None))
    }

    /// Opens a store of the current format for a command that shows what is in it and ends. The file is not searched for
    /// damage, which would take longer than everything else: what cannot be read is an error once it is read, and
    /// [`Store::open`] is what mends it. Every change fails.
    ///
    /// # Errors
    /// When there is no store, when its format is not the current one, or when SQLite fails.
    pub fn open_briefly(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join(FILE_NAME);
        // Not only for reading, so that SQLite can make and remove the files beside it.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "query_only", true)?;
        match format(&connection)? {
            Format::Current => Ok(Self::new(connection, Some(file), None)),
            Format::Older(taken) => Err(StoreError::Older { found: taken as i64 }),
        }
    }

    /// Creates a store in memory, for tests.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&mut connection)?;
        Ok(Self::new(connection, None, None))
    }

    pub(super) fn new(connection: Connection, file: Option<PathBuf>, damage: Option<Damage>) -> Self {
        Self { connection: Mutex::new(connection), recorded_deliveries: Recorded::default(), file, damage }
    }
}

/// Opens a store to read what is committed: see [`Store::open_to_read`].
pub(super) fn connect_to_read(file: &Path) -> Result<Connection, StoreError> {
    let unusable = || StoreError::Unreadable("its path is not absolute".to_owned());
    let uri = std::path::absolute(file).ok().and_then(|file| Url::from_file_path(file).ok()).ok_or_else(unusable)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |mode: &str| -> Result<_, StoreError> {
        let mut uri = uri.clone();
        uri.set_query(Some(mode));
        let connection = Connection::open_with_flags(uri.as_str(), flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        let format = format(&connection)?;
        // Another format has other columns.
        if matches!(format, Format::Current) {
            workspaces::read_all(&connection)?;
        }
        Ok((connection, format))
    };
    // Without a write-ahead log, there is nothing but the file. With one, even an empty one, there may be a writer, and SQLite
    // needs the index that it has; if that is gone, the file alone is what was known a while ago.
    let (connection, format) = match beside(file, "-wal").exists() {
        true => open("mode=ro").or_else(|error| match error {
            StoreError::Sqlite(_) => open("immutable=1"),
            // The file alone would say something older.
            other => Err(other),
        })?,
        false => open("immutable=1")?,
    };
    match format {
        Format::Current => Ok(connection),
        Format::Older(taken) => Err(StoreError::Older { found: taken as i64 }),
    }
}

/// The path of a file beside another one, with the same name and a suffix.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

/// What every file of SQLite begins with.
pub(super) const HEADER: &[u8] = b"SQLite format 3\0";

/// Whether a file that was a store does not begin like one. An empty file is a new store, unless there is something that
/// only an older one has.
fn has_no_header(file: &Path) -> bool {
    let Ok(metadata) = fs::metadata(file) else { return false };
    if !metadata.is_file() {
        return false;
    }
    if metadata.len() == 0 {
        let log = fs::metadata(beside(file, "-wal"));
        return log.is_ok_and(|log| log.len() > 0) || !copies::list(file).is_empty();
    }
    let mut header = [0; HEADER.len()];
    // What cannot be read now is reported by SQLite.
    match fs::File::open(file).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => header != HEADER,
        Err(error) => error.kind() == io::ErrorKind::UnexpectedEof,
    }
}

/// Opens the store, which only this user can access then. SQLite gives new files beside it the mode that it has.
fn open_private(file: &Path) -> Result<Connection, StoreError> {
    private::create_file(file).map_err(|source| StoreError::Folder { path: file.to_owned(), source })?;
    for part in ["-wal", "-shm"] {
        private::restrict(&beside(file, part));
    }
    connect(file)
}

fn connect(file: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(file)?;
    check(&connection)?;
    prepare(&mut connection)?;
    // Without them, nothing else is of use. Other values that cannot be read cost themselves.
    workspaces::read_all(&connection)?;
    groups::arrangement(&connection)?;
    Ok(connection)
}

fn check(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Unreadable(verdict)) }
}

/// Puts the newest sound copy in the place of a store, or a new one. Returns from when the copy is.
fn restore(file: &Path) -> Result<(Connection, Option<Timestamp>), StoreError> {
    for copy in copies::list(file) {
        // The copy stays: what takes its place may be damaged again.
        let opened = fs::copy(&copy.file, file)
            .map_err(|source| StoreError::Folder { path: file.to_owned(), source })
            .and_then(|_| open_private(file));
        match opened {
            Ok(connection) => return Ok((connection, Some(copy.at))),
            Err(error) => {
                tracing::warn!(%error, copy = %copy.file.display(), "a copy of the store cannot be used");
                for suffix in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(beside(file, suffix));
                }
            }
        }
    }
    Ok((open_private(file)?, None))
}

pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Deleted data is overwritten, so that a removed workspace leaves no trace in the file.
    connection.pragma_update(None, "secure_delete", true)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    match format(&transaction)? {
        Format::Current => {}
        // Written only if it changes: a commit waits for the disk.
        Format::Older(taken) => {
            STEPS[taken..].iter().try_for_each(|step| transaction.execute_batch(step))?;
            transaction.pragma_update(None, "user_version", STEPS.len() as i64)?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// The format of a store that this version knows.
enum Format {
    Current,
    /// How many steps were run.
    Older(usize),
}

fn format(connection: &Connection) -> Result<Format, StoreError> {
    let found: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    match usize::try_from(found) {
        Ok(taken) if taken == STEPS.len() => Ok(Format::Current),
        Ok(taken) if taken < STEPS.len() => Ok(Format::Older(taken)),
        Ok(_) => Err(StoreError::Newer { found, known: STEPS.len() as i64 }),
        Err(_) => Err(StoreError::Unreadable(format!("its format is {found}"))),
    }
}

/// Whether an error says that the file is damaged.
pub(super) fn is_damage(error: &StoreError) -> bool {
    match error {
        StoreError::Sqlite(of_file) => {
            let code = of_file.sqlite_error_code();
            matches!(code, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)) || error.is_of_value()
        }
        StoreError::Unreadable(_) => true,
        StoreError::Folder { .. }
        | StoreError::Newer { .. }
        | StoreError::Older { .. }
        | StoreError::Foreign { .. }
        | StoreError::Duplicate(_) => false,
    }
}

/// Renames a damaged file and its write-ahead log to names with the date, which are not in use. Returns the file's new path.
fn set_aside(file: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let date = now.strftime("%Y-%m-%dT%H%M%SZ");
    let name = |number: u32| match number {
        1 => beside(file, &format!(".damaged-{date}")),
        _ => beside(file, &format!(".damaged-{date}-{number}")),
    };
    let aside = (1..).map(name).find(|name| !name.exists()).ok_or(io::ErrorKind::AlreadyExists)?;
    for suffix in ["", "-wal", "-shm"] {
        let part = beside(file, suffix);
        if suffix.is_empty() || part.exists() {
            private::restrict(&part);
            fs::rename(part, beside(&aside, suffix))?;
        }
    }
    Ok(aside)
}

/// Copies groups and workspaces from a damaged file, as far as they can be read. Returns the number of workspaces.
fn salvage(new: &Connection, damaged: &Path, now: Timestamp) -> usize {
    let attached = new.execute("attach database ?1 as damaged", [damaged.to_string_lossy()]).is_ok();
    if !attached {
        return 0;
    }
    // An older format may have no groups.
    let _ = new.execute("insert or ignore into groups select id, position, name, color from damaged.groups", []);
    // Older formats have fewer columns, so try the newest format first.
    let rescued = [
        "position, id, name, address, user_id, plain, proxy, ca_pem, credential, group_id, details, token_id",
        "position, id, name, address, user_id, plain, proxy, ca_pem, credential, group_id, details",
        "position, id, name, address, user_id, plain, proxy, ca_pem, credential, group_id",
        "position, id, name, address, user_id, plain, proxy, ca_pem, credential",
        "position, id, name, address, user_id, plain, proxy, ca_pem",
    ]
    .into_iter()
    .find_map(|columns| {
        let copy = format!("insert or ignore into workspaces ({columns}) select {columns} from damaged.workspaces");
        new.execute(&copy, []).ok()
    })
    .unwrap_or(0);
    drop_unreadable(new);
    // A copy may be from before the last sign-in.
    for workspace in workspaces::read_readable(new, "damaged.workspaces") {
        if let Err(error) = workspaces::replace(new, &workspace, now) {
            tracing::warn!(%error, workspace = %workspace.id, "the connection of a workspace is that of the copy");
        }
    }
    // Older formats have no channels. What waits for them is not known any more.
    let _ = new.execute(
        "insert into channels (id, position, definition, secret_id)
         select id, position, definition, secret_id from damaged.channels where json_valid(definition)
         on conflict (id) do update set definition = excluded.definition, secret_id = excluded.secret_id",
        [],
    );
    leave_tokens(new);
    // What was reported is not reported again.
    for table in ["reminders_sent", "alert_levels"] {
        let copy = format!(
            "insert or replace into {table} select * from damaged.{table} where workspace_id in (select id from workspaces)"
        );
        let _ = new.execute(&copy, []);
    }
    // Only the newest format has it. A decision about a workspace that was not rescued is not needed.
    let _ = new.execute(
        "insert or ignore into handling
         select workspace_id, handling from damaged.handling where workspace_id in (select id from workspaces)",
        [],
    );
    // Detaching fails only if the file cannot be read at all, and then it is not locked either.
    let _ = new.execute("detach database damaged", []);
    rescued
}

/// Records the tokens that only the damaged store knows: those in its journal, and those of workspaces that were not rescued.
fn leave_tokens(new: &Connection) {
    let left = [
        "select token_id from damaged.unused_tokens",
        "select coalesce(token_id, id) from damaged.workspaces",
        "select secret_id from damaged.channels where secret_id is not null",
        // The same in older formats.
        "select workspace_id from damaged.unused_tokens",
        "select id from damaged.workspaces",
    ];
    for sql in left {
        let Ok(mut statement) = new.prepare(sql) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let id = row.get::<_, String>(0).ok().and_then(|id| id.parse().ok());
            if let Some(id) = id
                && let Err(error) = unused_tokens::leave(new, id)
            {
                tracing::warn!(%error, "failed to record a token of the damaged store");
            }
        }
    }
    let in_use = "delete from unused_tokens where token_id in
                  (select coalesce(token_id, id) from workspaces where credential <> 'none'
                   union select secret_id from channels where secret_id is not null)";
    // If this fails, they are not deleted either: see `Store::unused_tokens`.
    let _ = new.execute(in_use, []);
}

/// Deletes workspaces that were rescued but cannot be read.
fn drop_unreadable(new: &Connection) {
    let ids = all(new, "select cast(id as blob) from workspaces", [], |row| Ok(row.get::<_, Vec<u8>>(0)?));
    for id in ids.unwrap_or_default() {
        if let Err(error) = workspaces::read_one(new, &id) {
            tracing::warn!(%error, "a workspace of the damaged store cannot be read");
            let _ = new.execute("delete from workspaces where cast(id as blob) = ?1", [id]);
        }
    }
    if groups::arrangement(new).is_err() {
        let _ = new.execute("delete from groups", []);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use license::{Deadline, DeadlineKind, Entitlement, License, LimitKind, Renewal};

    use uuid::Uuid;

    use super::{super::write_json, *};
    use crate::{
        deliver::channel::{Channel, ChannelDefinition, ChannelId},
        i18n::language::Language,
        reminders::{
            Cause, CauseKind, Due, DueDeadline,
            causes::withdrawn::LicenseWithdrawn,
            condition::{Condition, ConditionKind},
            settings::{QuietHours, QuietHoursException, ReminderSettings, WorkspaceReminderSettings},
            urgency::Urgency,
        },
        settings::{RefreshSettings, Settings},
        workspace::{Credential, TokenId, Workspace, connection::RouteEntry, details::WorkspaceDetails},
    };

    fn now() -> Timestamp {
        "2026-03-01T10:20:30Z".parse().unwrap()
    }

    #[test]
    fn file_that_is_not_a_database_is_set_aside_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE_NAME);
        fs::write(&file, "this is not a database, and long enough to be looked at").unwrap();
        let store = Store::open(folder.path(), now()).unwrap();
        let aside = &store.damage().unwrap().set_aside;
        assert_eq!(aside.file_name().unwrap(), "license-watch.db.damaged-2026-03-01T102030Z");
        assert!(fs::read_to_string(aside).unwrap().starts_with("this is not"));
        assert!(store.workspaces().unwrap().is_empty());
    }

    #[test]
    fn details_are_rescued_from_a_damaged_store() {
        let folder = tempfile::tempdir().unwrap();
        let owner = Some(license::Label::new("Facilities"));
        let details = WorkspaceDetails { owner, ..WorkspaceDetails::default() };
        let workspace = Workspace { details, ..Workspace::example() };
        let store = Store::open(folder.path(), now()).unwrap();
        store.add_workspace(&workspace).unwrap();
        let new = Store::in_memory().unwrap();
        assert_eq!(salvage(&new.lock(), &folder.path().join(FILE_NAME), now()), 1);
        assert_eq!(new.workspaces().unwrap(), [workspace]);
    }

    #[test]
    fn channels_are_rescued_from_a_damaged_store_with_their_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let definition = r#"{"name":"Ops","enabled":true,"target":{"kind":"room","host":"a.example","connection":{}}}"#;
        let definition: ChannelDefinition = serde_json::from_str(definition).unwrap();
        let channel = Channel { id: ChannelId::random(), definition };
        let [secret, newer] = [TokenId::random(), TokenId::random()];
        let store = Store::open(folder.path(), now()).unwrap();
        store.add_channel(&channel, Some(newer)).unwrap();
        let copy = Store::in_memory().unwrap();
        copy.add_channel(&channel, Some(secret)).unwrap();
        salvage(&copy.lock(), &folder.path().join(FILE_NAME), now());
        let channels = copy.channels().unwrap();
        assert_eq!((channels.len(), &channels[0].channel, channels[0].secret), (1, &channel, Some(newer)));
        assert_eq!(copy.unused_tokens().unwrap(), []);
    }

    #[test]
    fn store_of_a_newer_version_is_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), now()).unwrap());
        Connection::open(folder.path().join(FILE_NAME)).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Store::open(folder.path(), now()).unwrap_err();
        let newest = STEPS.len() as i64;
        assert!(matches!(error, StoreError::Newer { found: 99, known } if known == newest), "{error}");
    }

    #[test]
    fn format_1_is_upgraded_without_losing_data() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        old.execute_batch(STEPS[0]).unwrap();
        old.execute_batch(
            "insert into workspaces values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 1, 'Acme', 'https://chat.acme.example', 'me', 0, null, null);
             insert into snapshots values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-01T00:00:00Z', '8.5', '{\"is\":\"not_permitted\"}', '[]');
             insert into reminders values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'expiry', '2026-03-12T00:00:00Z', 14),
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'expiry', '2023-03-01T00:00:00Z', 0);
             pragma user_version = 1;",
        )
        .unwrap();
        drop(old);
        let store = Store::open(folder.path(), now()).unwrap();
        let workspace = store.workspaces().unwrap().remove(0);
        assert_eq!((workspace.name.as_str(), workspace.credential), ("Acme", Credential::PersonalAccessToken));
        let snapshot = store.snapshot(workspace.id).unwrap().unwrap();
        assert_eq!((snapshot.server_version.unwrap().as_str(), snapshot.endpoint), ("8.5", None));
        let is_sent = |at: &str, threshold| {
            let tightest = DueDeadline {
                plan: "Pro".to_owned(),
                deadline: Deadline::new(at.parse().unwrap(), DeadlineKind::Expiry),
                threshold,
                renewal: Renewal::Manual,
                stop: None,
            };
            let due = Due { tightest, passed: vec![threshold] };
            let is_fresh = Cell::new(false);
            let choose = |fresh: Vec<DueDeadline>| {
                is_fresh.set(!fresh.is_empty());
                None
            };
            store.record_due_deadlines(workspace.id, &[due], now(), choose).unwrap();
            !is_fresh.get()
        };
        let sent = [30, 14, 7].map(|threshold| is_sent("2026-03-12T00:00:00Z", threshold));
        assert_eq!(sent, [true, true, false], "the sent thresholds are kept, and only the next one is due");
        assert!(is_sent("2023-03-01T00:00:00Z", -7), "a deadline that is long past is not due again");
    }

    #[test]
    fn upgrade_from_format_4_makes_a_revision_of_each_snapshot() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        for step in &STEPS[..4] {
            old.execute_batch(step).unwrap();
        }
        old.execute_batch(
            "insert into workspaces (id, position, name, address, user_id, plain) values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 1, 'Acme', 'https://chat.acme.example', 'me', 0);
             insert into snapshots (workspace_id, fetched_at, server_version, answer, named) values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-01T00:00:00Z', '8.5',
                  '{\"is\":\"unlicensed\",\"limits\":[]}', '[]');
             pragma user_version = 4;",
        )
        .unwrap();
        drop(old);
        let store = Store::open(folder.path(), now()).unwrap();
        let id = store.workspaces().unwrap().remove(0).id;
        let revisions = store.revisions(id).unwrap();
        assert_eq!(
            revisions.iter().map(|revision| revision.at.to_string()).collect::<Vec<_>>(),
            ["2026-02-01T00:00:00Z"]
        );
        let then = store.snapshot_at(id, revisions[0].id).unwrap().unwrap();
        assert_eq!(then.server_version.unwrap().as_str(), "8.5");
        assert_eq!(store.arrangement().unwrap().places.len(), 1);
    }

    /// Opens a store of the format before the settings became one row, after running `sql` in it.
    fn store_before_format_8(folder: &Path, sql: &str) -> Store {
        let step = STEPS.iter().position(|step| step.contains("format 8")).unwrap();
        let old = Connection::open(folder.join(FILE_NAME)).unwrap();
        for step in &STEPS[..step] {
            old.execute_batch(step).unwrap();
        }
        old.execute_batch(sql).unwrap();
        old.pragma_update(None, "user_version", step as i64).unwrap();
        drop(old);
        Store::open(folder, now()).unwrap()
    }

    #[test]
    fn upgrade_to_format_8_keeps_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_before_format_8(
            folder.path(),
            r#"insert into settings values
                   ('asking', '{"every_hours":12,"route":{"via":"proxy","url":"http://proxy.example:3128/"}}'),
                   ('reminding', '{"lead":[60,0],"quiet":{"from":"22:00:00","until":"07:00:00"},"critical":"is_told"}'),
                   ('language', '"de"'),
                   ('paused_until', '"2026-03-02T00:00:00Z"'),
                   ('no_tray_said', 'true');
               insert into workspaces (id, position, name, address, user_id, plain) values
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96401', 1, 'A', 'https://a.example', 'me', 0),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96402', 2, 'B', 'https://b.example', 'me', 0),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96403', 3, 'C', 'https://c.example', 'me', 0);
               insert into reminding values
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96401', '{"is":"usual"}'),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96402', '{"is":"own","lead":[7,0]}'),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc96403', '{"is":"muted"}');"#,
        );
        let at = |hour| jiff::civil::time(hour, 0, 0, 0);
        let expected = Settings {
            refresh: RefreshSettings {
                interval_hours: 12.try_into().unwrap(),
                route: RouteEntry::Proxy { url: "http://proxy.example:3128/".to_owned() },
            },
            reminders: ReminderSettings {
                lead: vec![60].try_into().unwrap(),
                quiet: Some(QuietHours { from: at(22), until: at(7) }),
                exception: QuietHoursException::Critical,
                ..ReminderSettings::default()
            },
            language: Some(Language::German),
            paused_until: Some("2026-03-02T00:00:00Z".parse().unwrap()),
            no_tray_explained: true,
        };
        assert_eq!(store.settings().unwrap(), expected);
        let kept = store.workspace_reminders().unwrap();
        let of = |workspace: &crate::Workspace| kept[&workspace.id].clone();
        let custom =
            WorkspaceReminderSettings::Custom { lead: Some(vec![7].try_into().unwrap()), steps: None, off: None };
        let expected = [WorkspaceReminderSettings::Default, custom, WorkspaceReminderSettings::Muted];
        assert_eq!(store.workspaces().unwrap().iter().map(of).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn unreadable_setting_does_not_prevent_opening() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_before_format_8(
            folder.path(),
            r#"insert into settings values
                   ('asking', '7'), ('reminding', '{'), ('language', '"de"'), ('paused_until', '"soon"');"#,
        );
        let expected = Settings { language: Some(Language::German), ..Settings::default() };
        assert_eq!(store.settings().unwrap(), expected);
        store.lock().execute("update settings set settings = '{'", []).unwrap();
        assert_eq!(store.settings().unwrap(), Settings::default());
    }

    #[test]
    fn upgrade_from_format_6_keeps_sent_reminders_and_shows_unsent_ones() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        for step in &STEPS[..6] {
            old.execute_batch(step).unwrap();
        }
        old.execute_batch(
            "insert into workspaces (id, position, name, address, user_id, plain) values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 1, 'Acme', 'https://chat.acme.example', 'me', 0);
             insert into told values
                 ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'expiry', '2026-03-12T00:00:00Z', 14, '2026-02-26T00:00:00Z');
             insert into conditions values ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'unread', 1);
             insert into notices (id, workspace_id, recorded_at, reminder, attempts, run, shown_at, urgency)
             select column1, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-26T00:00:00Z',
                    '{\"workspace\":\"6f9619ff-8b86-4d01-b42d-00cf4fc964ff\",\"name\":\"Acme\",\"cause\":\"withdrawn\"}',
                    column2, column3, column4, 2
             from (values (1, 1, 'a', '2026-02-26T00:00:01Z'), (2, 0, null, null), (3, 2, 'a', null));
             pragma user_version = 6;",
        )
        .unwrap();
        drop(old);
        let store = Store::open(folder.path(), now()).unwrap();
        let taken = store.take_reminders(Uuid::new_v4(), Urgency::Low, now(), |_| false).unwrap();
        let taken: Vec<_> = taken.iter().map(|taken| (taken.id.0, taken.is_unconfirmed)).collect();
        assert_eq!(taken, [(2, false), (3, true)], "including one that failed twice");
        assert_eq!(store.reminders().unwrap().len(), 3);

        let workspace = store.workspaces().unwrap().remove(0);
        let deadline = Deadline::new("2026-03-12T00:00:00Z".parse().unwrap(), DeadlineKind::Expiry);
        let tightest =
            DueDeadline { plan: "Pro".to_owned(), deadline, threshold: 14, renewal: Renewal::Manual, stop: None };
        let due = Due { tightest, passed: vec![14] };
        let unexpected = |fresh: Vec<DueDeadline>| panic!("sent again: {fresh:?}");
        store.record_due_deadlines(workspace.id, &[due], now(), unexpected).unwrap();
        let unread = Condition::new(
            ConditionKind::of(CauseKind::Unread),
            Some(Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() })),
        );
        store.record_due_conditions(&workspace, &[unread], now()).unwrap();
        assert_eq!(store.reminders().unwrap().len(), 3, "its level is kept");
    }

    #[test]
    fn upgrade_to_format_16_keeps_use_revisions_and_answers() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        // What cannot be read costs itself, and not the upgrade.
        for step in &STEPS[..15] {
            old.execute_batch(step).unwrap();
        }
        let license = License::bare("Enterprise");
        let licensed = write_json(&Entitlement::Licensed { licenses: vec![license.clone()] }).unwrap();
        let named = write_json(&[&license]).unwrap();
        old.execute_batch(&format!(
            r#"insert into workspaces (id, position, name, address, user_id, plain) values
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 1, 'Acme', 'https://chat.acme.example', 'me', 0);
               insert into usage values
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'active_users', 1767225600, 41, 50),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'active_users', 1767312000, 42, 50),
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 'private_apps', 1767225600, 2, null);
               insert into moments values
                   (3, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-01-01T00:00:00Z', '8.5', null, '{licensed}', '{named}'),
                   (5, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-01T00:00:00Z', '8.5', null,
                    '{{"is":"unlicensed","limits":[]}}', '{named}'),
                   (4, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-01-15T00:00:00Z', '8.5', null, '{{"is":', '[]');
               insert into snapshots (workspace_id, fetched_at, server_version, answer, named, endpoint) values
                   ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-01T00:00:00Z', '8.5',
                    '{{"is":"unlicensed","limits":[]}}', '{named}', '"licenses.info"');
               insert into answers values ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '{{ "as": "sent" }}', 2);
               pragma user_version = 15;"#
        ))
        .unwrap();
        drop(old);
        let store = Store::open(folder.path(), now()).unwrap();
        let id = store.workspaces().unwrap().remove(0).id;
        let usage = store.usage(id).unwrap();
        let usage: Vec<_> =
            usage.iter().map(|(kind, samples)| (*kind, samples.iter().map(|s| (s.used, s.max)).collect())).collect();
        let seats = vec![(41, Some(50)), (42, Some(50))];
        assert_eq!(usage, [(LimitKind::ActiveUsers, seats), (LimitKind::PrivateApps, vec![(2, None)])]);
        let revisions = store.revisions(id).unwrap();
        let plans: Vec<_> = revisions.iter().map(|revision| (revision.id.0, revision.plan.as_deref())).collect();
        assert_eq!(plans, [(5, None), (3, Some("Enterprise"))]);
        assert_eq!(store.newest_revisions(id, 10).unwrap().len(), 2);
        assert_eq!(store.newest_revisions(id, 1).unwrap().len(), 1);
        for revision in revisions {
            let then = store.snapshot_at(id, revision.id).unwrap().unwrap();
            assert_eq!(then.last_known_licenses(), std::slice::from_ref(&license), "{}", revision.at);
        }
        assert_eq!(store.snapshot(id).unwrap().unwrap().last_known_licenses(), [license]);
        let kept = store.kept_answer(id).unwrap().unwrap();
        assert_eq!((kept.body.as_str(), kept.cut), ("{ \"as\": \"sent\" }", 2));
    }

    #[test]
    fn recording_without_news_does_not_wait_for_another_writer() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), now()).unwrap();
        store.lock().busy_timeout(Duration::ZERO).unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        let level = |level, cause| Condition {
            kind: ConditionKind::of(CauseKind::Withdrawn),
            level,
            hysteresis_level: level,
            cause,
        };
        let other = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        other.execute_batch("begin immediate").unwrap();
        store.record_due_conditions(&workspace, &[level(0, None)], now()).unwrap();
        store.record_due_changes(&workspace, now(), |_| None).unwrap();
        store.record_due_deadlines(workspace.id, &[], now(), |_| None).unwrap();
        let risen = level(1, Some(Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() })));
        assert!(
            store.record_due_conditions(&workspace, &[risen], now()).is_err(),
            "the other connection is still writing"
        );
    }

    #[test]
    fn format_that_no_version_has_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::example();
        Store::open(folder.path(), now()).unwrap().add_workspace(&workspace).unwrap();
        let file = Connection::open(folder.path().join(FILE_NAME)).unwrap();
        file.pragma_update(None, "user_version", -1).unwrap();
        let error = Store::open_to_read(folder.path()).unwrap_err();
        assert!(matches!(error, StoreError::Unreadable(_)), "{error}");
        drop(file);
        let store = Store::open(folder.path(), now()).unwrap();
        assert!(store.damage().is_some());
        assert_eq!(store.workspaces().unwrap(), [workspace], "it is rescued");
    }

    #[test]
    fn store_of_an_older_version_is_not_called_newer() {
        for taken in 1..STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let file = Connection::open(folder.path().join(FILE_NAME)).unwrap();
            STEPS[..taken].iter().for_each(|step| file.execute_batch(step).unwrap());
            file.pragma_update(None, "user_version", taken as i64).unwrap();
            let error = Store::open_to_read(folder.path()).unwrap_err();
            assert!(matches!(error, StoreError::Older { found } if found == taken as i64), "{taken}: {error}");
        }
    }

    #[test]
    fn opening_twice_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            assert!(Store::open(folder.path(), now()).unwrap().damage().is_none());
        }
    }
}
