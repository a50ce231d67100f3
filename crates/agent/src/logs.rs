//! The log: one file a day in the data folder, kept for five days. It contains no secrets, because the crates that may
//! log have them only in types that do not print.

use std::path::Path;

use ipc::paths;
use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The crates whose events are logged, whatever `RUST_LOG` says. Libraries could log secrets of a request or the
/// keyring.
const OURS: [&str; 3] = ["agent", "rocketchat", "watch"];

/// Starts logging to the data folder. Dropping the guard writes what is still buffered. Returns `None` if the log
/// cannot be written, which does not prevent the application from starting.
pub(crate) fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    // The log is opened before the store, so this creates the data folder at the first start.
    paths::create_private(&folder).ok()?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("license-watch")
        .filename_suffix("log")
        .max_log_files(5)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let level = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ours = filter_fn(|event| OURS.contains(&event.target().split("::").next().unwrap_or_default()));
    let layer = fmt::layer().with_writer(writer).with_ansi(false).with_filter(ours);
    tracing_subscriber::registry().with(level).with(layer).try_init().is_ok().then_some(guard)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn data_folder_is_private() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = home.path().join("license-watch");
        start(&data_dir);
        for folder in [&data_dir, &data_dir.join("logs")] {
            assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
        }
    }
}
