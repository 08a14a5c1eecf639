//! Calls to and from other systems.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode as Status, Uri};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, draw, manual, tell};

/// A system that keeps what it is told, and fails for the first so many times.
pub struct System {
    pub base: String,
    told: Arc<Mutex<Vec<(String, HeaderMap, String)>>>,
}

#[derive(Clone)]
struct Told {
    told: Arc<Mutex<Vec<(String, HeaderMap, String)>>>,
    failures: usize,
}

impl System {
    pub async fn failing(failures: usize) -> Self {
        let told: Arc<Mutex<Vec<_>>> = Arc::default();
        let state = Told {
            told: told.clone(),
            failures,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base, told }
    }

    pub fn told(&self) -> Vec<(String, HeaderMap, String)> {
        self.told.lock().unwrap().clone()
    }
}

async fn take(State(state): State<Told>, uri: Uri, headers: HeaderMap, body: Bytes) -> (Status, String) {
    let mut told = state.told.lock().unwrap();
    told.push((
        uri.to_string(),
        headers,
        String::from_utf8_lossy(&body).into_owned(),
    ));
    if told.len() <= state.failures {
        return (Status::SERVICE_UNAVAILABLE, String::new());
    }
    (Status::OK, json!({"price": 12, "big": u64::MAX}).to_string())
}

#[tokio::test]
async fn a_call_is_tried_again_with_the_same_key() {
    let setting = Setting::new().await;
    let system = System::failing(2).await;
    let call = json!({"kind": "http_call", "method": "POST", "url": format!("{}/orders?token=canary", system.base),
        "headers": {"authorization": "Bearer canary"}, "body": "{\"n\": 1}", "retries": {"attempts": 3, "first_seconds": 10}});
    let workflow = setting
        .publish(
            &[
                ("start", manual()),
                ("call", call),
                ("tell", tell(&setting.user, "{{ steps.call.body.price }}")),
            ],
            &["start>call", "call>tell"],
        )
        .await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    let resting = setting.run(&run).await;
    assert_eq!(resting["activities"][0]["doing"]["state"], "resting");
    assert!(!resting.to_string().contains("canary"), "{resting}");
    setting.pass(11).await;
    setting.pass(21).await;
    let over = setting.run(&run).await;
    assert_eq!(
        (&over["status"], &over["steps"]["call"]["body"]["price"]),
        (&json!("completed"), &json!(12))
    );
    let told = system.told();
    let keys: Vec<_> = told
        .iter()
        .map(|(_, headers, _)| headers["idempotency-key"].to_str().unwrap())
        .collect();
    let key = format!("{}:call:1", run["id"].as_str().unwrap());
    assert_eq!(keys, [&key, &key, &key]);
}

#[tokio::test]
async fn inner_addresses_are_not_called() {
    let setting = Setting::new().await;
    let call =
        json!({"kind": "http_call", "method": "GET", "url": "http://169.254.169.254/latest/meta-data/"});
    let workflow = setting
        .publish(&[("start", manual()), ("call", call)], &["start>call"])
        .await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    let run = setting.run(&run).await;
    assert_eq!(run["activities"][0]["doing"]["state"], "stuck", "{run}");
}

#[tokio::test]
async fn webhooks_are_signed_and_slack_is_told() {
    let setting = Setting::new().await;
    let system = System::failing(0).await;
    let send = |channel: &str, path: &str| json!({"kind": "notification", "channel": {channel: format!("{}{path}", system.base)}, "text": "{{ run.workflow }}!"});
    let workflow = setting
        .publish(
            &[
                ("start", manual()),
                ("hook", send("webhook", "/hook")),
                ("slack", send("slack", "/slack")),
            ],
            &["start>hook", "hook>slack"],
        )
        .await;
    setting.start(&workflow, json!({})).await;
    setting.work().await;
    let told = system.told();
    let (_, headers, body) = told.iter().find(|(path, ..)| path == "/hook").unwrap();
    let secret = setting
        .admin
        .get(&format!("{workflow}/secret"))
        .await
        .expect(StatusCode::OK);
    let webhook = standardwebhooks::Webhook::new(secret["signing_secret"].as_str().unwrap()).unwrap();
    webhook.verify(body.as_bytes(), headers).unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["data"]["text"], "Flow!");
    let (_, _, slack) = told.iter().find(|(path, ..)| path == "/slack").unwrap();
    assert_eq!(serde_json::from_str::<Value>(slack).unwrap()["text"], "Flow!");
    setting
        .user
        .get(&format!("{workflow}/secret"))
        .await
        .expect_problem(403, "forbidden");
}

