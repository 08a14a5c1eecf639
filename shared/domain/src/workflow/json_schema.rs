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
pub(super) mod tests {
    use std::sync::LazyLock;

    use jsonschema::Validator;

    use super::*;
    use crate::workflow::templates::templates;
    use crate::workflow::tests::drawing::{delay, draw, manual, notify};

    /// Whether the schema takes a definition, or why not. Also used by [`draw`].
    pub fn check(definition: &Value) -> Result<(), String> {
        static VALIDATOR: LazyLock<Validator> =
            LazyLock::new(|| jsonschema::draft202012::new(&definition_schema()).unwrap());
        VALIDATOR
            .validate(definition)
            .map_err(|error| format!("{error} at {}", error.instance_path()))
    }

    #[test]
    fn it_is_a_schema_and_refers_to_itself_only() {
        let schema = definition_schema();
        assert!(jsonschema::draft202012::meta::is_valid(&schema));
        let text = schema.to_string();
        assert!(!text.contains(COMPONENTS));
        for reference in text.split("\"$ref\":\"").skip(1) {
            let name = reference.split('"').next().unwrap().replace(DEFS, "");
            assert!(schema["$defs"].get(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn it_takes_every_template() {
        for template in templates() {
            let definition = serde_json::to_value(&template.definition).unwrap();
            assert_eq!(check(&definition), Ok(()), "{}", template.id);
        }
    }

    #[test]
    fn it_refuses_what_cannot_be_read() {
        let drawn = draw(
            &[("start", manual()), ("wait", delay(5)), ("tell", notify("x"))],
            &["start>wait", "wait>tell"],
        );
        let drawn = serde_json::to_value(drawn).unwrap();
        let wrong = [
            ("/nodes", json!({})),
            ("/colour", json!("red")),
            ("/nodes/1/id", json!("Not a name")),
            ("/nodes/1/does/kind", json!("dance")),
            ("/nodes/1/does/speed", json!(1)),
            ("/nodes/0/does/speed", json!(1)),
            (
                "/nodes/1/does/wait",
                json!({"seconds": 5, "until": "run.started_at"}),
            ),
            ("/nodes/2/does/text", json!(7)),
            ("/nodes/2/does/channel", json!({"pigeon": "x"})),
            ("/nodes/2/limit_seconds", json!(0)),
            ("/edges/0/to", json!(null)),
            ("/edges/0/weight", json!(1)),
        ];
        for (pointer, value) in wrong {
            let mut definition = drawn.clone();
            let (object, name) = pointer.rsplit_once('/').unwrap();
            definition.pointer_mut(object).unwrap()[name] = value;
            assert!(check(&definition).is_err(), "{pointer}");
        }
    }
}
