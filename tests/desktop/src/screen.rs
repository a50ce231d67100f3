//! The pixels on the screen, and when the content of a window was drawn.
//!
//! The display keeps the screen in a file, in the format of `xwd`. Reading a few rows of it costs neither the display nor
//! the application anything, so that a window can be watched every few milliseconds while it opens.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// Every how many rows one is read. Less than the height of a line of text, so that each is seen.
const STEP: usize = 4;

/// The bytes of a pixel.
const PIXEL: usize = 4;

/// How long to wait between two looks at the screen, which is the precision of a time.
const INTERVAL: Duration = Duration::from_millis(4);

/// How long the screen must not change for a window to count as drawn.
const SETTLED: Duration = Duration::from_millis(800);

/// The longest that a window may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How many pixels of a row-wise picture may differ in what counts as no change: a countdown, a pointer.
const SMALL: usize = 400;

/// The part of the content that has to be on the screen. What still moves at the end, such as a countdown, is less than
/// the rest.
const DRAWN: f64 = 0.9;

/// A rectangle of the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The distance from the left edge.
    pub left: usize,
    /// The distance from the upper edge.
    pub top: usize,
    /// The width.
    pub width: usize,
    /// The height.
    pub height: usize,
}

/// The pixels of the screen.
#[derive(Debug)]
pub struct Screen {
    file: File,
    /// Where the pixels begin.
    start: usize,
    /// The length of a row in bytes.
    stride: usize,
    height: usize,
}

/// Some rows of the screen at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    stride: usize,
    rows: Vec<u8>,
}

/// How the screen changed while a window was opened.
#[derive(Debug)]
pub struct Recording {
    /// Each picture, and when it was first on the screen.
    pictures: Vec<(Duration, Picture)>,
}

impl Screen {
    /// Reads where the pixels are.
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let file = File::open(file).with_context(|| format!("no screen in {}", file.display()))?;
        let mut header = [0; 100];
        file.read_exact_at(&mut header, 0)?;
        // The header consists of numbers of four bytes. After it, there are twelve bytes for each color of a palette.
        let number = |at: usize| -> Result<usize> {
            let bytes = header.get(at * 4..at * 4 + 4).context("a short header")?;
            Ok(u32::from_be_bytes(bytes.try_into()?) as usize)
        };
        ensure!(number(11)? == PIXEL * 8, "the screen has {} bits per pixel", number(11)?);
        Ok(Self { file, start: number(0)? + 12 * number(19)?, height: number(5)?, stride: number(12)? })
    }

    /// What is on it now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn picture(&self) -> Result<Picture> {
        let mut rows = vec![0; self.height.div_ceil(STEP) * self.stride];
        for (number, row) in rows.chunks_mut(self.stride).enumerate() {
            self.file.read_exact_at(row, (self.start + number * STEP * self.stride) as u64)?;
        }
        Ok(Picture { stride: self.stride, rows })
    }

    /// Watches it from `start` on until a window has opened and been drawn, and the screen no longer changes.
    ///
    /// # Errors
    /// If nothing happens, or the screen keeps changing.
    pub fn record(&self, before: Picture, start: Instant) -> Result<Recording> {
        let mut pictures = vec![(Duration::ZERO, before)];
        let mut changed = None;
        while start.elapsed() < TIMEOUT {
            let now = self.picture()?;
            let at = start.elapsed();
            let difference = pictures.last().map_or(0, |(_, last)| last.difference(&now));
            if difference > SMALL {
                changed = Some(at);
            }
            if difference > 0 {
                pictures.push((at, now));
            }
            if changed.is_some_and(|changed| at - changed > SETTLED) {
                return Ok(Recording { pictures });
            }
            std::thread::sleep(INTERVAL);
        }
        anyhow::bail!("no window was drawn within {} s", TIMEOUT.as_secs())
    }
}

impl Picture {
    /// How many pixels are different.
    fn difference(&self, other: &Self) -> usize {
        if self.rows == other.rows {
            return 0;
        }
        let pixels = self.rows.chunks_exact(PIXEL).zip(other.rows.chunks_exact(PIXEL));
        pixels.filter(|(one, another)| one != another).count()
    }

