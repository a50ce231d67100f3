//! A document: what a report says, before it becomes a page, a text or a table. Texts in it are plain texts, and each form
//! escapes them in its own way.

mod csv;
mod html;
mod markdown;

use jiff::Timestamp;
use license::Direction;

pub use csv::csv;
pub use html::html;
pub use markdown::markdown;

/// A document, in the reader's language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// What it is about.
    pub title: String,
    /// What the reader must know before anything else: how old it is, what could not be read.
    pub preface: Vec<String>,
    /// Its contents.
    pub sections: Vec<Section>,
}

/// A part of a document with a heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The contents.
    pub blocks: Vec<Block>,
}

/// A paragraph, or what takes the place of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A sentence or several.
    Text(String),
    /// Something that the reader must not miss: its title and its text.
    Notice {
        /// How urgent it is.
        tone: Tone,
        /// What it is.
        title: String,
        /// What follows from it.
        text: String,
    },
    /// Facts, each with its name.
    Facts(Vec<(String, Cell)>),
    /// A table.
    Table(Table),
    /// The use of a limit over time.
    Plot(Plot),
}

/// A table. Every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A value in a table or a list of facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// There is none.
    Empty,
    /// A text.
    Text(String),
    /// A count.
    Number(u64),
    /// A day, in the reader's zone.
    Date(Timestamp),
    /// A day and a time, in the reader's zone.
    Instant(Timestamp),
    /// A text that says how urgent something is.
    State(Tone, String),
    /// A text that says that something became better or worse.
    Change(Direction, String),
}

/// How urgent something is: a shape in front of the text, with a color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Calm,
    /// Something is due within weeks.
    Soon,
    /// Something is due within days, or is not known.
    Urgent,
    /// Something has stopped.
    Stopped,
}

/// The use of a limit over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// When, and how much was in use; oldest first.
    pub points: Vec<(Timestamp, u64)>,
    /// The maximum at the end; `None` if unlimited.
    pub max: Option<u64>,
}

impl Cell {
    /// A text, or nothing if there is none.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text: &String| !text.is_empty()).map_or(Self::Empty, Self::Text)
    }

    /// A number, or nothing if there is none.
    pub fn number(number: Option<u64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    /// A date, or nothing if there is none.
    pub fn date(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, Self::Date)
    }

    /// An instant, or nothing if there is none.
    pub fn instant(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, Self::Instant)
    }
}

impl Tone {
    /// Its shape, so that it does not depend on color.
    fn sign(self) -> &'static str {
        match self {
            Self::Calm => "✓",
            Self::Soon => "◷",
            Self::Urgent => "▲",
            Self::Stopped => "✕",
        }
    }
}

/// The shape of a change for the better or the worse, so that it does not depend on color.
pub fn sign(direction: Direction) -> &'static str {
    match direction {
        Direction::Better => "↑",
        Direction::Worse => "↓",
        Direction::Neither => "·",
    }
}

impl Document {
    /// Its tables, in order.
    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Text(_) | Block::Notice { .. } | Block::Facts(_) | Block::Plot(_) => None,
        })
    }
}
