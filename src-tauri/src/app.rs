//! The application: its parts put together, and its life from start to quit.

use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent};

use crate::{
    args::Args,
    commands,
    engine::{self, StartError, Watching},
    forward, logs,
    tray::Tray,
    window,
};

/// Runs until somebody quits.
pub(crate) fn run(args: Args) -> ExitCode {
    let data_dir = match watch::paths::data_dir() {
        Ok(data_dir) => data_dir,
        Err(error) => return refuse(&error.into()),
    };
    let log = logs::start(&data_dir);
    let app = tauri::Builder::default()
        // First of all: a second start must end before it opens the store.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| second_start(app, &arguments)))
        .invoke_handler(tauri::generate_handler![
            commands::app_info,
            commands::workspaces,
            commands::add_workspace,
            commands::reconnect_workspace,
            commands::answer_second_factor,
            commands::resend_code,
            commands::finish_with_session,
            commands::cancel_sign_in,
            commands::sign_out,
            commands::remove_workspace,
            commands::check_license_key,
            commands::apply_license_key,
            commands::refresh_workspace,
            commands::refresh_all,
            commands::history,
        ])
        .setup(move |app| {
            app.manage(engine::start(data_dir)?);
            start(app.handle(), &args);
            Ok(())
        })
        .build(tauri::generate_context!());
    let code = match app {
        Ok(app) => {
            app.run(live);
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "cannot start");
            say(&format!("License Watch cannot start: {error}"));
            ExitCode::FAILURE
        }
    };
    drop(log);
    code
}

/// Starts to watch; with a window, unless told to stay hidden.
fn start(app: &AppHandle, args: &Args) {
    let engine = app.state::<Watching>().engine.clone();
    let tray = Tray::new(app, engine.summary()).inspect_err(|error| tracing::error!(%error, "there is no tray")).ok();
    app.manage(HasTray(tray.is_some()));
    tauri::async_runtime::spawn(forward::forward(app.clone(), engine.clone(), engine.subscribe(), tray));
    if !args.hidden {
        window::open(app, None);
    }
    tauri::async_runtime::spawn(async move { engine.run().await });
}

/// Whether there is a tray to live in without a window.
struct HasTray(bool);

fn live(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window was closed, and nobody asked to quit: the tray lives on.
        RunEvent::ExitRequested { code: None, api, .. } if app.state::<HasTray>().0 => api.prevent_exit(),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, None),
        _ => {}
    }
}

fn second_start(app: &AppHandle, arguments: &[String]) {
    if Args::of_second_start(arguments).is_none_or(|args| !args.hidden) {
        window::open(app, None);
    }
}

fn refuse(error: &StartError) -> ExitCode {
    say(&format!("License Watch cannot start: {error}"));
    ExitCode::FAILURE
}

/// Says it where a terminal may read it: there is no window yet.
#[expect(clippy::print_stderr, reason = "the only place left to say why there is no window")]
fn say(text: &str) {
    eprintln!("{text}");
}
