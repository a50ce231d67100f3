//! The published JSON Schema of what `show`, `list` and `export` print.

use serde_json::{Value, json};

/// Asserts that a document is as the schema says, and has no field that the schema does not name.
pub fn assert_valid(document: &Value) {
    let mut schema = serde_json::from_str(include_str!("../../../../docs/schema/show-1.json")).unwrap();
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
