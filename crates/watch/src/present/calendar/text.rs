//! The text of a calendar: RFC 5545's lines of at most 75 bytes, and its escapes.

/// The most bytes in a line, without its end.
const LONGEST_LINE: usize = 75;

/// Lines that are being written.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property whose value needs no escapes, such as a date or a keyword.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()).filter(|c| !c.is_control()) {
            if length + c.len_utf8() > LONGEST_LINE {
                // The space belongs to the line that it begins, and is no part of the value.
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property with a text, which may have several lines.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' => escaped.push_str("\\n"),
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                c => escaped.push(c),
            }
        }
        self.property(name, &escaped);
    }

    /// Takes what was written so far, if that is at least this many bytes.
    pub(super) fn take(&mut self, least: usize) -> Option<String> {
        (self.0.len() >= least).then(|| std::mem::take(&mut self.0))
    }

    /// All lines.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_escaped_and_stays_one_property() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "a;b, c\\d: \"e\"\r\nEND:VEVENT\u{7}");
        assert_eq!(lines.finish(), "SUMMARY:a\\;b\\, c\\\\d: \"e\"\\nEND:VEVENT\r\n");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_unfolding_gives_the_value(text in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.property("X-TEST", &text);
            let folded = lines.finish();
            prop_assert!(folded.split("\r\n").all(|line| line.len() <= LONGEST_LINE));
            let value: String = text.chars().filter(|c| !c.is_control()).collect();
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("X-TEST:{value}\r\n"));
        }
    }
}
