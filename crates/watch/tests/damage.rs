//! Stores that are damaged, and the copies from which they are restored.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use support::{NOW, World, add};
use watch::{Clock, Store, store::FILE_NAME};

/// A store with a workspace that was read, a copy of it, and a change since, which is only in the write-ahead log.
struct Stored {
    world: World,
    sandbox: sandbox::Sandbox,
    /// Keeps the write-ahead log.
    _other: Connection,
}

impl Stored {
    async fn new() -> Self {
        let world = World::new();
        let sandbox = world.sandbox().await;
        let engine = world.engine();
        add(&engine, &sandbox, "modern").await;
        engine.copy_store();
        let other = Connection::open(world.folder.path().join(FILE_NAME)).unwrap();
        other.query_row("select count(*) from workspaces", [], |_| Ok(())).unwrap();
        world.clock.advance(SignedDuration::from_hours(2));
        add(&engine, &sandbox, "six").await;
        Self { world, sandbox, _other: other }
    }

    fn file(&self) -> PathBuf {
        self.world.folder.path().join(FILE_NAME)
    }
}

fn set_aside(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    files.filter(|name| name.contains(".damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm")).count()
}

#[tokio::test]
async fn damaged_store_is_restored_from_its_copy() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 6] = [
        ("zeroed, with a log", |file| fs::write(file, vec![0; fs::metadata(file).unwrap().len() as usize]).unwrap()),
        ("empty", |file| fs::write(file, "").unwrap()),
        ("one byte", |file| fs::write(file, "S").unwrap()),
        ("no header", |file| {
            let mut bytes = fs::read(file).unwrap();
            bytes[..100].fill(0x5a);
            fs::write(file, bytes).unwrap();
        }),
        ("no schema", |file| {
            let merge = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
            Connection::open(file).unwrap().query_row("pragma wal_checkpoint(truncate)", [], merge).unwrap();
            let mut bytes = fs::read(file).unwrap();
            bytes[100..4096].fill(0x5a);
            fs::write(file, bytes).unwrap();
        }),
        ("a name that is not UTF-8", |file| {
            let store = Connection::open(file).unwrap();
            store.execute("update workspaces set name = cast(x'80ff' as text)", []).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let stored = Stored::new().await;
        let (world, folder) = (&stored.world, stored.world.folder.path());
        damage(&stored.file());
        let engine = world.engine();
        let damage = engine.store_damage().expect(what);
        assert_eq!(damage.copy_of, Some(NOW.parse::<Timestamp>().unwrap()), "{what}");
        assert!(damage.set_aside.exists(), "{what}");
        let views = engine.views();
        let modern = views.iter().find(|view| view.url == stored.sandbox.url("modern")).expect(what);
        assert!(modern.fetched_at.is_some() && modern.license_count > 0, "{what}");
        engine.refresh_all().await.unwrap();
        assert!(engine.view(modern.id).unwrap().error.is_none(), "{what}: the token is there");

        // Damaged again within the same second.
        drop(engine);
        fs::write(stored.file(), "not a store").unwrap();
        let engine = world.engine();
        assert!(engine.store_damage().unwrap().copy_of.is_some(), "{what}");
        assert_eq!((set_aside(folder), engine.views().is_empty()), (2, false), "{what}");
    }
}

#[tokio::test]
async fn tokens_that_only_the_damaged_store_knows_are_used_or_deleted() {
    let stored = Stored::new().await;
    let (world, sandbox) = (&stored.world, &stored.sandbox);
    let engine = world.desktop();
    let id = |slug: &str| engine.views().iter().find(|view| view.url == sandbox.url(slug)).unwrap().id;
    let (modern, six) = (id("modern"), id("six"));
    let login = sandbox.credentials("modern");
    let sign_in = Some(watch::SignIn::Token { user_id: login.user_id, token: login.token.into() });
    let again = watch::workspace::sign_in::Reconnection { connection: support::connection(), keep_ca: false, sign_in };
    engine.reconnect(modern, again).await.unwrap();
    assert_eq!(world.vault.ids().len(), 2);
    drop(engine);

    // The copy has the first workspace with its old token, and not the second, which is lost now.
    let store = Connection::open(stored.file()).unwrap();
    let spoil = "update workspaces set name = cast(x'80ff' as text) where id = ?1";
    store.execute(spoil, [six.to_string()]).unwrap();
    drop(store);
    let engine = world.desktop();
    assert!(engine.store_damage().unwrap().copy_of.is_some());
    engine.delete_unused_tokens().await;
    engine.refresh_all().await.unwrap();
    let workspaces: Vec<_> = engine.snapshots().into_iter().map(|(workspace, _)| workspace).collect();
    assert_eq!(workspaces.iter().map(|workspace| workspace.id).collect::<Vec<_>>(), [modern]);
    assert_eq!(engine.view(modern).unwrap().error, None, "it has the newest token");
    assert_eq!(world.vault.ids(), [workspaces[0].token].into(), "the token of the lost one is deleted");
}

#[tokio::test]
async fn newest_sound_copy_is_used() {
    let stored = Stored::new().await;
    let world = &stored.world;
    for _ in 0..2 {
        world.clock.advance(SignedDuration::from_hours(24));
        let engine = world.engine();
        engine.refresh_all().await.unwrap();
        engine.copy_store();
    }
    let mut copies: Vec<_> =
        fs::read_dir(world.folder.path().join("copies")).unwrap().map(|f| f.unwrap().path()).collect();
    copies.sort();
    assert_eq!(copies.len(), 3);
    fs::write(copies.last().unwrap(), "not a store").unwrap();
    fs::write(stored.file(), "not a store").unwrap();
    let engine = world.engine();
    let yesterday = world.clock.now() - SignedDuration::from_hours(24);
    assert_eq!(engine.store_damage().unwrap().copy_of, Some(yesterday));
    assert_eq!(engine.views().len(), 2);
}

#[tokio::test]
async fn no_single_value_that_is_not_utf_8_prevents_the_start() {
    let stored = Stored::new().await;
    let (world, file) = (&stored.world, stored.file());
    let engine = world.desktop();
    let id = engine.views()[0].id;
    engine.set_workspace_reminders(id, watch::reminders::settings::WorkspaceReminderSettings::Muted).unwrap();
    engine.archive_workspaces(&[id]).unwrap();
    engine.update_settings(|settings| settings.language = Some(watch::i18n::language::Language::German)).unwrap();
    drop(engine);
    let sound = Connection::open(&file).unwrap();
    let columns: Vec<(String, String)> = {
        let sql = "select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c
                   where m.type = 'table' and c.type = 'TEXT' and m.name not like 'sqlite_%'";
        let mut statement = sound.prepare(sql).unwrap();
        let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        columns.collect::<Result<_, _>>().unwrap()
    };
    assert!(columns.len() > 30, "{columns:?}");
    drop(sound);
    for (table, column) in columns {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join(FILE_NAME);
        Connection::open(&file).unwrap().execute("vacuum into ?1", [copy.to_str().unwrap()]).unwrap();
        let store = Connection::open(&copy).unwrap();
        store.pragma_update(None, "foreign_keys", false).unwrap();
        let sql = format!("update {table} set {column} = cast(x'80ff' as text) where rowid = 1");
        let by_key = format!("update or ignore {table} set {column} = cast(x'80ff' as text)");
        store.execute(&sql, []).or_else(|_| store.execute(&by_key, [])).unwrap();
        drop(store);
        let engine = support::engine(folder.path(), Box::new(world.vault.clone()), &world.clock);
        assert!(!engine.views().is_empty(), "{table}.{column}");
        engine.refresh_all().await.unwrap_or_else(|error| panic!("{table}.{column}: {error}"));
        engine.reminders().unwrap();
    }
}

#[tokio::test]
async fn erasing_all_data_erases_the_copies() {
    let stored = Stored::new().await;
    let folder = stored.world.folder.path();
    fs::write(stored.file(), "not a store").unwrap();
    let engine = stored.world.engine();
    assert_eq!(set_aside(folder), 1);
    engine.reset().await.unwrap();
    assert_eq!(set_aside(folder), 0);
    assert_eq!(fs::read_dir(folder.join("copies")).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn store_is_private_also_in_a_folder_that_is_not() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    let open = || Store::open(folder.path(), NOW.parse().unwrap()).unwrap();
    let store = open();
    assert_eq!([mode(FILE_NAME), mode(&format!("{FILE_NAME}-wal"))], [0o600; 2]);
    drop(store);
    fs::set_permissions(folder.path().join(FILE_NAME), fs::Permissions::from_mode(0o644)).unwrap();
    let _store = open();
    assert_eq!(mode(FILE_NAME), 0o600, "one of an earlier version");
}

#[tokio::test]
async fn addition_that_cannot_be_stored_leaves_nothing() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let store = Connection::open(world.folder.path().join(FILE_NAME)).unwrap();
    // As on a disk that is full after the first row.
    store
        .execute_batch("create trigger full before insert on snapshots begin select raise(abort, 'disk full'); end")
        .unwrap();
    let error = engine.add(support::new_workspace(&sandbox, "modern")).await.unwrap_err();
    assert_eq!(error.code, watch::FailureCode::Storage);
    let left: i64 = store.query_row("select count(*) from workspaces", [], |row| row.get(0)).unwrap();
    assert_eq!((left, engine.views().len()), (0, 0));
    store.execute_batch("drop trigger full").unwrap();
    add(&engine, &sandbox, "modern").await;
    assert_eq!(engine.views().len(), 1);
}
