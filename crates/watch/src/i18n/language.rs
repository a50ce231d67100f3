//! The languages in which somebody is told something.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// The Portuguese of Brazil.
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
}
