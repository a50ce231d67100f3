//! The rate-limit headers that Rocket.Chat adds to every answer: 10 calls in 60 s, for each endpoint and workspace.
//!
//! The sandbox does not enforce the limit, so that tests can send any number of requests. `Fault::RateLimited` refuses
//! them.

use std::{collections::HashMap, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::endpoint::Endpoint;

const CALLS: u64 = 10;
const WINDOW: Duration = Duration::from_secs(60);

/// Counts the calls of each endpoint in the current window.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    windows: HashMap<(String, Option<Endpoint>), Window>,
}

#[derive(Debug)]
struct Window {
    calls: u64,
    ends: Timestamp,
}

impl Limiter {
    /// Counts a call; returns what its answer reports.
    pub(crate) fn count(&mut self, slug: &str, endpoint: Option<Endpoint>, now: Timestamp) -> Allowance {
        let new_window = || Window { calls: 0, ends: later(now, WINDOW) };
        let window = self.windows.entry((slug.to_owned(), endpoint)).or_insert_with(new_window);
        if window.ends <= now {
            *window = new_window();
        }
        window.calls += 1;
        Allowance { remaining: CALLS.saturating_sub(window.calls), reset: window.ends }
    }
}

/// The calls left in the current window, and when it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    pub(crate) remaining: u64,
    pub(crate) reset: Timestamp,
}

impl Allowance {
    /// No calls left until `wait` is over.
    pub(crate) fn exhausted(now: Timestamp, wait: Duration) -> Self {
        Self { remaining: 0, reset: later(now, wait) }
    }

    pub(crate) fn write(self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(CALLS));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(self.remaining));
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(self.reset.as_millisecond()));
    }
}

fn later(now: Timestamp, delay: Duration) -> Timestamp {
    now.checked_add(delay).unwrap_or(Timestamp::MAX)
}
