//! Bodies that are sent in pieces.

use std::{io::Write, time::Duration};

use axum::body::{Body, Bytes};
use flate2::{Compress, Compression, Crc, FlushCompress};
use futures_util::stream::{self, Stream, StreamExt};

use crate::{connection::ConnectionControl, fault::Encoding};

type Piece = Result<Bytes, std::convert::Infallible>;

const PIECE: usize = 64 * 1024;
const BEFORE: &[u8] = br#"{"success":true,"license":{"padding":""#;
const AFTER: &[u8] = br#""}}"#;

/// Sends one byte at a time, with a pause before each.
pub(crate) fn drip(text: String, pause: Duration) -> Body {
    let bytes = stream::iter(text.into_bytes()).then(move |byte| async move {
        // A timer takes at least a millisecond; yielding is enough to send each byte by itself.
        if pause.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(pause).await;
        }
        Piece::Ok(Bytes::from(vec![byte]))
    });
    Body::from_stream(bytes)
}

/// Sends the first `at` bytes, then closes the connection.
pub(crate) fn cut(text: String, at: usize, control: ConnectionControl) -> Body {
    let mut first = text.into_bytes();
    first.truncate(at);
    let pieces = stream::unfold(Some((first, control)), |step| async {
        let (first, control) = step?;
        if first.is_empty() {
            // The server has to send the bytes before the connection is closed.
            tokio::task::yield_now().await;
            control.close();
            return None;
        }
        Some((Piece::Ok(Bytes::from(first)), Some((Vec::new(), control))))
    });
    Body::from_stream(pieces)
}

/// JSON with a string of this many bytes.
pub(crate) fn huge(bytes: u64) -> Body {
    Body::from_stream(framed(padding(bytes).map(Piece::Ok)))
}

fn framed(padding: impl Stream<Item = Piece> + Send + 'static) -> impl Stream<Item = Piece> + Send + 'static {
    let edge = |bytes: &'static [u8]| stream::iter([Piece::Ok(Bytes::from_static(bytes))]);
    edge(BEFORE).chain(padding).chain(edge(AFTER))
}

fn padding(bytes: u64) -> impl Stream<Item = Bytes> + Send + 'static {
    let piece = Bytes::from(vec![b'x'; PIECE]);
    let pieces = bytes / PIECE as u64;
    let last = usize::try_from(bytes % PIECE as u64).unwrap_or_default();
    let rest = piece.slice(..last);
    stream::iter(0..pieces).map(move |_| piece.clone()).chain(stream::iter([rest]))
}

/// The same JSON as `huge`, compressed with gzip; `bytes` is rounded down to whole pieces.
///
/// All pieces are equal, so one compressed piece is sent again and again, and the whole is never in memory.
pub(crate) fn gzip_bomb(bytes: u64) -> Body {
    let pieces = bytes / PIECE as u64;
    let padding = [b'x'; PIECE];
    let packed = Bytes::from(packed(&padding, FlushCompress::Full));
    let mut sum = Crc::new();
    sum.update(BEFORE);
    let mut piece_sum = Crc::new();
    piece_sum.update(&padding);
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

/// Compresses a text; returns the name of the encoding, too.
pub(crate) fn packed_whole(encoding: Encoding, text: &[u8]) -> (&'static str, Vec<u8>) {
    let mut packed = Vec::new();
    // Writing to memory cannot fail.
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

/// A part of a deflate stream that does not refer to earlier parts.
fn packed(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() / 2 + 128);
    // Fails only on a broken stream, and this one is new.
    let _ = Compress::new(Compression::best(), false).compress_vec(bytes, &mut packed, flush);
    packed
}
