//! Who answers on the session bus of a Linux desktop.

use std::time::Duration;

use zbus::{fdo::DBusProxy, names::BusName};

/// How long a bus may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether somebody answers to a name, or would be started for it.
pub(crate) async fn answers(name: &'static str) -> bool {
    tokio::time::timeout(PATIENCE, ask(name)).await.is_ok_and(|answer| answer.unwrap_or(false))
}

async fn ask(name: &'static str) -> zbus::Result<bool> {
    let connection = zbus::Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    if bus.name_has_owner(BusName::try_from(name)?).await? {
        return Ok(true);
    }
    Ok(bus.list_activatable_names().await?.iter().any(|known| known.as_str() == name))
}
