//! Workflows that begin others.

use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, at, draw, manual, tell};

#[tokio::test]
async fn one_waits_for_the_other_and_takes_it_along_when_it_is_cancelled() {
    let setting = Setting::new().await;
    let mut inner = draw(
        &[
            ("start", manual()),
            ("rest", json!({"kind": "delay", "wait": {"seconds": 3600}})),
            ("tell", tell(&setting.user, "{{ vars.n }}")),
        ],
        &["start>rest", "rest>tell"],
    );
    inner["variables"] = json!([{"name": "n", "label": "N", "type": "number", "required": true}]);
    let inner = setting.publish_drawing(&inner).await;
    let inner_id = inner.rsplit('/').next().unwrap();
    let call =
        json!({"kind": "sub_workflow", "workflow_id": inner_id, "vars": {"n": "40 + 2"}, "wait": true});
    let outer = setting
        .publish(
            &[
                ("start", manual()),
                ("call", call),
                ("tell", tell(&setting.user, "{{ steps.call.vars.n }}")),
            ],
            &["start>call", "call>tell"],
        )
        .await;
    let first = setting.start(&outer, json!({})).await;
    let second = setting.start(&outer, json!({})).await;
    setting.work().await;
    let runs = setting.runs().await;
    assert_eq!(runs.len(), 4);
    let child_of = |parent: &serde_json::Value| {
        runs.iter()
            .find(|run| run["parent_id"] == parent["id"])
            .unwrap()
            .clone()
    };
    assert_eq!(at(&setting.run(&first).await), ["call"]);

    let cancel = format!("/api/runs/{}/cancel", second["id"].as_str().unwrap());
    setting
        .admin
        .post(&cancel, json!({"reason": "Enough."}))
        .await
        .expect(StatusCode::OK);
    setting.work().await;
    assert_eq!(setting.run(&child_of(&second)).await["status"], "cancelled");

    setting.pass(3601).await;
    let first = setting.run(&first).await;
    assert_eq!(
        (&first["status"], &first["steps"]["call"]["vars"]["n"]),
        (&json!("completed"), &json!(42))
    );
    assert_eq!(setting.run(&child_of(&first)).await["status"], "completed");
}

#[tokio::test]
async fn a_workflow_that_begins_itself_is_cut() {
    let setting = Setting::new().await;
    let drawing = draw(
        &[("start", manual()), ("tell", tell(&setting.user, "x"))],
        &["start>tell"],
    );
    let path = setting.publish_drawing(&drawing).await;
    let id = path.rsplit('/').next().unwrap();
    let call = json!({"kind": "sub_workflow", "workflow_id": id});
    let circle = draw(&[("start", manual()), ("call", call)], &["start>call"]);
    setting.publish_again(&path, &circle).await;
    setting.start(&path, json!({})).await;
    setting.work().await;
    let runs = setting.runs().await;
    assert_eq!(runs.len(), 9, "itself, and eight that began each other");
    let last = setting.run(runs.last().unwrap()).await;
    let message = last["activities"][0]["doing"]["incident"]["failure"]["message"]
        .as_str()
        .unwrap();
    assert!(message.contains("would go on for ever"), "{message}");
}
