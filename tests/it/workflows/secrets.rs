//! Secrets of other systems that people write into steps.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, draw, manual};

const SLACK: &str = "https://hooks.slack.com/services/T0/B0/canary";

fn call() -> Value {
    json!({"kind": "http_call", "method": "POST", "url": "https://example.com/orders?key=canary",
        "headers": {"authorization": "Bearer canary"}})
}

fn tell() -> Value {
    json!({"kind": "notification", "channel": {"slack": SLACK}, "text": "Look."})
}

#[tokio::test]
async fn only_those_who_may_change_a_workflow_or_a_rule_see_its_secrets() {
    let setting = Setting::new().await;
    let drawing = draw(
        &[("start", manual()), ("call", call()), ("tell", tell())],
        &["start>call", "call>tell"],
    );
    let workflow = setting.publish_drawing(&drawing).await;
    let rule = json!({"name": "Tell", "when": "task_created", "then": [call(), tell()]});
    let made = setting.admin.post("/api/rules", rule).await;
    let made = made.expect(StatusCode::CREATED);
    let rule = format!("/api/rules/{}", made["id"].as_str().unwrap());

    for path in [
        workflow.clone(),
        format!("{workflow}/versions/1"),
        rule,
        "/api/rules".to_owned(),
    ] {
        let whole = setting.admin.get(&path).await.expect(StatusCode::OK);
        let whole = whole.to_string();
        assert_eq!(whole.matches("canary").count(), 3, "{path}: {whole}");
        let seen = setting.user.get(&path).await.expect(StatusCode::OK);
        let seen = seen.to_string();
        assert!(!seen.contains("canary"), "{path}: {seen}");
        assert!(seen.contains("https://hooks.slack.com/•••"), "{path}: {seen}");
    }
}

#[tokio::test]
async fn a_copy_says_where_secrets_are_missing() {
    let setting = Setting::new().await;
    let drawing = draw(
        &[("start", manual()), ("call", call()), ("tell", tell())],
        &["start>call", "call>tell"],
    );
    let workflow = setting.publish_drawing(&drawing).await;
    let seen = setting.user.get(&workflow).await.expect(StatusCode::OK);
    assert_eq!(seen["findings"], json!([]), "the workflow itself lacks nothing");
    let copy = json!({"name": "Copy", "draft": seen["draft"]});
    let made = setting.user.post("/api/workflows", copy).await;
    let made = made.expect(StatusCode::CREATED);
    let mut places: Vec<String> = made["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            assert_eq!(finding["code"], "missing_setting");
            format!(
                "{}{}",
                finding["node"].as_str().unwrap(),
                finding["pointer"].as_str().unwrap()
            )
        })
        .collect();
    places.sort();
    assert_eq!(
        places,
        [
            "call/does/headers/authorization",
            "call/does/url",
            "tell/does/channel"
        ]
    );
}
