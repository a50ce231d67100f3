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
                    // What they would have joined is cut off.
                    clean.truncate(clean.trim_end_matches([JOINER, NON_JOINER]).len());
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

/// A text without invisible characters, except for those that change what the visible ones around them are.
pub fn without_invisible(text: &str) -> String {
    visible(text).collect()
}

/// The characters that are kept of a text: the visible ones, those that make one picture of several, and those by which
/// scripts distinguish words.
fn visible(text: &str) -> impl Iterator<Item = char> {
    let mut kept: Vec<char> = Vec::new();
    let mut letters = text.chars().filter(|c| !is_invisible(*c) || joins(*c)).peekable();
    while let Some(c) = letters.next() {
        let is_kept = match (c, kept.last()) {
            (PICTURE, Some(before)) => is_pictograph(*before),
            (JOINER, Some(before)) => {
                let in_picture = (is_pictograph(*before) || *before == PICTURE || is_skin_tone(*before))
                    && letters.peek().is_some_and(|after| is_pictograph(*after));
                in_picture || is_conjunct(*before, letters.peek())
            }
            (NON_JOINER, Some(before)) => {
                is_conjunct(*before, letters.peek()) || is_between_cursive(&kept, letters.peek())
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

/// Keeps two letters apart that would be written as one.
const NON_JOINER: char = '\u{200c}';

/// Shows a symbol as a picture.
const PICTURE: char = '\u{fe0f}';

fn joins(c: char) -> bool {
    matches!(c, JOINER | NON_JOINER | PICTURE)
}

/// Whether a character stands between a virama and a letter of an Indic script, where it chooses between the forms of a
/// conjunct (rules A2 and B of UAX #31).
fn is_conjunct(before: char, after: Option<&char>) -> bool {
    let is_virama = matches!(
        before,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d4d}'
            | '\u{dca}'
    );
    is_virama && after.is_some_and(|after| matches!(after, '\u{900}'..='\u{dff}') && after.is_alphabetic())
}

/// Whether a character stands between letters of the Arabic script that would be joined without it, as in Persian (rule A1
/// of UAX #31).
fn is_between_cursive(before: &[char], after: Option<&char>) -> bool {
    let is_mark =
        |c: &&char| matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}');
    let is_letter = |c: &char| {
        matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d5}' | '\u{6fa}'..='\u{6fc}' | '\u{750}'..='\u{77f}')
            && c.is_alphabetic()
    };
    // These never join to what follows.
    let is_last = |c: &char| {
        matches!(c,
            '\u{621}'..='\u{625}' | '\u{627}' | '\u{629}' | '\u{62f}'..='\u{632}' | '\u{648}' | '\u{671}'..='\u{677}' | '\u{688}'..='\u{699}'
            | '\u{6c0}' | '\u{6c3}'..='\u{6cb}' | '\u{6cd}' | '\u{6cf}' | '\u{6d2}'..='\u{6d5}' | '\u{759}'..='\u{75b}' | '\u{76b}' | '\u{76c}' | '\u{771}'
            | '\u{773}' | '\u{774}' | '\u{778}' | '\u{779}')
    };
    // What follows first: before a mark there is nothing to find, however many marks come before.
    after.is_some_and(is_letter)
        && before.iter().rev().find(|c| !is_mark(c)).is_some_and(|c| is_letter(c) && !is_last(c))
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

    #[test]
    fn characters_that_distinguish_words_of_a_script_are_kept() {
        // Persian “I want”, Sinhala “Sri”, and the two forms of a conjunct in Devanagari.
        for word in ["می\u{200c}خواهم", "ශ්\u{200d}රී", "क्\u{200d}ष", "क्\u{200c}ष"] {
            assert_eq!(Label::new(word).as_str(), word, "{}", word.escape_unicode());
        }
        // Where they change nothing, two texts would differ that look alike.
        for (raw, clean) in [
            ("\u{200c}می", "می"),
            ("می\u{200c}", "می"),
            ("می\u{200c}\u{200c}خواهم", "می\u{200c}خواهم"),
            ("د\u{200c}خ", "دخ"),
            ("می\u{200c}x", "میx"),
            ("क\u{200d}ष", "कष"),
            ("क्\u{200d}x", "क्x"),
        ] {
            assert_eq!(Label::new(raw).as_str(), clean, "{}", raw.escape_unicode());
        }
        let cut = "می\u{200c}خ".repeat(60);
        assert_eq!(Label::new(Label::new(&cut).as_str()), Label::new(&cut));
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_bounded_line(raw in r"(.|[\u{200c}\u{200d}\u{fe0f}\u{94d}\u{915}\u{645}\u{62f}])*") {
            let label = Label::new(&raw);
            prop_assert!(label.as_str().chars().count() <= Label::MAX);
            prop_assert!(!label.as_str().chars().any(|c| c.is_control() || (is_invisible(c) && !joins(c))));
            prop_assert_eq!(Label::new(label.as_str()), label, "a second cleaning changes nothing");
        }
    }
}
