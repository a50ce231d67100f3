//! The pages in the real window: how long a key takes, the longest frame while scrolling, and what they load.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use desktop_tests::driver::WebDriver;
use fantoccini::wd::TimeoutConfiguration;
use serde_json::Value;

use crate::{
    bench::{Bench, DESKTOP, MANY},
    samples::Samples,
};

/// What runs in the page, and returns its samples.
const SCRIPT: &str = include_str!("page.js");

/// Returns the scripts and styles of the page: WebKit reports no resource timing for the window's scheme, but the pages add
/// an element for each file that they load.
const LOADED: &str = "return [...document.querySelectorAll('script[src], link[href]')] \
                      .map((element) => new URL(element.src || element.href).pathname) \
                      .filter((path) => /\\.(js|css)$/.test(path))";

/// How long the script may take.
const TIMEOUT: Duration = Duration::from_secs(150);

/// The names that the script has for its samples.
const RESULTS: [&str; 4] = ["keys", "plainLists", "frames", "plainFrames"];

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    let profile = bench.profile(MANY)?;
    let app = bench.program(DESKTOP);
    let (name, mark) = bench.next_mark();
    let data = profile.folder.to_string_lossy().into_owned();
    let environment = [(name, mark.as_str()), (crate::bench::DATA_DIR, data.as_str())];
    let window = WebDriver::start(&bench.desktop, &app, &[], environment.into_iter()).await?;
    window.find("overview-row").await?;
    // At once: a fifth of a second after the list, the pages begin to load the places that are not on the screen.
    let loaded = window.client().execute(LOADED, Vec::new()).await?;
    let loaded = loaded.as_array().filter(|all| !all.is_empty()).context("nothing was loaded")?;
    samples.loaded(loaded.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let timeouts = TimeoutConfiguration::new(Some(TIMEOUT), None, None);
    window.client().update_timeouts(timeouts).await?;
    let found = window.client().execute_async(SCRIPT, Vec::new()).await?;
    if let Some(error) = found["error"].as_str() {
        anyhow::bail!("the script in the page failed: {error}");
    }
    ensure!(
        RESULTS.iter().all(|name| found[name].as_array().is_some_and(|all| !all.is_empty())),
        "no samples: {found}"
    );
    let numbers = |name: &str| found[name].as_array().into_iter().flatten().filter_map(Value::as_f64);
    numbers("keys").for_each(|time| samples.ours("key", time));
    numbers("plainLists").for_each(|time| samples.reference("key", time));
    numbers("frames").for_each(|time| samples.ours("frame", time));
    numbers("plainFrames").for_each(|time| samples.reference("frame", time));
    window.end().await
}
