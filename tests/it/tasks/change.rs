//! `PATCH /api/tasks/{task}`

use katalusis_domain::permission::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{path, pointers, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn absent_is_unchanged_null_is_cleared_and_the_event_tells_old_and_new() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(
        &admin,
        &ops,
        json!({"description": "d", "tags": ["a"], "due_at": "2026-01-01T00:00:00Z", "assignees": [admin.user_id],
            "custom": {"text": "t", "number": 1}}),
    )
    .await;
    let changed = admin
        .patch(
            "/api/tasks/OPS-1",
            json!({"title": "New", "description": null, "due_at": null, "assignees": null,
                "custom": {"text": null, "number": 2, "checkbox": false}}),
        )
        .await;
    assert_eq!(changed.etag(), "\"2\"");
    let changed = changed.expect(StatusCode::OK);
    assert_eq!(changed["title"], "New");
    assert_eq!(changed["description"], "");
    assert_eq!(changed["due_at"], Value::Null);
    assert_eq!(changed["assignees"], json!([]));
    assert_eq!(changed["tags"], json!(["a"]));
    assert_eq!(changed["custom"], json!({"number": 2, "checkbox": false}));
    assert!(changed["updated_at"].as_str() > made["updated_at"].as_str());
    assert_eq!(admin.get(&path(&made, "")).await.expect(StatusCode::OK), changed);

    let audit = admin
        .get("/api/audit?kind=task.changed")
        .await
        .expect(StatusCode::OK);
    let changes = audit["items"][0]["changes"].as_array().unwrap();
    let of = |field: &str| changes.iter().find(|change| change["field"] == field).unwrap();
    assert_eq!(
        (&of("title")["old"], &of("title")["new"]),
        (&json!("A task"), &json!("New"))
    );
    assert_eq!(of("custom.text")["new"], Value::Null);
    assert_eq!(of("custom.number")["old"], 1);
    assert_eq!(changes.len(), 7, "{changes:?}");
}

#[tokio::test]
async fn what_changes_nothing_is_no_new_revision_and_no_event() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({"status": "on_hold"})).await;
    for body in [
        json!({}),
        json!({"title": "A task", "status": "on_hold", "tags": []}),
    ] {
        let same = admin.patch(&path(&made, ""), body).await;
        assert_eq!(same.etag(), "\"1\"");
        assert_eq!(same.expect(StatusCode::OK), made);
    }
    assert_eq!(told(&admin, &made).await, ["task.created"]);
}

#[tokio::test]
async fn a_lost_race_is_412_and_a_missing_revision_428() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let patch = |etag: &'static str, title: &'static str| {
        let request = admin.request(Method::PATCH, &path(&made, ""));
        admin.send(request.header("if-match", etag).json(&json!({"title": title})))
    };
    patch("\"1\"", "first").await.expect(StatusCode::OK);
    patch("\"1\"", "second").await.expect_problem(412, "lost_race");
    patch("\"x\"", "second").await.expect_problem(412, "lost_race");
    patch("\"1\", \"2\"", "third").await.expect(StatusCode::OK);
    let without = admin
        .request(Method::PATCH, &path(&made, ""))
        .json(&json!({"title": "x"}));
    admin.send(without).await.expect_problem(428, "revision_required");
    let read = admin.get(&path(&made, "")).await.expect(StatusCode::OK);
    assert_eq!(read["title"], "third");
}

