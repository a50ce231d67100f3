//! Which format of metrics a client prefers.

use watch::present::metrics::Format;

/// The one that an `Accept` header prefers. Who says nothing, or accepts neither, gets the text.
pub(super) fn preferred(accept: Option<&str>) -> Format {
    let ranges = || accept.into_iter().flat_map(|accept| accept.split(',')).map(Range::parse);
    let quality =
        |is_format: fn(&Range<'_>) -> bool| ranges().filter(is_format).map(|range| range.quality).max().unwrap_or(0);
    let open_metrics = quality(|range| {
        range.media_type.eq_ignore_ascii_case("application/openmetrics-text")
            && range.version.is_none_or(|version| version == "1.0.0")
    });
    let text = quality(|range| {
        range.media_type.eq_ignore_ascii_case("text/plain") && range.version.is_none_or(|version| version == "0.0.4")
    });
    if open_metrics > 0 && open_metrics >= text { Format::OpenMetrics } else { Format::Prometheus }
}

/// One media range of an `Accept` header.
struct Range<'a> {
    media_type: &'a str,
    version: Option<&'a str>,
    /// In thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let mut range = Self { media_type: parts.next().unwrap_or_default(), version: None, quality: 1000 };
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match key.trim() {
                "version" => range.version = Some(value),
                "q" | "Q" => {
                    let quality = value.parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality));
                    range.quality = (quality.unwrap_or(0.0) * 1000.0).round() as u16;
                }
                _ => {}
            }
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_that_a_client_prefers() {
        let prometheus = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;\
                          version=0.0.1;q=0.4,text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        for accept in [
            prometheus,
            "application/openmetrics-text",
            "text/plain;q=0.5, application/openmetrics-text; version=\"1.0.0\"; q=0.5",
        ] {
            assert_eq!(preferred(Some(accept)), Format::OpenMetrics, "{accept}");
        }
        for accept in [
            "*/*",
            "",
            "text/html",
            "text/plain, application/openmetrics-text;q=0.9",
            "application/openmetrics-text;q=0",
            "application/openmetrics-text;q=x",
            "application/openmetrics-text;version=0.0.1",
        ] {
            assert_eq!(preferred(Some(accept)), Format::Prometheus, "{accept}");
        }
        assert_eq!(preferred(None), Format::Prometheus);
    }
}
