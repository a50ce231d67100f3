//! What makes the headless desktop look like one that people use, for published pictures: a wallpaper, a window frame, a
//! panel and notifications in matching colors, and the typeface of the application.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenery {
    /// A light desktop.
    Light,
    /// A dark desktop.
    Dark,
}

/// The colors of a scenery.
struct Colors {
    surface: &'static str,
    text: &'static str,
    muted: &'static str,
    line: &'static str,
    /// Of the panel, as red, green and blue from 0 to 1.
    panel: [f64; 3],
    /// Of the wallpaper, from its top left to its bottom right.
    wallpaper: [&'static str; 2],
}

/// The typeface of the desktop, if it is installed.
pub(crate) const FONT: &str = "Inter, Sans";

/// What the panel has beside the tray: the open windows at its start, and the time.
pub(crate) const PANEL_PLUGINS: &str = r#"<property name="plugin-3" type="string" value="tasklist"/>
    <property name="plugin-4" type="string" value="clock">
      <property name="digital-format" type="string" value="%H:%M"/>
    </property>"#;

impl Scenery {
    fn colors(self) -> Colors {
        match self {
            Self::Light => Colors {
                surface: "#ffffff",
                text: "#17181c",
                muted: "#626571",
                line: "#d0d1da",
                panel: [0.957, 0.957, 0.965],
                wallpaper: ["#c9d4f6", "#f3d9e4"],
            },
            Self::Dark => Colors {
                surface: "#24262c",
                text: "#f1f2f5",
                muted: "#9da1ad",
                line: "#3c3f49",
                panel: [0.09, 0.094, 0.11],
                wallpaper: ["#1b2140", "#3a1f3d"],
            },
        }
    }

    /// The theme of GTK, which the application follows.
    pub(crate) fn gtk_theme(self) -> &'static str {
        match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
        }
    }

    /// The panel's own properties.
    pub(crate) fn panel(self) -> String {
        let [red, green, blue] = self.colors().panel;
        let channels = [red, green, blue, 0.94].map(|value| format!(r#"<value type="double" value="{value}"/>"#));
        format!(
            r#"<property name="background-style" type="uint" value="1"/>
      <property name="background-rgba" type="array">{}</property>"#,
            channels.concat()
        )
    }

    /// The look of notifications.
    pub(crate) fn notifications(self) -> String {
        let Colors { surface, text, line, .. } = self.colors();
        let level = |name: &str| {
            format!("[urgency_{name}]\nbackground = \"{surface}\"\nforeground = \"{text}\"\nframe_color = \"{line}\"\n")
        };
        format!(
            "    show_indicators = no\n    corner_radius = 10\n    frame_width = 1\n    padding = 14\n    \
             horizontal_padding = 16\n    text_icon_padding = 14\n    max_icon_size = 40\n    \
             format = \"<b>%s</b>\\n%b\"\n{}{}{}",
            level("low"),
            level("normal"),
            level("critical")
        )
    }

    /// Writes the window frame's theme and the typeface of menus to the folders of the desktop.
    pub(crate) fn write(self, config: &Path, data: &Path) -> Result<()> {
        let Colors { surface, text, muted, line, .. } = self.colors();
        let theme = data.join("themes/Scenery/openbox-3");
        fs::create_dir_all(&theme)?;
        fs::write(
            theme.join("themerc"),
            format!(
                "border.width: 1\nborder.color: {line}\npadding.width: 10\npadding.height: 7\n\
                 window.handle.width: 0\nwindow.client.padding.width: 0\nwindow.client.padding.height: 0\n\
                 window.active.title.bg: flat solid\nwindow.active.title.bg.color: {surface}\n\
                 window.active.label.bg: parentrelative\nwindow.active.label.text.color: {text}\n\
                 window.label.text.justify: center\n\
                 window.active.button.*.bg: parentrelative\nwindow.active.button.*.image.color: {muted}\n\
                 window.inactive.title.bg: flat solid\nwindow.inactive.title.bg.color: {surface}\n\
                 window.inactive.label.bg: parentrelative\nwindow.inactive.label.text.color: {muted}\n\
                 window.inactive.button.*.bg: parentrelative\nwindow.inactive.button.*.image.color: {muted}\n"
            ),
        )?;
        fs::create_dir_all(config.join("openbox"))?;
        fs::write(
            config.join("openbox/rc.xml"),
            r#"<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme>
    <name>Scenery</name><titleLayout>LIMC</titleLayout>
    <font place="ActiveWindow"><name>Inter</name><size>10</size><weight>bold</weight></font>
    <font place="InactiveWindow"><name>Inter</name><size>10</size><weight>bold</weight></font>
  </theme>
  <placement><policy>Smart</policy></placement>
</openbox_config>
"#,
        )?;
        let gtk = config.join("gtk-3.0");
        fs::create_dir_all(&gtk)?;
        // Debian has it in `fonts-inter`. Without it, GTK takes its own default.
        fs::write(gtk.join("settings.ini"), "[Settings]\ngtk-font-name=Inter 10\n")?;
        Ok(())
    }

    /// Draws the wallpaper to a file.
    pub(crate) fn draw_wallpaper(self, size: &str, file: &Path) -> Result<()> {
        let [from, to] = self.colors().wallpaper;
        let drawn = Command::new("convert")
            .args(["-size", size, "-define", "gradient:angle=135", &format!("gradient:{from}-{to}")])
            .arg(file)
            .status()
            .context("convert does not start: `cargo xtask setup` installs it")?;
        ensure!(drawn.success(), "the wallpaper cannot be drawn");
        Ok(())
    }
}
