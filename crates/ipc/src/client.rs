//! A client's connection to the agent.

use std::{
    collections::HashMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::value::RawValue;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    endpoint::Endpoint,
    frame::{self, FrameError, MAX_FROM_AGENT, MAX_FROM_CLIENT, Receiver, Sender},
    message::{AgentMessage, ClientKind, ClientMessage, Greeting, Hello},
};

/// How long the agent may take to greet. It may be opening a store on a slow disk.
const GREETING: Duration = Duration::from_secs(30);

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No agent listens.
    #[error("the agent is not running ({0})")]
    NotRunning(io::Error),
    /// The agent does not greet.
    #[error("the agent does not answer")]
    NoAnswer,
    /// The agent closed the connection, or says what cannot be understood.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The command failed: the agent's failure, as JSON.
    #[error("the command failed")]
    Failed(Box<RawValue>),
    /// The connection to the agent has ended.
    #[error("the agent does not run any more")]
    Disconnected,
    /// The arguments are larger than the agent reads.
    #[error("the arguments are too large")]
    TooLarge,
}

/// What the agent says of itself.
#[derive(Debug)]
pub enum Incoming {
    /// Something happened: an event, as JSON.
    Event(Box<RawValue>),
    /// The window comes to the front.
    Present,
    /// The user quits License Watch.
    Quit,
    /// The connection has ended.
    Disconnected,
}

/// A connection over which commands can be called. Clones share it.
#[derive(Clone)]
pub struct Client {
    calls: mpsc::Sender<ClientMessage>,
    waiting: Arc<Waiting>,
    next: Arc<AtomicU64>,
}

type Answer = Result<Box<RawValue>, CallError>;

/// The calls that wait for an answer; `None` once the connection has ended.
struct Waiting(Mutex<Option<HashMap<u64, oneshot::Sender<Answer>>>>);

/// A connection that has been greeted.
pub struct Connection {
    greeting: Greeting,
    receiver: Receiver,
    sender: Sender,
}

impl Connection {
    /// Connects to the agent, and greets.
    ///
    /// # Errors
    /// When no agent runs, or it does not answer.
    pub async fn open(endpoint: &Endpoint, client: &ClientKind) -> Result<Self, ConnectError> {
        let stream = endpoint.connect().await.map_err(ConnectError::NotRunning)?;
        let (mut receiver, mut sender) = frame::split(stream, MAX_FROM_AGENT);
        let greeted = timeout(GREETING, async {
            sender.send(&Hello::new(client).map_err(FrameError::from)?).await?;
            receiver.next().await
        });
        let greeting = greeted.await.map_err(|_| ConnectError::NoAnswer)??;
        Ok(Self { greeting, receiver, sender })
    }

    /// What the agent answered.
    pub fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Has the agent end, and waits until it has closed the connection.
    ///
    /// # Errors
    /// When it cannot be asked to.
    pub async fn stop_agent(mut self) -> Result<(), FrameError> {
        self.sender.send(&ClientMessage::Stop).await?;
        self.receiver.until_closed().await;
        Ok(())
    }

    /// Begins to call commands. What the agent says of itself is passed to `incoming`, until the connection ends.
    pub fn start(self, mut incoming: impl FnMut(Incoming) + Send + 'static) -> Client {
        let Self { mut receiver, mut sender, .. } = self;
        let (calls, mut to_send) = mpsc::channel::<ClientMessage>(64);
        let waiting = Arc::new(Waiting(Mutex::new(Some(HashMap::new()))));
        tokio::spawn(async move {
            while let Some(message) = to_send.recv().await {
                // The end of the connection shows when nothing can be received any more.
                if sender.send(&message).await.is_err() {
                    break;
                }
            }
        });
        let answers = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Ok(message) = receiver.next().await {
                match message {
                    AgentMessage::Answer { id, answer } => answers.resolve(id, Ok(answer)),
                    AgentMessage::Failure { id, failure } => answers.resolve(id, Err(CallError::Failed(failure))),
                    AgentMessage::Event(event) => incoming(Incoming::Event(event)),
                    AgentMessage::Present => incoming(Incoming::Present),
                    AgentMessage::Quit => incoming(Incoming::Quit),
                }
            }
            // Dropping them tells their callers.
            answers.lock().take();
            incoming(Incoming::Disconnected);
        });
        Client { calls, waiting, next: Arc::default() }
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Option<HashMap<u64, oneshot::Sender<Answer>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn resolve(&self, id: u64, answer: Answer) {
        if let Some(caller) = self.lock().as_mut().and_then(|waiting| waiting.remove(&id)) {
            // A caller that is gone needs no answer.
            let _ = caller.send(answer);
        }
    }
}

impl Client {
    /// Calls a command with its arguments: a JSON object. Returns its answer, as JSON.
    ///
    /// # Errors
    /// When the command fails, or the connection ends before it is answered.
    pub async fn call(&self, command: &str, arguments: Box<RawValue>) -> Answer {
        if command.len() + arguments.get().len() + 1024 > MAX_FROM_CLIENT {
            return Err(CallError::TooLarge);
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (caller, answer) = oneshot::channel();
        self.waiting.lock().as_mut().ok_or(CallError::Disconnected)?.insert(id, caller);
        let call = ClientMessage::Call { id, command: command.to_owned(), arguments };
        self.calls.send(call).await.map_err(|_| CallError::Disconnected)?;
        answer.await.unwrap_or(Err(CallError::Disconnected))
    }

    /// Whether the connection has ended.
    pub fn has_ended(&self) -> bool {
        self.waiting.lock().is_none()
    }
}
