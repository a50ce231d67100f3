//! The tray, as its host sees it on the bus: registered items and their menus.

use std::collections::HashMap;

use anyhow::{Context, Result};
use zbus::{
    Connection, Proxy,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

/// An item in the tray.
#[derive(Debug, Clone)]
pub struct Item {
    bus: Connection,
    owner: String,
    path: String,
}

/// An entry in an item's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    id: i32,
    /// Its text.
    pub label: String,
}

/// The items in the tray.
///
/// # Errors
/// If the tray's host does not answer.
pub async fn items(bus: &Connection) -> Result<Vec<Item>> {
    let watcher =
        Proxy::new(bus, "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher")
            .await?;
    // Not cached, because this host does not send the signal that would update the cache.
    let registered: Vec<String> = uncached(&watcher, "RegisteredStatusNotifierItems").await?.try_into()?;
    let item = |name: String| {
        let slash = name.find('/')?;
        Some(Item { bus: bus.clone(), owner: name[..slash].to_owned(), path: name[slash..].to_owned() })
    };
    Ok(registered.into_iter().filter_map(item).collect())
}

async fn uncached(proxy: &Proxy<'_>, property: &str) -> Result<OwnedValue> {
    let properties = zbus::fdo::PropertiesProxy::builder(proxy.connection())
        .destination(proxy.destination().to_owned())?
        .path(proxy.path().to_owned())?
        .build()
        .await?;
    Ok(properties.get(proxy.interface().to_owned(), property).await?)
}

impl Item {
    async fn proxy(&self) -> Result<Proxy<'_>> {
        Ok(Proxy::new(&self.bus, self.owner.as_str(), self.path.as_str(), "org.kde.StatusNotifierItem").await?)
    }

    /// The pixels of its icon, to be compared.
    ///
    /// # Errors
    /// If the item does not answer.
    pub async fn icon(&self) -> Result<String> {
        Ok(format!("{:?}", uncached(&self.proxy().await?, "IconPixmap").await?))
    }

    /// The entries of its menu, without separators.
    ///
    /// # Errors
    /// If the item does not answer.
    pub async fn menu(&self) -> Result<Vec<Entry>> {
        let layout = self.menu_proxy().await?;
        let answer = layout.call_method("GetLayout", &(0_i32, -1_i32, Vec::<String>::new())).await?;
        let body = answer.body();
        let (_, (_, _, children)): Layout = body.deserialize()?;
        let entries = children.iter().filter_map(|child| entry(child));
        Ok(entries.filter(|entry| !entry.label.is_empty()).collect())
    }

    /// Clicks an entry in its menu.
    ///
    /// # Errors
    /// If the item does not answer.
    pub async fn click(&self, entry: &Entry) -> Result<()> {
        let proxy = self.menu_proxy().await?;
        proxy.call_method("Event", &(entry.id, "clicked", Value::from(""), 0_u32)).await?;
        Ok(())
    }

    /// Clicks the entry with exactly this label.
    ///
    /// # Errors
    /// If there is none, or the item does not answer.
    pub async fn click_label(&self, label: &str) -> Result<()> {
        let menu = self.menu().await?;
        let entry = menu.iter().find(|entry| entry.label == label);
        self.click(entry.with_context(|| format!("no {label:?} in {menu:?}"))?).await
    }

    async fn menu_proxy(&self) -> Result<Proxy<'_>> {
        let path: OwnedObjectPath = uncached(&self.proxy().await?, "Menu").await?.try_into()?;
        Ok(Proxy::new_owned(self.bus.clone(), self.owner.clone(), path, "com.canonical.dbusmenu").await?)
    }
}

/// The answer of `GetLayout`: a revision, and the root of the menu with its id, properties and children.
type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

/// Reads an entry of a menu, which has the same structure as the root.
fn entry(child: &Value<'_>) -> Option<Entry> {
    let Value::Structure(child) = child else { return None };
    let (Some(Value::I32(id)), Some(Value::Dict(properties))) = (child.fields().first(), child.fields().get(1)) else {
        return None;
    };
    let label: Option<String> = properties.get(&"label").ok().flatten();
    // A single underscore marks the access key; two stand for one.
    Some(Entry { id: *id, label: label.unwrap_or_default().replace("__", "_") })
}
