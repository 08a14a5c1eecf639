//! Values of others in a shape that can be stored.

use serde_json::{Value, json};

/// The value without what the database cannot hold: whole numbers above 2^63 become others, and names lose their zeros.
pub fn storable(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_u64() && !number.is_i64() => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(storable).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name.replace('\0', "\u{fffd}"), storable(value)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_stored_is_made_storable() {
        let given = json!({"a\0": [u64::MAX, 1, {"b\0c": "d\0"}]});
        let kept = json!({"a\u{fffd}": [18_446_744_073_709_551_615.0, 1, {"b\u{fffd}c": "d\0"}]});
        assert_eq!(storable(given), kept);
    }
}
