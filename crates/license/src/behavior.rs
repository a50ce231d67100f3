//! What a server does when a period ends or a limit is reached.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::text::Label;

/// What the server does when a period ends or a limit is reached. Serialized as its [code](Self::code).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr, TS)]
#[serde(from = "Stored", into = "String")]
#[strum(serialize_all = "snake_case")]
#[ts(type = "string")]
pub enum Behavior {
    /// Every premium feature stops.
    InvalidateLicense,
    /// The listed modules stop.
    DisableModules,
    /// A grace period begins; the server only warns.
    StartFairPolicy,
    /// Adding more is refused.
    PreventAction,
    /// A new license with this limit would be refused.
    PreventInstallation,
    /// Nothing is refused.
    AllowAction,
    /// A behavior that this version does not know: its code, cleaned and bounded.
    #[strum(disabled)]
    Other(String),
}

/// From which use on a step of a limit acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// As soon as the maximum is reached.
    AtMaximum,
    /// Only when the maximum is exceeded.
    AboveMaximum,
}

impl Behavior {
    /// The behavior with this code in the API.
    pub fn from_code(code: &str) -> Self {
        code.parse().unwrap_or_else(|_| Self::Other(Label::new(code).to_string()))
    }

    /// Its code in the API.
    pub fn code(&self) -> &str {
        match self {
            Self::Other(code) => code,
            Self::InvalidateLicense
            | Self::DisableModules
            | Self::StartFairPolicy
            | Self::PreventAction
            | Self::PreventInstallation
            | Self::AllowAction => self.into(),
        }
    }

    /// From which use on a limit with this behavior acts, as measured with the server's own license code (8.7 and 8.8):
    /// a refused action is the one that would exceed the maximum, and the grace period begins at the maximum; everything
    /// else needs the maximum to be exceeded.
    pub fn trigger(&self) -> Trigger {
        match self {
            Self::PreventAction | Self::StartFairPolicy => Trigger::AtMaximum,
            Self::InvalidateLicense
            | Self::DisableModules
            | Self::PreventInstallation
            | Self::AllowAction
            | Self::Other(_) => Trigger::AboveMaximum,
        }
    }

    /// Whether anything changes for the workspace. An unknown behavior may change something.
    pub fn has_effect(&self) -> bool {
        match self {
            Self::AllowAction => false,
            Self::InvalidateLicense
            | Self::DisableModules
            | Self::StartFairPolicy
            | Self::PreventAction
            | Self::PreventInstallation
            | Self::Other(_) => true,
        }
    }
}

/// The forms in which a behavior may be stored: its code, or `{"other": code}`, as earlier versions stored an unknown one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Code(String),
    Other { other: String },
}

impl From<Stored> for Behavior {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Code(code) => Self::from_code(&code),
            Stored::Other { other } => Self::Other(Label::new(&other).to_string()),
        }
    }
}

impl From<Behavior> for String {
    fn from(behavior: Behavior) -> Self {
        behavior.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn a_behavior_is_its_code_and_an_unknown_one_is_kept() {
        for behavior in Behavior::iter().chain([Behavior::Other("page_the_vendor".to_owned())]) {
            let stored = serde_json::to_value(&behavior).unwrap();
            assert_eq!(stored, behavior.code());
            assert_eq!(serde_json::from_value::<Behavior>(stored).unwrap(), behavior);
        }
        assert_eq!(Behavior::from_code("other"), Behavior::Other("other".to_owned()));
        assert_eq!(Behavior::from_code("a\u{202e}b"), Behavior::Other("ab".to_owned()));
        let stored_before = serde_json::from_value::<Behavior>(serde_json::json!({"other": "page_the_vendor"}));
        assert_eq!(stored_before.unwrap(), Behavior::Other("page_the_vendor".to_owned()));
    }
}
