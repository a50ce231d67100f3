//! The workspaces, in the order in which they were added.

use jiff::Timestamp;
use license::{Change, Label};
use rocketchat::{InsecureHttp, Route, UserId};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, additions, all, history, read_json, snapshots, unused_tokens, write_json};
use crate::{
    failure::Failure,
    workspace::{Credential, TokenId, Workspace, WorkspaceId, details::WorkspaceDetails, snapshot::Snapshot},
};

const COLUMNS: &str = "id, name, address, user_id, plain, proxy, ca_pem, credential, account, details, token_id";

impl Store {
    /// Every workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        read_all(&self.lock())
    }

    /// One workspace; `None` if there is no such workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!("select {COLUMNS} from workspaces where id = ?1"))?;
        let mut rows = statement.query([id.to_string()])?;
        rows.next()?.map(read).transpose()
    }

    /// The name of another workspace with the same address and user; `None` if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn name_of_duplicate(&self, workspace: &Workspace) -> Result<Option<String>, StoreError> {
        name_of_duplicate(&self.lock(), workspace)
    }

    /// Adds a workspace at the end.
    ///
    /// # Errors
    /// When the store cannot be written, or there is a workspace with the same address and user.
    pub fn add_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        add(&transaction, workspace)?;
        Ok(transaction.commit()?)
    }

    /// Replaces a workspace's address, account, connection and token; everything else stays. Another address is one of its
    /// changes. The token that is no longer used is recorded as unused: the old one, or the new one if there is no such
    /// workspace.
    ///
    /// # Errors
    /// When the store cannot be written, or there is another workspace with the same address and user.
    pub fn replace_workspace(&self, workspace: &Workspace, at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        replace(&transaction, workspace, at)?;
        Ok(transaction.commit()?)
    }

    /// Replaces a workspace's name and details, also in its reminders; everything else stays. Does nothing if there is no
    /// such workspace.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn edit_workspace(&self, id: WorkspaceId, name: &Label, details: &WorkspaceDetails) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        edit(&transaction, id, name, details)?;
        Ok(transaction.commit()?)
    }

    /// Removes a workspace and everything known about it, and records that its token is left.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is removed.
    pub fn remove_workspace(&self, id: WorkspaceId) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        if let Some(token) = token_of(&transaction, id)? {
            unused_tokens::leave(&transaction, token)?;
        }
        transaction.execute("delete from workspaces where id = ?1", [id.to_string()])?;
        Ok(transaction.commit()?)
    }

    /// Records that nobody is signed in to a workspace any more and why it cannot be read, and that its token is left.
    /// Returns the snapshot with the failure; `None` if the workspace has been removed.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing changes.
    pub fn sign_out_workspace(
        &self,
        id: WorkspaceId,
        failure: &Failure,
        at: Timestamp,
    ) -> Result<Option<Snapshot>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        if let Some(token) = token_of(&transaction, id)? {
            unused_tokens::leave(&transaction, token)?;
        }
        let sql = "update workspaces set credential = ?2 where id = ?1";
        let is_there = transaction.execute(sql, params![id.to_string(), Credential::None.code()])? > 0;
        let snapshot = is_there.then(|| snapshots::fail(&transaction, id, failure, at)).transpose()?;
        transaction.commit()?;
        Ok(snapshot)
    }
}

pub(super) fn read_all(connection: &Connection) -> Result<Vec<Workspace>, StoreError> {
    all(connection, &format!("select {COLUMNS} from workspaces order by position"), [], read)
}

/// The workspaces of a damaged store that can be read.
pub(super) fn read_readable(connection: &Connection, table: &str) -> Vec<Workspace> {
    let mut found = Vec::new();
    // An older format has no such columns; the one before the current has all but the last.
    let before = COLUMNS.replace("token_id", "null as token_id");
    let prepare = |columns: &str| connection.prepare(&format!("select {columns} from {table}"));
    let Ok(mut statement) = prepare(COLUMNS).or_else(|_| prepare(&before)) else { return found };
    let Ok(mut rows) = statement.query([]) else { return found };
    while let Ok(Some(row)) = rows.next() {
        found.extend(read(row).ok());
    }
    found
}

/// The workspace whose id is stored as these bytes.
pub(super) fn read_one(connection: &Connection, id: &[u8]) -> Result<Vec<Workspace>, StoreError> {
    all(connection, &format!("select {COLUMNS} from workspaces where cast(id as blob) = ?1"), [id], read)
}

