//! The seats of a workspace, in the window.

use jiff::Timestamp;
use license::{Attention, Fill, LimitKind, Observation, Share};
use serde::Serialize;
use ts_rs::TS;

use crate::workspace::usage::{UsageSample, forecast, trend};

/// The seats of a workspace: how many are left, and where that goes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SeatsView {
    /// How many are in use; `null` if the server does not report it.
    #[ts(type = "number | null")]
    pub used: Option<u64>,
    /// The maximum that counts; `null` if unlimited.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
    /// How many are left; `null` if that is unknown or unlimited.
    #[ts(type = "number | null")]
    pub left: Option<u64>,
    /// How much of them is in use, in thousandths; `null` if that is unknown or unlimited, or if none are included.
    pub share: Option<Share>,
    /// How full they are.
    pub level: Fill,
    /// How urgently they need an admin.
    pub attention: Attention,
    /// When they run out at the current rate; `null` if they do not, or if that cannot be estimated.
    #[ts(type = "string | null")]
    pub runs_out_at: Option<Timestamp>,
    /// How many were in use every three days up to now, oldest first, at most 90 days back; empty if too little is known.
    #[ts(type = "number[]")]
    pub trend: Vec<u64>,
}

impl SeatsView {
    /// The seats at a given now, with samples of their use; `None` if nothing is known about seats.
    pub(super) fn new(observation: &Observation<'_>, samples: &[UsageSample], now: Timestamp) -> Option<Self> {
        let limit = observation.limit(LimitKind::ActiveUsers, now)?;
        let forecast = forecast(samples, observation.ends_at(now), now);
        Some(Self {
            used: limit.used,
            max: limit.effective_max().number(),
            left: limit.left(),
            share: limit.share(),
            level: limit.fill(),
            attention: limit.attention(),
            runs_out_at: forecast.map(|forecast| forecast.runs_out_at),
            trend: trend(samples, now),
        })
    }
}
