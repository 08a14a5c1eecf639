//! The OpenAPI document: what areas declare, completed with what holds for all of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

use crate::problem::ProblemBody;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Katalusis Workflow OS",
        description = "Tasks, workflows, imports and their audit trail, over HTTPS and JSON.\n\nPeople log in and send an access token, programs an API token; both as `Authorization: Bearer …`. Errors are `application/problem+json`. Lists come in parts: follow `next_cursor`. A POST with an `Idempotency-Key` is done once, however often it is sent.",
        version = env!("CARGO_PKG_VERSION"),
    ),
    components(schemas(ProblemBody)),
)]
struct Base;

/// One document out of the areas' parts.
pub fn document(parts: impl IntoIterator<Item = Document>) -> Result<Value, serde_json::Error> {
    let mut merged = Base::openapi();
    for part in parts {
        merged.merge(part);
    }
    let mut document = serde_json::to_value(merged)?;
    document["components"]["securitySchemes"] = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token (people) or an API token (programs).",
        }
    });
    let operations = document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.iter_mut());
    for (path, methods) in operations {
        for (method, operation) in methods
            .as_object_mut()
            .into_iter()
            .flat_map(|methods| methods.iter_mut())
        {
            complete(path, method, operation);
        }
    }
    join_defaults(&mut document);
    open_combined(&mut document);
    Ok(document)
}

/// Puts defaults into the schemas that they are of. utoipa writes `allOf` the schema and `{type: object, default}`; no value
/// is both a word and an object.
fn join_defaults(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let parts = fields.get("allOf").and_then(Value::as_array).map(Vec::as_slice);
            if let Some([Value::Object(schema), Value::Object(beside)]) = parts
                && let (2, Some("object"), Some(default)) = (
                    beside.len(),
                    beside.get("type").and_then(Value::as_str),
                    beside.get("default"),
                )
            {
                let (mut schema, default) = (schema.clone(), default.clone());
                schema.insert("default".to_owned(), default);
                fields.remove("allOf");
                for (name, value) in schema {
                    fields.entry(name).or_insert(value);
                }
            }
            fields.values_mut().for_each(join_defaults);
        }
        Value::Array(values) => values.iter_mut().for_each(join_defaults),
        _ => {}
    }
}

/// Lets schemas be combined with others. A schema that takes no fields besides its own, put together with one that has
/// more, describes nothing at all.
fn open_combined(document: &mut Value) {
    const COMPONENTS: &str = "#/components/schemas/";
    let mut combined = BTreeSet::new();
    let mut open = vec![&*document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let parts = fields.get("allOf").and_then(Value::as_array);
                let parts = parts
                    .into_iter()
                    .flatten()
                    .filter_map(|part| part["$ref"].as_str());
                combined.extend(parts.filter_map(|name| Some(name.strip_prefix(COMPONENTS)?.to_owned())));
                open.extend(fields.values());
            }
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    for name in combined {
        let schema = &mut document["components"]["schemas"][name];
        for choices in ["oneOf", "anyOf"] {
            let choices = schema.get_mut(choices).and_then(Value::as_array_mut);
            choices.into_iter().flatten().for_each(take_more);
        }
        take_more(schema);
    }
}

fn take_more(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("additionalProperties");
    }
}

/// Adds what every operation of its sort has: credentials, headers, problems.
fn complete(path: &str, method: &str, operation: &mut Value) {
    if operation.get("operationId").is_none() {
        return;
    }
    let permission = operation
        .get("x-permission")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let public = permission.is_none();
    operation["security"] = if public {
        json!([])
    } else {
        json!([{ "bearer": [] }])
    };
    if let Some(permission) = permission {
        let description = operation["description"].as_str().unwrap_or_default().to_owned();
        operation["description"] = format!("{description}\n\nPermission: `{permission}`.")
            .trim_start()
            .into();
    }
    let has_body = operation.get("requestBody").is_some();
    let creates = method == "post";
    if creates && crate::idempotency::is_done_once(path) {
        add_parameter(
            operation,
            "Idempotency-Key",
            "Names this request: repeated with the same key and content within 24 hours, it is done once and answered the same.",
        );
    }
    let needs_revision = operation["responses"].get("412").is_some();

    let mut problems = vec![
        ("400", "malformed"),
        ("404", "not_found"),
        ("405", "method_not_allowed"),
        ("500", "internal"),
        ("503", "unavailable"),
    ];
    if !public {
        problems.extend([("401", "unauthenticated"), ("403", "forbidden")]);
    }
    if has_body {
        problems.extend([
            ("413", "too_large"),
            ("415", "unsupported_type"),
            ("422", "invalid"),
        ]);
    }
    if creates {
        problems.extend([("409", "conflict"), ("422", "invalid")]);
    }
    if needs_revision {
        problems.extend([("412", "lost_race"), ("428", "revision_required")]);
    }
    if path.starts_with("/api/auth") {
        problems.push(("429", "too_many_requests"));
    }
    let responses = &mut operation["responses"];
    for (status, code) in problems {
        let described = responses
            .get(status)
            .and_then(|response| response["description"].as_str())
            .map(str::to_owned);
        responses[status] = problem(code, described);
    }
    // Statuses that the area declared beyond these are problems too.
    for (status, response) in responses
        .as_object_mut()
        .into_iter()
        .flat_map(|responses| responses.iter_mut())
    {
        if status.starts_with(['4', '5']) && response.get("content").is_none() {
            let described = response["description"].as_str().map(str::to_owned);
            *response = problem(status_code(status), described);
        }
    }
}

fn status_code(status: &str) -> &'static str {
    match status {
        "401" => "unauthenticated",
        "403" => "forbidden",
        "409" => "conflict",
        "413" => "too_large",
        "415" => "unsupported_type",
        "429" => "too_many_requests",
        _ => "invalid",
    }
}

fn problem(code: &str, described: Option<String>) -> Value {
    let entry = crate::Code::ALL
        .into_iter()
        .find(|candidate| candidate.word() == code)
        .unwrap_or(crate::Code::Internal);
    json!({
        "description": described.filter(|text| !text.is_empty()).unwrap_or_else(|| entry.title().to_owned()),
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "example": {
                "type": format!("/problems/{code}"),
                "title": entry.title(),
                "status": entry.status().as_u16(),
                "detail": entry.advice().split(". ").next().unwrap_or_default(),
                "instance": "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
                "code": code,
            },
        } },
    })
}

fn add_parameter(operation: &mut Value, name: &str, description: &str) {
    let parameter = json!({
        "name": name, "in": "header", "required": false, "description": description,
        "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
    });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}