/// Replaces a workspace's address, account, connection and token.
pub(super) fn replace(connection: &Connection, workspace: &Workspace, at: Timestamp) -> Result<(), StoreError> {
    if let Some(name) = name_of_duplicate(connection, workspace)? {
        return Err(StoreError::Duplicate(name));
    }
    let (id, address) = (workspace.id.to_string(), workspace.address.to_string());
    let before = connection
        .query_row("select address from workspaces where id = ?1", [&id], |row| row.get::<_, String>(0))
        .optional()?;
    match token_of(connection, workspace.id)? {
        Some(token) if token == workspace.token => {}
        Some(token) => {
            unused_tokens::leave(connection, token)?;
            unused_tokens::settle(connection, workspace.token)?;
        }
        None => unused_tokens::leave(connection, workspace.token)?,
    }
    if let Some(before) = before.filter(|before| *before != address) {
        let change = Change::AddressChanged { before: Label::new(&before), after: Label::new(&address) };
        history::add(connection, workspace.id, at, &change)?;
    }
    let sql = "update workspaces set address = ?2, user_id = ?3, plain = ?4, proxy = ?5, ca_pem = ?6, credential = ?7,
               account = ?8, token_id = ?9 where id = ?1";
    write(connection, sql, workspace)
}

/// The token of a workspace; `None` if there is no such workspace.
fn token_of(connection: &Connection, id: WorkspaceId) -> Result<Option<TokenId>, StoreError> {
    let mut statement = connection.prepare_cached("select token_id from workspaces where id = ?1")?;
    let mut rows = statement.query([id.to_string()])?;
    Ok(rows.next()?.map(|row| read_token(row, id)))
}

/// The id of a workspace's token. Losing the token is better than losing the workspace: if its id cannot be read, it is one
/// that no token has.
fn read_token(row: &Row<'_>, id: WorkspaceId) -> TokenId {
    match row.get::<_, Option<String>>("token_id") {
        Ok(None) => id.into(),
        Ok(Some(token)) => token.parse().unwrap_or(TokenId::LOST),
        Err(_) => TokenId::LOST,
    }
}

fn name_of_duplicate(connection: &Connection, workspace: &Workspace) -> Result<Option<String>, StoreError> {
    let sql = "select name from workspaces where address = ?1 and user_id = ?2 and id != ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![workspace.address.to_string(), workspace.user_id.as_str(), workspace.id.to_string()];
    Ok(statement.query_row(values, |row| row.get(0)).optional()?)
}

/// Adds a workspace at the end. Its token is in use from now on.
pub(super) fn add(connection: &Connection, workspace: &Workspace) -> Result<(), StoreError> {
    add_at(connection, workspace, last_position(connection)?.saturating_add(1))
}

/// The position of the last workspace; 0 if there is none.
pub(super) fn last_position(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(position), 0) from workspaces";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Adds a workspace at a position after all others. Finding that for each of thousands would take long.
pub(super) fn add_at(connection: &Connection, workspace: &Workspace, position: i64) -> Result<(), StoreError> {
    if let Some(name) = name_of_duplicate(connection, workspace)? {
        return Err(StoreError::Duplicate(name));
    }
    let sql = "insert into workspaces (position, name, id, address, user_id, plain, proxy, ca_pem, credential, account,
                   token_id)
               values (0, '', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    write(connection, sql, workspace)?;
    let sql = "update workspaces set position = ?2 where id = ?1";
    connection.prepare_cached(sql)?.execute(params![workspace.id.to_string(), position])?;
    save_edited(connection, workspace.id, &workspace.name, &workspace.details)?;
    unused_tokens::settle(connection, workspace.token)?;
    additions::add(connection, workspace.id)
}

/// Replaces a workspace's name and details, also in its reminders.
pub(super) fn edit(
    connection: &Connection,
    id: WorkspaceId,
    name: &Label,
    details: &WorkspaceDetails,
) -> Result<(), StoreError> {
    let sql = "update reminders set reminder = json_set(reminder, '$.name', ?2)
               where workspace_id = ?1 and json_valid(reminder)
                   and (select name from workspaces where id = ?1) is not ?2";
    connection.execute(sql, params![id.to_string(), name.as_str()])?;
    save_edited(connection, id, name, details)
}

fn save_edited(
    connection: &Connection,
    id: WorkspaceId,
    name: &Label,
    details: &WorkspaceDetails,
) -> Result<(), StoreError> {
    let details = (*details != WorkspaceDetails::default()).then(|| write_json(details)).transpose()?;
    let sql = "update workspaces set name = ?2, details = ?3 where id = ?1";
    connection.execute(sql, params![id.to_string(), name.as_str(), details])?;
    Ok(())
}

