//! What the user notes about a workspace: who owns it, its contract, its cost. No server knows any of it.

use license::{Label, without_invisible};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::money::{Money, MoneyError};

/// What is noted about a workspace. Everything is optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "DetailsEntry", into = "DetailsEntry")]
pub struct WorkspaceDetails {
    /// Who is responsible for it: a person, a team or a customer.
    pub owner: Option<Label>,
    /// The number of its contract, or of the order.
    pub contract: Option<Label>,
    /// What its license costs for one term.
    pub cost: Option<Money>,
    /// What to know when it is renewed.
    pub note: Option<Note>,
    /// To whom to write about a renewal.
    pub contact: Option<MailAddress>,
}

/// The details of a workspace as entered, shown and stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "WorkspaceDetails")]
pub struct DetailsEntry {
    /// Who is responsible for it: a person, a team or a customer.
    pub owner: Option<String>,
    /// The number of its contract, or of the order.
    pub contract: Option<String>,
    /// What its license costs for one term: an exact decimal number.
    pub cost: Option<String>,
    /// The currency of the cost, by its code in ISO 4217.
    pub currency: Option<String>,
    /// What to know when it is renewed, in one or more lines.
    pub note: Option<String>,
    /// The mail address to write to about a renewal.
    pub contact: Option<String>,
}

/// A text of several lines that is safe to show: at most [`Note::MAX`] characters, without control characters other than
/// line breaks and without invisible ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(String);

/// A mail address to which a link can be made. It has none of the characters that have a meaning in a link or in a list
/// of addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct MailAddress(String);

/// Why details cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DetailsError {
    /// The cost is no amount of money.
    #[error(transparent)]
    Cost(#[from] MoneyError),
    /// The contact is no mail address.
    #[error("the contact is not a mail address")]
    Contact,
}

impl Note {
    /// The most characters that a note holds. Longer text ends in an ellipsis.
    pub const MAX: usize = 2000;

