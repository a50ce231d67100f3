//! Limits: how many seats, guests, rooms, apps and contacts a license allows, and how many are in use.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::{
    attention::Attention,
    behavior::{Behavior, Trigger},
    module::ModuleId,
};

/// What a limit counts. The order is the one in which limits are shown.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    TS,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LimitKind {
    /// Seats: active users.
    ActiveUsers,
    /// Guests.
    GuestUsers,
    /// Rooms that one guest may join.
    RoomsPerGuest,
    /// Private apps.
    PrivateApps,
    /// Marketplace apps.
    MarketplaceApps,
    /// Omnichannel contacts per month.
    MonthlyActiveContacts,
}

impl LimitKind {
    /// The stable code, as in the public JSON.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// How urgent it is that one more of this kind is refused. Without a free seat no new user can sign in;
    /// the other limits only stop something from growing. How many apps are installed is up to the admins alone: using all
    /// that a license includes is what it is for.
    fn attention_when_full(self) -> Attention {
        match self {
            Self::ActiveUsers => Attention::Critical,
            Self::GuestUsers | Self::RoomsPerGuest | Self::MonthlyActiveContacts => Attention::Soon,
            Self::PrivateApps | Self::MarketplaceApps => Attention::Calm,
        }
    }
}

/// The maximum that a license allows. Unlimited is more than any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Max {
    /// This many.
    AtMost(u64),
    /// No maximum.
    Unlimited,
}

impl Max {
    /// The number; `None` if unlimited.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::AtMost(n) => Some(n),
            Self::Unlimited => None,
        }
    }
}

/// One step of a limit: what happens from a certain use on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitStep {
    /// The maximum of this step.
    pub max: Max,
    /// What happens there.
    pub behavior: Behavior,
    /// The modules concerned; empty unless the step is about certain modules.
    pub modules: Vec<ModuleId>,
}

impl LimitStep {
    /// Whether the step acts when this many are in use: see [`Behavior::trigger`].
    pub fn is_reached(&self, used: u64) -> bool {
        match (self.max, self.behavior.trigger()) {
            (Max::Unlimited, _) => false,
            (Max::AtMost(max), Trigger::AtMaximum) => used >= max,
            (Max::AtMost(max), Trigger::AboveMaximum) => used > max,
        }
    }
}

/// A limit, with its use where the server reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// What is counted.
    pub kind: LimitKind,
    /// How many are in use; `None` if the server does not report it.
    pub used: Option<u64>,
    /// The maximum that the server reports, or the lowest step where it reports none.
    pub max: Max,
    /// The steps, as far as the license states them.
    pub steps: Vec<LimitStep>,
}

/// How close a limit is to its maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// Below 80 %, unlimited, or unknown.
    Ample,
    /// From 80 %.
    High,
    /// From 90 %.
    NearlyFull,
    /// Exactly at the maximum.
    Full,
    /// Above the maximum.
    Over,
}

impl Fill {
    fn of(used: u64, max: u64) -> Self {
        let (part, whole) = (u128::from(used), u128::from(max));
        if used == 0 {
            Self::Ample
        } else if used > max {
            Self::Over
        } else if used == max {
            Self::Full
        } else if part * 10 >= whole * 9 {
            Self::NearlyFull
        } else if part * 10 >= whole * 8 {
            Self::High
        } else {
            Self::Ample
        }
    }
}

/// How much of a limit is in use, in thousandths, rounded down: less than 1000 always means less than the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Share(u32);

impl Share {
    fn of(used: u64, max: u64) -> Self {
        let thousandths = u128::from(used) * 1000 / u128::from(max).max(1);
        Self(u32::try_from(thousandths).unwrap_or(u32::MAX))
    }

    /// In thousandths; above 1000 when the maximum is exceeded, at most [`u32::MAX`].
    pub fn thousandths(self) -> u32 {
        self.0
    }

    /// Whether at least this many percent are in use.
    pub fn has_reached(self, percent: u32) -> bool {
        self.0 >= percent.saturating_mul(10)
    }

    /// In whole percent, rounded down.
    pub fn percent(self) -> u32 {
        self.0 / 10
    }
}

impl Limit {
    /// A limit without steps.
    pub fn new(kind: LimitKind, used: Option<u64>, max: Max) -> Self {
        Self { kind, used, max, steps: Vec::new() }
    }

