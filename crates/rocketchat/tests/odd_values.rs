//! Answers with one odd value, over a socket: it costs that field, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::Timestamp;
use license::{DeadlineKind, Headline, License, Observation, ServerFacts, Status};
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};
use support::{read, read_license};

/// A license whose fields are these texts, as the bytes of an answer.
fn answer(visual: &[u8], name: &[u8], unknown: &[u8]) -> Vec<u8> {
    [
        br#"{"success":true,"license":{"license":{"information":{"tags":[{"name":"#,
        name,
        br##","color":"#000000"}],"visualExpiration":"##,
        visual,
        br#"},"validation":{"validPeriods":[{"validUntil":"2027-01-01T00:00:00Z","invalidBehavior":"invalidate_license"}]},"grantedModules":[],"x":"#,
        unknown,
        br#"},"limits":{"activeUsers":{"value":1,"max":50}},"x":"#,
        unknown,
        br#"},"x":"#,
        unknown,
        b"}",
    ]
    .concat()
}

async fn license_in(sandbox: &Sandbox, body: Vec<u8>) -> License {
    let headers = vec![("content-type", "application/json".to_owned())];
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Raw { status: 200, headers, body });
    read_license(sandbox, "modern").await
}

#[tokio::test]
async fn an_odd_value_costs_only_its_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let odd: [&[u8]; 13] = [
        br#""\ud83d""#,
        br#"{"\udc00":"\ud83dx"}"#,
        b"1e400",
        b"-1e999999",
        b"123456789012345678901234567890123456789012345678901234567890",
        b"NaN",
        b"-Infinity",
        b"\"\xff\xfe\"",
        b"\"\xed\xa0\xbd\"",
        b"\"\0\x1b\n\"",
        &deep,
        br#"{"a":1,"a":2,"a":{"a":[]}}"#,
        b"\"\\u0000\"",
    ];
    let usual = license_in(&sandbox, answer(b"null", b"\"Pro\"", b"1")).await;
    assert!(usual.remarks.is_empty() && usual.expires_at().is_some());
    for value in odd {
        let text = String::from_utf8_lossy(&value[..value.len().min(60)]).into_owned();
        let unread = license_in(&sandbox, answer(b"null", b"\"Pro\"", value)).await;
        assert_eq!(unread, usual, "in a field that nobody reads: {text}");
        let with_mark = [b"\xef\xbb\xbf", answer(b"null", b"\"Pro\"", value).as_slice()].concat();
        assert_eq!(license_in(&sandbox, with_mark).await, usual, "after a byte order mark: {text}");
        let read = license_in(&sandbox, answer(value, b"\"Pro\"", b"1")).await;
        assert_eq!(read.expires_at(), usual.expires_at(), "{text}");
        let is_far = value.starts_with(b"1234");
        assert_eq!((read.visual_expiration, read.remarks.len()), (None, usize::from(!is_far)), "{text}");
    }
    let named = license_in(&sandbox, answer(b"null", br#""Acme \ud83d""#, b"1")).await;
    assert_eq!(named.plan.as_str(), "Acme \u{fffd}", "a name cut inside an emoji");
}

fn observed<T>(license: &License, ask: impl Fn(&Observation<'_>, Timestamp) -> T) -> T {
    let entitlement = license::Entitlement::Licensed { licenses: vec![license.clone()] };
    let now = "2026-03-01T00:00:00Z".parse().unwrap();
    ask(&Observation { latest: Some(&entitlement), last_known_licenses: &[], facts: ServerFacts::unknown() }, now)
}

/// The license with this period that ends it.
async fn with_period(sandbox: &Sandbox, period: Value) -> License {
    let validation = json!({"validPeriods": [period], "serverUrls": []});
    let license = json!({"information": {"tags": [{"name": "Pro", "color": "#000000"}]}, "validation": validation});
    let body =
        json!({"success": true, "license": {"license": license, "limits": {"activeUsers": {"value": 1, "max": 9}}}});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Body { status: 200, json: body });
    let mut license = read_license(sandbox, "modern").await;
    license.deadlines.retain(|deadline| matches!(deadline.kind, DeadlineKind::Expiry | DeadlineKind::NotYetValid));
    license
}

#[tokio::test]
async fn what_means_no_end_is_no_end_and_what_is_no_date_never_ends() {
    let sandbox = Sandbox::start().await.unwrap();
    let ending = |at: Value| json!({"validUntil": at, "invalidBehavior": "invalidate_license"});
    for end in [
        json!("9999-12-31T23:59:59.999Z"),
        json!("9999-12-31"),
        json!("+010000-01-01T00:00:00Z"),
        json!("+275761-01-01T00:00:00.000Z"),
        json!("Fri Dec 31 9999 23:59:59 GMT+0000"),
        json!({"$date": {"$numberLong": "253402300799999"}}),
        json!(253_402_300_799_999_i64),
        json!(253_402_300_799_i64),
        json!("253402300799999"),
        json!(9e18),
        json!(""),
        json!("  "),
        json!(null),
    ] {
        let license = with_period(&sandbox, ending(end.clone())).await;
        let expected = Headline::NoEnd { plan: "Pro".into() };
        assert!(license.remarks.is_empty(), "{end}");
        assert_eq!(observed(&license, |seen, now| seen.headline(now)), expected, "{end}");
        assert_eq!(observed(&license, |seen, now| seen.status(now)), Status::Valid, "{end}");
    }
    for end in
        [json!("soon"), json!("1767225600000"), json!("31.12.2025"), json!(true), json!([]), json!("20251231T000000Z")]
    {
        let license = with_period(&sandbox, ending(end.clone())).await;
        assert!(license.end_is_unreadable(), "{end}");
        assert_eq!(observed(&license, |seen, now| seen.status(now)), Status::Valid, "{end}");
    }
    for (end, at) in [
        (json!("Jan 2, 2027"), "2027-01-02T00:00:00Z"),
        (json!("2027-1-2"), "2027-01-02T00:00:00Z"),
        (json!("2027/01/02"), "2027-01-02T00:00:00Z"),
        (json!("2027-01-02 10:00 PST"), "2027-01-02T18:00:00Z"),
        (json!("Sat, 02 Jan 2027 10:00:00 GMT"), "2027-01-02T10:00:00Z"),
        (json!(1_798_848_000_000_i64), "2027-01-02T00:00:00Z"),
        (json!(1_798_848_000), "2027-01-02T00:00:00Z"),
        (json!("-271821-04-20"), "0001-01-01T00:00:00Z"),
        (json!(-1), "1969-12-31T23:59:59.999Z"),
    ] {
        let license = with_period(&sandbox, ending(end.clone())).await;
        assert_eq!(license.expires_at().map(|at| at.to_string()).as_deref(), Some(at), "{end}");
    }
}

#[tokio::test]
async fn a_beginning_is_read_like_an_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let beginning = |at: Value| json!({"validFrom": at, "invalidBehavior": "invalidate_license"});
    for begin in [
        json!("-271821-04-20T00:00:00Z"),
        json!("0001-01-01T00:00:00Z"),
        json!(""),
        json!(null),
        json!(-62_135_596_800_000_i64),
        json!("soon"),
    ] {
        let license = with_period(&sandbox, beginning(begin.clone())).await;
        assert_eq!(observed(&license, |seen, now| seen.status(now)), Status::Valid, "{begin}");
    }
    for begin in [json!("9999-12-31T23:59:59.999Z"), json!("+010000-01-01"), json!(1_798_848_000_000_i64)] {
        let license = with_period(&sandbox, beginning(begin.clone())).await;
        assert_eq!(observed(&license, |seen, now| seen.status(now)), Status::Invalid, "{begin}");
    }
}

