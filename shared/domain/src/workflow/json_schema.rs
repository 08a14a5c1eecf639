//! The JSON Schema of definitions, for editors and programs that write them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::definition::Definition;

/// Where the schemas that this one is made of refer to each other.
const COMPONENTS: &str = "#/components/schemas/";
/// Where they are here.
const DEFS: &str = "#/$defs/";

/// The JSON Schema (2020-12) of a [`Definition`], whole: it refers to nothing outside of itself.
///
/// Whatever it takes can be read; whether it can run, [`validate`](super::validate::validate) says.
pub fn definition_schema() -> Value {
    let mut parts: Vec<(String, RefOr<Schema>)> = Vec::new();
    Definition::schemas(&mut parts);
    let schema = |schema: &RefOr<Schema>| serde_json::to_value(schema).unwrap_or_default();
    let parts = parts.iter().map(|(name, part)| (name.clone(), schema(part)));
    let mut defs: Map<String, Value> = parts.collect();
    defs.sort_keys();
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/api/workflows/schema",
        "title": "Workflow definition",
    });
    if let (Value::Object(whole), Value::Object(root)) = (&mut whole, schema(&Definition::schema())) {
        whole.extend(root);
        whole.insert("$defs".to_owned(), defs.into());
    }
    let mut merged = BTreeSet::new();
    mend(&mut whole, &mut merged);
    for name in merged {
        if let Some(part) = whole["$defs"][&name].as_object_mut() {
            part.remove("additionalProperties");
        }
    }
    whole
}

/// Lets parts refer to `$defs`, and makes them as strict as what reads them. `merged` are those that others add fields to:
/// they cannot forbid those themselves.
fn mend(value: &mut Value, merged: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get_mut("$ref") {
                *reference = reference.replace(COMPONENTS, DEFS);
            }
            object.values_mut().for_each(|value| mend(value, merged));
            if let Some(Value::Array(parts)) = object.get("allOf") {
                let references = parts.iter().filter_map(|part| part["$ref"].as_str());
                merged.extend(references.map(|reference| reference.replace(DEFS, "")));
                object.insert("unevaluatedProperties".to_owned(), false.into());
            }
            if let Some(Value::Array(choices)) = object.get_mut("oneOf") {
                let choices = choices.iter_mut().filter_map(Value::as_object_mut);
                for choice in choices.filter(|choice| is_wrapped(choice)) {
                    choice.insert("additionalProperties".to_owned(), false.into());
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| mend(value, merged)),
        _ => {}
    }
}

/// Whether a choice is an object whose only field names it, like `{"user": id}`, and not one that a field `kind` tells from
/// the others.
fn is_wrapped(choice: &Map<String, Value>) -> bool {
    let fields = choice.get("properties").and_then(Value::as_object);
    fields.is_some_and(|fields| fields.len() == 1 && fields.values().all(|field| field.get("enum").is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether it takes what it should, `tests/checks/api` asks a validator.
    #[test]
    fn it_refers_to_itself_only() {
        let schema = definition_schema();
        let text = schema.to_string();
        assert!(!text.contains(COMPONENTS));
        for reference in text.split("\"$ref\":\"").skip(1) {
            let name = reference.split('"').next().unwrap().replace(DEFS, "");
            assert!(schema["$defs"].get(&name).is_some(), "{name}");
        }
    }
}