    /// Makes a note from any text; `None` if nothing is left of it.
    pub fn new(raw: &str) -> Option<Self> {
        let lines = raw.lines().map(|line| {
            let kept = line.chars().map(|c| if c == '\t' { ' ' } else { c });
            let kept = kept.filter(|c| !c.is_control()).collect::<String>();
            without_invisible(&kept).trim_end().to_owned()
        });
        let clean = lines.collect::<Vec<_>>().join("\n");
        let clean = clean.trim_matches('\n').trim_end();
        match clean.char_indices().nth(Self::MAX) {
            _ if clean.trim().is_empty() => None,
            None => Some(Self(clean.to_owned())),
            Some(_) => Some(Self(clean.chars().take(Self::MAX - 1).chain(['…']).collect())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MailAddress {
    /// The most characters that a mail address has.
    const MAX: usize = 254;

    /// Parses a mail address.
    ///
    /// # Errors
    /// If it is none, or one that needs quotes.
    pub fn parse(text: &str) -> Result<Self, DetailsError> {
        let text = text.trim();
        let is_safe = |c: char| c.is_alphanumeric() || ".!#$*+-/=^_{|}~".contains(c);
        let parts = text.split_once('@').filter(|(user, host)| {
            let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty());
            !user.is_empty()
                && user.chars().all(is_safe)
                && is_host
                && host.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
        });
        match parts {
            Some(_) if text.chars().count() <= Self::MAX => Ok(Self(text.to_owned())),
            Some(_) | None => Err(DetailsError::Contact),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<DetailsEntry> for WorkspaceDetails {
    type Error = DetailsError;

    fn try_from(entry: DetailsEntry) -> Result<Self, DetailsError> {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let line = |text| filled(text).map(|text| Label::new(&text)).filter(|line| !line.is_empty());
        let currency = filled(&entry.currency).unwrap_or_default();
        Ok(Self {
            owner: line(&entry.owner),
            contract: line(&entry.contract),
            cost: filled(&entry.cost).map(|cost| Money::parse(&cost, &currency)).transpose()?,
            note: entry.note.as_deref().and_then(Note::new),
            contact: filled(&entry.contact).map(|contact| MailAddress::parse(&contact)).transpose()?,
        })
    }
}

impl TryFrom<String> for MailAddress {
    type Error = DetailsError;

    fn try_from(text: String) -> Result<Self, DetailsError> {
        Self::parse(&text)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

impl From<WorkspaceDetails> for DetailsEntry {
    fn from(details: WorkspaceDetails) -> Self {
        let WorkspaceDetails { owner, contract, cost, note, contact } = details;
        Self {
            owner: owner.map(|owner| owner.to_string()),
            contract: contract.map(|contract| contract.to_string()),
            cost: cost.map(|cost| cost.amount()),
            currency: cost.map(|cost| cost.currency().to_owned()),
            note: note.map(|note| note.0),
            contact: contact.map(|contact| contact.0),
        }
    }
}

impl From<&WorkspaceDetails> for DetailsEntry {
    fn from(details: &WorkspaceDetails) -> Self {
        details.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    #[test]
    fn notes_keep_what_distinguishes_words_and_nothing_else_that_is_invisible() {
        let note = Note::new("می\u{200c}خواهم\t❤\u{fe0f}\nA\u{200b}c\u{200c}me").unwrap();
        assert_eq!(note.as_str(), "می\u{200c}خواهم ❤\u{fe0f}\nAcme");
    }

    #[test]
    fn details_survive_being_stored() {
        let entry = DetailsEntry {
            owner: text("Facilities"),
            contract: text("C-2026/17"),
            cost: text("12400.50"),
            currency: text("EUR"),
            note: text("Ask for the discount.\n\nOffer until May."),
            contact: text("renewals+de@acme.example"),
        };
        let details = WorkspaceDetails::try_from(entry.clone()).unwrap();
        assert_eq!(DetailsEntry::from(&details), entry);
        let stored = serde_json::to_string(&details).unwrap();
        assert_eq!(serde_json::from_str::<WorkspaceDetails>(&stored).unwrap(), details);
        let empty = DetailsEntry { owner: text(" \u{202e}\n"), cost: text(" "), note: text("\n \n"), ..entry };
        let details = WorkspaceDetails::try_from(empty).unwrap();
        assert_eq!((details.owner, details.cost, details.note), (None, None, None));
    }

    #[test]
    fn hostile_texts_are_bounded_and_cannot_mislead() {
        let long = "x".repeat(10_000);
        let entry = DetailsEntry {
            owner: text(&long),
            contract: text("A\u{202e}B\u{7}"),
            note: text(&long),
            ..DetailsEntry::default()
        };
        let details = WorkspaceDetails::try_from(entry).unwrap();
        assert_eq!(details.owner.unwrap().as_str().chars().count(), Label::MAX);
        assert_eq!(details.contract.unwrap().as_str(), "AB");
        assert_eq!(details.note.unwrap().as_str().chars().count(), Note::MAX);
        let note = Note::new("\n\u{202e}one\r\n\ttwo\u{0}  \n\n").unwrap();
        assert_eq!(note.as_str(), "one\n two");
    }

    #[test]
    fn a_contact_is_one_plain_mail_address() {
        for contact in ["a@b.example", "renewals+de@chat.acme.example", "jörg@müller.example", " a@b.example "] {
            assert_eq!(MailAddress::parse(contact).unwrap().as_str(), contact.trim());
        }
        let long = format!("{}@b.example", "a".repeat(300));
        for contact in [
            "acme",
            "@acme.example",
            "a@",
            "a@acme",
            "a@.example",
            "a@b..example",
            "a@b.example,c@d.example",
            "a b@c.example",
            "a@b.example?cc=c@d.example",
            "a%0acc@b.example",
            "A <a@b.example>",
            "a@b.example\nBcc: c@d.example",
            &long,
        ] {
            assert_eq!(MailAddress::parse(contact), Err(DetailsError::Contact), "{contact}");
        }
    }

    #[test]
    fn a_cost_needs_its_currency() {
        let cost = |cost: &str, currency: Option<&str>| {
            let entry =
                DetailsEntry { cost: text(cost), currency: currency.map(str::to_owned), ..DetailsEntry::default() };
            WorkspaceDetails::try_from(entry).map(|details| details.cost.map(|cost| cost.to_string()))
        };
        assert_eq!(cost("5", Some("eur")), Ok(text("5.00 EUR")));
        assert_eq!(cost("5", None), Err(DetailsError::Cost(MoneyError::Currency)));
        assert_eq!(cost("a lot", Some("EUR")), Err(DetailsError::Cost(MoneyError::NotAnAmount)));
    }
}
