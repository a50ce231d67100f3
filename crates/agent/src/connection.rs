//! A client's connection: its calls, and for a window the events.

use std::{sync::Arc, time::Duration};

use ipc::{
    frame::{FrameError, Receiver, Sender},
    message::{AgentMessage, ClientMessage},
};
use tokio::{
    sync::{Semaphore, mpsc},
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use crate::{
    agent::Agent,
    commands::{self, Caller},
};

/// The messages to a client that wait to be sent.
pub(crate) type Outbox = mpsc::Sender<AgentMessage>;

/// How many messages wait for a client before what produces them waits, too.
const OUTBOX: usize = 64;

/// How many calls of a client are answered at the same time. Further ones are not read until one of them ends.
const MAX_CALLS: usize = 64;

/// How long a client may take to read a message.
const WRITING: Duration = Duration::from_secs(30);

/// Creates an outbox, and its other end.
pub(crate) fn outbox() -> (Outbox, mpsc::Receiver<AgentMessage>) {
    mpsc::channel(OUTBOX)
}

/// Starts to send what is put into the outbox, until nobody has it any more, or the client does not read.
fn start_sending(mut sender: Sender, mut messages: mpsc::Receiver<AgentMessage>) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            match timeout(WRITING, sender.send(&message)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return tracing::debug!(%error, "failed to send to a client"),
                Err(_) => return tracing::warn!("a client did not read a message in time"),
            }
        }
    })
}

/// Answers the calls of a client until it disconnects, does not read its answers, or sends what is not understood.
/// Calls that are still running then are cancelled, except for what runs on a thread of its own.
pub(crate) async fn serve(
    agent: &Agent,
    caller: Caller,
    mut receiver: Receiver,
    outbox: &Outbox,
    sender: Sender,
    messages: mpsc::Receiver<AgentMessage>,
) {
    let mut sending = start_sending(sender, messages);
    let permits = Arc::new(Semaphore::new(MAX_CALLS));
    let mut calls = JoinSet::new();
    loop {
        while calls.try_join_next().is_some() {}
        let received = tokio::select! {
            received = next(&mut receiver, &permits) => received,
            _ = &mut sending => return,
        };
        match received {
            Ok((ClientMessage::Call { id, command, arguments }, permit)) => {
                let (agent, outbox) = (agent.clone(), outbox.clone());
                calls.spawn(async move {
                    let message = match commands::call(&agent, caller, &command, &arguments).await {
                        Ok(answer) => AgentMessage::Answer { id, answer },
                        Err(failure) => match commands::raw(&failure) {
                            Ok(failure) => AgentMessage::Failure { id, failure },
                            Err(_) => return,
                        },
                    };
                    // Fails if the client has disconnected.
                    let _ = outbox.send(message).await;
                    drop(permit);
                });
            }
            Ok((ClientMessage::Stop, _)) => {
                tracing::info!("another version takes over");
                agent.quit();
                // The connection stays open until the process ends, which is what the client waits for.
                return std::future::pending().await;
            }
            Err(FrameError::Closed) => return,
            Err(error) => return tracing::warn!(%error, "a client sent what is not understood"),
        }
    }
}

/// The next message, once it may be handled.
async fn next(
    receiver: &mut Receiver,
    permits: &Arc<Semaphore>,
) -> Result<(ClientMessage, Option<tokio::sync::OwnedSemaphorePermit>), FrameError> {
    // Never closed.
    let permit = Arc::clone(permits).acquire_owned().await.ok();
    Ok((receiver.next().await?, permit))
}
