//! The workspaces, in the order in which they were added.

use license::Label;
use rocketchat::{PlainHttp, UserId};
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};
use crate::workspace::{Workspace, WorkspaceId};

const COLUMNS: &str = "id, name, address, user_id, plain, proxy, ca_pem";

impl Store {
    /// Every workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached(&format!("select {COLUMNS} from workspaces order by position"))?;
        let mut rows = statement.query([])?;
        let mut workspaces = Vec::new();
        while let Some(row) = rows.next()? {
            workspaces.push(read(row)?);
        }
        Ok(workspaces)
    }

    /// One workspace; nothing when there is none of that id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!("select {COLUMNS} from workspaces where id = ?1"))?;
        let mut rows = statement.query([id.to_string()])?;
        rows.next()?.map(read).transpose()
    }

    /// The name under which a workspace is known already.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn name_of(&self, workspace: &Workspace) -> Result<Option<String>, StoreError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("select name from workspaces where address = ?1 and user_id = ?2")?;
        let known = params![workspace.address.to_string(), workspace.user_id.as_str()];
        Ok(statement.query_row(known, |row| row.get(0)).optional()?)
    }

    /// Adds a workspace at the end.
    ///
    /// # Errors
    /// When the store cannot be written, or the same user of the same address is there already.
    pub fn add_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let sql = "insert into workspaces (position, id, name, address, user_id, plain, proxy, ca_pem)
                   values ((select coalesce(max(position), 0) + 1 from workspaces), ?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let plain = match workspace.plain {
            PlainHttp::Refused => 0,
            PlainHttp::Allowed => 1,
        };
        self.lock().execute(
            sql,
            params![
                workspace.id.to_string(),
                workspace.name.as_str(),
                workspace.address.to_string(),
                workspace.user_id.as_str(),
                plain,
                workspace.proxy.as_ref().map(|proxy| proxy.as_str().to_owned()),
                workspace.ca_pem,
            ],
        )?;
        Ok(())
    }

    /// Removes a workspace and all that is known of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn remove_workspace(&self, id: WorkspaceId) -> Result<(), StoreError> {
        self.lock().execute("delete from workspaces where id = ?1", [id.to_string()])?;
        Ok(())
    }
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
        plain: if row.get("plain")? { PlainHttp::Allowed } else { PlainHttp::Refused },
        proxy: proxy.map(|proxy| proxy.parse()).transpose().map_err(|_| unreadable("proxy"))?,
        ca_pem: row.get("ca_pem")?,
    })
}
