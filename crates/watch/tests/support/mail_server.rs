//! Exim, unpacked from Debian's packages into `target/tools` and run in a namespace in which the user that it was built for
//! exists. Nothing is installed.
#![allow(clippy::unwrap_used, clippy::print_stderr, unreachable_pub)]

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

const PACKAGE: &str = "exim4-daemon-light";

/// The program in the package.
const PROGRAM: &str = "usr/sbin/exim4";

/// The user that Debian builds it for.
const USER: &str = "Debian-exim";

/// Files that change how the server behaves while they exist.
#[derive(Debug, Clone, Copy)]
pub enum Files {
    /// It asks to come back later.
    Greylist,
    /// It asks that of `later` alone.
    GreylistOne,
    /// It does not offer STARTTLS.
    WithoutStartTls,
}

impl Files {
    fn name(self) -> &'static str {
        match self {
            Self::Greylist => "greylist",
            Self::GreylistOne => "greylist-one",
            Self::WithoutStartTls => "without-starttls",
        }
    }
}

/// A running mail server, which keeps the mail of everybody `@example.test`, but of `refused`.
pub struct MailServer {
    /// Its port for plain connections and STARTTLS. It lets `me` sign in with `pa55`, only if that is encrypted.
    pub port: u16,
    /// Its port for TLS from the beginning.
    pub tls_port: u16,
    /// The authority that has issued its certificate.
    pub ca_pem: String,
    folder: tempfile::TempDir,
    process: Child,
}

impl MailServer {
    /// Starts the server; `None` if it cannot be had.
    pub fn start() -> Option<Self> {
        Self::try_start().inspect_err(|reason| eprintln!("left out, because there is no mail server: {reason}")).ok()
    }

    fn try_start() -> Result<Self, String> {
        let program = unpacked()?.join(PROGRAM);
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let path = folder.path().to_owned();
        for name in ["", "spool", "mail", "log"] {
            let part = path.join(name);
            fs::create_dir_all(&part).unwrap();
            fs::set_permissions(&part, fs::Permissions::from_mode(0o777)).unwrap();
        }
        let ca_pem = write_certificates(&path);
        let (port, tls_port) = (Self::vacant_port(), Self::vacant_port());
        fs::write(path.join("conf"), configuration(&program, &path, port, tls_port)).unwrap();
        for (name, line) in [("passwd", "x:61999:61999::/tmp:/bin/false"), ("group", "x:61999:")] {
            let known = fs::read_to_string(format!("/etc/{name}")).unwrap();
            fs::write(path.join(name), format!("{known}{USER}:{line}\n")).unwrap();
        }
        let script = "mount --bind passwd /etc/passwd && mount --bind group /etc/group && exec \"$0\" -bdf -C \"$1\"";
        let process = Command::new("unshare")
            .args(["--mount", "sh", "-c", script])
            .arg(&program)
            .arg(path.join("conf"))
            .current_dir(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(path.join("stderr")).unwrap())
            .spawn()
            .map_err(|error| format!("unshare: {error}"))?;
        let mut server = Self { port, tls_port, ca_pem, folder, process };
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let has_ended = server.process.try_wait().is_ok_and(|status| status.is_some());
            if has_ended || Instant::now() > end {
                let said = fs::read_to_string(server.folder.path().join("stderr")).unwrap_or_default();
                return Err(format!("it does not start: {said}"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// A port at which nobody listens.
    pub fn vacant_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }

    /// Changes how it behaves.
    pub fn set(&self, file: Files, exists: bool) {
        let path = self.folder.path().join(file.name());
        if exists { fs::write(path, "").unwrap() } else { fs::remove_file(path).unwrap() }
    }

    /// The emails that have arrived, once there are at least so many. The server accepts one before it puts it there.
    pub fn mails(&self, least: usize) -> Vec<String> {
        let folder = self.folder.path().join("mail/inbox/new");
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let files = fs::read_dir(&folder).map(|files| files.flatten().collect::<Vec<_>>()).unwrap_or_default();
            let is_delivering =
                fs::read_dir(self.folder.path().join("spool/input")).is_ok_and(|mut all| all.next().is_some());
            if files.len() >= least && !is_delivering {
                return files.iter().map(|file| fs::read_to_string(file.path()).unwrap()).collect();
            }
            assert!(Instant::now() < end, "{} of {least} arrived: {}", files.len(), self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        let files = fs::read_dir(self.folder.path().join("log")).unwrap().flatten();
        files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The folder with the unpacked package, which is fetched the first time.
fn unpacked() -> Result<PathBuf, String> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    fs::create_dir_all(&tools).map_err(|error| error.to_string())?;
    let tools = tools.canonicalize().map_err(|error| error.to_string())?;
    // Tests run at the same time.
    let lock = fs::File::create(tools.join("exim.lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let folder = tools.join("exim");
    if folder.join(PROGRAM).exists() {
        return Ok(folder);
    }
    let fetched = tools.join("exim.deb");
    fs::create_dir_all(&fetched).map_err(|error| error.to_string())?;
    run(Command::new("apt-get").args(["download", PACKAGE]).current_dir(&fetched))?;
    let package = fs::read_dir(&fetched).map_err(|error| error.to_string())?.flatten().next();
    let package = package.ok_or("nothing was fetched")?;
    let new = tools.join("exim.new");
    run(Command::new("dpkg").arg("-x").arg(package.path()).arg(&new))?;
    fs::rename(&new, &folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
}

/// Writes a certificate for `localhost` and its key. Returns the authority's certificate.
fn write_certificates(folder: &Path) -> String {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let ca_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    for (name, pem) in [("certificate", server.pem()), ("key", key.serialize_pem())] {
        fs::write(folder.join(name), pem).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    ca_pem
}

fn configuration(program: &Path, folder: &Path, port: u16, tls_port: u16) -> String {
    let (program, folder) = (program.display(), folder.display());
    let [greylist, greylist_one, without_starttls] =
        [Files::Greylist, Files::GreylistOne, Files::WithoutStartTls].map(Files::name);
    format!(
        r#"
exim_path = {program}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path =
primary_hostname = mail.example.test
daemon_smtp_ports = {port} : {tls_port}
tls_on_connect_ports = {tls_port}
local_interfaces = 127.0.0.1
never_users =
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts = ${{if exists{{{folder}/{without_starttls}}}{{:}}{{*}}}}
tls_certificate = {folder}/certificate
tls_privatekey = {folder}/key
acl_smtp_rcpt = recipient

begin acl
recipient:
  deny  local_parts = refused
        message = no such mailbox
  defer condition = ${{if exists{{{folder}/{greylist}}}}}
        message = greylisted, come back later
  defer local_parts = later
        condition = ${{if exists{{{folder}/{greylist_one}}}}}
        message = greylisted, come back later
  accept domains = example.test

begin routers
all:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {folder}/mail/inbox
  maildir_format
  envelope_to_add = true
  create_directory
  user = {USER}

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{me}}}}{{eq{{$auth3}}{{pa55}}}}}}}}
  server_set_id = $auth2
"#
    )
}