    /// The offsets of the pixels in an area that differ from their left neighbor: text, icons and edges, but no surface.
    fn outlines(&self, area: Area) -> Vec<usize> {
        let rows = (area.top.div_ceil(STEP)..(area.top + area.height).div_ceil(STEP)).map(|row| row * self.stride);
        let columns = |row: usize| (area.left + 1..area.left + area.width).map(move |column| row + column * PIXEL);
        let is_outline = |at: &usize| {
            self.pixel(*at).is_some_and(|pixel| self.pixel(at - PIXEL).is_some_and(|neighbor| neighbor != pixel))
        };
        rows.flat_map(columns).filter(is_outline).collect()
    }

    fn pixel(&self, at: usize) -> Option<&[u8]> {
        self.rows.get(at..at + PIXEL)
    }
}

impl Recording {
    /// When the content of the window in this area was on the screen: the first picture with nine tenths of the outlines
    /// that are in the last one. `None` if the window is empty.
    pub fn first_content(&self, area: Area) -> Option<Duration> {
        let (_, last) = self.pictures.last()?;
        let outlines = last.outlines(area);
        if outlines.is_empty() {
            return None;
        }
        let is_drawn = |picture: &Picture| {
            let drawn = outlines.iter().filter(|at| picture.pixel(**at) == last.pixel(**at)).count();
            drawn as f64 >= DRAWN * outlines.len() as f64
        };
        self.pictures.iter().find(|(_, picture)| is_drawn(picture)).map(|(at, _)| *at)
    }

    /// For each picture, when it appeared and how much of the outlines of the last one it has, for whoever wonders about
    /// a time.
    pub fn progress(&self, area: Area) -> Vec<(Duration, f64)> {
        let Some((_, last)) = self.pictures.last() else { return Vec::new() };
        let outlines = last.outlines(area);
        let part = |picture: &Picture| {
            let drawn = outlines.iter().filter(|at| picture.pixel(**at) == last.pixel(**at)).count();
            drawn as f64 / outlines.len().max(1) as f64
        };
        self.pictures.iter().map(|(at, picture)| (*at, part(picture))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 20;

    /// A picture of one row, a letter for each pixel.
    fn picture(row: &str) -> Picture {
        assert_eq!(row.len(), WIDTH);
        Picture { stride: WIDTH * PIXEL, rows: row.bytes().flat_map(|letter| [letter; PIXEL]).collect() }
    }

    fn recording(rows: &[&str]) -> Recording {
        let at = |number: usize| Duration::from_millis(number as u64);
        Recording { pictures: rows.iter().enumerate().map(|(number, row)| (at(number), picture(row))).collect() }
    }

    const ALL: Area = Area { left: 0, top: 0, width: WIDTH, height: 1 };

    #[test]
    fn content_is_there_once_nearly_all_outlines_are() {
        let opened = recording(&[
            "                    ",
            "####################",
            "####a####    b  c  d",
            "####a#bcd e fgb hc d",
            "####a#bcd e fgb hc x",
        ]);
        assert_eq!(opened.first_content(ALL), Some(Duration::from_millis(3)));
        assert_eq!(opened.progress(ALL).last(), Some(&(Duration::from_millis(4), 1.0)));
    }

    #[test]
    fn what_is_beside_the_window_does_not_count() {
        let opened = recording(&["                    ", "ab cd               ", "ab cd  efgh ijklmn  "]);
        let window = Area { left: 0, top: 0, width: 6, height: 1 };
        assert_eq!(opened.first_content(window), Some(Duration::from_millis(1)));
        assert_eq!(opened.first_content(ALL), Some(Duration::from_millis(2)));
    }

    #[test]
    fn surfaces_are_no_content() {
        let opened = recording(&["                    ", "aaaaaaaaaaaaaaaaaaaa"]);
        assert_eq!(opened.first_content(ALL), None);
    }

    #[test]
    fn different_pixels_are_counted() {
        assert_eq!(picture("aaaaaaaaaaaaaaaaaaaa").difference(&picture("aaabaaaaaaaabaaaaaaa")), 2);
    }
}
