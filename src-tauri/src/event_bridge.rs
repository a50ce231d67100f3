//! Carries the engine's events to the window, the tray and the notifications.

use tauri::AppHandle;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use watch::{Engine, EngineEvent};

use crate::{
    events::{WindowEvent, send_to_window},
    notify,
    tray::Tray,
};

/// Forwards the engine's events until the engine is dropped.
pub(crate) async fn run(app: AppHandle, engine: Engine, mut events: Receiver<EngineEvent>, tray: Option<Tray>) {
    loop {
        match events.recv().await {
            Ok(event) => forward(&app, &engine, event),
            // Events were missed: send the current state instead.
            Err(RecvError::Lagged(_)) => send_everything(&app, &engine),
            Err(RecvError::Closed) => return,
        }
        // A burst of events redraws the tray once, after the last of them.
        if events.is_empty()
            && let Some(tray) = &tray
        {
            tray.show(engine.summary());
        }
    }
}

fn forward(app: &AppHandle, engine: &Engine, event: EngineEvent) {
    match event {
        EngineEvent::RefreshStarted(id) => send_to_window(app, WindowEvent::RefreshStarted { id }),
        EngineEvent::Changed(workspace) => send_to_window(app, WindowEvent::WorkspaceChanged { workspace }),
        EngineEvent::Removed(id) => send_to_window(app, WindowEvent::WorkspaceRemoved { id }),
        EngineEvent::GroupsChanged => send_to_window(app, WindowEvent::ArrangementChanged),
        EngineEvent::SettingsChanged => send_to_window(app, WindowEvent::SettingsChanged),
        // This concerns the tray alone, which is redrawn after every event.
        EngineEvent::RefreshAllFinished => {}
        EngineEvent::TimePassed => send_everything(app, engine),
        EngineEvent::RemindersChanged => send_to_window(app, WindowEvent::RemindersChanged),
        EngineEvent::Notification(notice) => notify::show_reminder(app, engine, notice),
    }
}

fn send_everything(app: &AppHandle, engine: &Engine) {
    for workspace in engine.views() {
        send_to_window(app, WindowEvent::WorkspaceChanged { workspace: Box::new(workspace) });
    }
    send_to_window(app, WindowEvent::RemindersChanged);
    send_to_window(app, WindowEvent::ArrangementChanged);
    send_to_window(app, WindowEvent::SettingsChanged);
}
