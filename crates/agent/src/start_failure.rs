//! Tells the user why the agent cannot start: in a dialog of the window's program, or in a notification if the agent was
//! started hidden, with the computer. The reason is also written to standard error and the log.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use ipc::{
    agent_process::{WINDOW, independent},
    frame::{Receiver, Sender},
    message::{ClientKind, Greeting},
    start_failure::StartFailure,
};
use tokio::{
    sync::{Notify, OnceCell},
    time::timeout,
};
use watch::Failure;

use crate::notify;

/// How long the notification service may take before a dialog is shown instead.
const NOTIFICATION: Duration = Duration::from_secs(10);

/// How long to wait for the program that has started the agent, if one has.
const CLIENT: Duration = Duration::from_secs(3);

/// An agent that cannot start, and remains until the user knows why.
pub(crate) struct Failing {
    reason: StartFailure,
    /// Whether the user has been told in a notification.
    notified: OnceCell<bool>,
    /// Whether a window's program shows a dialog.
    has_dialog: AtomicBool,
    /// How many clients are connected.
    clients: AtomicUsize,
    /// A client has come or gone.
    changed: Notify,
}

impl Failing {
    #[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
    pub(crate) fn new(failure: Failure) -> Self {
        tracing::error!(message = failure.message, hint = failure.hint, "cannot start");
        let reason = StartFailure { message: failure.message, hint: failure.hint };
        eprintln!("{}", reason.line());
        Self {
            reason,
            notified: OnceCell::new(),
            has_dialog: AtomicBool::new(false),
            clients: AtomicUsize::new(0),
            changed: Notify::new(),
        }
    }

    /// Tells a client the reason, and waits until it disconnects.
    pub(crate) async fn show_to(&self, client: &ClientKind, mut receiver: Receiver, mut sender: Sender) {
        self.clients.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_one();
        let has_dialog = || self.has_dialog.swap(true, Ordering::SeqCst);
        let greeting = match client {
            ClientKind::CommandLine => self.greeting(false),
            // A user who has just logged in did not start License Watch at that time.
            ClientKind::Launcher { .. } if self.is_notified().await => self.greeting(true),
            ClientKind::Launcher { .. } | ClientKind::Window { .. } if has_dialog() => Greeting::WindowElsewhere,
            ClientKind::Launcher { .. } | ClientKind::Window { .. } => self.greeting(false),
        };
        if sender.send(&greeting).await.is_ok() {
            receiver.until_closed().await;
        }
        self.clients.fetch_sub(1, Ordering::SeqCst);
        self.changed.notify_one();
    }

    /// Waits until the user knows the reason.
    pub(crate) async fn shown(&self) {
        if timeout(CLIENT, self.changed.notified()).await.is_err() && !self.is_notified().await {
            match independent(WINDOW).and_then(|mut program| program.spawn()) {
                Ok(_) => drop(timeout(NOTIFICATION, self.changed.notified()).await),
                Err(error) => tracing::error!(%error, "failed to show why the agent cannot start"),
            }
        }
        while self.clients.load(Ordering::SeqCst) > 0 {
            self.changed.notified().await;
        }
    }

    async fn is_notified(&self) -> bool {
        let notify = || async {
            let shown = notify::show_start_failure(StartFailure::TITLE.to_owned(), self.reason.text());
            timeout(NOTIFICATION, shown).await.unwrap_or(false)
        };
        *self.notified.get_or_init(notify).await
    }

    fn greeting(&self, is_shown: bool) -> Greeting {
        Greeting::Failed { reason: self.reason.clone(), is_shown }
    }
}
