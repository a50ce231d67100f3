//! The use of a limit over time, and the forecast of when it runs out.

use jiff::{SignedDuration, Timestamp};
use license::{Limit, LimitKind, Max, Share};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far back the samples for the current rate go.
const WINDOW: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The shortest span of samples from which a rate is estimated.
const MIN_SPAN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How far ahead a forecast may go. A straight line is meaningless beyond that.
const MAX_HORIZON: SignedDuration = SignedDuration::from_hours(730 * 24);

/// How many days the trend of a limit goes back.
pub const TREND_DAYS: i64 = 90;

/// How many days there are between two points of a trend.
const TREND_STEP: i64 = 3;

/// How much of a limit was in use at a certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct UsageSample {
    /// When the server said so.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How much was in use.
    #[ts(type = "number")]
    pub used: u64,
    /// The maximum at that time; `null` if unlimited.
    #[ts(type = "number | null")]
    pub max: Option<u64>,
}

/// The use of one limit over time.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct UsageHistory {
    /// The limit.
    pub kind: LimitKind,
    /// Oldest first. The older they are, the fewer are kept.
    pub samples: Vec<UsageSample>,
    /// When the limit runs out; `null` if it does not, or if that cannot be estimated.
    pub forecast: Option<Forecast>,
    /// Its place among the limits of the workspace by how much it needs an admin, from 0 for the one that needs one most.
    pub rank: usize,
}

impl UsageHistory {
    /// The histories of a workspace's limits, in their order, given when its license ends.
    pub fn all(
        usage: impl IntoIterator<Item = (LimitKind, Vec<UsageSample>)>,
        ends_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Vec<Self> {
        let history = |(kind, samples): (LimitKind, Vec<UsageSample>)| {
            let forecast = forecast(&samples, ends_at, now);
            Self { kind, samples, forecast, rank: 0 }
        };
        let mut histories: Vec<_> = usage.into_iter().map(history).collect();
        let mut by_urgency: Vec<_> = histories.iter_mut().collect();
        by_urgency.sort_by_key(|history| std::cmp::Reverse(history.urgency()));
        for (rank, history) in by_urgency.into_iter().enumerate() {
            history.rank = rank;
        }
        histories
    }

    /// What runs out before the license ends needs an admin most, then what runs out at all, then what is fullest.
    fn urgency(&self) -> (bool, bool, Option<Share>) {
        let runs_out_in_term = self.forecast.is_some_and(|forecast| forecast.before_license_ends_days.is_some());
        let share = self.samples.last().and_then(|UsageSample { used, max, .. }| {
            Limit::new(self.kind, Some(*used), max.map_or(Max::Unlimited, Max::AtMost)).share()
        });
        (runs_out_in_term, self.forecast.is_some(), share)
    }
}

/// The forecast of when a limit runs out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Forecast {
    /// When the limit is reached.
    #[ts(type = "string")]
    pub runs_out_at: Timestamp,
    /// The growth of the use per week at the current rate. Always positive.
    pub per_week: f64,
    /// How many whole days before the license's end that is; `null` if the license does not end, or ends earlier.
    #[ts(type = "number | null")]
    pub before_license_ends_days: Option<i64>,
}

/// Forecasts when a limit runs out at the current rate, from samples of its use (oldest first) and the license's end.
/// `None` if the limit is unlimited or full, its use does not grow, there are less than 7 days of samples, or it would
/// run out in more than two years.
///
/// The rate is the median of the slopes between the samples of the last 60 days, of which only the last one of each day
/// counts. A single day on which the use jumps does not change it.
pub fn forecast(samples: &[UsageSample], ends_at: Option<Timestamp>, now: Timestamp) -> Option<Forecast> {
    let last = samples.iter().rfind(|sample| sample.at <= now)?;
    let max = last.max?;
    let left = max.checked_sub(last.used).filter(|left| *left > 0)?;
    let days = daily(samples, now);
    let (first, newest) = (days.first()?, days.last()?);
    if newest.at.duration_since(first.at) < MIN_SPAN {
        return None;
    }
    let per_day = median(slopes(&days)).filter(|slope| *slope > 0.0)?;
    let wait =
        SignedDuration::try_from_secs_f64(left as f64 / per_day * 86_400.0).ok().filter(|w| *w <= MAX_HORIZON)?;
    let runs_out_at = last.at.checked_add(wait).ok()?.max(now);
    let before = ends_at.map(|end| end.duration_since(runs_out_at).as_hours() / 24);
    Some(Forecast {
        runs_out_at,
        per_week: per_day * 7.0,
        before_license_ends_days: before.filter(|days| *days >= 0 && ends_at.is_some_and(|end| end >= runs_out_at)),
    })
}

/// How much was in use every three days up to now, oldest first, for a small chart. Begins at most 90 days ago, and not
/// before the first sample; empty unless the samples span two points.
pub fn trend(samples: &[UsageSample], now: Timestamp) -> Vec<u64> {
    let day = SignedDuration::from_hours(24);
    let used_at = |days_ago: i64| {
        let at = now - day * i32::try_from(days_ago).unwrap_or(0);
        samples.iter().rfind(|sample| sample.at <= at).map(|sample| sample.used)
    };
    let points: Vec<_> = (0..=TREND_DAYS / TREND_STEP).rev().filter_map(|step| used_at(step * TREND_STEP)).collect();
    if points.len() < 2 { Vec::new() } else { points }
}

