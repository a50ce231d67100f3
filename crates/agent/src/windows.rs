//! The window, which is a process of its own. There is one at most.

use std::{
    process::Stdio,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ipc::{
    agent_process::{self, WINDOW},
    message::{AgentMessage, Screen, Session},
};
use tokio::{
    process::Command,
    sync::{Notify, mpsc},
};

use crate::{connection::Outbox, events::WindowEvent};

/// The window's process, and the screen that was requested last.
#[derive(Default)]
pub(crate) struct Windows {
    state: Mutex<State>,
    /// The window has closed.
    closed: Notify,
}

#[derive(Default)]
struct State {
    /// Where windows appear.
    session: Session,
    /// The screen that was requested last, until the page takes it. An event alone would be lost while the page loads.
    requested: Option<Screen>,
    window: Window,
    /// Whether the user quits, so that a window that is about to connect closes again.
    is_quitting: bool,
    /// The version of the web view that was used last.
    web_view: Option<String>,
}

#[derive(Default)]
enum Window {
    /// There is none.
    #[default]
    Closed,
    /// Its process was started, and has not connected yet.
    Starting,
    /// It is connected.
    Open(Outbox),
}

impl Windows {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the window, or brings it to the front, with this screen; `None` for the one that was shown last.
    pub(crate) fn open(self: &std::sync::Arc<Self>, screen: Option<Screen>) {
        let mut state = self.lock();
        if screen.is_some() || matches!(state.window, Window::Closed) {
            state.requested = screen;
        }
        match &state.window {
            Window::Open(outbox) => present(outbox, screen),
            Window::Starting => {}
            Window::Closed => match start(&state.session) {
                Ok(mut process) => {
                    state.window = Window::Starting;
                    let windows = std::sync::Arc::clone(self);
                    tokio::spawn(async move {
                        let ended = process.wait().await;
                        tracing::debug!(?ended, "the window's process has ended");
                        windows.did_not_start();
                    });
                }
                Err(error) => tracing::error!(%error, "failed to start the window"),
            },
        }
    }

    /// A window has connected. Returns false if there is one already, which is brought to the front instead.
    pub(crate) fn connected(
        &self,
        outbox: &Outbox,
        screen: Option<Screen>,
        session: Session,
        web_view: String,
    ) -> bool {
        let mut state = self.lock();
        if screen.is_some() {
            state.requested = screen;
        }
        if let Window::Open(outbox) = &state.window {
            present(outbox, screen);
            return false;
        }
        state.window = Window::Open(outbox.clone());
        if state.is_quitting {
            send(outbox, AgentMessage::Quit);
        }
        state.session = session;
        state.web_view = Some(web_view);
        true
    }

    /// The window with this outbox has disconnected.
    pub(crate) fn disconnected(&self, outbox: &Outbox) {
        let mut state = self.lock();
        if matches!(&state.window, Window::Open(open) if open.same_channel(outbox)) {
            state.window = Window::Closed;
            self.closed.notify_one();
        }
    }

    fn did_not_start(&self) {
        let mut state = self.lock();
        if matches!(state.window, Window::Starting) {
            state.window = Window::Closed;
            self.closed.notify_one();
        }
    }

    /// Has windows appear in this session from now on.
    pub(crate) fn set_session(&self, session: Session) {
        self.lock().session = session;
    }

    /// Takes the screen that was requested last; `None` if none was requested since.
    pub(crate) fn take_requested_screen(&self) -> Option<Screen> {
        self.lock().requested.take()
    }

    /// The version of the web view that was used last; `None` before the first window.
    pub(crate) fn web_view(&self) -> Option<String> {
        self.lock().web_view.clone()
    }

    /// Closes the window, also one that is about to connect.
    pub(crate) fn quit(&self) {
        let mut state = self.lock();
        state.is_quitting = true;
        if let Window::Open(outbox) = &state.window {
            send(outbox, AgentMessage::Quit);
        }
    }

    /// Waits until there is no window.
    pub(crate) async fn until_closed(&self) {
        while !matches!(self.lock().window, Window::Closed) {
            self.closed.notified().await;
        }
    }
}

fn start(session: &Session) -> std::io::Result<tokio::process::Child> {
    let mut command = Command::from(agent_process::independent(WINDOW)?);
    command.envs(session.variables()).stderr(Stdio::inherit()).spawn()
}

fn present(outbox: &Outbox, screen: Option<Screen>) {
    send(outbox, AgentMessage::Present);
    if screen.is_some()
        && let Some(event) = WindowEvent::ScreenRequested.to_message()
    {
        send(outbox, event);
    }
}

/// Sends a message to the window without waiting. A window that has not read anything for that long is beyond help.
fn send(outbox: &Outbox, message: AgentMessage) {
    if let Err(mpsc::error::TrySendError::Full(_)) = outbox.try_send(message) {
        tracing::warn!("the window does not read its messages");
    }
}
