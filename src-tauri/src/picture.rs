//! The picture of a notification: the state that the tray shows by the same shape. Notification services read it from a
//! file, so that it is put into the data folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use watch::reminders::urgency::Urgency;

/// The file of the picture of an urgency; written when it is not there, or another version's.
pub(crate) fn of(urgency: Urgency, data_dir: &Path) -> io::Result<PathBuf> {
    let (name, picture): (&str, &[u8]) = match urgency {
        Urgency::Low => ("low.png", include_bytes!("../../icons/notice/low.png")),
        Urgency::Normal => ("normal.png", include_bytes!("../../icons/notice/normal.png")),
        Urgency::Critical => ("critical.png", include_bytes!("../../icons/notice/critical.png")),
    };
    let folder = data_dir.join("pictures");
    let file = folder.join(name);
    if fs::read(&file).ok().is_none_or(|known| known != picture) {
        fs::create_dir_all(&folder)?;
        fs::write(&file, picture)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_there_and_another_versions_is_replaced() {
        let folder = std::env::temp_dir().join(format!("license-watch-pictures-{}", std::process::id()));
        let file = of(Urgency::Critical, &folder).unwrap();
        fs::write(&file, "another version").unwrap();
        assert_eq!(of(Urgency::Critical, &folder).unwrap(), file);
        assert!(fs::read(&file).unwrap().starts_with(b"\x89PNG"));
        fs::remove_dir_all(folder).unwrap();
    }
}
