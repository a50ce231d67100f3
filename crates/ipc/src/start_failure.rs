//! Why License Watch cannot start, as the agent and the window tell it.

use serde::{Deserialize, Serialize};

/// Why License Watch cannot start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartFailure {
    /// What happened, in English.
    pub message: String,
    /// What to do, in English.
    pub hint: String,
}

impl StartFailure {
    /// The title of the dialog or notification.
    pub const TITLE: &str = "License Watch cannot start";

    /// In one line, for standard error.
    pub fn line(&self) -> String {
        format!("{}: {}. {}", Self::TITLE, self.message, self.hint)
    }

    /// In sentences, for a dialog or a notification.
    pub fn text(&self) -> String {
        let mut letters = self.message.chars();
        let first = letters.next().map(char::to_uppercase);
        format!("{}{}.\n\n{}", first.map(|first| first.to_string()).unwrap_or_default(), letters.as_str(), self.hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_becomes_a_sentence() {
        let failure = |message: &str| StartFailure { message: message.to_owned(), hint: "Try again.".to_owned() };
        assert_eq!(failure("the disk is full").text(), "The disk is full.\n\nTry again.");
        assert_eq!(failure("über").text(), "Über.\n\nTry again.");
        assert_eq!(failure("").text(), ".\n\nTry again.");
        assert_eq!(failure("the disk is full").line(), "License Watch cannot start: the disk is full. Try again.");
    }
}
