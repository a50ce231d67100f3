//! Messages on a stream: each is its length, four bytes with the most significant first, and that many bytes of JSON.

use std::io;

use futures_util::{SinkExt, StreamExt};
use interprocess::local_socket::tokio::Stream;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use tokio::io::{ReadHalf, WriteHalf};
use tokio_util::{
    bytes::Bytes,
    codec::{FramedRead, FramedWrite, LengthDelimitedCodec},
};

/// The largest message of a client, in bytes: more than the largest list of workspaces or file of settings to import.
pub const MAX_FROM_CLIENT: usize = 130 << 20;

/// The largest message of the agent, in bytes: more than everything about ten thousand workspaces.
pub const MAX_FROM_AGENT: usize = 256 << 20;

/// Why there is no next message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side has closed the connection.
    #[error("the connection was closed")]
    Closed,
    /// The stream failed, or a message is too large.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The message is not one of those that are expected.
    #[error("the message is not understood ({0})")]
    Malformed(#[from] serde_json::Error),
}

/// The half of a connection that receives messages.
pub struct Receiver(FramedRead<ReadHalf<Stream>, LengthDelimitedCodec>);

/// The half of a connection that sends messages.
pub struct Sender(FramedWrite<WriteHalf<Stream>, LengthDelimitedCodec>);

/// Splits a connection. Messages that are larger than `max_received` bytes are not read.
pub fn split(stream: Stream, max_received: usize) -> (Receiver, Sender) {
    let codec = |max| LengthDelimitedCodec::builder().max_frame_length(max).new_codec();
    let (receiving, sending) = tokio::io::split(stream);
    let sender = FramedWrite::new(sending, codec(MAX_FROM_AGENT.max(MAX_FROM_CLIENT)));
    (Receiver(FramedRead::new(receiving, codec(max_received))), Sender(sender))
}

impl Receiver {
    /// The next message.
    ///
    /// # Errors
    /// When the connection ends, or the message is too large or not understood.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<T, FrameError> {
        let frame = self.0.next().await.ok_or(FrameError::Closed)??;
        Ok(serde_json::from_slice(&frame)?)
    }

    /// Waits until the other side closes the connection. What it sends until then is not looked at.
    pub async fn until_closed(&mut self) {
        while self.next::<Box<RawValue>>().await.is_ok() {}
    }
}

impl Sender {
    /// Sends a message. Resolves once the system has taken it.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn send<T: Serialize>(&mut self, message: &T) -> Result<(), FrameError> {
        let text = serde_json::to_vec(message)?;
        Ok(self.0.send(Bytes::from(text)).await?)
    }
}
