//! The tags of a license: names and colors that the vendor shows for the plan.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

use crate::text::Label;

/// A name such as "Enterprise", with its color.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The text of the tag.
    pub name: Label,
    /// Its color; `None` if the server sent none, or something else.
    pub color: Option<Color>,
}

/// An opaque sRGB color. Only `#RGB` and `#RRGGBB` are accepted, so that text from a server cannot end up in a style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

/// The text is not a color of the form `#RGB` or `#RRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a color of the form #RRGGBB")]
pub struct NotAColor;

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits: Option<Vec<u8>> =
            text.strip_prefix('#').ok_or(NotAColor)?.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
        match digits.as_deref() {
            Some(&[r, g, b]) => Ok(Self { rgb: [r * 17, g * 17, b * 17] }),
            Some(&[r, r2, g, g2, b, b2]) => Ok(Self { rgb: [r * 16 + r2, g * 16 + g2, b * 16 + b2] }),
            _ => Err(NotAColor),
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.rgb;
        write!(f, "#{r:02X}{g:02X}{b:02X}")
    }
}

impl Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hexadecimal_colors_are_colors() {
        assert_eq!("#F3BE08".parse::<Color>().unwrap().to_string(), "#F3BE08");
        assert_eq!("#fb0".parse::<Color>().unwrap().to_string(), "#FFBB00");
        for text in ["", "#", "F3BE08", "#F3BE0", "#F3BE088", "#GGGGGG", "red;background:url(x)", "#é12345"] {
            assert_eq!(text.parse::<Color>(), Err(NotAColor), "{text}");
        }
    }
}