/// The last sample of each day in the window.
fn daily(samples: &[UsageSample], now: Timestamp) -> Vec<UsageSample> {
    let from = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let mut days: Vec<UsageSample> = Vec::new();
    for sample in samples.iter().filter(|sample| from <= sample.at && sample.at <= now) {
        let day = |sample: &UsageSample| sample.at.as_second().div_euclid(86_400);
        match days.last_mut() {
            Some(last) if day(last) == day(sample) => *last = *sample,
            Some(_) | None => days.push(*sample),
        }
    }
    days
}

/// The slopes between all pairs, in units per day.
fn slopes(days: &[UsageSample]) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(days.len() * days.len() / 2);
    for (index, one) in days.iter().enumerate() {
        for other in &days[index + 1..] {
            let time = other.at.duration_since(one.at).as_secs_f64() / 86_400.0;
            if time > 0.0 {
                slopes.push((other.used as f64 - one.used as f64) / time);
            }
        }
    }
    slopes
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap()
    }

    fn line(days: i64, used: impl Fn(i64) -> u64, max: u64) -> Vec<UsageSample> {
        (0..=days).map(|day| UsageSample { at: at(day), used: used(day), max: Some(max) }).collect()
    }

    #[test]
    fn steady_growth_runs_out_where_the_line_meets_the_maximum() {
        let samples = line(30, |day| 50 + day as u64, 100);
        let found = forecast(&samples, Some(at(90)), at(30)).unwrap();
        assert_eq!((found.runs_out_at, found.before_license_ends_days), (at(50), Some(40)));
        assert!((found.per_week - 7.0).abs() < 1e-9);
        assert_eq!(forecast(&samples, Some(at(40)), at(30)).unwrap().before_license_ends_days, None);
    }

    #[test]
    fn jump_on_a_single_day_does_not_change_the_rate() {
        let samples = line(40, |day| if day < 20 { 10 } else { 60 + (day as u64) / 2 }, 100);
        assert!(forecast(&samples, None, at(40)).unwrap().runs_out_at > at(50));
        let jump = line(40, |day| if day == 40 { 90 } else { 10 }, 100);
        assert_eq!(forecast(&jump, None, at(40)), None);
    }

    #[test]
    fn no_forecast_without_growth_maximum_room_or_enough_samples() {
        let none = |samples: &[UsageSample]| assert_eq!(forecast(samples, None, at(40)), None);
        none(&line(40, |_| 50, 100));
        none(&line(40, |day| 90 - day as u64, 100));
        none(&line(40, |day| 60 + day as u64, 100));
        none(&line(6, |day| 50 + day as u64, 100));
        none(&[]);
        let unlimited: Vec<_> = line(40, |day| day as u64, 1).iter().map(|s| UsageSample { max: None, ..*s }).collect();
        none(&unlimited);
    }

    #[test]
    fn trend_has_a_point_every_three_days_from_the_first_sample_on() {
        assert_eq!(trend(&line(200, |day| day as u64, 500), at(200)).len(), 31);
        assert_eq!(trend(&line(9, |day| day as u64, 100), at(9)), [0, 3, 6, 9]);
        assert_eq!(trend(&line(9, |day| day as u64, 100), at(20)), [2, 5, 8, 9, 9, 9, 9]);
        assert_eq!(trend(&line(2, |day| day as u64, 100), at(2)), [0; 0], "a single point is no trend");
        assert_eq!(trend(&[], at(20)), [0; 0]);
    }

    #[test]
    fn what_runs_out_before_the_license_ends_ranks_first_then_what_runs_out_then_what_is_fullest() {
        let rises = |from: u64, max: u64| line(30, move |day| from + day as u64, max);
        let usage = [
            (LimitKind::ActiveUsers, line(30, |_| 99, 100)),
            (LimitKind::GuestUsers, rises(0, 200)),
            (LimitKind::PrivateApps, rises(50, 100)),
            (LimitKind::MarketplaceApps, line(30, |_| 3, 3)),
            (LimitKind::MonthlyActiveContacts, Vec::new()),
        ];
        let ranks: Vec<_> =
            UsageHistory::all(usage, Some(at(90)), at(30)).iter().map(|history| (history.kind, history.rank)).collect();
        assert_eq!(
            ranks,
            [
                (LimitKind::ActiveUsers, 3),
                (LimitKind::GuestUsers, 1),
                (LimitKind::PrivateApps, 0),
                (LimitKind::MarketplaceApps, 2),
                (LimitKind::MonthlyActiveContacts, 4),
            ]
        );
    }

    proptest! {
        #[test]
        fn forecast_is_in_the_future_and_within_bounds(used in prop::collection::vec((0_i64..200, 0_u64..120), 0..60), max in 0_u64..150) {
            let mut samples: Vec<_> = used.into_iter().map(|(day, used)| UsageSample { at: at(day), used, max: Some(max) }).collect();
            samples.sort_by_key(|sample| sample.at);
            if let Some(found) = forecast(&samples, Some(at(400)), at(200)) {
                prop_assert!(found.runs_out_at >= at(200) && found.per_week > 0.0);
                prop_assert!(found.before_license_ends_days.is_none_or(|days| days >= 0));
            }
        }
    }
}
