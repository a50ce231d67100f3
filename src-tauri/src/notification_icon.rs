//! The icon of a notification: the same shape by which the tray shows that state. Notification services read it from a
//! file, so it is written into the data folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use watch::notice::Urgency;

/// The file with the icon of an urgency. It is written if it is missing, or another version wrote a different one.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn file(urgency: Urgency, data_dir: &Path) -> io::Result<PathBuf> {
    let (name, icon): (&str, &[u8]) = match urgency {
        Urgency::Low => ("low.png", include_bytes!("../../icons/notice/low.png")),
        Urgency::Normal => ("normal.png", include_bytes!("../../icons/notice/normal.png")),
        Urgency::Critical => ("critical.png", include_bytes!("../../icons/notice/critical.png")),
    };
    let folder = data_dir.join("pictures");
    let file = folder.join(name);
    if fs::read(&file).ok().is_none_or(|known| known != icon) {
        fs::create_dir_all(&folder)?;
        fs::write(&file, icon)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_written_and_one_of_another_version_is_replaced() {
        let folder = std::env::temp_dir().join(format!("license-watch-pictures-{}", std::process::id()));
        let path = file(Urgency::Critical, &folder).unwrap();
        fs::write(&path, "another version").unwrap();
        assert_eq!(file(Urgency::Critical, &folder).unwrap(), path);
        assert!(fs::read(&path).unwrap().starts_with(b"\x89PNG"));
        fs::remove_dir_all(folder).unwrap();
    }
}
