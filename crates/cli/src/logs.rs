//! A log on standard error, enabled by `RUST_LOG`.

use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Our own crates. Libraries could log parts of a request or of a keyring's answer, secrets among them: they are left out
/// whatever `RUST_LOG` says.
const OURS: [&str; 2] = ["rocketchat", "watch"];

/// Starts to log if `RUST_LOG` is set, or there is something to log without it.
pub(crate) fn start(default: Option<&str>) {
    let is_set = std::env::var_os(EnvFilter::DEFAULT_ENV).is_some_and(|filter| !filter.is_empty());
    let filter = match default {
        _ if is_set => EnvFilter::from_default_env(),
        Some(default) => EnvFilter::new(default),
        None => return,
    };
    let ours = filter_fn(|event| OURS.contains(&event.target().split("::").next().unwrap_or_default()));
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_filter(ours);
    // It is the first and only subscriber of this process.
    let _ = tracing_subscriber::registry().with(filter).with(layer).try_init();
}
