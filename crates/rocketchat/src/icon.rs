//! The icon of a workspace: a small PNG from a server, made safe to show.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The most bytes of an icon.
pub(crate) const MAX_BYTES: usize = 64 << 10;

/// The most pixels of each side of an icon.
const MAX_SIDE: u32 = 512;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// An icon: a whole PNG of one picture, of 512 by 512 pixels and 64 KiB at most.
///
/// It has only the chunks that the picture needs. Others can hold text, profiles that unpack to any size, or an animation.
/// How much a decoder unpacks is bounded by the number of pixels, so that none can be a bomb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Icon(Vec<u8>);

impl Icon {
    /// The icon in a file; `None` if that is not such a PNG.
    pub fn new(file: &[u8]) -> Option<Self> {
        if file.len() > MAX_BYTES {
            return None;
        }
        let mut rest = file.strip_prefix(SIGNATURE)?;
        let mut kept = SIGNATURE.to_vec();
        let (mut is_first, mut has_pixels) = (true, false);
        loop {
            let (chunk, after) = Chunk::split(rest)?;
            match (chunk.kind, is_first) {
                (b"IHDR", true) if has_fair_size(chunk.data) => {}
                (b"IHDR", _) | (_, true) => return None,
                (b"acTL" | b"fcTL" | b"fdAT", false) => return None,
                (b"IDAT", false) => has_pixels = true,
                (b"PLTE" | b"tRNS" | b"IEND", false) => {}
                // Of the others, those that a decoder must know are not for an icon, and the rest can be left out.
                (kind, false) if kind[0].is_ascii_uppercase() => return None,
                (_, false) => {
                    rest = after;
                    continue;
                }
            }
            is_first = false;
            kept.extend_from_slice(chunk.whole);
            if chunk.kind == b"IEND" {
                return (has_pixels && after.is_empty()).then_some(Self(kept));
            }
            rest = after;
        }
    }

    /// The file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The address of a picture that is its own content.
    pub fn to_data_url(&self) -> String {
        format!("data:image/png;base64,{}", STANDARD.encode(&self.0))
    }
}

/// A part of a PNG.
struct Chunk<'a> {
    kind: &'a [u8],
    data: &'a [u8],
    /// With its length and its checksum.
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let length = usize::try_from(number(bytes.get(..4)?)?).ok()?;
        let end = length.checked_add(12)?;
        let (whole, after) = bytes.split_at_checked(end)?;
        Some((Self { kind: &whole[4..8], data: &whole[8..8 + length], whole }, after))
    }
}

/// Whether the header names a size that an icon may have.
fn has_fair_size(header: &[u8]) -> bool {
    let side = |at: usize| header.get(at..at + 4).and_then(number);
    let is_fair = |side: Option<u32>| side.is_some_and(|side| (1..=MAX_SIDE).contains(&side));
    header.len() == 13 && is_fair(side(0)) && is_fair(side(4))
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    }

    fn header(width: u32, height: u32) -> Vec<u8> {
        chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat())
    }

    fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
        [SIGNATURE.to_vec(), chunks.concat()].concat()
    }

    fn plain() -> Vec<u8> {
        png(&[header(64, 64), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")])
    }

    #[test]
    fn only_what_the_picture_needs_is_kept() {
        let noisy = png(&[
            header(64, 64),
            chunk(b"iCCP", &[7; 999]),
            chunk(b"tEXt", b"Comment\0<script>"),
            chunk(b"IDAT", b"pixels"),
            chunk(b"eXIf", b"where it was taken"),
            chunk(b"IEND", b""),
        ]);
        assert_eq!(Icon::new(&noisy).unwrap().as_bytes(), plain());
        assert_eq!(Icon::new(&plain()).unwrap().as_bytes(), plain());
    }

    #[test]
    fn hostile_files_are_no_icons() {
        let pixels = || chunk(b"IDAT", b"pixels");
        let end = || chunk(b"IEND", b"");
        let cases: [(&str, Vec<u8>); 14] = [
            ("a bomb", png(&[header(30_000, 30_000), pixels(), end()])),
            ("a side too long", png(&[header(64, 513), pixels(), end()])),
            ("no size", png(&[header(0, 64), pixels(), end()])),
            ("an animation", png(&[header(64, 64), chunk(b"acTL", &[0; 8]), pixels(), end()])),
            ("frames", png(&[header(64, 64), pixels(), chunk(b"fdAT", &[0; 8]), end()])),
            ("two headers", png(&[header(64, 64), header(9_999, 9_999), pixels(), end()])),
            ("a critical chunk that nobody knows", png(&[header(64, 64), chunk(b"EVIL", b""), pixels(), end()])),
            ("no pixels", png(&[header(64, 64), end()])),
            ("a picture behind it", [plain(), b"<svg onload=alert(1)>".to_vec()].concat()),
            ("too large", png(&[header(64, 64), chunk(b"IDAT", &[0; MAX_BYTES]), end()])),
            ("a length beyond the end", [SIGNATURE, &[0xff; 12]].concat()),
            ("an SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
            ("a page", b"<!DOCTYPE html>".to_vec()),
            ("nothing", Vec::new()),
        ];
        for (case, file) in cases {
            assert_eq!(Icon::new(&file), None, "{case}");
        }
        for length in 0..plain().len() {
            assert_eq!(Icon::new(&plain()[..length]), None, "cut off after {length} bytes");
        }
    }
}
