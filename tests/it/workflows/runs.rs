//! Runs: begun by what happens, carried on until they end.

use katalusis_events::{Envelope, PublishedEvents};
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, at, draw, manual, tell};
use crate::people::organization;
use crate::product::notify;

#[tokio::test]
async fn what_happens_to_a_task_begins_a_run_that_changes_it() {
    let setting = Setting::new().await;
    let start = json!({"kind": "start", "when": "task_event", "event": "created",
        "filter": "trigger.task.priority == 'critical'"});
    let change = json!({"kind": "change_task", "task": "trigger.task.id", "status": "in_progress",
        "assignees": [{"user": setting.user.user_id}], "add_tags": ["Urgent"], "comment": "{{ trigger.task.key }} is looked at."});
    setting
        .publish(&[("start", start), ("change", change)], &["start>change"])
        .await;
    let quiet = setting.task(json!({"title": "quiet", "priority": "low"})).await;
    let loud = setting
        .task(json!({"title": "loud", "priority": "critical"}))
        .await;
    setting.work().await;

    let runs = setting.runs().await;
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(
        (&runs[0]["status"], &runs[0]["task_id"], &runs[0]["started_by"]),
        (&json!("completed"), &loud["id"], &json!(setting.admin.user_id))
    );
    let path = |task: &serde_json::Value| format!("/api/tasks/{}", task["key"].as_str().unwrap());
    let changed = setting.admin.get(&path(&loud)).await.expect(StatusCode::OK);
    assert_eq!(
        (&changed["status"], &changed["assignees"], &changed["tags"]),
        (
            &json!("in_progress"),
            &json!([setting.user.user_id]),
            &json!(["urgent"])
        )
    );
    let comments = setting.admin.get(&format!("{}/comments", path(&loud))).await;
    assert_eq!(
        comments.expect(StatusCode::OK)["items"][0]["body"],
        "OPS-2 is looked at."
    );
    let untouched = setting.admin.get(&path(&quiet)).await.expect(StatusCode::OK);
    assert_eq!(untouched["revision"], 1);

    let told = setting
        .admin
        .get("/api/audit?kind=task.changed")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (
            &told["items"][0]["actor"]["type"],
            &told["items"][0]["actor"]["id"]
        ),
        (&json!("run"), &runs[0]["id"])
    );
}

#[tokio::test]
async fn the_same_messages_once_more_change_nothing() {
    let setting = Setting::new().await;
    let start = json!({"kind": "start", "when": "task_event", "event": "created"});
    let create = json!({"kind": "create_task", "project_id": setting.project["id"], "title": "follows {{ trigger.task.key }}"});
    // What follows begins nothing: its title says so.
    let only = json!({"kind": "condition", "branches": [{"exit": "first", "when": "trigger.task.title == 'first'"}]});
    setting
        .publish(
            &[("start", start), ("only", only), ("create", create)],
            &["start>only", "only.first>create"],
        )
        .await;
    setting.task(json!({"title": "first"})).await;
    setting.work().await;
    assert_eq!(setting.tasks().await.len(), 2);
    send_all_events_again(&setting).await;
    setting.work().await;
    assert_eq!(setting.tasks().await.len(), 2);
    assert_eq!(setting.runs().await.len(), 2, "one of each task");
}

#[tokio::test]
async fn a_run_waits_for_its_task_and_for_time() {
    let setting = Setting::new().await;
    let create = json!({"kind": "create_task", "project_id": setting.project["id"], "title": "Pack", "wait": true, "due_in_seconds": 3600});
    let workflow = setting
        .publish(
            &[
                ("start", manual()),
                ("pack", create),
                ("rest", json!({"kind": "delay", "wait": {"seconds": 86400}})),
                ("tell", tell(&setting.user, "{{ steps.pack.task.key }} rested.")),
            ],
            &["start>pack", "pack>rest", "rest>tell"],
        )
        .await;
    let run = setting.start(&workflow, json!({})).await;
    setting.work().await;
    assert_eq!(at(&setting.run(&run).await), ["pack"]);
    setting.complete("OPS-1").await;
    setting.work().await;
    assert_eq!(at(&setting.run(&run).await), ["rest"]);
    setting.pass(86_000).await;
    assert_eq!(at(&setting.run(&run).await), ["rest"]);
    setting.pass(401).await;
    assert_eq!(setting.run(&run).await["status"], "completed");
    notify(&setting.product).await;
    let inbox = setting
        .user
        .get("/api/notifications")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (
            &inbox["items"][0]["reason"],
            &inbox["items"][0]["excerpt"],
            &inbox["items"][0]["subject"]["type"]
        ),
        (&json!("workflow_told"), &json!("OPS-1 rested."), &json!("run"))
    );
}