fn write(connection: &Connection, sql: &str, workspace: &Workspace) -> Result<(), StoreError> {
    let plain = match workspace.plain {
        InsecureHttp::Refused => 0,
        InsecureHttp::Allowed => 1,
    };
    let proxy = match &workspace.route {
        Route::System => None,
        route @ (Route::Direct | Route::Proxy(_)) => Some(route.to_string()),
    };
    let token = (workspace.token != workspace.id.into()).then(|| workspace.token.to_string());
    connection.prepare_cached(sql)?.execute(params![
        workspace.id.to_string(),
        workspace.address.to_string(),
        workspace.user_id.as_str(),
        plain,
        proxy,
        workspace.ca_pem,
        workspace.credential.code(),
        workspace.account.as_ref().map(Label::as_str),
        token,
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Workspace, StoreError> {
    let unreadable = |what: &str| StoreError::Unreadable(format!("the {what} of a workspace"));
    let (id, address): (String, String) = (row.get("id")?, row.get("address")?);
    let proxy: Option<String> = row.get("proxy")?;
    let id = id.parse().map_err(|_| unreadable("id"))?;
    Ok(Workspace {
        id,
        token: read_token(row, id),
        name: Label::new(&row.get::<_, String>("name")?),
        address: address.try_into().map_err(|_| unreadable("address"))?,
        user_id: UserId::new(&row.get::<_, String>("user_id")?),
        account: row.get::<_, Option<String>>("account")?.as_deref().map(Label::new),
        plain: if row.get("plain")? { InsecureHttp::Allowed } else { InsecureHttp::Refused },
        route: proxy.map_or(Ok(Route::System), |proxy| proxy.parse()).map_err(|_| unreadable("proxy"))?,
        ca_pem: row.get("ca_pem")?,
        credential: Credential::from_code(&row.get::<_, String>("credential")?)
            .ok_or_else(|| unreadable("credential"))?,
        // Losing a note is better than losing the workspace.
        details: row
            .get::<_, Option<String>>("details")?
            .and_then(|details| read_json(&details).ok())
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Import, Known, NewImport};

    #[test]
    fn workspace_that_another_process_has_added_meanwhile_is_a_duplicate() {
        let (folder, now) = (tempfile::tempdir().unwrap(), "2026-03-01T00:00:00Z".parse().unwrap());
        let (first, second) = (Store::open(folder.path(), now).unwrap(), Store::open(folder.path(), now).unwrap());
        let workspace = Workspace::example();
        let mine = Workspace { user_id: UserId::new("other"), ..Workspace::example() };
        second.add_workspace(&mine).unwrap();
        first.add_workspace(&workspace).unwrap();

        let new = NewImport {
            workspace: Workspace::example(),
            group: None,
            reminders: crate::reminders::settings::WorkspaceReminderSettings::default(),
            handling: crate::workspace::handling::Handling::default(),
            known: Known::Nothing,
        };
        let imported = second.import(Import { workspaces: vec![new], ..Import::default() }, now).map(drop);
        let token = TokenId::random();
        let reconnected =
            second.replace_workspace(&Workspace { user_id: workspace.user_id, token, ..mine.clone() }, now);
        for refused in [imported, reconnected] {
            assert!(matches!(&refused, Err(StoreError::Duplicate(name)) if name == "Acme"), "{refused:?}");
        }
        assert_eq!(second.workspace(mine.id).unwrap(), Some(mine), "nothing is changed by half");
    }

    #[test]
    fn renaming_renames_in_the_reminders_of_that_workspace_alone() {
        let store = Store::in_memory().unwrap();
        let other = Workspace { user_id: UserId::new("other"), ..Workspace::example() };
        let workspace = Workspace::example();
        for workspace in [&workspace, &other] {
            store.add_workspace(workspace).unwrap();
            let sql = "insert into reminders (workspace_id, recorded_at, reminder)
                       values (?1, '2026-03-01T00:00:00Z', json_object('name', 'Acme', 'cause', 'withdrawn'))";
            store.lock().execute(sql, [workspace.id.to_string()]).unwrap();
        }
        store.edit_workspace(workspace.id, &"Harbor".into(), &WorkspaceDetails::default()).unwrap();
        let name = |id: WorkspaceId| -> String {
            let sql = "select reminder ->> '$.name' from reminders where workspace_id = ?1";
            store.lock().query_row(sql, [id.to_string()], |row| row.get(0)).unwrap()
        };
        assert_eq!([name(workspace.id), name(other.id)], ["Harbor", "Acme"]);
        assert_eq!(store.workspace(workspace.id).unwrap().unwrap().name.as_str(), "Harbor");
    }
}
