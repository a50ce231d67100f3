//! Why a sandbox did not start.

use std::{io, path::PathBuf};

use crate::template::TemplateError;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or may not be used.
    #[error("cannot listen on port {port} of 127.0.0.1: {source}; choose another port, or 0 for any that is free")]
    Port {
        /// The requested port.
        port: u16,
        /// The system's error.
        source: io::Error,
    },
    /// The port was bound, but the server did not start.
    #[error("cannot start the server: {0}")]
    Serve(#[source] io::Error),
    /// A file in `payloads/` has an invalid placeholder.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A file in `payloads/` is not valid JSON.
    #[error("a payload is not valid JSON: {0}")]
    Payload(#[from] serde_json::Error),
    /// A fleet file, or a token file beside it, could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Fleet {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}