#[tokio::test]
async fn a_form_is_checked_and_a_run_stays_on_its_version() {
    let setting = Setting::new().await;
    let mut drawing = draw(
        &[
            ("start", manual()),
            ("rest", json!({"kind": "delay", "wait": {"seconds": 60}})),
            (
                "tell",
                tell(&setting.user, "{{ vars.amount }} for {{ vars.why }}"),
            ),
        ],
        &["start>rest", "rest>tell"],
    );
    drawing["variables"] = json!([
        {"name": "amount", "label": "Amount", "type": "number", "required": true},
        {"name": "why", "label": "What for", "type": {"choice": ["tools", "travel"]}, "initial": "tools"},
    ]);
    let workflow = setting.publish_drawing(&drawing).await;
    let begin = async |vars| {
        setting
            .user
            .post(&format!("{workflow}/runs"), json!({"vars": vars}))
            .await
    };
    let refused = begin(json!({"amount": "much", "colour": 1, "why": "fun"})).await;
    let problem = refused.expect_problem(422, "invalid");
    let mut pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    pointers.sort_by_key(ToString::to_string);
    assert_eq!(pointers, ["/vars/amount", "/vars/colour", "/vars/why"]);
    let problem = begin(json!({})).await.expect_problem(422, "invalid");
    assert_eq!(
        problem["errors"],
        json!([{"pointer": "/vars/amount", "detail": "is needed"}])
    );

    let run = begin(json!({"amount": 12})).await.expect(StatusCode::CREATED);
    setting.work().await;
    drawing["nodes"][2]["does"]["text"] = json!("changed");
    setting.publish_again(&workflow, &drawing).await;
    setting.pass(61).await;
    let run = setting.run(&run).await;
    assert_eq!(
        (&run["status"], &run["origin"]["version"]),
        (&json!("completed"), &json!(1))
    );
    notify(&setting.product).await;
    let inbox = setting
        .user
        .get("/api/notifications")
        .await
        .expect(StatusCode::OK);
    assert_eq!(inbox["items"][0]["excerpt"], "12 for tools");
}

#[tokio::test]
async fn runs_are_seen_by_members_only_and_managed_by_their_owners() {
    let setting = Setting::new().await;
    let workflow = setting
        .publish(
            &[
                ("start", manual()),
                ("rest", json!({"kind": "delay", "wait": {"seconds": 60}})),
                ("tell", tell(&setting.user, "x")),
            ],
            &["start>rest", "rest>tell"],
        )
        .await;
    let run = setting.start(&workflow, json!({})).await;
    let path = format!("/api/runs/{}", run["id"].as_str().unwrap());
    let other = crate::people::member(
        &setting.product,
        &setting.admin,
        katalusis_domain::permission::Role::User,
    )
    .await;
    let stranger = organization(&setting.product, "Rival").await;
    stranger.get(&path).await.expect_problem(404, "not_found");
    other.get(&path).await.expect(StatusCode::OK);
    let cancel = json!({"reason": "Not needed."});
    other
        .post(&format!("{path}/cancel"), cancel.clone())
        .await
        .expect_problem(403, "forbidden");
    let cancelled = setting
        .user
        .post(&format!("{path}/cancel"), cancel.clone())
        .await
        .expect(StatusCode::OK);
    assert_eq!(cancelled["status"], "cancelled");
    setting
        .user
        .post(&format!("{path}/cancel"), cancel)
        .await
        .expect_problem(409, "conflict");
    setting.pass(120).await;
    assert_eq!(setting.run(&run).await["status"], "cancelled");
    let off = setting.admin.patch(&workflow, json!({"enabled": false})).await;
    off.expect(StatusCode::OK);
    setting
        .user
        .post(&format!("{workflow}/runs"), json!({}))
        .await
        .expect_problem(409, "conflict");
}

/// As a sweeper does that believes them to be unsent.
async fn send_all_events_again(setting: &Setting) {
    let platform = &setting.product.platform;
    let told = setting
        .admin
        .get("/api/audit?limit=200")
        .await
        .expect(StatusCode::OK);
    let ids = told["items"].as_array().unwrap().iter();
    let body = PublishedEvents {
        event_ids: ids
            .map(|event| event["id"].as_str().unwrap().parse().unwrap())
            .collect(),
    };
    let organization = setting.admin.organization_id.parse().unwrap();
    let message = Envelope::new(&platform.world, organization, "again", body);
    let queue = platform.queue(&setting.product.variables["AUTOMATION_QUEUE_URL"]);
    queue.send(&[message]).await.unwrap();
}
