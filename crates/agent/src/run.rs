//! The agent from start to quit.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{CommandFactory, Parser, error::ErrorKind};
use ipc::{
    client::Connection,
    endpoint::{AgentSocket, Endpoint, NotTheAgent},
    message::{ClientKind, Session},
    paths,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    agent::Agent,
    autostart, channel_notice,
    clients::{self, Start},
    keyring_notice, logs,
    notify::DesktopNotifier,
    open, session,
    start_failure::Failing,
    tray,
    windows::Windows,
};

/// Keeps License Watch running in the background: it checks licenses, shows the tray icon, and sends reminders.
///
/// The window (license-watch-desktop) starts it when needed.
#[derive(Debug, Parser)]
#[command(name = "license-watch-agent", version)]
struct Args {
    /// Print the manual page, for packages.
    #[arg(long, hide = true)]
    man: bool,
}

/// How long an agent that has been stopped may take to end, and the window to close.
const HANDOVER: Duration = Duration::from_secs(3);

/// How often to look whether it has ended.
const INTERVAL: Duration = Duration::from_millis(50);

/// Runs until the user quits, or the session ends.
pub fn run() -> ExitCode {
    // Before anything can hold a secret.
    ipc::core_dumps::prevent();
    match Args::try_parse() {
        Ok(Args { man: false }) => {}
        Ok(Args { man: true }) => {
            let page = clap_mangen::Man::new(Args::command()).render(&mut std::io::stdout());
            return page.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
        }
        Err(error) => return misused(&error),
    }
    // Two threads are enough: what blocks has threads of its own, and each costs memory for as long as the agent runs.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return cannot_start(&error),
    };
    let code = tray::run_with(&runtime, start);
    // A name server or a disk that does not answer must not hold up the end.
    runtime.shutdown_background();
    code
}

/// Prints clap's message for help and version. Does not repeat invalid arguments, which may hold a secret.
#[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
fn misused(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // If the output is closed, there is nobody to report that to.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("error: license-watch-agent has no arguments");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "there is no window yet to show the reason in")]
fn cannot_start(reason: &dyn std::fmt::Display) -> ExitCode {
    tracing::error!(%reason, "cannot start");
    eprintln!("License Watch cannot start: {reason}");
    ExitCode::FAILURE
}

async fn start(icon: tray::Icon) -> ExitCode {
    let data_dir = match paths::data_dir() {
        Ok(data_dir) => data_dir,
        Err(error) => return cannot_start(&error),
    };
    let endpoint = Endpoint::of(&data_dir);
    let socket = match listen(&endpoint).await {
        Ok(socket) => socket,
        Err(NotTheAgent::Taken) => return ExitCode::SUCCESS,
        Err(error) => return cannot_start(&error),
    };
    // Dropped last, so that everything is written to the log before the process exits.
    let _log = logs::start(&data_dir);
    let code = serve(socket, endpoint, data_dir, icon).await;
    tracing::info!("exiting");
    code
}

/// Listens, if no other process is the agent. One that has been stopped is waited for.
async fn listen(endpoint: &Endpoint) -> Result<AgentSocket, NotTheAgent> {
    let end = Instant::now() + HANDOVER;
    loop {
        match endpoint.listen() {
            Err(NotTheAgent::Taken) => {}
            listening => return listening,
        }
        let launcher = ClientKind::Launcher { session: Session::of_this_process() };
        if Connection::open(endpoint, &launcher).await.is_ok() || Instant::now() > end {
            return Err(NotTheAgent::Taken);
        }
        sleep(INTERVAL).await;
    }
}

async fn serve(socket: AgentSocket, endpoint: Endpoint, data_dir: PathBuf, icon: tray::Icon) -> ExitCode {
    let quit = CancellationToken::new();
    let (started, start) = watch::channel(Start::Opening);
    let accepting = tokio::spawn(clients::accept(socket, start, quit.clone()));
    let windows = Arc::new(Windows::default());
    windows.set_session(Session::of_this_process());
    let notifier = Arc::new(DesktopNotifier::start(Arc::clone(&windows), data_dir.clone()));
    let (folder, for_engine) = (data_dir.clone(), Arc::clone(&notifier));
    let opened =
        tokio::task::spawn_blocking(move || open::open(&folder, &endpoint, for_engine).map_err(::watch::Failure::from));
    let opened = tokio::select! {
        opened = opened => opened,
        () = quit.cancelled() => return ExitCode::SUCCESS,
    };
    // The lock is held until everything is written.
    let (engine, _lock) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(failure)) => {
            let failing = Arc::new(Failing::new(failure));
            started.send_replace(Start::Failed(Arc::clone(&failing)));
            tokio::select! {
                () = failing.shown() => {}
                () = session::ended() => {}
            }
            return ExitCode::FAILURE;
        }
        Err(error) => return cannot_start(&error),
    };
    notifier.set_engine(engine.clone());
    let agent = Agent::new(engine.clone(), data_dir, notifier, windows, quit.clone());
    started.send_replace(Start::Done(agent.clone()));
    tokio::spawn(tray::follow(agent.clone(), icon));
    tokio::spawn(keyring_notice::follow(agent.clone()));
    tokio::spawn(channel_notice::follow(agent.clone()));
    tokio::task::spawn_blocking(autostart::update);
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run().await }
    });
    tokio::select! {
        () = quit.cancelled() => {}
        () = session::ended() => agent.quit(),
        ended = running => tracing::error!(?ended, "the engine has ended"),
    }
    engine.stop().await;
    // The window is to learn that the user quits, and not only that the agent is gone.
    if tokio::time::timeout(HANDOVER, agent.windows().until_closed()).await.is_err() {
        tracing::warn!("the window does not close");
    }
    accepting.abort();
    ExitCode::SUCCESS
}
