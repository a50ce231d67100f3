//! The system packages that building, running and testing need.

use std::{collections::BTreeSet, fs, process::Command};

/// What the packages are needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Build the application and run it on this desktop.
    Use,
    /// Make packages for Linux, and install them in a Debian of their own.
    Bundle,
    /// Also run it in a desktop of its own, with nothing but a terminal.
    Test,
}

const BUILD: &[&str] =
    &["build-essential", "libayatana-appindicator3-dev", "librsvg2-dev", "libwebkit2gtk-4.1-dev", "pkg-config"];

const RUN: &[&str] = &["ca-certificates", "libayatana-appindicator3-1", "libwebkit2gtk-4.1-0"];

const BUNDLE: &[&str] = &[
    "appstream",
    "cpio",
    "debootstrap",
    "desktop-file-utils",
    "dpkg-dev",
    "rpm",
    "sqlite3",
    "systemd-container",
    "xvfb",
];

const TEST: &[&str] = &[
    "chromium",
    "curl",
    "dbus",
    "dbus-x11",
    "dunst",
    "fonts-dejavu-core",
    "gnome-keyring",
    "imagemagick",
    "jq",
    "libnotify-bin",
    "libsecret-tools",
    "openbox",
    "procps",
    "sqlite3",
    "webkit2gtk-driver",
    "wmctrl",
    "xauth",
    "xdotool",
    "xfce4-panel",
    "xvfb",
];

/// The system that this runs on, as far as it decides what is installed, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// Debian and what descends from it.
    Debian,
    /// Fedora and what descends from it.
    Fedora,
    /// Arch and what descends from it.
    Arch,
    /// A Linux that is none of these.
    OtherLinux,
    MacOs,
    Windows,
}

impl System {
    /// The system that this runs on.
    pub(crate) fn here() -> Self {
        match std::env::consts::OS {
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            _ => Self::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
        }
    }

    /// The Linux distribution that an `os-release` file describes.
    fn of_release(release: &str) -> Self {
        let value = |key: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches(['"', '\''])
        };
        let names = [value("ID"), value("ID_LIKE")];
        names
            .iter()
            .flat_map(|names| names.split_whitespace())
            .find_map(|name| match name {
                "debian" | "ubuntu" => Some(Self::Debian),
                "fedora" | "rhel" => Some(Self::Fedora),
                "arch" => Some(Self::Arch),
                _ => None,
            })
            .unwrap_or(Self::OtherLinux)
    }

    /// What to install by hand on a system whose packages are not installed automatically.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Debian => "",
            Self::Fedora => {
                "sudo dnf install webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel librsvg2-devel gcc gcc-c++ make pkgconf-pkg-config"
            }
            Self::Arch => "sudo pacman -S --needed webkit2gtk-4.1 libayatana-appindicator librsvg base-devel",
            Self::OtherLinux => {
                "with the system's package manager: WebKitGTK 4.1, Ayatana AppIndicator (GTK 3) and librsvg, each with its headers, a C compiler and pkg-config"
            }
            Self::MacOs => "the command line tools: xcode-select --install",
            Self::Windows => {
                "the \"Desktop development with C++\" workload of the Visual Studio Build Tools, and on Windows 10 the WebView2 runtime:\n  \
                 winget install Microsoft.VisualStudio.2022.BuildTools Microsoft.EdgeWebView2Runtime"
            }
        }
    }
}

/// The packages that Debian needs for a purpose.
pub(crate) fn of_debian(purpose: Purpose) -> Vec<&'static str> {
    let more = match purpose {
        Purpose::Use => &[],
        Purpose::Bundle => BUNDLE,
        Purpose::Test => TEST,
    };
    [BUILD, RUN, more].concat()
}

/// The packages of these that Debian has not installed.
pub(crate) fn missing_on_debian(wanted: &[&'static str]) -> Vec<&'static str> {
    // It fails if it does not know one of them, and still lists the others.
    let query = Command::new("dpkg-query").args(["-W", "-f", "${Package} ${db:Status-Status}\n"]).args(wanted).output();
    let states = query.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    missing(wanted, &states)
}

/// The wanted packages that are not installed according to a list of packages and their states.
fn missing(wanted: &[&'static str], states: &str) -> Vec<&'static str> {
    let installed: BTreeSet<&str> = states.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_only_when_it_is_installed() {
        let states = "xvfb installed\nopenbox config-files\ndunst not-installed\nxvfb-more installed\n";
        assert_eq!(missing(&["xvfb", "openbox", "dunst", "xauth"], states), ["openbox", "dunst", "xauth"]);
        assert!(missing(&["xvfb"], states).is_empty());
        assert_eq!(missing(&["xvfb"], ""), ["xvfb"]);
    }

    #[test]
    fn testing_needs_what_using_needs_and_more() {
        let (less, more) = (of_debian(Purpose::Use), of_debian(Purpose::Test));
        assert!(less.iter().all(|package| more.contains(package)));
        assert!(more.contains(&"xvfb") && !less.contains(&"xvfb"));
        let once: BTreeSet<_> = more.iter().collect();
        assert_eq!(once.len(), more.len(), "a package is named twice");
    }

    #[test]
    fn a_system_is_known_by_its_name_or_by_its_ancestors() {
        assert_eq!(System::of_release("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"), System::Debian);
        assert_eq!(System::of_release("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Debian);
        assert_eq!(System::of_release("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), System::Fedora);
        assert_eq!(System::of_release("ID=manjaro\nID_LIKE=arch\n"), System::Arch);
        assert_eq!(System::of_release("ID=nixos\n"), System::OtherLinux);
        assert_eq!(System::of_release(""), System::OtherLinux);
    }
}
