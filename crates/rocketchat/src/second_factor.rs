//! The second factor of a sign-in: the server's challenge, and the code that answers it.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::credentials::Code;

/// A method by which an account proves who it is, besides its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Factor {
    /// A code from an authenticator app.
    Totp,
    /// A code that the server sends by e-mail.
    Email,
    /// The password again.
    Password,
}

impl Factor {
    /// Its name in the API.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// The factor with this name in the API.
    pub fn from_code(code: &str) -> Option<Self> {
        code.parse().ok()
    }
}

/// A code that answers a [`SecondFactorChallenge`].
#[derive(Debug, Clone)]
pub struct SecondFactorCode {
    /// The method that the code belongs to.
    pub factor: Factor,
    /// The code.
    pub code: Code,
}

/// A server's request for a second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactorChallenge {
    /// The method that the server asks for.
    pub factor: Factor,
    /// The methods that the account has, [`factor`](Self::factor) among them.
    pub factors: Vec<Factor>,
    /// Whether the server has sent a code by e-mail.
    pub is_code_sent: bool,
    /// What happened to the code of the request that was challenged.
    pub outcome: CodeOutcome,
}

/// What happened to the code of a request that was challenged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The request had no code.
    None,
    /// The code was wrong, or too old.
    Refused,
}
