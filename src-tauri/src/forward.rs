//! What the engine says, passed on: to the window as it comes, to the tray and the notifications as they need it.

use tauri::AppHandle;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use watch::{Engine, EngineEvent};

use crate::{
    events::{WindowEvent, tell_window},
    notify,
    tray::Tray,
};

/// Passes on what the engine says, for as long as it lives.
pub(crate) async fn forward(app: AppHandle, engine: Engine, mut events: Receiver<EngineEvent>, tray: Option<Tray>) {
    loop {
        match events.recv().await {
            Ok(event) => pass_on(&app, &engine, event),
            // Too much happened at once: everything is told anew.
            Err(RecvError::Lagged(_)) => tell_all(&app, &engine),
            Err(RecvError::Closed) => return,
        }
        // The tray is drawn once for all that has happened meanwhile.
        if events.is_empty()
            && let Some(tray) = &tray
        {
            tray.show(engine.summary());
        }
    }
}

fn pass_on(app: &AppHandle, engine: &Engine, event: EngineEvent) {
    match event {
        EngineEvent::RefreshStarted(id) => tell_window(app, WindowEvent::RefreshStarted { id }),
        EngineEvent::Changed(workspace) => tell_window(app, WindowEvent::WorkspaceChanged { workspace }),
        EngineEvent::Removed(id) => tell_window(app, WindowEvent::WorkspaceRemoved { id }),
        EngineEvent::GroupsChanged => tell_window(app, WindowEvent::ArrangementChanged),
        // The tray is drawn after every event.
        EngineEvent::RefreshAllFinished | EngineEvent::LanguageChanged => {}
        EngineEvent::TimePassed => tell_all(app, engine),
        EngineEvent::RemindersChanged => tell_window(app, WindowEvent::RemindersChanged),
        EngineEvent::Notification(notice) => notify::show(app.clone(), engine.clone(), notice),
    }
}

fn tell_all(app: &AppHandle, engine: &Engine) {
    for workspace in engine.views() {
        tell_window(app, WindowEvent::WorkspaceChanged { workspace: Box::new(workspace) });
    }
    tell_window(app, WindowEvent::RemindersChanged);
    tell_window(app, WindowEvent::ArrangementChanged);
}
