//! Properties of decoding: whatever a server sends is read or refused, within bounds, without a panic.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use license::{Entitlement, Label};
use proptest::prelude::*;
use rocketchat::wire::{get, info, server};
use serde_json::{Value, json};

/// The published examples, which the properties modify.
fn examples() -> [Value; 2] {
    [include_str!("payloads/licenses.info.json"), include_str!("payloads/licenses.get.json")]
        .map(|text| serde_json::from_str(text).unwrap())
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z$]{1,12}", inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

/// Replaces the `at`-th value of a document, in its own order.
fn replace(document: &mut Value, at: &mut usize, value: &Value) {
    if *at == 0 {
        *document = value.clone();
    }
    *at = at.wrapping_sub(1);
    match document {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, at, value)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, at, value)),
        _ => {}
    }
}

fn is_bounded(entitlement: &Entitlement) -> bool {
    entitlement.licenses().iter().all(|license| {
        license.modules.len() <= 2_000
            && license.remarks.len() <= 500
            && license.plan.as_str().chars().count() <= Label::MAX
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(body in any_json()) {
        let _ = (info::decode(&body).map(|e| is_bounded(&e)), get::decode(&body).map(|e| is_bounded(&e)), server::decode(&body));
    }

    #[test]
    fn a_published_answer_with_anything_anywhere_is_read_or_refused(at in 0_usize..150, value in any_json()) {
        for mut body in examples() {
            replace(&mut body, &mut at.clone(), &value);
            for entitlement in [info::decode(&body), get::decode(&body)].into_iter().flatten() {
                prop_assert!(is_bounded(&entitlement));
            }
        }
    }

    #[test]
    fn a_decoded_answer_can_be_stored_and_read_back(at in 0_usize..150, value in any_json()) {
        for mut body in examples() {
            replace(&mut body, &mut at.clone(), &value);
            for entitlement in [info::decode(&body), get::decode(&body)].into_iter().flatten() {
                let stored = serde_json::to_string(&entitlement).unwrap();
                prop_assert_eq!(serde_json::from_str::<Entitlement>(&stored).unwrap(), entitlement);
            }
        }
    }
}

/// Every text of a document.
fn texts<'a>(document: &'a Value, found: &mut Vec<&'a str>) {
    match document {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Replaces every text of a document, except the ones that select how the rest is read.
fn replace_texts(document: &mut Value, text: &str) {
    match document {
        Value::String(old) => *old = text.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace_texts(item, text)),
        Value::Object(fields) => {
            let kept = ["validUntil", "expiry", "invalidBehavior"];
            fields.iter_mut().filter(|(name, _)| !kept.contains(&name.as_str())).for_each(|(_, field)| {
                replace_texts(field, text);
            });
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

proptest! {
    #[test]
    fn text_from_a_server_is_one_bounded_line_without_control_characters(
        text in prop_oneof![
            ".{0,40}",
            "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}-\u{200f}a-z]{0,40}",
            Just("<script>alert(1)</script><img src=x onerror=alert(1)>".to_owned()),
            Just("x".repeat(1 << 12)),
        ],
    ) {
        for mut body in examples() {
            replace_texts(&mut body, &text);
            for entitlement in [info::decode(&body), get::decode(&body)].into_iter().flatten() {
                let stored = serde_json::to_value(&entitlement).unwrap();
                let mut found = Vec::new();
                texts(&stored, &mut found);
                for text in found {
                    prop_assert!(text.chars().count() <= Label::MAX, "{} characters", text.len());
                    prop_assert!(!text.chars().any(|c| {
                        c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
                    }), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn the_published_example_of_licenses_info() {
    insta::assert_json_snapshot!(info::decode(&examples()[0]).unwrap());
}

#[test]
fn the_published_example_of_licenses_get() {
    insta::assert_json_snapshot!(get::decode(&examples()[1]).unwrap());
}

#[test]
fn bundles_several_licenses_and_unlimited_limits() {
    let body = json!({"success": true, "licenses": [
        {"version": 2, "expiry": "2027-01-01", "modules": ["enterprise:*"], "maxActiveUsers": 0},
        {"license": {"version": 2, "expiry": "2028-01-01", "modules": ["*"], "apps": {"maxPrivateApps": 3}}, "modules": ["auditing"]},
        {"license": {"version": "3.0", "information": {"trial": true}, "validation": {}, "grantedModules": [{"module": "abac"}]}, "modules": ["abac"]},
    ]});
    insta::assert_json_snapshot!(get::decode(&body).unwrap());
}
