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
    /// The port was bound, but the server could not be set going.
    #[error("cannot start the server: {0}")]
    Serve(#[source] io::Error),
    /// A placeholder in one of the files under `payloads/` is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// One of the files under `payloads/` is no JSON.
    #[error("a payload is no JSON: {0}")]
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
