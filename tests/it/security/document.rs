//! The OpenAPI document as the source of tests.

use katalusis_domain::permission::Permission;
use reqwest::Method;
use serde_json::{Map, Value, json};

/// One operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    pub method: Method,
    /// With its parameters in braces.
    pub path: String,
    /// What it asks for; `None` if it is public.
    pub permission: Option<Permission>,
    /// Whether it takes an `If-Match`.
    pub takes_revision: bool,
    /// Its query parameters.
    pub query: Vec<String>,
    /// The fields of its body, with those of the objects in it.
    pub fields: Vec<Field>,
    /// The content type of its body and an example of it.
    pub body: Option<(String, Value)>,
}

/// A field of a body.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its JSON Pointer.
    pub pointer: String,
    /// Whether it holds several values.
    pub is_list: bool,
}

impl Field {
    /// The last part of its pointer.
    pub fn name(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }
}

impl Operation {
    /// Whether it is about one thing, which its path names.
    pub fn names_a_thing(&self) -> bool {
        self.path.contains('{')
    }
}

/// The committed document.
pub fn document() -> Value {
    serde_json::from_str(katalusis_meta::DOCUMENT).unwrap()
}

/// Every operation of the document.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            let permission = operation.get("x-permission").map(|permission| {
                serde_json::from_value(permission.clone())
                    .unwrap_or_else(|_| panic!("{id} asks for {permission}, which is no permission"))
            });
            operations.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                permission,
                takes_revision: operation["responses"].get("412").is_some(),
                query: parameters(operation, "query"),
                fields: fields(&document, operation),
                body: body(&document, operation),
            });
        }
    }
    operations
}

fn parameters(operation: &Value, place: &str) -> Vec<String> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(|parameter| parameter["in"] == place)
        .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
        .collect()
}

fn body(document: &Value, operation: &Value) -> Option<(String, Value)> {
    let (content_type, content) = operation["requestBody"]["content"].as_object()?.iter().next()?;
    let example = content
        .get("example")
        .cloned()
        .unwrap_or_else(|| example(document, &content["schema"]));
    Some((content_type.clone(), example))
}

fn fields(document: &Value, operation: &Value) -> Vec<Field> {
    let contents = operation["requestBody"]["content"]
        .as_object()
        .into_iter()
        .flatten();
    contents
        .flat_map(|(_, content)| fields_of(document, "", &content["schema"]))
        .collect()
}

/// The fields of an object, and those of the objects in it.
fn fields_of(document: &Value, at: &str, schema: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    let properties = resolve(document, schema)["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        let pointer = format!("{at}/{name}");
        fields.extend(fields_of(document, &pointer, property));
        let kind = &resolve(document, property)["type"];
        let is_list = kind == "array"
            || kind
                .as_array()
                .is_some_and(|kinds| kinds.contains(&json!("array")));
        fields.push(Field { pointer, is_list });
    }
    fields
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or(schema),
        None => schema,
    }
}

/// A value that this schema describes, made of the examples in it.
pub fn example(document: &Value, schema: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(first) = schema["examples"]
        .as_array()
        .and_then(|examples| examples.first())
    {
        return first.clone();
    }
    if schema.get("$ref").is_some() {
        return example(document, resolve(document, schema));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let choices = schema[choice].as_array().into_iter().flatten();
        if let Some(chosen) = choices.into_iter().find(|choice| choice["type"] != "null") {
            return example(document, chosen);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .find(|kind| *kind != "null")
            .cloned()
            .unwrap_or_default(),
        kind => kind.clone(),
    };
    match kind.as_str().unwrap_or("object") {
        "array" => json!([]),
        "integer" | "number" => json!(schema.get("minimum").and_then(Value::as_i64).unwrap_or(1)),
        "boolean" => json!(true),
        "string" => match schema["format"].as_str() {
            Some("uuid") => json!("0198c0a2-7b1c-7f3e-9a55-000000000000"),
            Some("date-time") => json!("2030-01-31T12:00:00Z"),
            Some("date") => json!("2030-01-31"),
            _ => json!("example"),
        },
        _ => object(document, schema),
    }
}

/// What is required, and what has an example of its own.
fn object(document: &Value, schema: &Value) -> Value {
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.is_some_and(|names| names.iter().any(|required| required == name))
    };
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if required(name) || property.get("example").is_some() {
            object.insert(name.clone(), example(document, property));
        }
    }
    Value::Object(object)
}
