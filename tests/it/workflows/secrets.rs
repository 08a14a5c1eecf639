//! Secrets of other systems that people write into steps.

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, draw, manual};
use crate::people::member;

fn call() -> Value {
    json!({"kind": "http_call", "method": "POST", "url": "https://example.com/orders?key=canary",
        "headers": {"authorization": "Bearer canary"}})
}

fn tell() -> Value {
    json!({"kind": "notification", "channel": {"slack": "https://hooks.slack.com/services/canary"}, "text": "Look."})
}

/// The path of a published workflow of this person that has secrets.
async fn published(owner: &Actor) -> String {
    let nodes = [("start", manual()), ("call", call()), ("tell", tell())];
    let draft = draw(&nodes, &["start>call", "call>tell"]);
    let made = owner.post("/api/workflows", json!({"name": "Flow", "draft": draft}));
    let made = made.await.expect(StatusCode::CREATED);
    let path = format!("/api/workflows/{}", made["id"].as_str().unwrap());
    super::publish(owner, &path, "*").await.expect(StatusCode::OK);
    path
}

#[tokio::test]
async fn only_those_who_may_change_a_workflow_or_a_rule_see_its_secrets() {
    let setting = Setting::new().await;
    let stranger = member(&setting.product, &setting.admin, Role::User).await;
    let workflow = published(&setting.user).await;
    let rule = json!({"name": "Tell", "when": "task_created", "then": [call(), tell()]});
    let rule = setting.user.post("/api/rules", rule).await;
    let rule = rule.expect(StatusCode::CREATED);
    for path in [
        workflow.clone(),
        format!("{workflow}/versions/1"),
        format!("/api/rules/{}", rule["id"].as_str().unwrap()),
        "/api/rules".to_owned(),
    ] {
        for who in [&setting.user, &setting.admin] {
            let whole = who.get(&path).await.expect(StatusCode::OK).to_string();
            assert_eq!(whole.matches("canary").count(), 3, "{path}: {whole}");
        }
        let seen = stranger.get(&path).await.expect(StatusCode::OK).to_string();
        assert!(!seen.contains("canary"), "{path}: {seen}");
        assert!(seen.contains("https://hooks.slack.com/•••"), "{path}: {seen}");
    }
}

#[tokio::test]
async fn a_copy_says_where_secrets_are_missing() {
    let setting = Setting::new().await;
    let workflow = published(&setting.admin).await;
    let seen = setting.user.get(&workflow).await.expect(StatusCode::OK);
    assert_eq!(seen["findings"], json!([]), "the workflow itself lacks nothing");
    let copy = json!({"name": "Copy", "draft": seen["draft"]});
    let made = setting.user.post("/api/workflows", copy).await;
    let made = made.expect(StatusCode::CREATED);
    let findings = made["findings"].as_array().unwrap();
    let places: Vec<Value> = findings
        .iter()
        .map(|finding| json!([finding["code"], finding["node"], finding["pointer"]]))
        .collect();
    for place in [
        json!(["missing_setting", "call", "/does/url"]),
        json!(["missing_setting", "call", "/does/headers/authorization"]),
        json!(["missing_setting", "tell", "/does/channel"]),
    ] {
        assert!(places.contains(&place), "{place} is not in {places:?}");
    }
    assert_eq!(places.len(), 3);
}

/// A text that cannot be filled is named by its beginning elsewhere.
#[tokio::test]
async fn no_error_repeats_a_secret() {
    let setting = Setting::new().await;
    let gap = "{{ trigger.body.order.id }}";
    for (url, header) in [
        (format!("https://example.com/canary/{gap}"), "x".to_owned()),
        ("https://example.com/".to_owned(), format!("Bearer canary {gap}")),
    ] {
        let call =
            json!({"kind": "http_call", "method": "GET", "url": url, "headers": {"authorization": header}});
        let start = json!({"kind": "start", "when": "webhook"});
        let workflow = setting
            .publish(&[("start", start), ("call", call)], &["start>call"])
            .await;
        let hook = setting.hook_of(&workflow).await;
        let nobody = setting.product.anonymous();
        let begun = nobody.post(&hook, json!({})).await.expect(StatusCode::ACCEPTED);
        setting.work().await;
        let path = format!("/api/runs/{}", begun["run_id"].as_str().unwrap());
        let run = setting.user.get(&path).await.expect(StatusCode::OK);
        assert_eq!(run["incidents"], 1, "{run}");
        let happened = setting
            .user
            .get(&format!("{path}/events"))
            .await
            .expect(StatusCode::OK);
        for seen in [run.to_string(), happened.to_string()] {
            assert!(
                seen.contains("cannot be filled") && !seen.contains("canary"),
                "{seen}"
            );
        }
    }
    let call = json!({"kind": "http_call", "method": "GET", "url": "https://example.com/canary/{{ trigger."});
    let draft = draw(&[("start", manual()), ("call", call)], &["start>call"]);
    let made = setting
        .admin
        .post("/api/workflows", json!({"name": "Draft", "draft": draft}))
        .await
        .expect(StatusCode::CREATED);
    let path = format!("/api/workflows/{}", made["id"].as_str().unwrap());
    let seen = setting.user.get(&path).await.expect(StatusCode::OK).to_string();
    assert!(
        seen.contains("cannot be filled") && !seen.contains("canary"),
        "{seen}"
    );
}
