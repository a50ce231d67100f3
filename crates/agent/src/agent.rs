//! What commands, tray, notifications and clients share.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_util::sync::CancellationToken;
use watch::Engine;

use crate::{notify::DesktopNotifier, tray::TrayHost, windows::Windows};

/// A handle on the agent. Clones share the same one.
#[derive(Clone)]
pub(crate) struct Agent(Arc<Inner>);

struct Inner {
    engine: Engine,
    data_dir: PathBuf,
    notifier: Arc<DesktopNotifier>,
    windows: Arc<Windows>,
    tray_host: TrayHost,
    quit: CancellationToken,
}

impl Agent {
    pub(crate) fn new(
        engine: Engine,
        data_dir: PathBuf,
        notifier: Arc<DesktopNotifier>,
        windows: Arc<Windows>,
        quit: CancellationToken,
    ) -> Self {
        let tray_host = TrayHost::watch();
        Self(Arc::new(Inner { engine, data_dir, notifier, windows, tray_host, quit }))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The folder with everything but tokens.
    pub(crate) fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    pub(crate) fn notifier(&self) -> &DesktopNotifier {
        &self.0.notifier
    }

    pub(crate) fn windows(&self) -> &Arc<Windows> {
        &self.0.windows
    }

    /// The tray icon and its host.
    pub(crate) fn tray_host(&self) -> &TrayHost {
        &self.0.tray_host
    }

    /// Whether the tray icon is shown. Waits until the session bus has answered, for at most two seconds.
    pub(crate) async fn is_tray_shown(&self) -> bool {
        self.0.tray_host.is_shown_once_known().await
    }

    /// Ends the agent, and with it the window.
    pub(crate) fn quit(&self) {
        self.0.windows.quit();
        self.0.quit.cancel();
    }

    /// Says in a notification why the window is minimized when it is closed, the first time. Blocks.
    pub(crate) fn explain_minimizing_once(&self) {
        if self.engine().is_first_time_without_tray() {
            let words = self.engine().audience().words;
            self.notifier().show_message(words.text("goes-on"), words.text("goes-on-why"));
        }
    }
}
