//! The application: its parts put together, and its life from start to quit.

use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent};

#[cfg(target_os = "macos")]
use crate::args::Link;
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
        .plugin(tauri_plugin_autostart::Builder::new().app_name("License Watch").args(["--hidden"]).build())
        // Where the window was, and how large: what it shows is for the pages to remember.
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::REMEMBERED).build())
        .invoke_handler(tauri::generate_handler![
            commands::app_info,
            commands::workspaces,
            commands::probe,
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
            commands::recalling::history,
            commands::recalling::usage,
            commands::recalling::moments,
            commands::recalling::moment,
            commands::recalling::raw_answer,
            commands::arranging::arrangement,
            commands::arranging::set_groups,
            commands::arranging::place_workspaces,
            commands::asking,
            commands::set_asking,
            commands::data::export_settings,
            commands::data::plan_import,
            commands::data::import_settings,
            commands::data::save_text,
            commands::data::reset,
            commands::data::set_language,
            commands::data::diagnostics,
            commands::data::dependencies,
            commands::reminding::notices,
            commands::reminding::snooze_notice,
            commands::reminding::dismiss_notice,
            commands::reminding::reminding,
            commands::reminding::set_reminding,
            commands::reminding::set_workspace_reminding,
            commands::reminding::pause_reminders,
            commands::reminding::resume_reminders,
            commands::shell::shell_state,
            commands::shell::set_autostart,
            commands::shell::quit,
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
    tauri::async_runtime::spawn(forward::forward(app.clone(), engine.clone(), engine.subscribe(), tray));
    if !args.hidden {
        window::open(app, args.place());
    }
    tauri::async_runtime::spawn(async move { engine.run().await });
}

fn live(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window was closed, and nobody asked to quit: the tray lives on.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        // What is being written is written.
        RunEvent::Exit => app.state::<Watching>().engine.finish(),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::open(app, window::Place::Start),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let place = urls.iter().find_map(|url| url.as_str().parse().ok()).map_or(window::Place::Start, Link::place);
            window::open(app, place);
        }
        _ => {}
    }
}

fn second_start(app: &AppHandle, arguments: &[String]) {
    match Args::of_second_start(arguments) {
        Some(args) if args.hidden => {}
        Some(args) => window::open(app, args.place()),
        None => window::open(app, window::Place::Start),
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
