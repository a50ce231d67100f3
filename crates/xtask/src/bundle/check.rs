//! What becomes of the packages on the systems of users: they are installed, run, upgraded over stored data, and removed.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{
    Bundle, Format,
    debian::Debian,
    list::{ALL, DESKTOP},
    service::{self, Checked},
};
use crate::{command, paths, terminate};

/// The version of the packages that the upgrade installs: higher than any other.
const HIGHER: &str = "999.0.0";

/// The store, in the home folder of its user.
const STORE: &str = ".local/share/licensewatch/license-watch.db";

/// The formats of the store.
const FORMATS: &str = "crates/watch/src/store/format";

/// A store as the first version of its format had it, with a workspace.
const OLD_STORE: &str = "\
    insert into workspaces values \
        ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', 1, 'Acme', 'https://chat.acme.invalid', 'me', 0, null, null); \
    insert into snapshots values ('6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '2026-02-01T00:00:00Z', '8.5', \
        '{\"is\":\"not_permitted\"}', '[]'); \
    pragma user_version = 1;";

/// Checks the packages of one version, which were just made.
pub(super) fn run(bundle: &Bundle, made: &[PathBuf]) -> Result<Checked> {
    let folder = paths::absolute("bundle-check")?;
    for rpm in made.iter().filter(|file| file.extension().is_some_and(|end| end == Format::Rpm.name())) {
        check_rpm(rpm, &folder)?;
    }
    let upgrades = tempfile::tempdir().context("cannot create a folder for the packages to upgrade to")?;
    let higher = bundle.pack(&[Format::Deb], Some(HIGHER), upgrades.path())?;
    let debian = Debian::fresh(&folder)?;
    let mut display = Display::start()?;
    let checked = install_and_remove(&debian, &display.name, made, &higher);
    display.end();
    checked?;
    debian.delete()?;

    let mut build = paths::cargo();
    build.args(["build", "--locked", "--profile", &bundle.profile, "--package", "sandbox"]);
    command::run("build the sandbox", &mut build)?;
    // A fresh one: what the other packages need could be what the service lacks.
    let debian = Debian::fresh(&folder)?;
    let (first, upgrade) = (put(&debian, "packages/first", made)?, put(&debian, "packages/upgrade", &higher)?);
    let checked = service::check(&debian, &first[0], &upgrade[0], &bundle.folder.with_file_name("sandbox"))?;
    debian.delete()?;
    Ok(checked)
}

/// Checks the digests of an RPM package and what it depends on, unpacks it, and starts its programs.
fn check_rpm(file: &Path, folder: &Path) -> Result<()> {
    command::run("check the digests", Command::new("rpm").args(["--checksig", "--nosignature"]).arg(file))?;
    let name =
        command::output(Command::new("rpm").args(["--query", "--queryformat", "%{NAME}", "--package"]).arg(file))?;
    let package = ALL.into_iter().find(|package| package.name == name).context("there is no such package")?;
    command::run("list the files", Command::new("rpm").args(["--query", "--list", "--package"]).arg(file))?;
    let requires = command::output(Command::new("rpm").args(["--query", "--requires", "--package"]).arg(file))?;
    let needs_toolkit = ["libgtk", "libwebkit2gtk"].iter().any(|library| requires.contains(library));
    if needs_toolkit != (package.name == DESKTOP.name) {
        bail!("{name} depends on the wrong libraries:\n{requires}");
    }
    let root = folder.join("rpm").join(&name);
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("cannot empty {}", root.display()))?;
    }
    fs::create_dir_all(&root).with_context(|| format!("cannot create {}", root.display()))?;
    let mut unpack = Command::new("sh");
    unpack.args(["-euc", "rpm2cpio \"$0\" | cpio --extract --make-directories --quiet"]).arg(file);
    command::run("unpack it", unpack.current_dir(&root))?;
    for program in package.programs {
        command::run("start it", Command::new(root.join("usr/bin").join(program.name)).arg("--version"))?;
    }
    Ok(())
}

