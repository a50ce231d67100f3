//! Runs a command and prints what it is for, the command itself, its output, and how long it took.

use std::{
    fmt::Write,
    io::{self, IsTerminal},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Runs a command to its end and prints how long it took. It gets no input: no command here may wait for an answer.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<()> {
    begin(what);
    println!("  $ {}", line(command));
    let started = Instant::now();
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("{what}: {} does not start", line(command)))?;
    if !status.success() {
        bail!("{what}: `{}` ended with {status} after {}", line(command), elapsed(started.elapsed()));
    }
    println!("  {what}: done in {}", elapsed(started.elapsed()));
    Ok(())
}

/// Prints what begins.
pub(crate) fn begin(what: &str) {
    let (bold, plain) = if io::stdout().is_terminal() { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    println!("\n{bold}▸ {what}{plain}");
}

/// What a command prints on standard output; an error if it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{} does not start", line(command)))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}: {}", line(command), output.status, stderr.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The target triple of this machine.
pub(crate) fn host() -> Result<String> {
    let version = output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let mut line = String::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            // Writing into a string cannot fail.
            let _ = write!(line, "{}={} ", name.display(), quoted(&value.to_string_lossy()));
        }
    }
    line.push_str(&short_name(&command.get_program().to_string_lossy()));
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&quoted(&argument.to_string_lossy()));
    }
    line
}

/// Cargo names itself by its whole path, which is only noise.
fn short_name(program: &str) -> String {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    if name == "cargo" { name.to_owned() } else { quoted(program) }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+,./:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A duration for people.
pub(crate) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_one_would_type_it() {
        let mut command = Command::new("/home/me/.cargo/bin/cargo");
        command.args(["doc", "--no-deps", "a b", ""]).env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(line(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps 'a b' ''");
    }

    #[test]
    fn a_duration_is_as_precise_as_it_matters() {
        assert_eq!(elapsed(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(elapsed(Duration::from_millis(59_900)), "59 s");
        assert_eq!(elapsed(Duration::from_secs(754)), "12 min 34 s");
        assert_eq!(elapsed(Duration::from_secs(3605)), "60 min 05 s");
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_names_the_step_and_the_status() {
        let error = run("probe", Command::new("sh").args(["-c", "exit 7"])).unwrap_err().to_string();
        assert!(error.starts_with("probe: `sh -c 'exit 7'` ended with exit status: 7 after "), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run("probe", &mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(error.to_string(), "probe: no-such-program-here does not start");
    }
}
