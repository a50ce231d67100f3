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
            let mut word = visible(word).peekable();
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

/// Whether a character is invisible: it changes how the text around it reads, or makes two texts differ that look alike.
/// These are Unicode's ignorable characters (bidirectional embeddings and overrides, joiners, fillers, variation selectors,
/// the byte order mark, tags), the anchors of annotations, and the empty Braille cell.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The characters that are kept of one word: the visible ones, and those that make one picture of several.
fn visible(word: &str) -> impl Iterator<Item = char> {
    let mut kept: Vec<char> = Vec::new();
    let mut letters = word.chars().filter(|c| !is_invisible(*c) || joins(*c)).peekable();
    while let Some(c) = letters.next() {
        let is_kept = match (c, kept.last()) {
            (PICTURE, Some(before)) => is_pictograph(*before),
            (JOINER, Some(before)) => {
                (is_pictograph(*before) || *before == PICTURE || is_skin_tone(*before))
                    && letters.peek().is_some_and(|after| is_pictograph(*after))
            }
            (c, _) => !joins(c),
        };
        if is_kept {
            kept.push(c);
        }
    }
    kept.into_iter()
}

/// Joins two pictographs into one.
const JOINER: char = '\u{200d}';

/// Shows a symbol as a picture.
const PICTURE: char = '\u{fe0f}';

fn joins(c: char) -> bool {
    matches!(c, JOINER | PICTURE)
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{27bf}' | '\u{2900}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
        && !is_skin_tone(c)
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
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

    #[test]
    fn invisible_characters_are_taken_out_except_within_a_picture() {
        for hidden in [
            "\u{200c}",
            "\u{200d}",
            "\u{ad}",
            "\u{34f}",
            "\u{180e}",
            "\u{115f}",
            "\u{1160}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{fe00}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{feff}",
            "\u{200b}",
            "\u{2063}",
            "\u{2800}",
        ] {
            let raw = format!("{hidden}Ac{hidden}me{hidden} {hidden} Ltd");
            assert_eq!(Label::new(&raw).as_str(), "Acme Ltd", "{}", hidden.escape_unicode());
        }
        for picture in ["👨\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "👩🏽\u{200d}💻", "🏳\u{fe0f}\u{200d}🌈"]
        {
            assert_eq!(Label::new(picture).as_str(), picture);
        }
        assert_eq!(Label::new("👨\u{200d}\u{200d}x\u{fe0f}").as_str(), "👨x");
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_bounded_line(raw in ".*") {
            let label = Label::new(&raw);
            prop_assert!(label.as_str().chars().count() <= Label::MAX);
            prop_assert!(!label.as_str().chars().any(|c| c.is_control() || (is_invisible(c) && !joins(c))));
            prop_assert_eq!(Label::new(label.as_str()), label, "a second cleaning changes nothing");
        }
    }
}
