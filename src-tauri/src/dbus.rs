//! Which services are available on the session bus of a Linux desktop.

use std::time::Duration;

use futures_util::StreamExt;
use zbus::{fdo::DBusProxy, names::BusName};

/// How long the bus may take to answer.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Whether a service is running or can be started on demand. False if the bus does not answer within two seconds.
pub(crate) async fn is_available(name: &'static str) -> bool {
    let answer = async {
        let connection = zbus::Connection::session().await?;
        is_available_on(&DBusProxy::new(&connection).await?, name).await
    };
    tokio::time::timeout(TIMEOUT, answer).await.is_ok_and(|answer| answer.unwrap_or(false))
}

/// Reports whether a service is available: once at the start, and whenever that changes. If the bus is not available or
/// disappears, reports false and returns.
pub(crate) async fn watch(name: &'static str, mut report: impl FnMut(bool)) {
    let mut last = None;
    let mut report_change = |is_available| {
        if last.replace(is_available) != Some(is_available) {
            report(is_available);
        }
    };
    let watched = async {
        let connection = zbus::Connection::session().await?;
        let bus = DBusProxy::new(&connection).await?;
        let mut changes = bus.receive_name_owner_changed_with_args(&[(0, name)]).await?;
        let first = tokio::time::timeout(TIMEOUT, is_available_on(&bus, name)).await;
        report_change(first.unwrap_or(Ok(false))?);
        while changes.next().await.is_some() {
            report_change(is_available_on(&bus, name).await?);
        }
        zbus::Result::Ok(())
    };
    if let Err(error) = watched.await {
        tracing::warn!(%error, service = name, "failed to watch a service on the session bus");
    }
    report_change(false);
}

async fn is_available_on(bus: &DBusProxy<'_>, name: &'static str) -> zbus::Result<bool> {
    if bus.name_has_owner(BusName::try_from(name)?).await? {
        return Ok(true);
    }
    Ok(bus.list_activatable_names().await?.iter().any(|known| known.as_str() == name))
}
