//! What was known of a workspace before, as far as the overview shows it.

use std::collections::BTreeSet;

use license::ModuleId;

use super::usage::UsageSample;

/// A workspace's past. Kept in memory, because the overview shows it of every workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The seats in use in the last 90 days, one sample a day, oldest first.
    pub seats: Vec<UsageSample>,
    /// The modules that a license of the workspace granted at some time and the next one did not.
    pub lost_modules: BTreeSet<ModuleId>,
}
