//! The socket of the agent. There is one agent for each data folder, and who holds the socket is that agent.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use interprocess::local_socket::{
    GenericFilePath, ListenerOptions, Name, ToFsName,
    tokio::{Listener, Stream, prelude::*},
};
use sha2::{Digest, Sha256};

use crate::paths;

/// The address of the agent that owns a data folder: a socket in the user's runtime folder, or a named pipe on Windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    address: PathBuf,
    /// The folder with the lock, and on Unix the socket.
    folder: PathBuf,
    name: String,
}

/// Why a program is not the agent.
#[derive(Debug, thiserror::Error)]
pub enum NotTheAgent {
    /// Another process is.
    #[error("License Watch is already running")]
    Taken,
    /// The socket cannot be used.
    #[error("the socket {} cannot be used ({source})", path.display())]
    Socket {
        /// The socket or its folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The socket of this process, which is the agent as long as this is not dropped.
pub struct AgentSocket {
    // Closed before the lock is released.
    listener: Listener,
    _lock: File,
}

impl Endpoint {
    /// The endpoint of the agent that owns this data folder. The folder need not exist.
    pub fn of(data_dir: &Path) -> Self {
        let absolute = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        let real = fs::canonicalize(&absolute).unwrap_or(absolute);
        let digest = Sha256::digest(real.as_os_str().as_encoded_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let folder = runtime_dir().unwrap_or_else(|| data_dir.join("run"));
        let address = match cfg!(windows) {
            // The data folder contains the user's name, so that each user has a pipe of their own.
            true => PathBuf::from(format!(r"\\.\pipe\license-watch-{name}")),
            false => folder.join(format!("{name}.sock")),
        };
        Self { address, folder, name }
    }

    /// Becomes the agent: takes the lock and listens.
    ///
    /// # Errors
    /// When another process is the agent, or the socket cannot be created.
    pub fn listen(&self) -> Result<AgentSocket, NotTheAgent> {
        let unusable = |source| NotTheAgent::Socket { path: self.address.clone(), source };
        ensure_private(&self.folder).map_err(unusable)?;
        let lock = self.folder.join(format!("{}.lock", self.name));
        let lock = File::options().create(true).truncate(false).write(true).open(lock).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NotTheAgent::Taken),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        // What an agent that was killed has left behind. Nobody listens to it, because this process has the lock.
        #[cfg(unix)]
        match fs::remove_file(&self.address) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(error)),
            Ok(()) | Err(_) => {}
        }
        let listener = self.options().and_then(ListenerOptions::create_tokio).map_err(unusable)?;
        Ok(AgentSocket { listener, _lock: lock })
    }

    fn options(&self) -> io::Result<ListenerOptions<'_>> {
        let options = ListenerOptions::new().name(self.address()?);
        #[cfg(windows)]
        let options = {
            use interprocess::os::windows::{
                local_socket::ListenerOptionsExt, security_descriptor::SecurityDescriptor,
            };
            options.security_descriptor(SecurityDescriptor::deserialize(OWNER_ONLY)?)
        };
        Ok(options)
    }

    fn address(&self) -> io::Result<Name<'_>> {
        self.address.as_path().to_fs_name::<GenericFilePath>()
    }

    /// Connects to the agent.
    ///
    /// # Errors
    /// When no agent listens, or another user does.
    pub(crate) async fn connect(&self) -> io::Result<Stream> {
        let stream = Stream::connect(self.address()?).await?;
        is_own_user(&stream)?;
        Ok(stream)
    }
}

/// The security descriptor of the pipe: full access for its owner, which is this user, and for nobody else. It is
/// protected, so that nothing is inherited.
#[cfg(windows)]
const OWNER_ONLY: &widestring::U16CStr = widestring::u16cstr!("D:P(A;;GA;;;OW)");

impl AgentSocket {
    /// The next client that belongs to this user.
    ///
    /// # Errors
    /// When the system has no resources for it.
    pub async fn accept(&self) -> io::Result<Stream> {
        loop {
            let stream = self.listener.accept().await?;
            // Only root can get past the permissions of the folder.
            if is_own_user(&stream).is_ok() {
                return Ok(stream);
            }
        }
    }
}

/// Checks that the process at the other end belongs to this user. On Windows, the pipe's permissions ensure that.
#[cfg(unix)]
fn is_own_user(stream: &Stream) -> io::Result<()> {
    let peer = stream.peer_creds()?.euid();
    match peer == Some(rustix::process::geteuid().as_raw()) {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::PermissionDenied, "the socket belongs to another user")),
    }
}

#[cfg(not(unix))]
fn is_own_user(_: &Stream) -> io::Result<()> {
    Ok(())
}

/// The folder for sockets of this user: its runtime folder on Linux, its temporary folder on macOS. `None` if there is
/// none of its own.
fn runtime_dir() -> Option<PathBuf> {
    let folder = match cfg!(target_os = "macos") {
        // Each user has one. The data folder's path is often too long for the address of a socket.
        true => Some(std::env::temp_dir()),
        false => directories::BaseDirs::new().and_then(|dirs| dirs.runtime_dir().map(Path::to_owned)),
    };
    folder.map(|folder| folder.join("license-watch"))
}

/// Creates a folder that only this user can access, and makes sure that one that exists is such a folder.
fn ensure_private(folder: &Path) -> io::Result<()> {
    paths::create_private(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let metadata = fs::symlink_metadata(folder)?;
        if !metadata.is_dir() || metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "its folder belongs to another user"));
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}
