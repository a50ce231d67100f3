//! Whether the agent starts with the computer.

#[cfg(target_os = "linux")]
pub(crate) use linux::{disable, enable, is_enabled, update};
#[cfg(not(target_os = "linux"))]
pub(crate) use native::{disable, enable, is_enabled, update};

/// By the Desktop Application Autostart Specification of freedesktop.org. The library for other systems writes paths
/// without quotes, and to another folder than the user may have set.
#[cfg(target_os = "linux")]
mod linux {
    use std::{
        fs, io,
        path::{Path, PathBuf},
    };

    use ipc::agent_process::{AGENT, beside};

    /// The name of the entry, also of those of earlier versions.
    const FILE: &str = "License Watch.desktop";

    /// Has the agent start with the computer.
    ///
    /// # Errors
    /// When the entry cannot be written.
    pub(crate) fn enable() -> io::Result<()> {
        let file = file()?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, entry(&beside(AGENT)?)?)
    }

    /// Undoes it.
    ///
    /// # Errors
    /// When the entry cannot be deleted.
    pub(crate) fn disable() -> io::Result<()> {
        match fs::remove_file(file()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Whether the agent starts with the computer; `None` if that cannot be determined.
    pub(crate) fn is_enabled() -> Option<bool> {
        match fs::read_to_string(file().ok()?) {
            Ok(text) => Some(is_active(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(false),
            Err(error) => {
                tracing::warn!(%error, "failed to read the autostart setting");
                None
            }
        }
    }

    /// Replaces an entry of an earlier version, which starts a program that may have moved.
    pub(crate) fn update() {
        let update = || -> io::Result<()> {
            let old = fs::read_to_string(file()?)?;
            if is_active(&old) && old != entry(&beside(AGENT)?)? { enable() } else { Ok(()) }
        };
        match update() {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "failed to update the autostart entry");
            }
            Ok(()) | Err(_) => {}
        }
    }

    fn file() -> io::Result<PathBuf> {
        let dirs = directories::BaseDirs::new();
        let dirs = dirs.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "this user has no home folder"))?;
        Ok(dirs.config_dir().join("autostart").join(FILE))
    }

    /// Whether the desktop starts it. Some desktops turn an entry off by one of these lines.
    fn is_active(entry: &str) -> bool {
        let is = |line: &str, key: &str, value: &str| {
            line.split_once('=').is_some_and(|(k, v)| k.trim() == key && v.trim().eq_ignore_ascii_case(value))
        };
        !entry.lines().any(|line| is(line, "Hidden", "true") || is(line, "X-GNOME-Autostart-enabled", "false"))
    }

    fn entry(program: &Path) -> io::Result<String> {
        let program = program.to_str().filter(|program| !program.contains(char::is_control));
        let program = program
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path of the program has odd characters"))?;
        Ok(format!(
            "[Desktop Entry]\nType=Application\nName=License Watch\nComment=Tracks the licenses of Rocket.Chat \
             workspaces\nExec={}\nIcon=dev.licensewatch.desktop\nTerminal=false\nStartupNotify=false\n",
            quoted(program)
        ))
    }

    /// A program in a line `Exec`: in quotes, in which some characters are escaped. The whole value is escaped once more,
    /// and a percent sign is doubled, because it begins a field code.
    fn quoted(program: &str) -> String {
        let mut quoted = String::from("\"");
        for letter in program.chars() {
            match letter {
                '\\' => quoted.push_str(r"\\\\"),
                '"' | '`' | '$' => quoted.extend([r"\\", letter.encode_utf8(&mut [0; 4])]),
                '%' => quoted.push_str("%%"),
                other => quoted.push(other),
            }
        }
        quoted + "\""
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn path_is_quoted_as_the_specification_says() {
            assert_eq!(quoted("/usr/bin/agent"), r#""/usr/bin/agent""#);
            assert_eq!(quoted(r#"/a b/100%/$x"`\"#), r#""/a b/100%%/\\$x\\"\\`\\\\""#);
        }

        #[test]
        fn entry_that_a_desktop_has_turned_off_is_not_active() {
            let active = entry(Path::new("/usr/bin/license-watch-agent")).unwrap();
            assert!(is_active(&active));
            for off in ["Hidden=true", "Hidden = True", "X-GNOME-Autostart-enabled=false"] {
                assert!(!is_active(&format!("{active}{off}\n")), "{off}");
            }
            assert!(entry(Path::new("/a\nb")).is_err());
        }
    }
}

/// By the system's own list of programs: the registry on Windows, a launch agent on macOS.
#[cfg(not(target_os = "linux"))]
mod native {
    use std::io;

    use auto_launch::{AutoLaunch, AutoLaunchBuilder, WindowsEnableMode};
    use ipc::agent_process::{AGENT, beside};

    /// Has the agent start with the computer.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn enable() -> io::Result<()> {
        entry()?.enable().map_err(io::Error::other)
    }

    /// Undoes it.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn disable() -> io::Result<()> {
        match entry()?.disable() {
            Err(auto_launch::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done.map_err(io::Error::other),
        }
    }

    /// Whether the agent starts with the computer; `None` if that cannot be determined.
    pub(crate) fn is_enabled() -> Option<bool> {
        let is_enabled = entry().and_then(|entry| entry.is_enabled().map_err(io::Error::other));
        is_enabled.inspect_err(|error| tracing::warn!(%error, "failed to read the autostart setting")).ok()
    }

    /// Replaces an entry of an earlier version, which starts another program.
    pub(crate) fn update() {
        if is_enabled() == Some(true)
            && let Err(error) = enable()
        {
            tracing::warn!(%error, "failed to update the autostart entry");
        }
    }

    fn entry() -> io::Result<AutoLaunch> {
        let program = beside(AGENT)?;
        let program = program.to_str().filter(|program| !program.contains(is_odd));
        let program = program
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path of the program has odd characters"))?;
        let mut builder = AutoLaunchBuilder::new();
        builder.set_app_name("License Watch").set_app_path(&written(program));
        // Not for all users, also if the agent is elevated.
        builder.set_windows_enable_mode(WindowsEnableMode::CurrentUser);
        builder.build().map_err(io::Error::other)
    }

    /// Whether the library writes a character of a path as it is where it has another meaning.
    fn is_odd(character: char) -> bool {
        character.is_control() || cfg!(target_os = "macos") && matches!(character, '&' | '<')
    }

    /// A path as the library has to write it.
    fn written(program: &str) -> String {
        if cfg!(windows) {
            // In a command line without quotes, the part before a space would be taken for the program.
            format!("\"{program}\"")
        } else {
            program.to_owned()
        }
    }
}
