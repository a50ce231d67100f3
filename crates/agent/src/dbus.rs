//! Which services are available on the session bus of a Linux desktop.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::watch;
use zbus::{fdo::DBusProxy, names::BusName};

/// How long the bus may take to answer.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Waits until the session bus is gone, because the session has ended. Without a bus, forever.
pub(crate) async fn until_session_ends() {
    let ended = async {
        let connection = zbus::Connection::session().await?;
        let mut messages = zbus::MessageStream::from(&connection);
        while messages.next().await.is_some_and(|message| message.is_ok()) {}
        zbus::Result::Ok(())
    };
    if ended.await.is_err() {
        std::future::pending().await
    }
}

/// Whether a service is running or can be started on demand. False if the bus does not answer within two seconds.
pub(crate) async fn is_available(name: &'static str) -> bool {
    let answer = async {
        let connection = zbus::Connection::session().await?;
        is_available_on(&DBusProxy::new(&connection).await?, name).await
    };
    tokio::time::timeout(TIMEOUT, answer).await.is_ok_and(|answer| answer.unwrap_or(false))
}

/// Watches whether a service is available: `None` until the bus has answered, and false once the bus disappears.
pub(crate) fn watch(name: &'static str) -> watch::Receiver<Option<bool>> {
    let (availability, receiver) = watch::channel(None);
    tokio::spawn(async move {
        if let Err(error) = follow(name, &availability).await {
            tracing::warn!(%error, service = name, "failed to watch a service on the session bus");
        }
        publish(&availability, false);
    });
    receiver
}

/// Publishes whether a service is available, until the bus disappears.
async fn follow(name: &'static str, availability: &watch::Sender<Option<bool>>) -> zbus::Result<()> {
    let connection = zbus::Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    let mut changes = bus.receive_name_owner_changed_with_args(&[(0, name)]).await?;
    let first = tokio::time::timeout(TIMEOUT, is_available_on(&bus, name)).await;
    publish(availability, first.unwrap_or(Ok(false))?);
    while changes.next().await.is_some() {
        publish(availability, is_available_on(&bus, name).await?);
    }
    Ok(())
}

fn publish(availability: &watch::Sender<Option<bool>>, is_available: bool) {
    availability.send_if_modified(|last| last.replace(is_available) != Some(is_available));
}

async fn is_available_on(bus: &DBusProxy<'_>, name: &'static str) -> zbus::Result<bool> {
    if bus.name_has_owner(BusName::try_from(name)?).await? {
        return Ok(true);
    }
    Ok(bus.list_activatable_names().await?.iter().any(|known| known.as_str() == name))
}
