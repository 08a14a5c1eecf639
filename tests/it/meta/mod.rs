//! The API about itself.

mod connections;
mod web;

use reqwest::StatusCode;
use serde_json::Value;

use crate::product::product;

#[tokio::test]
async fn health_answers_while_the_database_does() {
    let product = product().await;
    for path in ["/api/health/live", "/api/health/ready"] {
        let health = product.anonymous().get(path).await.expect(StatusCode::OK);
        assert_eq!(health["status"], "ok");
    }
}

/// `allOf` a word and an object is nothing that one could send.
#[test]
fn parameters_are_described_by_one_schema() {
    let document: Value = serde_json::from_str(katalusis_meta::DOCUMENT).unwrap();
    let mut seen = 0;
    for operation in document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|methods| methods.as_object().unwrap().values())
    {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["schema"].get("allOf").is_none(), "{parameter}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[tokio::test]
async fn every_kind_of_problem_has_its_page() {
    let product = product().await;
    let problem = product
        .anonymous()
        .get("/api/audit")
        .await
        .expect_problem(401, "unauthenticated");
    let page = product
        .anonymous()
        .get(problem["type"].as_str().unwrap())
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (page["code"].as_str(), page["status"].as_u64()),
        (Some("unauthenticated"), Some(401))
    );
    assert!(page["advice"].as_str().is_some_and(|advice| advice.len() > 40));
    for unknown in ["boredom", "%FF"] {
        product
            .anonymous()
            .get(&format!("/problems/{unknown}"))
            .await
            .expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn the_reference_page_needs_nothing_from_elsewhere() {
    let product = product().await;
    let nobody = product.anonymous();
    let page = nobody.get("/api/docs/").await;
    let html = String::from_utf8(page.bytes).unwrap();
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !html.contains("https://"),
        "the page loads something from elsewhere: {html}"
    );
    for file in html.split('"').filter(|part| part.starts_with("./")) {
        let answer = nobody
            .get(&format!("/api/docs/{}", file.trim_start_matches("./")))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
    }
    for unknown in ["nothing.js", "%FF"] {
        nobody
            .get(&format!("/api/docs/{unknown}"))
            .await
            .expect_problem(404, "not_found");
    }
}

/// What a reader of the reference can count on (contracts.md).
#[tokio::test]
async fn every_operation_is_described_whole() {
    let product = product().await;
    let document = product
        .anonymous()
        .get("/api/openapi.json")
        .await
        .expect(StatusCode::OK);
    let mut faults = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut fault = |what: &str| faults.push(format!("{method} {path}: {what}"));
            if !ids.insert(operation["operationId"].as_str().unwrap_or_default().to_owned()) {
                fault("its operation id is missing or taken");
            }
            for field in ["summary", "description"] {
                if operation[field].as_str().is_none_or(|text| text.len() < 8) {
                    fault(&format!("it has no {field}"));
                }
            }
            let good = operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .filter(|status| status.starts_with(['2', '3']));
            if good.count() == 0 {
                fault("nothing tells what it answers when all is well");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object();
                let described = content
                    .is_some_and(|content| content.values().all(|media| has_example(&document, media)));
                if content.is_some() && !described {
                    fault(&format!("its answer {status} has no example"));
                }
            }
            let body = operation["requestBody"]["content"].as_object();
            if body.is_some_and(|content| !content.values().all(|media| has_example(&document, media))) {
                fault("its request has no example");
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// An example of its own, or a schema out of whose examples one can be made.
fn has_example(document: &Value, media: &Value) -> bool {
    media.get("example").is_some()
        || media.get("examples").is_some()
        || exemplified(document, &media["schema"], 0)
}

fn exemplified(document: &Value, schema: &Value, depth: usize) -> bool {
    if depth > 12 {
        return true;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return exemplified(document, &document["components"]["schemas"][name], depth + 1);
    }
    if ["example", "examples", "const", "enum", "default"]
        .iter()
        .any(|word| schema.get(word).is_some())
    {
        return true;
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[word].as_array() {
            return choices
                .iter()
                .any(|choice| exemplified(document, choice, depth + 1));
        }
    }
    if let Some(properties) = schema["properties"].as_object() {
        return properties
            .values()
            .any(|property| exemplified(document, property, depth + 1));
    }
    schema
        .get("items")
        .is_some_and(|items| exemplified(document, items, depth + 1))
        || schema.get("additionalProperties").is_some()
}
