//! A limit will be reached before the license ends, if its use goes on as it does.

use jiff::{SignedDuration, Timestamp};
use license::{Fill, LimitKind};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Audience, values},
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
    workspace::usage::Forecast,
};

/// How near the day on which a limit is full has to be for a reminder.
const NEAR: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How far away that day has to move before it counts as averted.
const AVERTED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A limit that will be full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitForecast {
    /// Which limit.
    pub kind: LimitKind,
    /// When it is full.
    pub runs_out_at: Timestamp,
    /// When the license ends; `None` if it does not.
    pub ends_at: Option<Timestamp>,
}

/// One condition for each limit whose use is known over time.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let Some(observation) = facts.observation() else { return Vec::new() };
    let ends_at = observation.ends_at(facts.now);
    let of_each = facts.forecasts.iter().filter_map(|(kind, forecast)| match forecast {
        Some(forecast) => Some(condition(*kind, *forecast, ends_at, facts.now)),
        // Full, or steady near the maximum: its use may go on to grow any day, and the limit itself was reported.
        None if observation.limit(*kind, facts.now).is_some_and(|limit| limit.fill() > Fill::Ample) => None,
        None => Some(Condition::new(ConditionKind::of_limit(CauseKind::Forecast, *kind), None)),
    });
    of_each.collect()
}

fn condition(kind: LimitKind, forecast: Forecast, ends_at: Option<Timestamp>, now: Timestamp) -> Condition {
    let runs_out_at = Some(forecast.runs_out_at).filter(|at| ends_at.is_none_or(|end| *at < end));
    let is_within = |limit| runs_out_at.is_some_and(|at| at.duration_since(now) <= limit);
    let cause = runs_out_at
        .filter(|_| is_within(NEAR))
        .map(|runs_out_at| Cause::Forecast(LimitForecast { kind, runs_out_at, ends_at }));
    Condition {
        kind: ConditionKind::of_limit(CauseKind::Forecast, kind),
        level: i64::from(cause.is_some()),
        hysteresis_level: i64::from(is_within(AVERTED)),
        cause,
    }
}

impl ReminderCause for LimitForecast {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of_limit(CauseKind::Forecast, self.kind))
    }

    fn urgency(&self) -> Urgency {
        Urgency::Normal
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        let values = values!["kind" => audience.words.kind(self.kind), "day" => audience.day(self.runs_out_at)];
        audience.words.format("forecast", &values)
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        match self.ends_at {
            Some(end) => {
                let values = values!["days" => whole_days(self.runs_out_at, end), "end" => audience.date(end)];
                audience.words.format("forecast-before-end", &values)
            }
            None => audience.words.text("forecast-rate"),
        }
    }
}

/// Whole days of 24 hours between two instants, rounded down.
fn whole_days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminders::settings::LimitSteps;
    use crate::{
        reminders::{
            condition::{
                conditions,
                tests::{find, seats},
            },
            tests::{day, texts},
        },
        workspace::Workspace,
    };

    #[test]
    fn a_forecast_that_ends_because_the_limit_is_full_is_not_averted() {
        let about = |used| {
            let forecasts = [(LimitKind::ActiveUsers, None)];
            let found = conditions(
                &Workspace::example(),
                &seats(used, 50),
                &forecasts,
                &LimitSteps::default(),
                Timestamp::UNIX_EPOCH,
            );
            find(&found, "forecast.active_users")
        };
        assert_eq!([about(50), about(45), about(10)], [None, None, Some((0, 0))]);
    }

    #[test]
    fn a_limit_that_runs_out_is_reported_two_months_ahead_and_averted_at_three() {
        let level = |days, end: Option<i64>| {
            let forecast = Forecast { runs_out_at: day(days), per_week: 1.0, before_license_ends_days: None };
            let found = condition(LimitKind::ActiveUsers, forecast, end.map(day), day(0));
            (found.level, found.hysteresis_level)
        };
        assert_eq!([level(60, None), level(61, None), level(91, None)], [(1, 1), (0, 1), (0, 0)]);
        assert_eq!(
            [level(60, Some(59)), level(60, Some(61))],
            [(0, 0), (1, 1)],
            "after the license's end nothing is counted"
        );
    }

    #[test]
    fn texts_in_every_language() {
        let forecast =
            |ends_at| Cause::Forecast(LimitForecast { kind: LimitKind::ActiveUsers, runs_out_at: day(40), ends_at });
        insta::assert_snapshot!(texts(&[forecast(Some(day(80))), forecast(None)]));
    }
}
