//! `serve`: the engine with its run loop, on the state of a fleet, and a small HTTP server that shows what is known. No request
//! to it causes one to a workspace.
//!
//! - [`fleet`]: the fleet that is watched now, and reading its file again; [`alerts`]: whom it tells;
//! - [`http`]: connections and their bounds; [`site`]: what each path answers, [`accept`]: in which format, [`access`]: and to whom;
//! - [`rendering`]: the metrics and the calendar;
//! - [`signals`]: from the system; [`systemd`]: to it.

mod accept;
mod access;
mod alerts;
mod fleet;
mod http;
mod rendering;
mod signals;
mod site;
mod systemd;

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::CancellationToken;
use watch::{engine::ChannelSource, workspace::interval::Interval};

use crate::{
    args::Serve, context::Context, duration::Span, error::CommandError, output, state, state::State,
    time_limit::TimeLimit,
};
use access::{Access, Reach};
use fleet::Fleet;
use signals::{Signal, Signals};
use site::Site;
use systemd::Systemd;

/// How long to wait for another process that uses the state.
const OPENING: SignedDuration = SignedDuration::from_secs(60);

/// How often to ask again for workspaces whose server has to say something before they can be watched.
const RETRY: Duration = Duration::from_secs(60);

/// Runs it until it is told to stop; returns the exit code.
pub(crate) async fn run(args: &Serve, context: &Context) -> Result<u8, CommandError> {
    // Before anything takes time, so that no signal is missed.
    let mut signals = Signals::listen().map_err(|error| CommandError::Internal(error.to_string()))?;
    let systemd = Systemd::from_environment();
    let Some(started) = signals.unless_stopped(start(args, context)).await else { return Ok(0) };
    let Started { listener, state, fleet, site } = started?;
    let engine = state.engine.clone();

    let stop = CancellationToken::new();
    let mut running = tokio::spawn({
        let (engine, site) = (engine.clone(), site.clone());
        async move {
            let _alive = site.alive();
            engine.run().await;
        }
    });
    let address = listener.local_addr().unwrap_or(args.listen);
    let serving = tokio::spawn(http::serve(listener, site.clone(), stop.clone()));
    let watchdog = tokio::spawn(systemd.watchdog(site.clone()));
    systemd.ready();
    output::note(&format!("serving http://{address}/"));

    let outcome = loop {
        let retry = async {
            match fleet.is_complete() {
                true => std::future::pending().await,
                false => sleep(RETRY).await,
            }
        };
        let work = tokio::select! {
            signal = signals.next() => match signal {
                Signal::Stop => break Ok(0),
                Signal::Reload => signals.unless_stopped(reload(&fleet, &site, &systemd)).await,
            },
            () = retry => signals.unless_stopped(async {
                if let Err(error) = fleet.retry().await {
                    output::note(&error.to_string());
                }
            }).await,
            _ = &mut running => break Err(CommandError::Internal("the engine has ended".to_owned())),
        };
        if work.is_none() {
            break Ok(0);
        }
    };
    systemd.stopping();
    watchdog.abort();
    stop.cancel();
    // Ends at once: connections are cut.
    let _ = serving.await;
    engine.stop().await;
    engine.copy_store();
    outcome
}

/// What has to be there before anything is served.
struct Started {
    listener: TcpListener,
    state: State,
    fleet: Arc<Fleet>,
    site: Arc<Site>,
}

async fn start(args: &Serve, context: &Context) -> Result<Started, CommandError> {
    let every = interval(args.every)?;
    let Some(path) = state::path(args.state.as_deref(), &args.fleet)? else {
        return Err(CommandError::Usage("serve needs a state file: use --state FILE".to_owned()));
    };
    let reach = if args.listen.ip().is_loopback() { Reach::ThisComputer } else { Reach::Network };
    let access = Access::read(args.token_file.as_deref(), reach)?;
    let listening = TcpListener::bind(args.listen).await;
    let listener =
        listening.map_err(|error| CommandError::Internal(format!("cannot listen on {} ({error})", args.listen)))?;
    if access.is_open() && reach == Reach::Network {
        output::note(&format!(
            "anyone who can reach {} can read metrics and calendar: use --token-file to require a token",
            args.listen
        ));
    }
    let state = State::open(&path, TimeLimit::of(OPENING.into())?, ChannelSource::Awaited, context).await?;
    if !state.is_remembered() {
        return Err(CommandError::Internal("serve needs a writable state file".to_owned()));
    }
    let engine = state.engine.clone();
    engine.update_settings(|settings| settings.refresh.interval_hours = every)?;
    let fleet = Arc::new(Fleet::load(args.fleet.clone(), engine.clone()).await?);
    let site = Arc::new(Site::new(engine, fleet.clone(), access));
    Ok(Started { listener, state, fleet, site })
}

/// Reads the files again. One that cannot be used leaves what was read before.
async fn reload(fleet: &Fleet, site: &Site, systemd: &Systemd) {
    systemd.reloading();
    match site.reload_access() {
        Ok(()) => {}
        Err(error) => output::note(&format!("{error}. The previous token stays in effect")),
    }
    match fleet.reload().await {
        Ok(()) => output::note("the fleet file was read again"),
        Err(error) => output::note(&format!("{error}. The previous fleet is still watched")),
    }
    systemd.ready();
}

fn interval(every: Span) -> Result<Interval, CommandError> {
    let (seconds, hour) = (every.length().as_secs(), SignedDuration::from_hours(1).as_secs());
    let hours = u8::try_from(seconds / hour).ok().filter(|_| seconds % hour == 0);
    let interval = hours.and_then(|hours| Interval::try_from(hours).ok());
    interval.ok_or_else(|| CommandError::Usage(format!("--every {every}: must be from 1h to 24h, in whole hours")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_a_whole_number_of_hours() {
        let hours = |text: &str| interval(text.parse().unwrap()).ok().map(u8::from);
        assert_eq!(["1h", "6h", "1d", "120m"].map(hours), [Some(1), Some(6), Some(24), Some(2)]);
        assert_eq!(["0h", "30m", "90m", "25h", "300h"].map(hours), [None; 5]);
    }
}
