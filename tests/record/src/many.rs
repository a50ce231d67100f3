//! Forty workspaces of all plans, which the pages repeat to show very many.

use crate::{
    member::{Answers, Member},
    terms::{Terms, limit},
    time::at,
};

const PLANS: [&str; 5] = ["Enterprise", "Enterprise", "Pro", "Starter", "Premium"];
const MODULES: [&str; 12] = [
    "livechat-enterprise",
    "canned-responses",
    "message-read-receipt",
    "teams-mention",
    "auditing",
    "ldap-enterprise",
    "saml-enterprise",
    "device-management",
    "engagement-dashboard",
    "custom-roles",
    "scalability",
    "federation",
];

pub(crate) const COUNT: usize = 40;

/// The workspaces `w0`, `w1` and so on, the one that ends first in front.
pub(crate) fn members() -> Vec<Member> {
    (0..COUNT).map(member).collect()
}

fn member(number: usize) -> Member {
    let name = format!("Workspace {:04}", number + 1);
    let answers = move |_| Answers::info("8.5", terms(number).answer());
    Member { since: 0.01, is_regular: false, ..Member::new(&format!("w{number}"), &name, answers) }
}

fn terms(number: usize) -> Terms {
    #[expect(clippy::cast_precision_loss, reason = "below fifty")]
    let days = 1.3 + (number * 8) as f64;
    let used = (number * 25) as u64;
    let periods = match number % 9 {
        4 => vec![("disable_modules", at(-days / 2.0), vec!["auditing"])],
        _ => Vec::new(),
    };
    Terms {
        periods,
        modules: MODULES.iter().take(3 + (number * 7) % 10).map(|&id| id.to_owned()).collect(),
        inactive: if number.is_multiple_of(4) { vec!["fips"] } else { Vec::new() },
        limits: vec![limit("activeUsers", used, 1_000), limit("privateApps", (number % 4) as u64, 3)],
        ..Terms::of(PLANS[number % PLANS.len()], "#1D74F5", days)
    }
}
