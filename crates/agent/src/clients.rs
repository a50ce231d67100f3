//! The socket: accepts clients of this user, and greets each.

use std::{sync::Arc, time::Duration};

use ipc::{
    VERSION,
    endpoint::AgentSocket,
    frame::{self, MAX_FROM_CLIENT, Receiver, Sender},
    message::{ClientKind, ClientMessage, Greeting, Hello},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{agent::Agent, commands::Caller, connection, start_failure::Failing, window_events};

/// How many clients may be connected. Further ones are turned away.
const MAX_CLIENTS: usize = 64;

/// How long a client may take until it has said who it is.
const HELLO: Duration = Duration::from_secs(5);

/// How long to wait after the system had no resources for a client.
const PAUSE: Duration = Duration::from_millis(500);

/// How far the start has got.
#[derive(Clone)]
pub(crate) enum Start {
    /// The store is being opened.
    Opening,
    /// Clients are served.
    Done(Agent),
    /// There is no engine.
    Failed(Arc<Failing>),
}

/// Accepts clients until this is dropped. Those that come early wait for the start.
pub(crate) async fn accept(socket: AgentSocket, start: watch::Receiver<Start>, quit: CancellationToken) {
    let places = Arc::new(Semaphore::new(MAX_CLIENTS));
    loop {
        match socket.accept().await {
            Ok(stream) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    tracing::warn!("too many clients");
                    continue;
                };
                let (receiver, sender) = frame::split(stream, MAX_FROM_CLIENT);
                tokio::spawn(greet(receiver, sender, start.clone(), quit.clone(), place));
            }
            Err(error) => {
                tracing::warn!(%error, "failed to accept a client");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn greet(
    mut receiver: Receiver,
    sender: Sender,
    mut start: watch::Receiver<Start>,
    quit: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    let Ok(Ok(hello)) = timeout(HELLO, receiver.next::<Hello>()).await else { return };
    if hello.version != VERSION {
        return turn_away(receiver, sender, quit).await;
    }
    let Ok(client) = serde_json::from_str::<ClientKind>(hello.client.get()) else { return };
    // Fails only if the process is about to end.
    let started = start.wait_for(|start| !matches!(start, Start::Opening)).await.map(|start| start.clone());
    match started {
        Ok(Start::Done(agent)) => serve(&agent, client, receiver, sender).await,
        Ok(Start::Failed(failing)) => failing.show_to(&client, receiver, sender).await,
        Ok(Start::Opening) | Err(_) => {}
    }
}

async fn serve(agent: &Agent, client: ClientKind, receiver: Receiver, mut sender: Sender) {
    match client {
        ClientKind::Window { screen, web_view, session } => {
            let (outbox, messages) = connection::outbox();
            if !agent.windows().connected(&outbox, screen, session, web_view) {
                // The window is presented, which is all that this client wants.
                let _ = sender.send(&Greeting::WindowElsewhere).await;
                return;
            }
            if sender.send(&Greeting::Ready).await.is_ok() {
                let events = tokio::spawn(window_events::forward(agent.engine().clone(), outbox.clone()));
                connection::serve(agent, Caller::Window, receiver, &outbox, sender, messages).await;
                events.abort();
            }
            agent.windows().disconnected(&outbox);
        }
        ClientKind::Launcher { session } => {
            agent.windows().set_session(session);
            // A launcher only wants to know that the agent runs.
            let _ = sender.send(&Greeting::Ready).await;
        }
        ClientKind::CommandLine => {
            if sender.send(&Greeting::Ready).await.is_ok() {
                let (outbox, messages) = connection::outbox();
                connection::serve(agent, Caller::CommandLine, receiver, &outbox, sender, messages).await;
            }
        }
    }
}

/// Tells a client of another version which one this is. After an upgrade, it then stops this agent.
async fn turn_away(mut receiver: Receiver, mut sender: Sender, quit: CancellationToken) {
    let greeting = Greeting::OtherVersion { version: VERSION.to_owned() };
    if sender.send(&greeting).await.is_err() {
        return;
    }
    if let Ok(Ok(ClientMessage::Stop)) = timeout(HELLO, receiver.next::<ClientMessage>()).await {
        tracing::info!("another version takes over");
        quit.cancel();
        // The connection stays open until the process ends, which is what the client waits for.
        std::future::pending::<()>().await;
    }
}
