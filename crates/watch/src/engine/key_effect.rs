//! What a license key that was sent has changed. A server answers first and validates the key about half a second later: it
//! clears the present license, and then there is another one, or none.

use std::time::Duration;

use license::Entitlement;

use crate::workspace::revision::same_terms;

/// The pauses before each reading after a key was sent, 19 seconds in all. With the reading before that, they stay within the
/// ten calls in a minute that a server allows.
pub(super) const PAUSES: [Duration; 8] = [
    Duration::from_millis(400),
    Duration::from_millis(600),
    Duration::from_millis(900),
    Duration::from_millis(1_400),
    Duration::from_millis(2_000),
    Duration::from_millis(3_000),
    Duration::from_millis(4_500),
    Duration::from_millis(6_200),
];

/// How long to wait for an effect, also if a server answers slowly.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How long no license must be seen before it counts as gone: between clearing one license and validating another, there is
/// none either.
const GONE_AFTER: Duration = Duration::from_secs(2);

/// What a key has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyEffect {
    /// There is another license.
    Replaced,
    /// There is no license.
    Gone,
    /// There is no license now, and there may be one in a moment.
    Missing,
    /// Nothing yet.
    None,
}

/// What is seen of a workspace's license after a key was sent.
pub(super) struct KeyEffects<'a> {
    /// The answer before that.
    before: &'a Entitlement,
    /// Since when there has been no license, from the start of the wait.
    missing_since: Option<Duration>,
}

impl<'a> KeyEffects<'a> {
    /// Of a key that was sent to a workspace with this answer.
    pub(super) fn since(before: &'a Entitlement) -> Self {
        Self { before, missing_since: None }
    }

    /// What an answer shows that arrived this long after the key was sent.
    pub(super) fn see(&mut self, answer: &Entitlement, elapsed: Duration) -> KeyEffect {
        match (self.before, answer) {
            (Entitlement::Licensed { .. }, Entitlement::Unlicensed { .. }) => {
                let since = *self.missing_since.get_or_insert(elapsed);
                if elapsed.saturating_sub(since) >= GONE_AFTER { KeyEffect::Gone } else { KeyEffect::Missing }
            }
            (Entitlement::Unlicensed { .. } | Entitlement::NotPermitted(_), Entitlement::Licensed { .. }) => {
                KeyEffect::Replaced
            }
            (Entitlement::Licensed { .. }, Entitlement::Licensed { .. }) if !same_terms(self.before, answer) => {
                KeyEffect::Replaced
            }
            (_, Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. } | Entitlement::NotPermitted(_)) => {
                self.missing_since = None;
                KeyEffect::None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use license::License;

    use super::*;

    fn licensed(plan: &str) -> Entitlement {
        Entitlement::Licensed { licenses: vec![License::bare(plan)] }
    }

    fn none() -> Entitlement {
        Entitlement::Unlicensed { limits: Vec::new() }
    }

    fn effects(before: &Entitlement, answers: &[(u64, Entitlement)]) -> Vec<KeyEffect> {
        let mut effects = KeyEffects::since(before);
        answers.iter().map(|(at, answer)| effects.see(answer, Duration::from_millis(*at))).collect()
    }

    #[test]
    fn the_old_license_says_nothing_and_another_one_everything() {
        let answers = [(400, licensed("Pro")), (1_000, licensed("Enterprise"))];
        assert_eq!(effects(&licensed("Pro"), &answers), [KeyEffect::None, KeyEffect::Replaced]);
        assert_eq!(
            effects(&none(), &[(400, none()), (1_000, licensed("Pro"))]),
            [KeyEffect::None, KeyEffect::Replaced]
        );
    }

    #[test]
    fn a_license_is_gone_only_if_it_stays_gone() {
        let moment = [(400, none()), (1_000, licensed("Enterprise"))];
        assert_eq!(effects(&licensed("Pro"), &moment), [KeyEffect::Missing, KeyEffect::Replaced]);
        let gone = [(1_000, none()), (1_900, none()), (3_300, none())];
        assert_eq!(effects(&licensed("Pro"), &gone), [KeyEffect::Missing, KeyEffect::Missing, KeyEffect::Gone]);
        // One node of the server may be ahead of another.
        let nodes = [(400, none()), (1_000, licensed("Pro")), (3_300, none())];
        assert_eq!(effects(&licensed("Pro"), &nodes), [KeyEffect::Missing, KeyEffect::None, KeyEffect::Missing]);
    }

    #[test]
    fn the_readings_of_one_key_stay_within_the_rate_limit() {
        assert!(PAUSES.len() + 1 < 10 && PAUSES.iter().sum::<Duration>() < LONGEST_WAIT);
    }
}