#[tokio::test]
async fn a_license_that_ends_before_it_begins_does_not_begin() {
    let sandbox = Sandbox::start().await.unwrap();
    for (from, until) in [("2028-01-01", "2027-01-01"), ("2027-01-01", "2027-01-01"), ("9999-12-31", "2027-01-01")] {
        let period = json!({"validFrom": from, "validUntil": until, "invalidBehavior": "invalidate_license"});
        let license = with_period(&sandbox, period).await;
        let headline = observed(&license, |seen, now| seen.headline(now));
        assert_eq!(headline, Headline::NotHonored { plan: "Pro".into() }, "{from} to {until}");
    }
    let period =
        json!({"validFrom": "2027-01-01", "validUntil": "2028-01-01", "invalidBehavior": "invalidate_license"});
    let headline = observed(&with_period(&sandbox, period).await, |seen, now| seen.headline(now));
    assert!(matches!(headline, Headline::NotBegun { .. }), "{headline:?}");
}

#[tokio::test]
async fn a_period_without_a_behavior_stops_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    for period in [json!({"validUntil": "2026-04-01"}), json!({"validUntil": "2025-04-01", "invalidBehavior": null})] {
        let license = with_period(&sandbox, period.clone()).await;
        assert_eq!(observed(&license, |seen, now| seen.status(now)), Status::Valid, "{period}");
    }
    assert!(read(&sandbox, "modern").await.is_ok());
}
