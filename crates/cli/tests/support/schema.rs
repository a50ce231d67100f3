//! The published JSON Schemas of what commands print.

use serde_json::{Value, json};

/// The schemas in `docs/schema`.
#[derive(Debug, Clone, Copy)]
pub enum Schema {
    /// Of `show`, `list` and `export`.
    Show,
    Diff,
    Forecast,
    Renew,
}

/// Asserts that what `show`, `list` or `export` prints is as the schema says, and has no field that the schema does not name.
pub fn assert_valid(document: &Value) {
    assert_valid_as(Schema::Show, document);
}

/// The same for what another command prints.
pub fn assert_valid_as(schema: Schema, document: &Value) {
    let text = match schema {
        Schema::Show => include_str!("../../../../docs/schema/show-1.json"),
        Schema::Diff => include_str!("../../../../docs/schema/diff-1.json"),
        Schema::Forecast => include_str!("../../../../docs/schema/forecast-1.json"),
        Schema::Renew => include_str!("../../../../docs/schema/renew-1.json"),
    };
    let mut schema = serde_json::from_str(text).unwrap();
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Forbids fields that are not named. A reader may not do that, because fields are added.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("type") == Some(&json!("object")) {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
