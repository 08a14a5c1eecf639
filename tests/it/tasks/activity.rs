//! `GET /api/tasks/{task}/activity`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{each, path, project, shared_project, task};
use crate::imports::setting::Setting;
use crate::people::{member, organization};
use crate::product::{drain, product};

#[tokio::test]
async fn a_history_tells_who_changed_what_from_what_to_what() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({"priority": "low"})).await;
    let other = task(&admin, &ops, json!({})).await;
    user.patch(&path(&made, ""), json!({"status": "in_progress"}))
        .await
        .expect(StatusCode::OK);
    let comment = user
        .post(&path(&made, "/comments"), json!({"body": "done soon"}))
        .await
        .expect(StatusCode::CREATED);
    let bulk = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": [made["id"], other["id"]], "change": {"priority": "high"}}),
        )
        .await
        .expect(StatusCode::OK);

    let history = admin.get(&path(&made, "/activity")).await.expect(StatusCode::OK);
    assert_eq!(
        each(&history, "kind"),
        [
            "task.bulk_changed",
            "comment.created",
            "task.status_changed",
            "task.created"
        ]
    );
    let items = history["items"].as_array().unwrap();
    assert_eq!(items[0]["id"], bulk["event_id"]);
    assert_eq!(
        items[0]["changes"],
        json!([{"field": "priority", "old": "low", "new": "high"}])
    );
    assert_eq!(items[1]["about"]["id"], comment["id"]);
    assert_eq!(items[2]["actor"], json!({"type": "user", "id": user.user_id}));
    assert_eq!(
        items[2]["changes"],
        json!([{"field": "status", "old": "new", "new": "in_progress"}])
    );
    assert_eq!(items[3]["actor"]["id"], admin.user_id.as_str());

    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin
            .get(&path(&made, &format!("/activity?limit=1{cursor}")))
            .await
            .expect(StatusCode::OK);
        paged.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(&paged, items);
    assert_ne!(history["items"], Value::Null);
}

#[tokio::test]
async fn a_history_is_seen_by_who_sees_the_task() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    guest.get(&path(&open, "/activity")).await.expect(StatusCode::OK);
    guest
        .get(&path(&secret, "/activity"))
        .await
        .expect_problem(404, "not_found");
    other
        .get(&path(&open, "/activity"))
        .await
        .expect_problem(404, "not_found");
}

/// How an imported task came to be is told by the event of its whole chunk.
#[tokio::test]
async fn a_page_of_an_imported_tasks_history_is_no_longer_than_asked_for() {
    let setting = Setting::new().await;
    let import = setting.import("Title\nOne\n", json!({"auto_commit": true})).await;
    let id = import["id"].as_str().unwrap();
    let found = setting
        .admin
        .get(&format!("/api/tasks?import={}", id.to_uppercase()))
        .await
        .expect(StatusCode::OK);
    assert_eq!(each(&found, "title"), ["One"], "{import}");
    let made = &found["items"][0];
    setting
        .admin
        .patch(&path(made, ""), json!({"title": "Two"}))
        .await
        .expect(StatusCode::OK);
    for (limit, pages) in [(1, vec![1, 1]), (2, vec![2]), (3, vec![2])] {
        let mut kinds = Vec::new();
        let mut lengths = Vec::new();
        let mut cursor = String::new();
        loop {
            let query = format!("/activity?limit={limit}{cursor}");
            let page = setting
                .admin
                .get(&path(made, &query))
                .await
                .expect(StatusCode::OK);
            lengths.push(page["items"].as_array().unwrap().len());
            kinds.extend(each(&page, "kind"));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(kinds, ["task.changed", "task.created"], "{limit}");
        assert_eq!(lengths, pages, "{limit}");
    }
}

#[tokio::test]
async fn what_an_import_and_its_undo_did_to_a_task_is_told_as_that() {
    let setting = Setting::new().await;
    let kinds = async |title: &str| {
        let all = [("deleted", "true"), ("deleted", "false")];
        let mut found = Vec::new();
        for (name, value) in all {
            let page = setting.admin.get(&format!("/api/tasks?{name}={value}")).await;
            found.extend(page.expect(StatusCode::OK)["items"].as_array().unwrap().clone());
        }
        let task = found.into_iter().find(|task| task["title"] == title).unwrap();
        let history = setting.admin.get(&path(&task, "/activity")).await;
        each(&history.expect(StatusCode::OK), "kind")
    };
    let first = "External id,Title\nA,One\n";
    setting.import(first, json!({"auto_commit": true})).await;
    let second = "External id,Title\nA,One and a half\nB,Two\n";
    let import = setting
        .import(second, json!({"mode": "upsert", "auto_commit": true}))
        .await;
    assert_eq!(kinds("One and a half").await, ["task.changed", "task.created"]);
    assert_eq!(kinds("Two").await, ["task.created"]);

    setting.order(&import, "undo").await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(
        kinds("One").await,
        ["task.changed", "task.changed", "task.created"]
    );
    assert_eq!(kinds("Two").await, ["task.deleted", "task.created"]);
}

#[tokio::test]
async fn a_history_of_long_texts_comes_in_parts_that_a_lambda_can_answer() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let edits = 60;
    for edit in 0..edits {
        let description = format!("{edit} {}", "ab\n".repeat(16_000));
        admin
            .patch(&path(&made, ""), json!({"description": description}))
            .await
            .expect(StatusCode::OK);
    }
    let (mut entries, mut pages, mut cursor) = (0, 0, String::new());
    loop {
        let query = format!("/activity?limit=200{cursor}");
        let page = admin.get(&path(&made, &query)).await;
        assert!(page.bytes.len() < 5_000_000, "{}", page.bytes.len());
        let page = page.expect(StatusCode::OK);
        entries += page["items"].as_array().unwrap().len();
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(entries, edits + 1);
    assert!(pages > 1, "{pages}");
}