    /// The maximum that counts. A server can report "unlimited" for a license that still has a step at a number, and that
    /// step acts all the same.
    pub fn effective_max(&self) -> Max {
        match self.max {
            Max::AtMost(_) => self.max,
            Max::Unlimited => {
                let steps = self.steps.iter().filter(|step| step.behavior.has_effect());
                steps.map(|step| step.max).min().unwrap_or(Max::Unlimited)
            }
        }
    }

    /// How close the limit is to its maximum. A maximum of zero with none in use is ample.
    pub fn fill(&self) -> Fill {
        match (self.used, self.effective_max()) {
            (Some(used), Max::AtMost(max)) => Fill::of(used, max),
            (None, _) | (_, Max::Unlimited) => Fill::Ample,
        }
    }

    /// How much of it is in use; `None` if that is unknown, if it is unlimited, or if none are included and none in use.
    pub fn share(&self) -> Option<Share> {
        match (self.used, self.effective_max()) {
            (Some(0), Max::AtMost(0)) | (None, _) | (_, Max::Unlimited) => None,
            (Some(used), Max::AtMost(0)) => Some(Share::of(used.saturating_add(1), 1)),
            (Some(used), Max::AtMost(max)) => Some(Share::of(used, max)),
        }
    }

    /// How many are left; `None` if that is unknown or unlimited.
    pub fn left(&self) -> Option<u64> {
        Some(self.effective_max().number()?.saturating_sub(self.used?))
    }

    /// How urgent it is, by what the server does at its steps: a count that nothing follows from is not urgent. Where the
    /// steps are unknown, one more than the maximum is taken to be refused.
    pub fn attention(&self) -> Attention {
        let Some(used) = self.used else { return Attention::Calm };
        let refuses = LimitStep { max: self.max, behavior: Behavior::PreventAction, modules: Vec::new() };
        let steps = self.acting_steps().into_iter().chain(self.are_steps_unknown().then_some(&refuses));
        steps.map(|step| self.attention_of(step, used)).max().unwrap_or(Attention::Calm)
    }

    fn attention_of(&self, step: &LimitStep, used: u64) -> Attention {
        let Max::AtMost(max) = step.max else { return Attention::Calm };
        let fill = Fill::of(used, max);
        let when_full = match step.behavior {
            // One more ends the license.
            Behavior::InvalidateLicense => Attention::Critical,
            Behavior::PreventAction | Behavior::Other(_) => self.kind.attention_when_full(),
            // Modules stop, whatever is counted.
            Behavior::DisableModules => self.kind.attention_when_full().max(Attention::Soon),
            // The server warns, or would refuse the same license if it were installed again.
            Behavior::StartFairPolicy | Behavior::PreventInstallation if step.is_reached(used) => {
                return Attention::Soon;
            }
            Behavior::StartFairPolicy | Behavior::PreventInstallation | Behavior::AllowAction => {
                return Attention::Calm;
            }
        };
        match fill {
            Fill::Full | Fill::Over => when_full,
            Fill::NearlyFull => when_full.min(Attention::Soon),
            Fill::High | Fill::Ample => Attention::Calm,
        }
    }

    /// Whether anything follows from using more: the server may only count.
    pub fn has_consequence(&self) -> bool {
        !self.acting_steps().is_empty() || (self.max != Max::Unlimited && self.are_steps_unknown())
    }

    /// The step that one more in use reaches.
    pub fn step_of_one_more(&self) -> Option<&LimitStep> {
        let used = self.used?;
        let steps = self.acting_steps().into_iter();
        steps.filter(|step| !step.is_reached(used)).find(|step| step.is_reached(used.saturating_add(1)))
    }

    /// The server reports the lowest step: a lower maximum is from a step that the license does not show.
    fn are_steps_unknown(&self) -> bool {
        self.steps.iter().all(|step| self.max < step.max)
    }

    /// Whether the server refuses to add one more.
    pub fn refuses_more(&self) -> bool {
        self.steps.iter().any(|step| step.behavior == Behavior::PreventAction && self.has_reached(step))
    }

