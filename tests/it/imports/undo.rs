//! `POST /api/imports/{id}/undo`

use std::collections::BTreeMap;

use chrono::TimeDelta;
use katalusis_domain::task::Task;
use katalusis_events::{Handled, Resumed};
use katalusis_imports::rows;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::setting::{Setting, file};
use crate::people::member;
use crate::product::drain;
use katalusis_domain::permission::Role;

/// The reason for which each kept row's task was kept, by row.
async fn kept(setting: &Setting, import: &Value) -> BTreeMap<i64, String> {
    let rows = setting.rows(import, "kept=true&limit=2").await;
    let pair = |row: &Value| {
        (
            row["row"].as_i64().unwrap(),
            row["kept"].as_str().unwrap().to_owned(),
        )
    };
    rows.iter().map(pair).collect()
}

/// Every task of the organization that is not in the bin.
async fn list(setting: &Setting) -> Vec<Value> {
    let page = setting.admin.get("/api/tasks?limit=200&sort=number").await;
    page.expect(StatusCode::OK)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_nobody_changed_goes_to_the_bin_and_the_rest_is_kept_and_listed() {
    let setting = Setting::new().await;
    let typed = json!({"project_id": setting.project.id, "title": "Typed by hand"});
    setting
        .admin
        .post("/api/tasks", typed)
        .await
        .expect(StatusCode::CREATED);
    let before = list(&setting).await;

    let text = file("Title,Priority", 9, |n| {
        format!("Task {n},{}", if n == 8 { "?" } else { "" })
    });
    let import = setting.import(&text, json!({"auto_commit": true})).await;
    let key = |row: i64| format!("OPS-{row}");
    let task = |row: i64| format!("/api/tasks/{}", key(row));
    let colleague = member(&setting.product, &setting.admin, Role::User).await;
    let admin = &setting.admin;
    // Row 2 is OPS-2: the task that was typed is OPS-1.
    admin
        .patch(&task(2), json!({"priority": "high"}))
        .await
        .expect(StatusCode::OK);
    let comment = json!({"body": "On it"});
    colleague
        .post(&format!("{}/comments", task(3)), comment.clone())
        .await
        .expect(StatusCode::CREATED);
    let part = json!({"project_id": setting.project.id, "title": "A part", "parent_id": null});
    let parent = admin.get(&task(4)).await.expect(StatusCode::OK);
    let mut with_parent = part;
    with_parent["parent_id"] = parent["id"].clone();
    let part = admin
        .post("/api/tasks", with_parent)
        .await
        .expect(StatusCode::CREATED);
    let attached = json!({"file_name": "a.txt", "size": 3, "content_type": "text/plain"});
    colleague
        .post(&format!("{}/attachments", task(5)), attached)
        .await
        .expect(StatusCode::CREATED);
    // What its own maker says of it, and what lies in the bin already, keeps nothing.
    admin
        .post(&format!("{}/comments", task(6)), comment)
        .await
        .expect(StatusCode::CREATED);
    admin.delete(&task(7)).await.expect(StatusCode::NO_CONTENT);

    let undoing = setting.order(&import, "undo").await.expect(StatusCode::ACCEPTED);
    assert_eq!(
        (&undoing["state"], &undoing["undo"]["left"]),
        (&json!("undoing"), &json!(8))
    );
    drain(&setting.product).await;
    let undone = setting.get(&import).await;
    assert_eq!(undone["state"], "undone");
    let counts = json!([
        undone["undo"]["deleted"],
        undone["undo"]["kept"],
        undone["undo"]["left"]
    ]);
    assert_eq!(counts, json!([3, 4, 0]));
    assert!(undone["undo"]["finished_at"].is_string());
    let expected = [
        (2, "changed_since"),
        (3, "has_comments"),
        (4, "has_parts"),
        (5, "has_attachments"),
    ];
    assert_eq!(
        kept(&setting, &import).await,
        expected.map(|(row, reason)| (row, reason.to_owned())).into()
    );

    assert_eq!(
        setting.rows(&import, "kept=true&verdict=error").await,
        Vec::<Value>::new()
    );
    let after = list(&setting).await;
    let keys: Vec<_> = after
        .iter()
        .map(|task| task["key"].as_str().unwrap().to_owned())
        .collect();
    let mut expected: Vec<_> = (1..=5).map(key).collect();
    expected.push(part["key"].as_str().unwrap().to_owned());
    assert_eq!(keys, expected);
    assert_eq!(after[0], before[0]);
    let bin = admin.get("/api/tasks?deleted=true").await.expect(StatusCode::OK);
    assert_eq!(bin["items"].as_array().unwrap().len(), 4);
    admin
        .post(&format!("{}/restore", task(8)), json!({}))
        .await
        .expect(StatusCode::OK);
    let kinds = setting.event_kinds().await;
    assert_eq!(
        kinds[kinds.len() - 3..],
        ["import.undo_ordered", "import.chunk_undone", "import.undone"]
    );
}

#[tokio::test]
async fn an_import_is_undone_once_and_only_after_its_end() {
    let setting = Setting::new().await;
    let planned = setting.import("Title\nx\n", json!({})).await;
    let problem = setting
        .order(&planned, "undo")
        .await
        .expect_problem(409, "conflict");
    assert_eq!(problem["allowed"], json!(["completed", "failed", "cancelled"]));
    setting.order(&planned, "cancel").await.expect(StatusCode::OK);
    let problem = setting
        .order(&planned, "undo")
        .await
        .expect_problem(409, "conflict");
    assert!(
        problem["detail"].as_str().unwrap().contains("nothing to undo"),
        "{problem}"
    );

    let done = setting.import("Title\nx\n", json!({"auto_commit": true})).await;
    let path = format!("/api/projects/{}", setting.project.id);
    let archive = async |archived: bool| {
        let change = setting.admin.patch(&path, json!({"archived": archived})).await;
        change.expect(StatusCode::OK);
    };
    archive(true).await;
    setting.order(&done, "undo").await.expect_problem(409, "conflict");
    archive(false).await;
    let (first, second) = tokio::join!(setting.order(&done, "undo"), setting.order(&done, "undo"));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    // While it waits, the project is closed: its tasks may not be changed.
    archive(true).await;
    drain(&setting.product).await;
    assert_eq!(setting.get(&done).await["state"], "undone");
    assert_eq!(kept(&setting, &done).await, [(2, "archived".to_owned())].into());
    setting.order(&done, "undo").await.expect_problem(409, "conflict");
    setting
        .order(&done, "cancel")
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn a_chunk_that_comes_late_makes_nothing_after_the_undoing() {
    let setting = Setting::new().await;
    let work = setting.work();
    let text = file("Title", 1_200, |n| format!("Task {n}"));
    let planned = setting.import(&text, json!({})).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let commits = setting.take("ROWS_QUEUE_URL").await;
    rows::handle(&work, commits[1].clone()).await;
    setting.order(&planned, "cancel").await.expect(StatusCode::OK);
    let made = setting.tasks().await;
    assert_eq!(made.len(), 500);
    let undoing = setting.order(&planned, "undo").await.expect(StatusCode::ACCEPTED);
    assert_eq!(undoing["undo"]["left"], 500);

    // Messages of the commit and of the undoing, each twice, and the last of the commit first.
    let mut messages = commits;
    messages.extend(setting.take("ROWS_QUEUE_URL").await);
    messages.extend(messages.clone());
    messages.reverse();
    for message in &messages {
        let handled = rows::handle(&work, message.clone()).await;
        assert!(matches!(handled, Handled::Done), "{handled:?}");
    }
    let undone = setting.get(&planned).await;
    assert_eq!(undone["state"], "undone");
    assert_eq!(undone["undo"]["deleted"], 500);
    let tasks = setting.tasks().await;
    assert!(tasks.len() == 500 && tasks.iter().all(|task| task.is_deleted() && task.revision == 2));
    let kinds = setting.event_kinds().await;
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "import.chunk_undone").count(),
        1
    );
    // Its report still says what became of each row.
    assert_eq!(setting.report(&planned).await.lines().count(), 1_201);
}

#[tokio::test]
async fn an_undoing_whose_messages_were_lost_goes_on() {
    let setting = Setting::new().await;
    let text = file("Title", 1_200, |n| format!("Task {n}"));
    let done = setting.import(&text, json!({"auto_commit": true})).await;
    assert_eq!(setting.tasks().await.len(), 1_200);
    setting.order(&done, "undo").await.expect(StatusCode::ACCEPTED);
    let lost = setting.take("ROWS_QUEUE_URL").await;
    assert_eq!(lost.len(), 3);
    rows::handle(&setting.work(), lost[0].clone()).await;
    assert_eq!(setting.sweep().await, Resumed::default(), "it is too early");
    setting.product.clock.advance(TimeDelta::seconds(61));
    let expected = Resumed {
        chunks: 2,
        ..Resumed::default()
    };
    assert_eq!(setting.sweep().await, expected);
    drain(&setting.product).await;
    assert_eq!(setting.get(&done).await["state"], "undone");
    assert!(setting.tasks().await.iter().all(Task::is_deleted));
    let request = setting.admin.request(Method::GET, "/api/tasks?limit=1");
    let left = setting.admin.send(request).await.expect(StatusCode::OK);
    assert_eq!(left["items"], json!([]));
}
