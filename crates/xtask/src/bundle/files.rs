//! The files of a package, gathered in the folders in which they are installed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{
    Format,
    list::{Extra, Package},
};
use crate::{command, notices};

/// The name of the desktop entry, the icons and the metadata: the application's ID, with which notifications name it.
const APPLICATION_ID: &str = "dev.licensewatch.desktop";

/// The sizes of the icon, in pixels, as `icons/render.mjs` makes them.
const SIZES: [u16; 9] = [16, 22, 24, 32, 48, 64, 128, 256, 512];

/// Where a package's files are gathered.
pub(super) struct Root {
    folder: PathBuf,
    format: Format,
}

impl Root {
    /// An empty folder for the files of a package.
    pub(super) fn create(bundle: &Path, format: Format, package: &Package) -> Result<Self> {
        let folder = bundle.join(format.name()).join(package.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        Ok(Self { folder, format })
    }

    /// Gathers the files of a package, whose programs are in a folder.
    pub(super) fn fill(&self, package: &Package, built: &Path, notices: &str) -> Result<()> {
        for program in package.programs {
            let path = built.join(program.name);
            self.copy(&path, &format!("usr/bin/{}", program.name))?;
            match package.has {
                Extra::Service => {
                    let pages = self.folder.join("usr/share/man/man1");
                    fs::create_dir_all(&pages).with_context(|| format!("cannot create {}", pages.display()))?;
                    command::output(Command::new(&path).args(["man", "--output"]).arg(pages))?;
                    self.completions(&path, program.name)?;
                }
                Extra::Window => {
                    let page = command::output(Command::new(&path).arg("--man"))?;
                    self.write(&page, &format!("usr/share/man/man1/{}.1", program.name))?;
                }
            }
        }
        match package.has {
            Extra::Window => self.desktop()?,
            Extra::Service => {
                self.service(package.name)?;
                self.monitoring(package)?;
            }
        }
        self.licenses(package, notices)?;
        let pages = self.folder.join("usr/share/man");
        command::output(Command::new("gzip").args(["--best", "--no-name", "--recursive"]).arg(pages))?;
        command::output(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(&self.folder)).map(drop)
    }

    fn completions(&self, program: &Path, name: &str) -> Result<()> {
        let zsh = match self.format {
            Format::Deb => "vendor-completions",
            Format::Rpm => "site-functions",
        };
        for (shell, file) in [
            ("bash", format!("bash-completion/completions/{name}")),
            ("fish", format!("fish/vendor_completions.d/{name}.fish")),
            ("zsh", format!("zsh/{zsh}/_{name}")),
        ] {
            let script = command::output(Command::new(program).args(["completions", shell]))?;
            self.write(&script, &format!("usr/share/{file}"))?;
        }
        Ok(())
    }

    /// The service, which the administrator enables, and how it gets tokens.
    fn service(&self, name: &str) -> Result<()> {
        let from = Path::new("packaging/systemd");
        self.copy(&from.join("credentials.conf"), &format!("usr/share/doc/{name}/examples/credentials.conf"))?;
        match self.format {
            // cargo-deb takes it from the same folder, and makes scripts that restart the service after an upgrade.
            Format::Deb => Ok(()),
            Format::Rpm => {
                let unit = format!("{name}.service");
                self.copy(&from.join(&unit), &format!("usr/lib/systemd/system/{unit}"))
            }
        }
    }

    fn desktop(&self) -> Result<()> {
        let id = APPLICATION_ID;
        let (entry, metadata) = (format!("{id}.desktop"), format!("{id}.metainfo.xml"));
        self.copy(&Path::new("packaging").join(&entry), &format!("usr/share/applications/{entry}"))?;
        self.copy(&Path::new("packaging").join(&metadata), &format!("usr/share/metainfo/{metadata}"))?;
        let icons = "usr/share/icons/hicolor";
        for size in SIZES {
            let size = format!("{size}x{size}");
            self.copy(Path::new(&format!("icons/hicolor/{size}.png")), &format!("{icons}/{size}/apps/{id}.png"))?;
        }
        self.copy(Path::new("icons/source/app.svg"), &format!("{icons}/scalable/apps/{id}.svg"))?;
        let entry = self.folder.join("usr/share/applications").join(entry);
        command::run("check the desktop entry", Command::new("desktop-file-validate").arg(entry))?;
        let mut validate = Command::new("appstreamcli");
        command::run("check the metadata", validate.args(["validate-tree", "--no-net"]).arg(&self.folder))
    }

    /// The files for other monitoring programs, as examples: each needs the addresses and folders of its own site.
    fn monitoring(&self, package: &Package) -> Result<()> {
        let folder = Path::new("packaging/monitoring");
        for file in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let name = file?.file_name();
            let to = format!("usr/share/doc/{}/examples/{}", package.name, name.display());
            self.copy(&folder.join(&name), &to)?;
        }
        Ok(())
    }

    fn licenses(&self, package: &Package, notices: &str) -> Result<()> {
        let own = fs::read_to_string("LICENSE").context("cannot read LICENSE")?;
        match self.format {
            // Debian's policy wants everything in this file, which also stays where documentation is left out. Where it is
            // installed is in `Cargo.toml`: otherwise cargo-deb would write one of its own.
            Format::Deb => self.write(&format!("{own}\n{}\n{notices}", notices::LINE), "copyright"),
            Format::Rpm => {
                self.write(&own, &format!("usr/share/licenses/{}/LICENSE", package.name))?;
                self.write(notices, &format!("usr/share/licenses/{}/{}", package.name, notices::NAME))
            }
        }
    }

    fn copy(&self, from: &Path, to: &str) -> Result<()> {
        let to = self.place(to)?;
        fs::copy(from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display())).map(drop)
    }

    fn write(&self, text: &str, to: &str) -> Result<()> {
        let to = self.place(to)?;
        fs::write(&to, text).with_context(|| format!("cannot write {}", to.display()))
    }

    /// The path of a file, in a folder that is there.
    fn place(&self, path: &str) -> Result<PathBuf> {
        let path = self.folder.join(path);
        let folder = path.parent().context("the file has no folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_entry_has_the_id_with_which_notifications_name_the_application() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
        let vault = read("crates/watch/src/vault/mod.rs");
        assert!(vault.contains(&format!("APPLICATION_ID: &str = \"{APPLICATION_ID}\";")));
        assert!(read(&format!("packaging/{APPLICATION_ID}.desktop")).contains(&format!("\nIcon={APPLICATION_ID}\n")));
        let metadata = read(&format!("packaging/{APPLICATION_ID}.metainfo.xml"));
        assert!(metadata.contains(&format!("<id>{APPLICATION_ID}</id>")));
        assert!(metadata.contains(&format!("<launchable type=\"desktop-id\">{APPLICATION_ID}.desktop</launchable>")));
    }
}