    /// The steps that can ever act and change something, the lowest first.
    pub fn acting_steps(&self) -> Vec<&LimitStep> {
        let acts = |step: &&LimitStep| step.max != Max::Unlimited && step.behavior.has_effect();
        let mut steps: Vec<_> = self.steps.iter().filter(acts).collect();
        steps.sort_by_key(|step| step.max);
        steps
    }

    /// Whether a step acts already. Without a known use no step is known to be reached.
    pub fn has_reached(&self, step: &LimitStep) -> bool {
        self.used.is_some_and(|used| step.is_reached(used))
    }

    /// The lowest step that does not act yet.
    pub fn next_step(&self) -> Option<&LimitStep> {
        self.acting_steps().into_iter().find(|step| !self.has_reached(step))
    }

    /// Combines two limits of one kind: the use is the workspace's, so the higher report counts; of the maxima the lower.
    pub(crate) fn combine(&mut self, other: &Self) {
        self.used = self.used.max(other.used);
        self.max = self.max.min(other.max);
        for step in &other.steps {
            if !self.steps.contains(step) {
                self.steps.push(step.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seats(used: Option<u64>, max: Max) -> Limit {
        Limit::new(LimitKind::ActiveUsers, used, max)
    }

    #[test]
    fn a_limit_fills_at_80_90_and_100_percent() {
        let fill = |used, max| seats(used, max).fill();
        assert_eq!(fill(Some(79), Max::AtMost(100)), Fill::Ample);
        assert_eq!(fill(Some(80), Max::AtMost(100)), Fill::High);
        assert_eq!(fill(Some(90), Max::AtMost(100)), Fill::NearlyFull);
        assert_eq!(fill(Some(100), Max::AtMost(100)), Fill::Full);
        assert_eq!(fill(Some(u64::MAX), Max::AtMost(u64::MAX - 1)), Fill::Over);
        assert_eq!(fill(Some(46), Max::Unlimited), Fill::Ample);
        assert_eq!(fill(None, Max::AtMost(1)), Fill::Ample);
        assert_eq!(fill(Some(0), Max::AtMost(0)), Fill::Ample);
        assert_eq!(fill(Some(1), Max::AtMost(0)), Fill::Over);
    }

    #[test]
    fn a_limit_has_one_level_of_attention() {
        let attention = |kind, used| Limit::new(kind, Some(used), Max::AtMost(100)).attention();
        assert_eq!(attention(LimitKind::ActiveUsers, 80), Attention::Calm);
        assert_eq!(
            attention(LimitKind::ActiveUsers, 90),
            Attention::Soon,
            "not critical before the seats have run out"
        );
        assert_eq!(attention(LimitKind::ActiveUsers, 100), Attention::Critical);
        assert_eq!(attention(LimitKind::GuestUsers, 101), Attention::Soon);
        for apps in [LimitKind::MarketplaceApps, LimitKind::PrivateApps] {
            assert_eq!([90, 100, 101].map(|used| attention(apps, used)), [Attention::Calm; 3], "full is information");
        }
    }

    #[test]
    fn a_limit_is_as_urgent_as_what_the_server_does_at_its_steps() {
        let attention = |kind, used, steps: &[(u64, Behavior)]| {
            let steps: Vec<_> = steps.iter().map(|(max, b)| step(Max::AtMost(*max), b.clone())).collect();
            let max = steps.iter().map(|step| step.max).min().unwrap();
            Limit { steps, ..Limit::new(kind, Some(used), max) }.attention()
        };
        let seats = |used, behavior| attention(LimitKind::ActiveUsers, used, &[(50, behavior)]);
        assert_eq!(
            [44, 45, 50].map(|used| seats(used, Behavior::PreventAction)),
            [Attention::Calm, Attention::Soon, Attention::Critical]
        );
        assert_eq!(
            [49, 50, 51].map(|used| seats(used, Behavior::StartFairPolicy)),
            [Attention::Calm, Attention::Soon, Attention::Soon]
        );
        assert_eq!([50, 51].map(|used| seats(used, Behavior::AllowAction)), [Attention::Calm; 2]);
        assert_eq!([50, 51].map(|used| seats(used, Behavior::PreventInstallation)), [Attention::Calm, Attention::Soon]);
        assert_eq!(
            [45, 50, 51].map(|used| seats(used, Behavior::InvalidateLicense)),
            [Attention::Soon, Attention::Critical, Attention::Critical]
        );
        let guests = |used, behavior| attention(LimitKind::GuestUsers, used, &[(50, behavior)]);
        assert_eq!(guests(50, Behavior::PreventAction), Attention::Soon);
        assert_eq!(guests(50, Behavior::InvalidateLicense), Attention::Critical, "one more ends the license");
        let two = [(50, Behavior::StartFairPolicy), (60, Behavior::PreventAction)];
        assert_eq!(
            [50, 54, 60].map(|used| attention(LimitKind::ActiveUsers, used, &two)),
            [Attention::Soon, Attention::Soon, Attention::Critical]
        );
    }

    #[test]
    fn the_share_is_rounded_down_and_never_reads_full_too_early() {
        let share = |used, max| seats(Some(used), Max::AtMost(max)).share().map(Share::thousandths);
        assert_eq!(share(999_999, 1_000_000), Some(999));
        assert_eq!(share(1, 3), Some(333));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(1, 0), Some(2000));
        assert_eq!(seats(Some(1), Max::Unlimited).share(), None);
        assert_eq!(seats(None, Max::AtMost(1)).share(), None);
        assert_eq!(seats(Some(60), Max::AtMost(50)).left(), Some(0));
        assert_eq!(seats(Some(41), Max::AtMost(50)).left(), Some(9));
    }

    #[test]
    fn unlimited_is_more_than_any_number() {
        assert!(Max::Unlimited > Max::AtMost(u64::MAX));
    }

    fn step(max: Max, behavior: Behavior) -> LimitStep {
        LimitStep { max, behavior, modules: vec![] }
    }

    #[test]
    fn steps_act_at_or_above_their_maximum_as_the_server_does() {
        let is_reached =
            |behavior: &Behavior| [9, 10, 11].map(|used| step(Max::AtMost(10), behavior.clone()).is_reached(used));
        for at in [Behavior::PreventAction, Behavior::StartFairPolicy] {
            assert_eq!(is_reached(&at), [false, true, true], "{at:?}");
        }
        let above = [
            Behavior::InvalidateLicense,
            Behavior::DisableModules,
            Behavior::PreventInstallation,
            Behavior::Other("new".to_owned()),
        ];
        for above in above {
            assert_eq!(is_reached(&above), [false, false, true], "{above:?}");
        }
        assert!(!step(Max::Unlimited, Behavior::PreventAction).is_reached(u64::MAX));
    }

    #[test]
    fn the_next_step_is_the_lowest_that_does_not_act_yet() {
        let steps = vec![
            step(Max::AtMost(300), Behavior::InvalidateLicense),
            step(Max::AtMost(250), Behavior::PreventAction),
            step(Max::AtMost(100), Behavior::AllowAction),
            step(Max::Unlimited, Behavior::DisableModules),
        ];
        let next = |used| {
            let limit = Limit { steps: steps.clone(), ..seats(used, Max::AtMost(250)) };
            limit.next_step().map(|step| step.max)
        };
        assert_eq!(next(Some(249)), Some(Max::AtMost(250)));
        assert_eq!(next(Some(250)), Some(Max::AtMost(300)));
        assert_eq!(next(Some(301)), None);
        assert_eq!(next(None), Some(Max::AtMost(250)), "an unknown use has reached nothing");
    }

    #[test]
    fn a_step_counts_even_where_the_server_reports_unlimited() {
        let steps =
            vec![step(Max::Unlimited, Behavior::PreventAction), step(Max::AtMost(10), Behavior::InvalidateLicense)];
        let limit = Limit { steps, ..seats(Some(9), Max::Unlimited) };
        assert_eq!((limit.effective_max(), limit.fill(), limit.left()), (Max::AtMost(10), Fill::NearlyFull, Some(1)));
    }

    proptest! {
        #[test]
        fn share_and_fill_agree_for_any_numbers(used: u64, max: u64) {
            for (used, max) in [(used, max), (u64::MAX, max), (used, u64::MAX), (used, used), (u64::MAX, 1), (1, 0)] {
                let limit = seats(Some(used), Max::AtMost(max));
                let thousandths = limit.share().map_or(0, Share::thousandths);
                prop_assert_eq!(thousandths >= 1000, limit.fill() >= Fill::Full, "{} of {}", used, max);
                prop_assert_eq!(limit.left() == Some(0), used >= max);
            }
        }
    }
}