fn install_and_remove(debian: &Debian, display: &str, made: &[PathBuf], higher: &[PathBuf]) -> Result<()> {
    let (first, upgrade) = (put(debian, "packages/first", made)?, put(debian, "packages/upgrade", higher)?);
    debian.run("update its list of packages", "apt-get update -qq")?;
    install(debian, &first[..1])?;
    debian.run(
        "the headless program has come without a toolkit, with its manual and its completions",
        "license-watch --version
        ! dpkg --list 'libgtk*' 'libwebkit*' 2> /dev/null | grep '^ii' || exit 1
        license-watch completions bash | cmp - /usr/share/bash-completion/completions/license-watch
        bash -c '. /usr/share/bash-completion/completions/license-watch; complete -p license-watch'
        test -s /usr/share/man/man1/license-watch-check.1.gz
        grep -q rusqlite /usr/share/doc/license-watch/copyright",
    )?;
    debian.run("add users", "useradd --create-home new; useradd --create-home old")?;
    debian.run_as("new", "list without a store", "license-watch list")?;
    write_old_store(debian)?;
    debian.run_as("old", "list the store of an older version", "license-watch list | grep Acme")?;

    install(debian, &first)?;
    debian.run("no library is missing", "! ldd /usr/bin/license-watch* | grep 'not found'")?;
    debian.run(
        "links are opened by the application",
        "apt-get install -qq --no-install-recommends desktop-file-utils > /dev/null
        grep 'x-scheme-handler/license-watch=dev.licensewatch.desktop.desktop' /usr/share/applications/mimeinfo.cache",
    )?;
    debian.run_as("new", "delete the store, which the list has made", "rm -r .local")?;
    stay(debian, "new", display)?;
    debian.run_as("new", "list the new store", "license-watch list")?;

    install(debian, &upgrade)?;
    let versions = ALL.map(|package| format!("dpkg-query --show {} | grep {HIGHER}", package.name));
    debian.run("the higher version is installed", &versions.join("\n"))?;
    write_old_store(debian)?;
    stay(debian, "old", display)?;
    debian.run_as("new", "list the store after the upgrade", "license-watch list")?;
    debian.run_as("old", "the workspace is still there", "license-watch list | grep Acme")?;

    let names = ALL.map(|package| package.name).join(" ");
    let kept = format!("test -s /home/new/{STORE}\ntest -s /home/old/{STORE}");
    // Such a line ends no script by itself.
    let gone = "! ls /usr/bin/license-watch* 2> /dev/null || exit 1";
    debian.run("remove them: the data stays", &format!("apt-get remove -qq {names} > /dev/null\n{gone}\n{kept}"))?;
    let left = "! find /etc /usr /var/lib/dpkg/info -iname '*license?watch*' | grep . || exit 1";
    // What was removed without configuration to keep is unknown to apt.
    install(debian, &upgrade)?;
    debian.run("purge them: the data stays", &format!("apt-get purge -qq {names} > /dev/null\n{left}\n{kept}"))
}

/// Copies the packages for Debian into a folder of it, and returns their paths there, in the order of [`ALL`].
fn put(debian: &Debian, folder: &str, files: &[PathBuf]) -> Result<Vec<String>> {
    let place = debian.path(folder);
    fs::create_dir_all(&place).with_context(|| format!("cannot create {}", place.display()))?;
    let mut paths = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == Format::Deb.name())) {
        let name = file.file_name().context("the package has no name")?;
        fs::copy(file, place.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
        paths.push(format!("/{folder}/{}", name.to_string_lossy()));
    }
    Ok(paths)
}

/// Installs packages, with what they depend on and nothing else.
fn install(debian: &Debian, files: &[String]) -> Result<()> {
    let files = files.join(" ");
    debian.run(&format!("install {files}"), &format!("apt-get install -qq --no-install-recommends {files} > /dev/null"))
}

/// Replaces the store of the user `old` by one of the first format.
fn write_old_store(debian: &Debian) -> Result<()> {
    let store = debian.path("home/old").join(STORE);
    let folder = store.parent().context("the store has no folder")?;
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let format = fs::read_to_string(Path::new(FORMATS).join("1.sql")).context("cannot read the format")?;
    // On a line of its own: sqlite3 would take the comment at its start for an option.
    let sql = format!("\n{format}{OLD_STORE}");
    command::run("make a store of the first format", Command::new("sqlite3").arg(&store).arg(sql))?;
    debian.run("give it to its user", "chown --recursive old:old /home/old")
}

/// Starts the desktop application hidden, and sees it make or open its store and stay.
fn stay(debian: &Debian, user: &str, display: &str) -> Result<()> {
    let program = DESKTOP.name;
    let script = format!(
        "set -eu
        running() {{ ls -l /proc/[0-9]*/exe 2> /dev/null | grep -o '/proc/[0-9]*/exe -> /usr/bin/license-watch.*'; }}
        {program} --hidden &
        tries=0
        until [ -s {STORE} ]; do tries=$((tries + 1)); [ $tries -lt 60 ]; sleep 1; done
        sleep 10
        running
        for process in $(running | cut -d / -f 3); do kill $process; done
        while running; do sleep 0.2; done
        "
    );
    fs::write(debian.path("stay"), script).context("cannot write the script")?;
    let script = format!("DISPLAY={display} dbus-run-session -- sh /stay");
    debian.run_as(user, "start the desktop application without a window, and see it stay", &script)?;
    let store = debian.path("home").join(user).join(STORE);
    let format = command::output(Command::new("sqlite3").arg(store).arg("pragma user_version"))?;
    if format.trim() == newest_format()?.to_string() { Ok(()) } else { bail!("the store has format {format}") }
}

/// The format that the programs write: each is a file.
fn newest_format() -> Result<usize> {
    Ok(fs::read_dir(FORMATS).context("cannot read the formats")?.count())
}

/// A display without a screen.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Result<Self> {
        let mut xvfb = Command::new("Xvfb");
        // Any user of the other system may use it, through its abstract socket.
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"]);
        let mut server = xvfb.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("Xvfb does not start")?;
        let mut number = String::new();
        let output = server.stdout.as_mut().context("Xvfb has no output")?;
        BufReader::new(output).read_line(&mut number).context("Xvfb names no display")?;
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    fn end(&mut self) {
        terminate::end(&mut self.server, Duration::from_secs(5));
    }
}
