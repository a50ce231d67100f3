//! Modules: the features that a license turns on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Label;

/// The server's name of a module, such as `auditing`, or `vendor.name` for an external one.
///
/// Every name is accepted: each release of the server adds modules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModuleId(Label);

impl ModuleId {
    /// The module with this name.
    pub fn new(name: &str) -> Self {
        Self(Label::new(name))
    }

    /// The name as the server writes it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The plan of a bundle: `enterprise` for `enterprise:*`, an empty name for `*` (everything), `None` for a single module.
    pub fn bundle(&self) -> Option<&str> {
        self.as_str().strip_suffix('*').and_then(|plan| match plan {
            "" => Some(""),
            _ => plan.strip_suffix(':'),
        })
    }
}

impl fmt::Display for ModuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a module works, as reported by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModuleState {
    /// The server lists it as active.
    Active,
    /// The license grants it and the server does not list it as active.
    Inactive,
    /// The license grants it and the server does not report its state: active while the license is in force.
    Unstated,
}

/// A module that a license grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Its name.
    pub id: ModuleId,
    /// Whether it works.
    pub state: ModuleState,
    /// Whether it belongs to another vendor's app rather than to the server.
    pub external: bool,
}

impl Module {
    /// Whether the module works, given whether its license is in force.
    pub fn is_active(&self, license_in_force: bool) -> bool {
        match self.state {
            ModuleState::Active => true,
            ModuleState::Inactive => false,
            ModuleState::Unstated => license_in_force,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_name_their_plan() {
        assert_eq!(ModuleId::new("enterprise:*").bundle(), Some("enterprise"));
        assert_eq!(ModuleId::new("*").bundle(), Some(""));
        assert_eq!(ModuleId::new("auditing").bundle(), None);
        assert_eq!(ModuleId::new("acme.star*").bundle(), None);
    }
}
