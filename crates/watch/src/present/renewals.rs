//! What is due for renewal soon, and what that costs, by currency.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::workspace::{Workspace, WorkspaceId, money::Money, snapshot::Snapshot};

/// How far ahead renewals are added up, in days.
const DAYS: i64 = 90;

/// What renewing costs within the next days, in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RenewalTotal {
    /// The currency, by its code in ISO 4217.
    pub currency: String,
    /// The total: an exact decimal number.
    pub total: String,
    /// For how many days from now.
    #[ts(type = "number")]
    pub days: i64,
    /// The workspaces in it, soonest first.
    pub renewals: Vec<Renewal>,
}

/// A license that is due for renewal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueRenewal")]
pub struct Renewal {
    /// The workspace.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// When its license ends or renews itself.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What that costs, in the currency of the total: an exact decimal number.
    pub cost: String,
}

/// The totals of these workspaces at a given now, one for each currency, by its code. Trials, the community edition and
/// licenses without an end renew nothing.
pub fn renewal_totals<'a>(
    workspaces: impl IntoIterator<Item = (&'a Workspace, &'a Snapshot)>,
    now: Timestamp,
) -> Vec<RenewalTotal> {
    let last = now.saturating_add(SignedDuration::from_hours(DAYS * 24)).unwrap_or(Timestamp::MAX);
    let mut by_currency: BTreeMap<&str, Vec<(Timestamp, Money, &Workspace)>> = BTreeMap::new();
    for (workspace, snapshot) in workspaces {
        let due = snapshot.observation().renews_at(now).filter(|at| *at <= last);
        if let (Some(at), Some(cost)) = (due, workspace.details.cost) {
            by_currency.entry(cost.currency()).or_default().push((at, cost, workspace));
        }
    }
    by_currency.into_iter().filter_map(|(currency, due)| total(currency, due)).collect()
}

/// `None` if the sum is too large to be one.
fn total(currency: &str, mut due: Vec<(Timestamp, Money, &Workspace)>) -> Option<RenewalTotal> {
    due.sort_by(|(at, _, one), (other_at, _, other)| (at, one.name.as_str()).cmp(&(other_at, other.name.as_str())));
    let sum = due.iter().map(|(_, cost, _)| Some(*cost)).reduce(|sum, cost| sum?.plus(cost?))??;
    let renewal = |(at, cost, workspace): (Timestamp, Money, &Workspace)| Renewal {
        id: workspace.id,
        name: workspace.name.to_string(),
        at,
        cost: cost.amount(),
    };
    Some(RenewalTotal {
        currency: currency.to_owned(),
        total: sum.amount(),
        days: DAYS,
        renewals: due.into_iter().map(renewal).collect(),
    })
}

#[cfg(test)]
mod tests {
    use license::{Deadline, DeadlineKind, Entitlement, License};

    use super::*;
    use crate::workspace::details::WorkspaceDetails;

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    fn known(name: &str, cost: Option<(&str, &str)>, licenses: Vec<License>) -> (Workspace, Snapshot) {
        let cost = cost.map(|(amount, currency)| Money::parse(amount, currency).unwrap());
        let details = WorkspaceDetails { cost, ..WorkspaceDetails::default() };
        let workspace = Workspace { name: name.into(), details, ..Workspace::example() };
        let answer = match licenses.is_empty() {
            true => Entitlement::Unlicensed { limits: Vec::new() },
            false => Entitlement::Licensed { licenses },
        };
        (workspace, Snapshot { answer: Some(answer), fetched_at: Some(now()), ..Snapshot::default() })
    }

    fn ending(days: i64) -> License {
        let at = now() + SignedDuration::from_hours(days * 24);
        License { deadlines: vec![Deadline::new(at, DeadlineKind::Expiry)], ..License::bare("Pro") }
    }

    fn totals(known: &[(Workspace, Snapshot)]) -> Vec<(String, String, Vec<String>)> {
        let all = renewal_totals(known.iter().map(|(workspace, snapshot)| (workspace, snapshot)), now());
        let names = |total: &RenewalTotal| total.renewals.iter().map(|renewal| renewal.name.clone()).collect();
        all.iter().map(|total| (total.currency.clone(), total.total.clone(), names(total))).collect()
    }

    #[test]
    fn costs_add_up_by_currency_for_what_is_due() {
        let all = [
            known("Late", Some(("0.20", "EUR")), vec![ending(90)]),
            known("Soon", Some(("12400.10", "EUR")), vec![ending(3)]),
            known("Dollar", Some(("1", "USD")), vec![ending(10)]),
            known("Later", Some(("7", "EUR")), vec![ending(91)]),
            known("Ended", Some(("7", "EUR")), vec![ending(-1)]),
            known("Trial", Some(("7", "EUR")), vec![License { trial: true, ..ending(5) }]),
            known("Community", Some(("7", "EUR")), Vec::new()),
            known("Perpetual", Some(("7", "EUR")), vec![License::bare("Pro")]),
            known("No cost", None, vec![ending(5)]),
        ];
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let expected = [
            ("EUR".to_owned(), "12400.30".to_owned(), names(&["Soon", "Late"])),
            ("USD".to_owned(), "1.00".to_owned(), names(&["Dollar"])),
        ];
        assert_eq!(totals(&all), expected);
        assert!(
            totals(&[known("No cost", None, vec![ending(5)])]).is_empty(),
            "nothing is said where no cost is known"
        );
    }
}