#[tokio::test]
async fn systems_call_a_workflow_by_an_address_that_can_be_renewed() {
    let setting = Setting::new().await;
    let create = json!({"kind": "create_task", "project_id": setting.project["id"], "title": "{{ trigger.body.subject }}"});
    let workflow = setting
        .publish(
            &[
                ("start", json!({"kind": "start", "when": "webhook"})),
                ("create", create),
            ],
            &["start>create"],
        )
        .await;
    let address = setting.hook_of(&workflow).await;
    let nobody = setting.product.anonymous();
    let call = async |id: &str| {
        let request = nobody
            .request(reqwest::Method::POST, &address)
            .header("webhook-id", id);
        nobody
            .send(request.json(&json!({"subject": "Broken", "big": u64::MAX})))
            .await
    };
    let first = call("1").await.expect(StatusCode::ACCEPTED);
    assert_eq!(call("1").await.expect(StatusCode::ACCEPTED), first);
    setting.work().await;
    let titles: Vec<_> = setting
        .tasks()
        .await
        .iter()
        .map(|task| task["title"].clone())
        .collect();
    assert_eq!(titles, ["Broken"]);

    let guessed = format!("{address}x");
    nobody
        .post(&guessed, json!({}))
        .await
        .expect_problem(404, "not_found");
    setting
        .admin
        .post(&format!("{workflow}/secret"), json!(null))
        .await
        .expect(StatusCode::OK);
    call("2").await.expect_problem(404, "not_found");
    let huge = "x".repeat(200_000);
    let renewed = setting
        .admin
        .get(&format!("{workflow}/secret"))
        .await
        .expect(StatusCode::OK);
    let renewed = renewed["hook_path"].as_str().unwrap();
    nobody
        .post(renewed, json!({"x": huge}))
        .await
        .expect_problem(413, "too_large");
}

#[tokio::test]
async fn a_workflow_that_calls_its_own_address_is_cut() {
    let setting = Setting::new().await;
    let drawing = |url: &str| {
        let call = json!({"kind": "http_call", "method": "POST", "url": url});
        let start = json!({"kind": "start", "when": "webhook"});
        draw(&[("start", start), ("call", call)], &["start>call"])
    };
    let workflow = setting.publish_drawing(&drawing("https://example.com/")).await;
    let path = setting.hook_of(&workflow).await;
    let circle = drawing(&format!("{}{path}", setting.product.base));
    setting.publish_again(&workflow, &circle).await;

    let nobody = setting.product.anonymous();
    nobody.post(&path, json!({})).await.expect(StatusCode::ACCEPTED);
    setting.work().await;
    let runs = setting.runs().await;
    assert_eq!(runs.len(), 9, "what was called, and eight that called it again");
    let last = runs.iter().find(|run| run["status"] == "running").unwrap();
    let last = setting.run(last).await;
    let message = &last["activities"][0]["doing"]["incident"]["failure"]["message"];
    assert!(message.as_str().unwrap().contains("409"), "{last}");

    // The run makes no call any more, so whoever says that this is one is not believed.
    let key = format!("{}:call:1", last["id"].as_str().unwrap());
    let claimed = nobody.request(reqwest::Method::POST, &path);
    let claimed = nobody.send(claimed.header("idempotency-key", key)).await;
    claimed.expect(StatusCode::ACCEPTED);
}