#[tokio::test]
async fn of_many_who_change_at_once_one_wins_each_revision() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let racers = (0..8).map(|racer| {
        let (admin, path) = (admin.clone(), path(&made, ""));
        tokio::spawn(async move {
            let request = admin.request(Method::PATCH, &path).header("if-match", "\"1\"");
            admin
                .send(request.json(&json!({"title": format!("racer {racer}")})))
                .await
                .status
        })
    });
    let mut won = 0;
    for racer in racers.collect::<Vec<_>>() {
        match racer.await.unwrap() {
            StatusCode::OK => won += 1,
            status => assert_eq!(status, StatusCode::PRECONDITION_FAILED),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(told(&admin, &made).await, ["task.created", "task.changed"]);
}

#[tokio::test]
async fn a_task_moves_as_the_status_machine_says() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let to = |status: &'static str| admin.patch("/api/tasks/OPS-1", json!({"status": status}));

    let refused = to("completed").await.expect_problem(409, "conflict");
    assert_eq!(refused["allowed"], json!(["in_progress"]));
    assert!(
        refused["detail"].as_str().unwrap().contains("In Progress"),
        "{refused}"
    );
    to("in_progress").await.expect(StatusCode::OK);
    let refused = to("new").await.expect_problem(409, "conflict");
    assert_eq!(refused["allowed"], json!(["on_hold", "completed"]));
    to("on_hold").await.expect(StatusCode::OK);
    to("completed").await.expect_problem(409, "conflict");
    to("in_progress").await.expect(StatusCode::OK);
    let done = to("completed").await.expect(StatusCode::OK);
    assert_eq!(done["completed_at"], done["updated_at"]);
    to("on_hold").await.expect_problem(409, "conflict");
    let reopened = to("in_progress").await.expect(StatusCode::OK);
    assert_eq!(reopened["completed_at"], Value::Null);
    assert_eq!(
        told(&admin, &made).await[1..]
            .iter()
            .collect::<std::collections::BTreeSet<_>>(),
        std::collections::BTreeSet::from([&"task.status_changed".to_owned()])
    );
}

#[tokio::test]
async fn bad_values_are_named_and_change_nothing() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let other = organization(&product, "Other").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let problem = admin
        .patch(
            &path(&made, ""),
            json!({"title": null, "status": null, "priority": null, "tags": ["a;b"], "custom": {"nope": null}}),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(
        pointers(&problem),
        ["/title", "/status", "/priority", "/tags/0", "/custom/nope"]
    );
    let foreign = admin
        .patch(
            &path(&made, ""),
            json!({"assignees": [admin.user_id, other.user_id], "custom": {"person": other.user_id}}),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(pointers(&foreign), ["/assignees/1", "/custom/person"]);
    for body in [
        json!({"key": "X-1"}),
        json!({"number": 9}),
        json!({"project_id": ops["id"]}),
        json!([]),
        json!(1),
    ] {
        admin
            .patch(&path(&made, ""), body)
            .await
            .expect_problem(422, "invalid");
    }
    assert_eq!(admin.get(&path(&made, "")).await.expect(StatusCode::OK), made);
}

#[tokio::test]
async fn who_may_not_change_does_not() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let made = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    guest
        .patch(&path(&made, ""), json!({"title": "x"}))
        .await
        .expect_problem(403, "forbidden");
    guest
        .delete(&path(&made, ""))
        .await
        .expect_problem(403, "forbidden");
    for answer in [
        other.patch(&path(&made, ""), json!({"title": "x"})).await,
        other.patch("/api/tasks/OPEN-1", json!({"title": "x"})).await,
        other.delete(&path(&made, "")).await,
        other.post(&path(&made, "/restore"), json!({})).await,
    ] {
        answer.expect_problem(404, "not_found");
    }
    assert_eq!(admin.get(&path(&made, "")).await.expect(StatusCode::OK), made);

    admin
        .patch("/api/projects/OPEN", json!({"archived": true}))
        .await
        .expect(StatusCode::OK);
    for answer in [
        admin.patch(&path(&made, ""), json!({"title": "x"})).await,
        admin.delete(&path(&made, "")).await,
    ] {
        answer.expect_problem(409, "conflict");
    }
    admin.get(&path(&made, "")).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn null_empties_one_custom_field_or_all_of_them() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({"custom": {"text": "t", "number": 1}})).await;
    let changed = admin
        .patch(&path(&made, ""), json!({"custom": null}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(changed["custom"], json!({}));
    let history = admin.get(&path(&made, "/activity")).await.expect(StatusCode::OK);
    let changes = json!([
        {"field": "custom.number", "old": 1, "new": null},
        {"field": "custom.text", "old": "t", "new": null},
    ]);
    let mut told = history["items"][0]["changes"].as_array().unwrap().clone();
    told.sort_by_key(|change| change["field"].to_string());
    assert_eq!(Value::from(told), changes);
}
