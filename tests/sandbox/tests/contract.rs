//! Compares the sandbox's answers with the OpenAPI data that Rocket.Chat publishes (`tests/contract`).
//!
//! The schemas neither require nor forbid any field, so validation alone proves little. Therefore, every field that the
//! sandbox sends must be published or be in `NEWER`, and the `modern` workspace must send every published field.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};
use support::fetch;

/// Fields that are missing in the OpenAPI data. They are in the types that Rocket.Chat publishes: `ILicenseV3` and
/// `LicenseInfo` of `@rocket.chat/core-typings` 8.8.1, and in `licenses.info?loadValues=true`.
const NEWER: &[&str] = &[
    // ILicenseV3
    "license.license.information.grantedBy.method",
    "license.license.information.grantedBy.seller",
    "license.license.information.grantedTo.company",
    "license.license.information.grantedTo.email",
    "license.license.information.grantedTo.name",
    "license.license.information.legalText",
    "license.license.validation.serverVersions",
    "license.license.validation.validPeriods[].modules",
    "license.license.validation.validPeriods[].validFrom",
    "license.license.grantedModules[].external",
    "license.license.limits.activeUsers",
    "license.license.limits.marketplaceApps",
    "license.license.limits.privateApps",
    // LicenseInfo
    "license.externalModules",
    "license.hasValidLicense",
    // loadValues=true
    "license.limits.activeUsers.value",
    "license.limits.guestUsers.value",
    "license.limits.marketplaceApps.value",
    "license.limits.monthlyActiveContacts.value",
    "license.limits.privateApps.value",
];

fn contract() -> Value {
    let yaml = include_str!("../../contract/rocketchat-openapi.yaml");
    serde_norway::from_str(yaml).unwrap()
}

/// The published schema of an endpoint's answer with this status; `None` if there is none.
fn schema(contract: &Value, endpoint: Endpoint, status: u16) -> Option<Value> {
    let responses = contract["paths"].get(endpoint.path())?.get("get")?.get("responses")?;
    let mut response = responses.get(status.to_string())?;
    if let Some(reference) = response.get("$ref") {
        response = contract.pointer(reference.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
    }
    Some(response["content"]["application/json"]["schema"].clone())
}

/// Collects the fields that the schema does not name, as `a.b[].c`.
fn unpublished(schema: &Value, value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match schema["properties"].get(name) {
                    Some(schema) => unpublished(schema, field, &path, found),
                    None => drop(found.insert(path)),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                unpublished(&schema["items"], item, &format!("{path}[]"), found);
            }
        }
        _ => {}
    }
}

/// Collects the fields that the schema names and the value lacks.
fn missing(schema: &Value, value: &Value, path: &str, found: &mut BTreeSet<String>) {
    if let Some(items) = schema.get("items") {
        for item in value.as_array().into_iter().flatten() {
            missing(items, item, &format!("{path}[]"), found);
        }
    }
    for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = format!("{path}.{name}");
        match value.get(name) {
            Some(value) => missing(schema, value, &path, found),
            None => drop(found.insert(path)),
        }
    }
}

#[tokio::test]
async fn every_answer_matches_the_published_schemas() {
    let contract = contract();
    let sandbox = Sandbox::start().await.unwrap();
    let mut checked = BTreeSet::new();
    let mut newer = BTreeSet::new();
    for workspace in sandbox.workspaces().iter().filter(|workspace| workspace.slug != "down") {
        for endpoint in Endpoint::ALL {
            // Twice, because `lapsed` answers differently the second time.
            for _ in 0..2 {
                let reply = fetch(&sandbox, &workspace.slug, endpoint).await;
                let Some(schema) = schema(&contract, endpoint, reply.status) else { continue };
                let body = reply.json();
                let validator = jsonschema::validator_for(&schema).unwrap();
                let errors: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{} {endpoint:?}: {errors:?}", workspace.slug);
                unpublished(&schema, &body, "", &mut newer);
                checked.insert((endpoint, reply.status));
            }
        }
    }
    let expected = [
        (Endpoint::Me, 200),
        (Endpoint::LicensesInfo, 200),
        (Endpoint::LicensesInfo, 401),
        (Endpoint::LicensesMaxActiveUsers, 200),
    ];
    assert_eq!(checked, BTreeSet::from(expected));
    assert_eq!(newer, NEWER.iter().map(|path| (*path).to_owned()).collect());
}

#[tokio::test]
async fn the_modern_workspace_sends_every_published_field() {
    let contract = contract();
    let sandbox = Sandbox::start().await.unwrap();
    let body = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.json();
    let schema = schema(&contract, Endpoint::LicensesInfo, 200).unwrap();
    let mut absent = BTreeSet::new();
    missing(&schema, &body, "", &mut absent);
    assert_eq!(absent, BTreeSet::new());
}

#[test]
fn the_checks_find_unpublished_and_missing_fields() {
    let schema = schema(&contract(), Endpoint::LicensesInfo, 200).unwrap();
    let wrong = json!({"license": {"trial": "no", "invented": 1, "tags": [{"colour": "red"}]}});
    assert!(!jsonschema::validator_for(&schema).unwrap().is_valid(&wrong));
    let mut found = BTreeSet::new();
    unpublished(&schema, &wrong, "", &mut found);
    assert_eq!(found, BTreeSet::from(["license.invented".to_owned(), "license.tags[].colour".to_owned()]));
    let mut absent = BTreeSet::new();
    missing(&schema, &wrong, "", &mut absent);
    assert!(absent.contains(".license.activeModules") && absent.contains(".license.tags[].name"));
}

#[tokio::test]
async fn errors_are_worded_as_published() {
    let contract = contract();
    let sandbox = Sandbox::start().await.unwrap();
    let example = |name: &str, title: &str| {
        let content = &contract["components"]["responses"][name]["content"]["application/json"];
        content["examples"][title]["value"].clone()
    };
    let reply = fetch(&sandbox, "revoked", Endpoint::LicensesInfo).await;
    assert_eq!((reply.status, reply.json()), (401, example("authorizationError", "Authorization Error")));

    sandbox.set_fault("modern", sandbox::Fault::Status(403));
    let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["error"], example("forbiddenError", "Permission Error")["error"]);
}
