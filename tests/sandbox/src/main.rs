//! The sandbox as a program: prints the address and credentials of every workspace, runs until it is stopped, and prints how
//! many requests there were.

use std::{io, io::Write, path::PathBuf, process::ExitCode};

use clap::Parser;
use jiff::Timestamp;
use sandbox::Sandbox;

/// A stand-in Rocket.Chat server with several workspaces, each under a path of its own.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// The port to listen on; 0 means any free port.
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// The time to which every date is relative (RFC 3339), instead of the current time.
    #[arg(long, value_name = "RFC3339", env = "LICENSE_WATCH_NOW")]
    now: Option<Timestamp>,

    /// Write a fleet file for `license-watch show --fleet FILE`, and the tokens into files next to it.
    #[arg(long, value_name = "FILE")]
    fleet: Option<PathBuf>,

    /// Add this many copies of the `modern` workspace, for long lists.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    copies: usize,

    /// Stop when standard input is closed, for programs that start the sandbox and may be killed.
    #[arg(long)]
    until_stdin_closes: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder().port(options.port).copies(options.copies);
    if let Some(now) = options.now {
        builder = builder.now(now);
    }
    let stop = stop_signal(options.until_stdin_closes)?;
    let sandbox = builder.start().await?;
    if let Some(fleet) = &options.fleet {
        sandbox.write_fleet(fleet)?;
    }
    print_workspaces(&sandbox, &mut io::stdout().lock())?;
    stop.await;
    // Who closes standard input may have closed this, too.
    let _ = writeln!(io::stdout(), "{} requests", sandbox.request_count());
    sandbox.stop().await;
    Ok(())
}

/// Prints the workspaces. Other programs wait for the last line.
fn print_workspaces(sandbox: &Sandbox, out: &mut impl Write) -> io::Result<()> {
    for workspace in sandbox.workspaces() {
        let login = &workspace.credentials;
        writeln!(out, "{}: {}", workspace.name, workspace.about)?;
        writeln!(out, "    {}", sandbox.url(&workspace.slug))?;
        writeln!(out, "    user id {}  token {}", login.user_id, login.token)?;
    }
    writeln!(out, "ready on {}", sandbox.origin())?;
    out.flush()
}

/// Resolves on the first signal to stop or, with `with_stdin`, at the end of standard input.
fn stop_signal(with_stdin: bool) -> io::Result<impl Future<Output = ()>> {
    let (stdin_open, stdin_closed) = tokio::sync::oneshot::channel::<()>();
    if with_stdin {
        std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            drop(stdin_open);
        })?;
    }
    let mut signals = Signals::listen()?;
    Ok(async move {
        tokio::select! {
            () = signals.received() => {}
            _ = stdin_closed, if with_stdin => {}
        }
    })
}

/// The signals to stop. Their handlers are installed early, because an unhandled signal ends the program with a failure.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(windows)]
    fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    #[cfg(unix)]
    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(windows)]
    async fn received(&mut self) {
        self.interrupt.recv().await;
    }
}
