//! The window's process from start to close.

use std::{process::ExitCode, time::Duration};

use ipc::{
    agent_process::{NoAgent, WINDOW, connect_or_start, independent},
    client::Connection,
    endpoint::Endpoint,
    failure::{ClientFailure, ClientFailureCode},
    message::{ClientKind, Greeting, Session},
    paths,
    start_failure::StartFailure,
};
use tauri::{
    App, AppHandle, Manager, RunEvent, Window, WindowEvent,
    async_runtime::{self, JoinHandle},
};

#[cfg(target_os = "macos")]
use crate::args::Link;
use crate::{
    agent_link::{AgentLink, Closing},
    args::Args,
    door, log,
    save_dialog::LastSaved,
    start_failure, window,
};

/// How long to wait for an agent that is running before the window is prepared meanwhile.
const QUICK: Duration = Duration::from_millis(50);

/// Runs until the window is closed.
pub(crate) fn run(args: &Args) -> ExitCode {
    let endpoint = match paths::data_dir() {
        Ok(data_dir) => Endpoint::of(&data_dir),
        Err(error) => return start_failure::show_alone(start_failure::no_data_dir(error)),
    };
    let session = Session::of_this_process();
    if args.hidden {
        return start_hidden(&endpoint, session);
    }
    let web_view = tauri::webview_version().unwrap_or_else(|error| error.to_string());
    let client = ClientKind::Window { screen: args.screen(), web_view, session };
    let mut connecting = connect(endpoint.clone(), client.clone());
    // An agent that runs answers before anything that the window needs is loaded.
    let quick = async_runtime::block_on(async { tokio::time::timeout(QUICK, &mut connecting).await });
    if let Ok(Ok(Ok(connection))) = &quick
        && *connection.greeting() == Greeting::WindowElsewhere
    {
        return ExitCode::SUCCESS;
    }
    let app = match build() {
        Ok(app) => app,
        Err(reason) => return start_failure::report(&reason),
    };
    let connected = match quick {
        Ok(connected) => connected,
        Err(_) => async_runtime::block_on(connecting),
    };
    let connection = match connected {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return start_failure::run(app, start_failure::no_agent(&error), None),
        Err(error) => return start_failure::run(app, start_failure::bug(&error), None),
    };
    match connection.greeting().clone() {
        Greeting::Ready => show(app, connection, endpoint, client),
        Greeting::WindowElsewhere => ExitCode::SUCCESS,
        Greeting::Failed { reason, .. } => start_failure::run(app, reason, Some(connection)),
        Greeting::OtherVersion { version } => {
            start_failure::run(app, start_failure::no_agent(&NoAgent::OtherVersion(version)), None)
        }
    }
}

fn connect(endpoint: Endpoint, client: ClientKind) -> JoinHandle<Result<Connection, NoAgent>> {
    async_runtime::spawn(async move { connect_or_start(&endpoint, &client).await })
}

/// Makes sure that the agent runs.
fn start_hidden(endpoint: &Endpoint, session: Session) -> ExitCode {
    let connected = async_runtime::block_on(connect_or_start(endpoint, &ClientKind::Launcher { session }));
    let (reason, connection) = match connected {
        Ok(connection) => match connection.greeting().clone() {
            Greeting::Ready | Greeting::WindowElsewhere => return ExitCode::SUCCESS,
            Greeting::Failed { reason, is_shown: true } => return start_failure::report(&reason),
            Greeting::Failed { reason, is_shown: false } => (reason, Some(connection)),
            Greeting::OtherVersion { version } => (start_failure::no_agent(&NoAgent::OtherVersion(version)), None),
        },
        Err(error) => (start_failure::no_agent(&error), None),
    };
    match build() {
        Ok(app) => start_failure::run(app, reason, connection),
        Err(_) => start_failure::report(&reason),
    }
}

pub(crate) fn build() -> Result<App, StartFailure> {
    // Without a display, Tauri would panic.
    #[cfg(target_os = "linux")]
    gtk::init().map_err(|error| start_failure::no_display(&error))?;
    tauri::Builder::default()
        // Position and size only. The pages store what the window shows.
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::REMEMBERED).build())
        .manage(LastSaved::default())
        .on_window_event(on_window_event)
        .invoke_handler(tauri::generate_handler![door::call])
        .build(tauri::generate_context!())
        .map_err(|error| start_failure::not_built(&error))
}

/// Shows the window until it is closed.
fn show(app: App, connection: Connection, endpoint: Endpoint, client: ClientKind) -> ExitCode {
    // On the runtime, on which the connection is served.
    let link = async_runtime::block_on(async { AgentLink::start(app.handle().clone(), connection, endpoint, client) });
    app.manage(link);
    let code = app.run_return(|app, event| match event {
        RunEvent::Ready => window::open(app),
        // Elsewhere, a link starts the program again, with the link as its argument.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            for link in urls.iter().filter_map(|url| url.as_str().parse::<Link>().ok()) {
                let app = app.clone();
                async_runtime::spawn(async move { app.state::<AgentLink>().open(link.screen()).await });
            }
        }
        _ => {}
    });
    u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The agent decides what becomes of a window that the user closes: if there is no tray from which to open it again, it is
/// minimized. The main thread does not wait for that.
fn on_window_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == window::LABEL
    {
        api.prevent_close();
        let window = window.clone();
        async_runtime::spawn(async move {
            let done = match window.state::<AgentLink>().closing().await {
                Closing::Close => window.destroy(),
                Closing::Minimize => window.minimize(),
            };
            if let Err(error) = done {
                log::warn("the window cannot be closed", &error);
            }
        });
    }
}

/// Ends this process, and starts the window of the version that is installed.
pub(crate) fn restart(app: &AppHandle) -> Result<(), ClientFailure> {
    let started = independent(WINDOW).and_then(|mut program| program.spawn());
    started.map_err(|error| {
        let message = format!("License Watch was updated, and its window does not start again ({error})");
        ClientFailure::new(ClientFailureCode::Internal, message, "Close the window, and open it again.")
    })?;
    app.exit(0);
    Ok(())
}
