//! The log: one file a day in the data folder, five days of them. It holds no secret, for nothing that logs has one.

use std::path::Path;

use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The crates whose logging is ours. What libraries would log of a request or of the keyring's answers is not for us to
/// vouch for, so that it is not logged whatever `RUST_LOG` asks for.
const OURS: [&str; 3] = ["license_watch_desktop", "rocketchat", "watch"];

/// Starts to log into the data folder. What is logged is written until the guard is dropped. A log that cannot be
/// written is no reason not to start.
pub(crate) fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    std::fs::create_dir_all(&folder).ok()?;
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
