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
#[cfg(windows)]
use crate::windows_user;

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
        let data_dir = resolved(data_dir);
        let digest = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let folder = runtime_dir().unwrap_or_else(|| data_dir.join("run"));
        // The data folder contains the user's name, so that each user has a pipe of their own.
        #[cfg(windows)]
        let address = PathBuf::from(format!(r"\\.\pipe\license-watch-{name}"));
        #[cfg(unix)]
        let (folder, address) = with_socket(folder, &format!("{name}.sock"));
        Self { address, folder, name }
    }

    /// The endpoint of an agent whose socket is known. `None` if that is no path of a file.
    #[cfg(unix)]
    pub(crate) fn at(address: PathBuf) -> Option<Self> {
        let (folder, name) = (address.parent()?.to_owned(), address.file_stem()?.to_str()?.to_owned());
        Some(Self { address, folder, name })
    }

    /// Where it listens.
    pub fn address(&self) -> &Path {
        &self.address
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
        let options = ListenerOptions::new().name(self.socket()?);
        #[cfg(windows)]
        let options = {
            use interprocess::os::windows::{
                local_socket::ListenerOptionsExt, security_descriptor::SecurityDescriptor,
            };
            use widestring::U16CString;
            let user = windows_user::of_this_process()?;
            // Full access for this user and for nobody else. It is protected, so that nothing is inherited. The owner is
            // named because that of an elevated process would be all administrators.
            let descriptor = U16CString::from_str(format!("O:{user}D:P(A;;GA;;;{user})")).map_err(io::Error::other)?;
            options.security_descriptor(SecurityDescriptor::deserialize(&descriptor)?)
        };
        Ok(options)
    }

    fn socket(&self) -> io::Result<Name<'_>> {
        self.address().to_fs_name::<GenericFilePath>()
    }

    /// Connects to the agent.
    ///
    /// # Errors
    /// When no agent listens, or another user does.
    pub(crate) async fn connect(&self) -> io::Result<Stream> {
        let stream = Stream::connect(self.socket()?).await?;
        is_own_user(&stream)?;
        Ok(stream)
    }
}

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

/// Checks that the process at the other end belongs to this user.
#[cfg(unix)]
fn is_own_user(stream: &Stream) -> io::Result<()> {
    let peer = stream.peer_creds()?.euid();
    match peer == Some(rustix::process::geteuid().as_raw()) {
        true => Ok(()),
        false => Err(another_users()),
    }
}

/// Checks that the pipe belongs to this user, and so its server: anyone can create a pipe with any free name, but not for
/// another user. Only this user can be a client of such a pipe.
#[cfg(windows)]
fn is_own_user(stream: &Stream) -> io::Result<()> {
    use std::os::windows::io::AsHandle;

    let Stream::NamedPipe(pipe) = stream;
    match windows_user::owner_of(pipe.inner().as_handle())? == windows_user::of_this_process()? {
        true => Ok(()),
        false => Err(another_users()),
    }
}

fn another_users() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the socket belongs to another user")
}

/// The path without symbolic links, also of a folder that does not exist yet: its address must not change once it does.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = absolute.ancestors().find_map(|existing| {
        let real = fs::canonicalize(existing).ok()?;
        Some(real.join(absolute.strip_prefix(existing).ok()?))
    });
    // Without a separator at its end.
    real.unwrap_or(absolute).components().collect()
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

/// The longest path of a socket, in bytes: macOS takes 104 and Linux 108, both with the zero at its end.
#[cfg(unix)]
const MAX_PATH: usize = 103;

/// The path of a socket in a folder, or in another of this user if that is too long.
#[cfg(unix)]
fn with_socket(folder: PathBuf, name: &str) -> (PathBuf, PathBuf) {
    let path = folder.join(name);
    if path.as_os_str().len() <= MAX_PATH {
        return (folder, path);
    }
    let folder = PathBuf::from(format!("/tmp/license-watch-{}", rustix::process::geteuid().as_raw()));
    let path = folder.join(name);
    (folder, path)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_the_same_once_the_data_folder_exists() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = home.path().join("data").join("license-watch");
        let before = Endpoint::of(&data_dir);
        fs::create_dir_all(&data_dir).unwrap();
        assert_eq!(Endpoint::of(&data_dir), before);
        assert_eq!(Endpoint::of(&data_dir.join("")), before, "with a separator at its end");
        #[cfg(unix)]
        {
            let link = home.path().join("link");
            std::os::unix::fs::symlink(home.path(), &link).unwrap();
            let linked = link.join("data").join("license-watch");
            assert_eq!(Endpoint::of(&linked), before, "through a link");
            fs::remove_dir_all(&data_dir).unwrap();
            assert_eq!(Endpoint::of(&linked), before, "through a link, before it exists");
        }
    }

    #[cfg(unix)]
    #[test]
    fn socket_has_a_path_that_the_system_takes() {
        let (short, long) =
            (PathBuf::from("/run/user/1000/license-watch"), PathBuf::from("/long").join("a".repeat(90)));
        assert_eq!(with_socket(short.clone(), "name.sock"), (short.clone(), short.join("name.sock")));
        let (folder, path) = with_socket(long.clone(), "name.sock");
        assert_ne!(folder, long);
        assert!(path.starts_with(&folder) && path.as_os_str().len() <= MAX_PATH, "{}", path.display());
    }

    #[cfg(windows)]
    #[tokio::test]
    async fn pipe_belongs_to_one_agent_and_only_its_user_has_access() {
        use std::os::windows::io::AsHandle;

        let home = tempfile::tempdir().unwrap();
        let endpoint = Endpoint::of(&home.path().join("data"));
        let agent = endpoint.listen().unwrap();
        assert!(matches!(endpoint.listen(), Err(NotTheAgent::Taken)));
        let (accepted, connected) = tokio::join!(agent.accept(), endpoint.connect());
        let user = windows_user::of_this_process().unwrap();
        assert!(user.starts_with("S-1-5-"), "{user}");
        for Stream::NamedPipe(pipe) in [accepted.unwrap(), connected.unwrap()] {
            // FA is full access to a file, which a pipe is to the system.
            let expected = format!("O:{user}D:P(A;;FA;;;{user})");
            assert_eq!(windows_user::descriptor_of(pipe.inner().as_handle()).unwrap(), expected);
        }
    }

    #[cfg(windows)]
    #[tokio::test]
    async fn pipe_of_another_user_is_refused() {
        use std::os::windows::io::AsHandle;

        use interprocess::os::windows::{local_socket::ListenerOptionsExt, security_descriptor::SecurityDescriptor};

        let home = tempfile::tempdir().unwrap();
        let endpoint = Endpoint::of(&home.path().join("data"));
        // All administrators, for whom an administrator can create a pipe. Everyone has access.
        let descriptor = SecurityDescriptor::deserialize(widestring::u16cstr!("O:BAD:(A;;GA;;;WD)")).unwrap();
        let options = ListenerOptions::new().name(endpoint.socket().unwrap()).security_descriptor(descriptor);
        let squatter = options.create_tokio().unwrap();
        let (accepted, connected) = tokio::join!(squatter.accept(), endpoint.connect());
        let Stream::NamedPipe(pipe) = accepted.unwrap();
        assert_eq!(windows_user::owner_of(pipe.inner().as_handle()).unwrap(), "S-1-5-32-544");
        assert_eq!(connected.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert!(matches!(endpoint.listen(), Err(NotTheAgent::Socket { .. })), "the name is taken");
    }
}
