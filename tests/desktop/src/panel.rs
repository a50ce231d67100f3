//! The configuration of the panel (at the bottom, with a tray) and of the notification daemon.

use std::{fs, path::Path};

use anyhow::Result;

use crate::scenery::{self, Scenery};

const PANEL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="28"/>
      SCENERY
      <property name="plugin-ids" type="array">
        START
        <value type="int" value="1"/>
        END
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"/>
    PLUGINS
  </property>
</channel>
"#;

/// The configuration of the notification daemon: it keeps a history, and never hides notifications for inactivity.
const NOTIFICATIONS: &str = "[global]\n    monitor = 0\n    width = 340\n    origin = top-right\n    offset = 16x16\n    font = FONT 10\n    history_length = 100\n    timeout = 30\n    idle_threshold = 0\n";

/// Writes both to a configuration folder.
pub(crate) fn write(config: &Path, scenery: Option<Scenery>) -> Result<()> {
    let channels = config.join("xfce4/xfconf/xfce-perchannel-xml");
    fs::create_dir_all(&channels)?;
    let look = scenery.map(Scenery::panel).unwrap_or_default();
    let or_nothing = |text: &'static str| if scenery.is_some() { text } else { "" };
    let panel = PANEL
        .replace("SCENERY", &look)
        .replace("START", or_nothing(r#"<value type="int" value="3"/>"#))
        .replace("END", or_nothing(r#"<value type="int" value="4"/>"#))
        .replace("PLUGINS", or_nothing(scenery::PANEL_PLUGINS));
    fs::write(channels.join("xfce4-panel.xml"), panel)?;
    fs::create_dir_all(config.join("dunst"))?;
    let font = if scenery.is_some() { scenery::FONT } else { "Sans" };
    let look = scenery.map(Scenery::notifications).unwrap_or_default();
    Ok(fs::write(config.join("dunst/dunstrc"), NOTIFICATIONS.replace("FONT", font) + &look)?)
}
