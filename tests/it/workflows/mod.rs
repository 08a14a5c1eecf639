//! `/api/workflows`: drawn, checked, published.

mod approvals;
mod draft;
mod incidents;
mod killed;
mod messages;
mod publish;
mod rules;
mod runs;
mod schedules;
mod secrets;
mod setting;
mod sub_workflows;
mod trials;

use katalusis_testing::{Actor, Answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A drawing that can run: a start, a pause, and a message.
fn drawing() -> Value {
    json!({
        "nodes": [
            {"id": "start", "name": "By hand", "does": {"kind": "start", "when": "manual"}},
            {"id": "pause", "name": "A moment", "does": {"kind": "delay", "wait": {"seconds": 60}}},
            {"id": "tell", "name": "Tell", "does": {
                "kind": "notification", "channel": {"slack": "https://hooks.example.com/x"}, "text": "{{ run.workflow }} is done"}},
        ],
        "edges": [{"from": "start", "to": "pause"}, {"from": "pause", "to": "tell"}],
    })
}

/// The path of a new workflow with this draft.
async fn workflow(owner: &Actor, draft: &Value) -> String {
    let body = json!({"name": "Approvals", "draft": draft});
    let made = owner
        .post("/api/workflows", body)
        .await
        .expect(StatusCode::CREATED);
    format!("/api/workflows/{}", made["id"].as_str().unwrap())
}

async fn publish(owner: &Actor, path: &str, etag: &str) -> Answer {
    let request = owner.request(Method::POST, &format!("{path}/publish"));
    let request = request.header("if-match", etag).json(&json!({"note": "New."}));
    owner.send(request).await
}
