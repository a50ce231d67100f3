//! Text from a server, bounded and stripped of characters that could mislead a reader.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A line of text from a server that is safe to show: one line, at most [`Label::MAX`] characters, without control
/// characters and without the bidirectional overrides that can make text look like something else.
///
/// It may still contain markup: escape it like any other text before it is put on a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// The most characters that a label holds. Longer text ends in an ellipsis.
    pub const MAX: usize = 200;

    /// Makes a label from any text.
    pub fn new(raw: &str) -> Self {
        let mut clean = String::new();
        let mut length = 0;
        for word in raw.split(|c: char| c.is_whitespace() || c.is_control()) {
            let mut word = word.chars().filter(|c| !deceives(*c)).peekable();
            if word.peek().is_none() {
                continue;
            }
            if !clean.is_empty() {
                clean.push(' ');
                length += 1;
            }
            for c in word {
                if length >= Self::MAX - 1 {
                    clean.push('…');
                    return Self(clean);
                }
                clean.push(c);
                length += 1;
            }
        }
        Self(clean)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text was longer, and its end is missing.
    pub fn is_cut(&self) -> bool {
        self.0.ends_with('…')
    }

    /// Whether it has no characters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Characters that are invisible and change how the text around them reads: bidirectional embeddings, overrides and
/// isolates, zero-width spaces, the byte order mark, tag characters.
fn deceives(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

impl From<&str> for Label {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn overrides_and_controls_are_taken_out_and_markup_is_left_as_text() {
        assert_eq!(Label::new("Acme\u{202e}gnp.exe\u{0007}\n\tLtd ").as_str(), "Acmegnp.exe Ltd");
        assert_eq!(Label::new("<b>Acme</b>").as_str(), "<b>Acme</b>");
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_bounded_line(raw in ".*") {
            let label = Label::new(&raw);
            prop_assert!(label.as_str().chars().count() <= Label::MAX);
            prop_assert!(!label.as_str().chars().any(|c| c.is_control() || deceives(c)));
            prop_assert_eq!(Label::new(label.as_str()), label, "a second cleaning changes nothing");
        }
    }
}
