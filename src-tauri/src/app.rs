//! The application from start to quit.

use std::{process::ExitCode, sync::Arc};

use tauri::{App, AppHandle, Manager, RunEvent, Window, WindowEvent};
use watch::Failure;

#[cfg(target_os = "macos")]
use crate::args::Link;
use crate::{
    args::Args,
    commands,
    engine::{self, AppState, StartError},
    event_bridge, keyring_notice, logs,
    notify::DesktopNotifier,
    save_dialog::LastSaved,
    start_failure::{self, StartFailed},
    tray::{self, Tray, TrayHost},
    window::{self, RequestedScreen},
};

/// Runs until the user quits.
pub(crate) fn run(args: Args) -> ExitCode {
    let data_dir = watch::paths::data_dir();
    // Dropped last, so that everything is written to the log before the process exits.
    let _log = data_dir.as_ref().ok().and_then(|data_dir| logs::start(data_dir));
    let app = match build() {
        Ok(app) => app,
        Err(failure) => return start_failure::report(&failure),
    };
    // A second instance has ended in `build`, so only one opens the store. Nothing else runs on the main thread yet, so
    // this may block.
    let opened = data_dir.map_err(StartError::from).and_then(|data_dir| {
        let notifier = Arc::new(DesktopNotifier::start(app.handle().clone(), data_dir.clone()));
        Ok((engine::open(data_dir, notifier.clone())?, notifier))
    });
    let code = match opened {
        Ok((state, notifier)) => watch_licenses(app, state, notifier, args),
        Err(error) => start_failure::run(app, error.into(), args.hidden),
    };
    tracing::info!("exiting");
    code
}

fn build() -> Result<App, Failure> {
    // Without a display, Tauri would panic.
    #[cfg(target_os = "linux")]
    gtk::init().map_err(|error| start_failure::no_display(&error))?;
    tauri::Builder::default()
        // Before everything else: it ends the process if another instance is running.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| on_second_start(app, &arguments)))
        .plugin(tauri_plugin_autostart::Builder::new().app_name("License Watch").args(["--hidden"]).build())
        // Position and size only. The pages store what the window shows.
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::REMEMBERED).build())
        .manage(LastSaved::default())
        .manage(RequestedScreen::default())
        .on_window_event(on_window_event)
        .invoke_handler(commands::handle)
        .build(tauri::generate_context!())
        .map_err(|error| start_failure::not_built(&error))
}

/// Runs the engine with a tray and notifications, and a window unless started hidden, until the user quits.
fn watch_licenses(app: App, state: AppState, notifier: Arc<DesktopNotifier>, args: Args) -> ExitCode {
    app.manage(state);
    app.manage(notifier);
    app.manage(TrayHost::watch());
    let code = app.run_return(move |app, event| on_run_event(app, event, &args));
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn on_run_event(app: &AppHandle, event: RunEvent, args: &Args) {
    match event {
        RunEvent::Ready => start(app, args),
        // The last window was closed, which does not quit the application.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::Exit => tauri::async_runtime::block_on(app.state::<AppState>().engine.stop()),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, None),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let link = urls.iter().find_map(|url| url.as_str().parse().ok());
            window::open(app, link.map(Link::screen));
        }
        _ => {}
    }
}

fn start(app: &AppHandle, args: &Args) {
    let engine = app.state::<AppState>().engine.clone();
    let tray =
        Tray::new(app, engine.summary()).inspect_err(|error| tracing::error!(%error, "failed to create the tray")).ok();
    event_bridge::start(app.clone(), engine.clone(), tray);
    if !args.hidden {
        window::open(app, args.screen());
    }
    let notifier = app.state::<Arc<DesktopNotifier>>().inner().clone();
    tauri::async_runtime::spawn(keyring_notice::follow(engine.clone(), notifier));
    tauri::async_runtime::spawn(async move { engine.run().await });
}

/// Closing the window destroys it, and the tray stays. If there is no tray from which to open it again, the window is
/// minimized instead.
fn on_window_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == window::LABEL
        && !tray::is_shown(window.app_handle())
    {
        api.prevent_close();
        if let Err(error) = window.minimize() {
            tracing::warn!(%error, "failed to minimize the window");
        }
        explain_minimizing_once(window.app_handle().clone());
    }
}

fn explain_minimizing_once(app: AppHandle) {
    // This uses the store, which must not block the main thread.
    tauri::async_runtime::spawn_blocking(move || {
        let engine = &app.state::<AppState>().engine;
        if engine.is_first_time_without_tray() {
            let words = engine.audience().words;
            let notifier = app.state::<Arc<DesktopNotifier>>();
            notifier.show_message(words.text("goes-on"), words.text("goes-on-why"));
        }
    });
}

fn on_second_start(app: &AppHandle, arguments: &[String]) {
    // The dialog with the reason is already on the screen.
    if app.try_state::<StartFailed>().is_some() {
        return;
    }
    match Args::of_second_start(arguments) {
        Some(args) if args.hidden => {}
        Some(args) => window::open(app, args.screen()),
        None => window::open(app, None),
    }
}
