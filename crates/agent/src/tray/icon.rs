//! The pictures of the tray icon.

use license::Attention;
use watch::present::summary::Summary;

/// Which icon is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    shape: Shape,
    /// Whether workspaces are being refreshed.
    is_refreshing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Paused,
    Of(Attention),
}

/// A picture.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Red, green, blue and opacity of each pixel.
    pub(super) rgba: Vec<u8>,
}

impl State {
    pub(super) fn of(summary: &Summary) -> Self {
        let shape = match summary.paused_until {
            Some(_) => Shape::Paused,
            None => Shape::Of(summary.worst),
        };
        Self { shape, is_refreshing: summary.refreshing }
    }

    /// Its pictures, in the sizes that panels use. While workspaces are refreshed the icon has a dot, and keeps its
    /// shape: an alarm does not blink away.
    pub(super) fn pictures(self) -> Vec<Picture> {
        let files = files(self.shape).iter().filter_map(|file| {
            let decoded = decode(file);
            decoded.inspect_err(|error| tracing::error!(%error, "failed to decode the tray icon")).ok()
        });
        let mut pictures: Vec<_> = files.collect();
        if self.is_refreshing {
            pictures.iter_mut().for_each(add_dot);
        }
        pictures
    }
}

fn decode(file: &[u8]) -> Result<Picture, png::DecodingError> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info()?;
    let mut rgba = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let frame = reader.next_frame(&mut rgba)?;
    rgba.truncate(frame.buffer_size());
    Ok(Picture { width: frame.width, height: frame.height, rgba })
}

/// The files of an icon. On macOS, it is a template, which the system colors to match its menu bar.
macro_rules! files {
    ($name:literal) => {
        if cfg!(target_os = "macos") {
            &[include_bytes!(concat!("../../../../icons/tray/", $name, "-template.png"))]
        } else {
            &[
                include_bytes!(concat!("../../../../icons/tray/", $name, "@22.png")),
                include_bytes!(concat!("../../../../icons/tray/", $name, "@24.png")),
                include_bytes!(concat!("../../../../icons/tray/", $name, ".png")),
            ]
        }
    };
}

fn files(shape: Shape) -> &'static [&'static [u8]] {
    match shape {
        Shape::Paused => files!("paused"),
        Shape::Of(Attention::Calm) => files!("calm"),
        Shape::Of(Attention::Soon) => files!("soon"),
        Shape::Of(Attention::Problem) => files!("problem"),
        Shape::Of(Attention::Critical) => files!("critical"),
        Shape::Of(Attention::Ended) => files!("ended"),
    }
}

/// Draws a dot with a clear rim into the lower right corner.
fn add_dot(picture: &mut Picture) {
    /// The blue of what is active; only its opacity counts in a template.
    const BLUE: [u8; 4] = [0x2f, 0x6f, 0xde, 0xff];
    const CLEAR: [u8; 4] = [0; 4];
    let (width, height) = (picture.width, picture.height);
    let radius = width.min(height) as f32 * 0.2;
    let (x_center, y_center) = (width as f32 - radius, height as f32 - radius);
    for (index, pixel) in picture.rgba.chunks_exact_mut(4).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let (x, y) = ((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
        let distance = (x - x_center).hypot(y - y_center);
        if distance <= radius {
            pixel.copy_from_slice(&BLUE);
        } else if distance <= radius * 1.4 {
            pixel.copy_from_slice(&CLEAR);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_can_be_drawn_and_a_refresh_changes_only_its_corner() {
        let shapes = [Attention::Calm, Attention::Soon, Attention::Problem, Attention::Critical, Attention::Ended];
        for shape in shapes.map(Shape::Of).into_iter().chain([Shape::Paused]) {
            let pictures = |is_refreshing| State { shape, is_refreshing }.pictures();
            let (still, refreshing) = (pictures(false), pictures(true));
            assert_eq!((still.len(), refreshing.len()), (files(shape).len(), files(shape).len()), "{shape:?}");
            for (still, refreshing) in still.iter().zip(&refreshing) {
                assert_eq!(still.rgba.len(), (still.width * still.height * 4) as usize, "{shape:?}");
                assert_ne!(still.rgba, refreshing.rgba, "{shape:?}");
                let half = still.rgba.len() / 2;
                assert_eq!(still.rgba[..half], refreshing.rgba[..half], "{shape:?}");
            }
        }
    }
}
