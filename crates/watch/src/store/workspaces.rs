//! The workspaces, in the order in which they were added.

use license::Label;
use rocketchat::{InsecureHttp, Route, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Store, StoreError, additions, all};
use crate::workspace::{Credential, Workspace, WorkspaceId};

const COLUMNS: &str = "id, name, address, user_id, plain, proxy, ca_pem, credential, account";

impl Store {
    /// Every workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        all(&self.lock(), &format!("select {COLUMNS} from workspaces order by position"), [], read)
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
        let connection = self.lock();
        let sql = "select name from workspaces where address = ?1 and user_id = ?2 and id != ?3";
        let mut statement = connection.prepare_cached(sql)?;
        let values = params![workspace.address.to_string(), workspace.user_id.as_str(), workspace.id.to_string()];
        Ok(statement.query_row(values, |row| row.get(0)).optional()?)
    }

    /// Adds a workspace at the end.
    ///
    /// # Errors
    /// When the store cannot be written, or there is a workspace with the same address and user.
    pub fn add_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        add(&self.lock(), workspace)
    }

    /// Replaces a workspace's name, account and connection; its snapshot stays. Does nothing if there is no such
    /// workspace.
    ///
    /// # Errors
    /// When the store cannot be written, or there is another workspace with the same address and user.
    pub fn replace_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let sql = "update workspaces set name = ?2, address = ?3, user_id = ?4, plain = ?5, proxy = ?6, ca_pem = ?7,
                   credential = ?8, account = ?9 where id = ?1";
        write(&self.lock(), sql, workspace)
    }

    /// Removes a workspace and everything known about it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn remove_workspace(&self, id: WorkspaceId) -> Result<(), StoreError> {
        self.lock().execute("delete from workspaces where id = ?1", [id.to_string()])?;
        Ok(())
    }
}

/// Adds a workspace at the end.
pub(super) fn add(connection: &Connection, workspace: &Workspace) -> Result<(), StoreError> {
    let sql = "insert into workspaces (position, id, name, address, user_id, plain, proxy, ca_pem, credential, account)
               values ((select coalesce(max(position), 0) + 1 from workspaces), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    write(connection, sql, workspace)?;
    additions::add(connection, workspace.id)
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
    connection.execute(
        sql,
        params![
            workspace.id.to_string(),
            workspace.name.as_str(),
            workspace.address.to_string(),
            workspace.user_id.as_str(),
            plain,
            proxy,
            workspace.ca_pem,
            workspace.credential.code(),
            workspace.account.as_ref().map(Label::as_str),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Workspace, StoreError> {
    let unreadable = |what: &str| StoreError::Unreadable(format!("the {what} of a workspace"));
    let (id, address): (String, String) = (row.get("id")?, row.get("address")?);
    let proxy: Option<String> = row.get("proxy")?;
    Ok(Workspace {
        id: id.parse().map_err(|_| unreadable("id"))?,
        name: Label::new(&row.get::<_, String>("name")?),
        address: address.try_into().map_err(|_| unreadable("address"))?,
        user_id: UserId::new(&row.get::<_, String>("user_id")?),
        account: row.get::<_, Option<String>>("account")?.as_deref().map(Label::new),
        plain: if row.get("plain")? { InsecureHttp::Allowed } else { InsecureHttp::Refused },
        route: proxy.map_or(Ok(Route::System), |proxy| proxy.parse()).map_err(|_| unreadable("proxy"))?,
        ca_pem: row.get("ca_pem")?,
        credential: Credential::from_code(&row.get::<_, String>("credential")?)
            .ok_or_else(|| unreadable("credential"))?,
    })
}
