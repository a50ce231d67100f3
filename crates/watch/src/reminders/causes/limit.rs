//! A limit is nearly reached, or is reached.

use license::{Limit, LimitKind, Max};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Audience, values},
    reminders::{
        Cause, CauseKind, ReminderCause,
        condition::{Condition, ConditionKind, Facts},
        settings::LimitSteps,
        urgency::Urgency,
    },
};

/// A limit whose use has reached a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitReached {
    /// Which limit.
    pub kind: LimitKind,
    /// How many are in use.
    pub used: u64,
    /// How many there may be.
    pub max: u64,
    /// The step that was reached, in percent.
    pub percent: i64,
}

/// One condition for each limit. Its level is the step in percent, and it falls once the use is a twentieth below the step.
pub fn conditions(facts: &Facts<'_>) -> Vec<Condition> {
    let Some(observation) = facts.observation() else { return Vec::new() };
    observation.limits(facts.now).iter().map(|limit| condition(limit, facts.steps)).collect()
}

fn condition(limit: &Limit, steps: &LimitSteps) -> Condition {
    let level = level(limit, steps);
    let cause = match (limit.used, limit.effective_max()) {
        (Some(used), Max::AtMost(max)) if level > 0 => {
            Some(Cause::Limit(LimitReached { kind: limit.kind, used, max, percent: level }))
        }
        (Some(_) | None, Max::AtMost(_) | Max::Unlimited) => None,
    };
    let kind = ConditionKind::of_limit(CauseKind::Limit, limit.kind);
    Condition { kind, level, hysteresis_level: self::level(&with_margin(limit), steps), cause }
}

/// A limit with a twentieth more of it in use, and one at least.
fn with_margin(limit: &Limit) -> Limit {
    let margin = limit.effective_max().number().map_or(0, |max| max.div_ceil(20).max(1));
    Limit { used: limit.used.map(|used| used.saturating_add(margin)), ..limit.clone() }
}

/// The step that a limit has reached; 0 if it has reached none, or if the server only counts.
fn level(limit: &Limit, steps: &LimitSteps) -> i64 {
    let Some(share) = limit.share().filter(|_| limit.has_consequence()) else { return 0 };
    let reached = steps.percents().iter().rev().find(|percent| share.has_reached(**percent));
    reached.map_or(0, |percent| i64::from(*percent))
}

impl ReminderCause for LimitReached {
    fn condition(&self) -> Option<ConditionKind> {
        Some(ConditionKind::of_limit(CauseKind::Limit, self.kind))
    }

    fn urgency(&self) -> Urgency {
        if self.percent < 90 { Urgency::Low } else { Urgency::Normal }
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        let words = audience.words;
        let kind = words.kind(self.kind);
        if self.percent >= 100 {
            let over = self.used.saturating_sub(self.max);
            words.format("limit-full", &values!["kind" => kind, "over" => over])
        } else {
            words.format("limit-filling", &values!["kind" => kind, "percent" => self.percent_in_use()])
        }
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        let values = values!["kind" => audience.words.kind(self.kind), "used" => self.used, "max" => self.max];
        audience.words.format("limit-used", &values)
    }
}

impl LimitReached {
    /// How much is in use, in whole percent.
    fn percent_in_use(&self) -> u32 {
        let limit = Limit::new(self.kind, Some(self.used), Max::AtMost(self.max));
        limit.share().map_or(0, license::Share::percent)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        reminders::{
            condition::{conditions, tests::seats},
            tests::texts,
        },
        workspace::Workspace,
    };

    fn seats_condition(used: u64, max: u64) -> Condition {
        let found =
            conditions(&Workspace::example(), &seats(used, max), &[], &LimitSteps::default(), Timestamp::UNIX_EPOCH);
        found.into_iter().find(|condition| condition.kind.code() == "limit.active_users").unwrap()
    }

    #[test]
    fn a_limit_has_to_fall_a_twentieth_below_a_step_before_that_counts_as_left() {
        let level = |used| {
            let condition = seats_condition(used, 100);
            (condition.level, condition.hysteresis_level)
        };
        assert_eq!(
            [74, 75, 80, 84, 85, 90, 95, 100].map(level),
            [(0, 0), (0, 80), (80, 80), (80, 80), (80, 90), (90, 90), (90, 100), (100, 100)]
        );
    }

    proptest! {
        #[test]
        fn a_use_that_moves_by_one_at_an_edge_rises_once(max in 1_u64..5_000, edge in prop::sample::select(vec![80_u64, 90, 100])) {
            let edge = (max * edge).div_ceil(100);
            let mut level = 0;
            let mut rises = 0;
            for used in [edge, edge - 1, edge, edge - 1, edge] {
                let after = seats_condition(used, max).level_after(level);
                rises += usize::from(after > level);
                level = after;
            }
            prop_assert_eq!(rises, 1);
        }
    }

    #[test]
    fn texts_in_every_language() {
        let reached =
            |used, percent| Cause::Limit(LimitReached { kind: LimitKind::ActiveUsers, used, max: 50, percent });
        insta::assert_snapshot!(texts(&[reached(41, 80), reached(46, 90), reached(50, 100)]));
    }
}
