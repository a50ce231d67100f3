//! The tray icon on Linux, by the StatusNotifierItem specification of freedesktop.org, over the session bus.

use std::process::ExitCode;

use ksni::{Handle, MenuItem, OfflineReason, ToolTip, Tray, TrayMethods, menu::StandardItem};

use super::{Action, Entry, ID, Look};
use crate::agent::Agent;

/// Where the icon is shown.
pub(crate) struct Icon(());

/// The icon that is shown.
pub(super) struct Shown(Handle<Item>);

/// Runs a task with an icon to show, and returns what the task does.
pub(crate) fn run_with<F: Future<Output = ExitCode>>(
    runtime: &tokio::runtime::Runtime,
    task: impl FnOnce(Icon) -> F,
) -> ExitCode {
    runtime.block_on(task(Icon(())))
}

impl Icon {
    /// Shows it. Returns `None` if there is no session bus. A tray that comes later shows it, too.
    pub(super) async fn show(self, look: Look, agent: &Agent) -> Option<Shown> {
        let item = Item { look, agent: agent.clone() };
        let shown = item.assume_sni_available(true).spawn().await;
        shown.inspect_err(|error| tracing::error!(%error, "failed to create the tray icon")).ok().map(Shown)
    }
}

impl Shown {
    /// Shows something else. Changes only what differs, so that an open menu stays open.
    pub(super) async fn redraw(&self, look: Look) {
        self.0.update(|item| item.look = look).await;
    }
}

struct Item {
    look: Look,
    agent: Agent,
}

impl Tray for Item {
    fn id(&self) -> String {
        ID.to_owned()
    }

    fn title(&self) -> String {
        self.look.tooltip.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: self.look.tooltip.clone(), ..ToolTip::default() }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        let icon = |picture: super::icon::Picture| {
            let mut data = picture.rgba;
            // Opacity comes first on the bus.
            data.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1));
            ksni::Icon {
                width: picture.width.try_into().unwrap_or(0),
                height: picture.height.try_into().unwrap_or(0),
                data,
            }
        };
        self.look.state.pictures().into_iter().map(icon).collect()
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        Action::Open.run(&self.agent);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |entry: &Entry| match entry.clone() {
            Entry::Headline(text) => {
                StandardItem { label: escaped(&text), enabled: false, ..Default::default() }.into()
            }
            Entry::Item(text, action) => StandardItem {
                label: escaped(&text),
                activate: Box::new(move |item: &mut Self| action.run(&item.agent)),
                ..Default::default()
            }
            .into(),
            Entry::Separator => MenuItem::Separator,
        };
        self.look.menu.iter().map(item).collect()
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::info!(?reason, "no tray shows the icon");
        // One may come later.
        true
    }
}

/// A text in a menu. Underscores are doubled, because a single one marks an access key.
fn escaped(text: &str) -> String {
    text.replace('_', "__")
}
