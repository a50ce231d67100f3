//! The log: one file a day in the data folder, kept for five days. It holds no secret, because no crate that may log has
//! one in a form that prints.

use std::{fs::DirBuilder, io, path::Path};

use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The crates whose events are logged. What libraries would log about a request or the keyring is not under our control,
/// so it is left out whatever `RUST_LOG` says.
const OURS: [&str; 3] = ["license_watch_desktop", "rocketchat", "watch"];

/// Starts logging into the data folder. Dropping the guard writes what is still buffered. `None` if the log cannot be
/// written, which is no reason not to start.
pub(crate) fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    create_private(&folder).ok()?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("license-watch")
        .filename_suffix("log")
        .max_log_files(5)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ours = filter_fn(|event| OURS.contains(&event.target().split("::").next().unwrap_or_default()));
    let layer = fmt::layer().with_writer(writer).with_ansi(false).with_filter(ours);
    tracing_subscriber::registry().with(wanted).with(layer).try_init().is_ok().then_some(guard)
}

/// Creates a folder, and those above it, for this user alone. The log is opened before the store, so this is what creates
/// the data folder at the first start.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn the_data_folder_that_the_log_creates_is_closed_to_other_users() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = home.path().join("license-watch");
        start(&data_dir);
        for folder in [&data_dir, &data_dir.join("logs")] {
            assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
        }
    }
}
