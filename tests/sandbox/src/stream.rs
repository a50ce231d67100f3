//! Bodies that do not come in one piece.

use std::{io::Write, time::Duration};

use axum::body::{Body, Bytes};
use flate2::{Compress, Compression, Crc, FlushCompress};
use futures_util::stream::{self, Stream, StreamExt};

use crate::{fault::Encoding, line::Shears};

type Piece = Result<Bytes, std::convert::Infallible>;

const PIECE: usize = 64 * 1024;
const BEFORE: &[u8] = br#"{"success":true,"license":{"padding":""#;
const AFTER: &[u8] = br#""}}"#;

/// One byte at a time.
pub(crate) fn drip(text: String, pause: Duration) -> Body {
    let bytes = stream::iter(text.into_bytes()).then(move |byte| async move {
        // A timer never fires before the next millisecond; a yield is enough to send each byte by itself.
        if pause.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(pause).await;
        }
        Piece::Ok(Bytes::from(vec![byte]))
    });
    Body::from_stream(bytes)
}

/// The first bytes, and then the connection closes.
pub(crate) fn cut(text: String, at: usize, shears: Shears) -> Body {
    let mut first = text.into_bytes();
    first.truncate(at);
    let pieces = stream::unfold(Some((first, shears)), |step| async {
        let (first, shears) = step?;
        if first.is_empty() {
            // What was sent must have left before the line is cut.
            tokio::task::yield_now().await;
            shears.cut();
            return None;
        }
        Some((Piece::Ok(Bytes::from(first)), Some((Vec::new(), shears))))
    });
    Body::from_stream(pieces)
}

/// JSON with a very long text in it.
pub(crate) fn huge(bytes: u64) -> Body {
    Body::from_stream(framed(filling(bytes).map(Piece::Ok)))
}

fn framed(filling: impl Stream<Item = Piece> + Send + 'static) -> impl Stream<Item = Piece> + Send + 'static {
    let edge = |bytes: &'static [u8]| stream::iter([Piece::Ok(Bytes::from_static(bytes))]);
    edge(BEFORE).chain(filling).chain(edge(AFTER))
}

fn filling(bytes: u64) -> impl Stream<Item = Bytes> + Send + 'static {
    let whole = Bytes::from(vec![b'x'; PIECE]);
    let pieces = bytes / PIECE as u64;
    let last = usize::try_from(bytes % PIECE as u64).unwrap_or_default();
    let rest = whole.slice(..last);
    stream::iter(0..pieces).map(move |_| whole.clone()).chain(stream::iter([rest]))
}

/// The same JSON as a gzip file, in whole pieces.
///
/// Each piece is packed on its own, so that one packed piece serves for all of them and nothing huge is ever built.
pub(crate) fn gzip_bomb(bytes: u64) -> Body {
    let pieces = bytes / PIECE as u64;
    let filling = [b'x'; PIECE];
    let packed = Bytes::from(packed(&filling, FlushCompress::Full));
    let mut sum = Crc::new();
    sum.update(BEFORE);
    let mut piece_sum = Crc::new();
    piece_sum.update(&filling);
    for _ in 0..pieces {
        sum.combine(&piece_sum);
    }
    sum.update(AFTER);

    let mut head = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    head.extend(self::packed(BEFORE, FlushCompress::Full));
    let mut tail = self::packed(AFTER, FlushCompress::Finish);
    tail.extend(sum.sum().to_le_bytes());
    tail.extend(sum.amount().to_le_bytes());

    let edge = |bytes: Vec<u8>| stream::iter([Piece::Ok(Bytes::from(bytes))]);
    let middle = stream::iter(0..pieces).map(move |_| Piece::Ok(packed.clone()));
    Body::from_stream(edge(head).chain(middle).chain(edge(tail)))
}

/// A whole text, packed, with the name of the encoding.
pub(crate) fn packed_whole(encoding: Encoding, text: &[u8]) -> (&'static str, Vec<u8>) {
    let mut packed = Vec::new();
    // Writing to memory does not fail.
    match encoding {
        Encoding::Gzip => {
            let mut writer = flate2::write::GzEncoder::new(&mut packed, Compression::default());
            let _ = writer.write_all(text).and_then(|()| writer.try_finish());
            drop(writer);
            ("gzip", packed)
        }
        Encoding::Brotli => {
            let _ = brotli::CompressorWriter::new(&mut packed, 4096, 5, 22).write_all(text);
            ("br", packed)
        }
    }
}

/// One stretch of a deflate stream that refers to nothing before it.
fn packed(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() / 2 + 128);
    // It only fails on a broken stream, and this one is new.
    let _ = Compress::new(Compression::best(), false).compress_vec(bytes, &mut packed, flush);
    packed
}
