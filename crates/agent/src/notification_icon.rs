//! The icon of a notification, with the same shape as the tray's icon for that state. Notification services read icons
//! from files, so it is written to the data folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use watch::reminders::urgency::Urgency;

/// Returns the file with the icon for an urgency. Writes it if it is missing or differs, because another version wrote
/// it.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn file(urgency: Urgency, data_dir: &Path) -> io::Result<PathBuf> {
    let (name, icon): (&str, &[u8]) = match urgency {
        Urgency::Low => ("low.png", include_bytes!("../../../icons/notice/low.png")),
        Urgency::Normal => ("normal.png", include_bytes!("../../../icons/notice/normal.png")),
        Urgency::Critical => ("critical.png", include_bytes!("../../../icons/notice/critical.png")),
    };
    let folder = data_dir.join("pictures");
    let file = folder.join(name);
    if fs::read(&file).ok().is_none_or(|old| old != icon) {
        fs::create_dir_all(&folder)?;
        fs::write(&file, icon)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icon_of_another_version_is_replaced() {
        let folder = std::env::temp_dir().join(format!("license-watch-pictures-{}", std::process::id()));
        let path = file(Urgency::Critical, &folder).unwrap();
        fs::write(&path, "another version").unwrap();
        assert_eq!(file(Urgency::Critical, &folder).unwrap(), path);
        assert!(fs::read(&path).unwrap().starts_with(b"\x89PNG"));
        fs::remove_dir_all(folder).unwrap();
    }
}
