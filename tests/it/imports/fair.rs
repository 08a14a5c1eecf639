//! Imports that run at the same time.

use katalusis_events::Handled;
use katalusis_imports::rows;
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, file};
use crate::people::organization;
use crate::product::drain;

/// Does what stands in front of the queue until the import is completed; how many messages that took.
async fn messages_until_completed(setting: &Setting, actor: &Actor, import: &Value) -> usize {
    let work = setting.work();
    let queue = setting
        .product
        .platform
        .queue(&setting.product.variables["ROWS_QUEUE_URL"]);
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let mut handled = 0;
    loop {
        for delivery in queue.receive(std::time::Duration::ZERO).await.unwrap() {
            let receipt = delivery.receipt.clone();
            assert!(matches!(rows::handle(&work, delivery).await, Handled::Done));
            queue.delete(&receipt).await.unwrap();
            handled += 1;
        }
        if actor.get(&path).await.expect(StatusCode::OK)["state"] == "completed" {
            return handled;
        }
    }
}

/// A small import by `actor` into a project of its own, up to its plan.
async fn small(setting: &Setting, actor: &Actor, key: &str) -> Value {
    let project = json!({"key": key, "name": key});
    actor
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    let body = json!({"project": key, "file_name": "small.csv", "size": 8, "content_type": "text/csv"});
    let import = actor.post("/api/imports", body).await.expect(StatusCode::CREATED);
    assert_eq!(setting.upload(&import, b"Title\nx\n").await, StatusCode::OK);
    drain(&setting.product).await;
    import
}

#[tokio::test]
async fn a_large_import_holds_no_small_one_up() {
    let setting = Setting::new().await;
    let stranger = organization(&setting.product, "Other").await;
    let theirs = small(&setting, &stranger, "THEIRS").await;
    let ours = small(&setting, &setting.admin, "OURS").await;
    let large = setting
        .import(&file("Title", 15_000, |n| format!("Task {n}")), json!({}))
        .await;
    let order = async |actor: &Actor, import: &Value| {
        let path = format!("/api/imports/{}/commit", import["id"].as_str().unwrap());
        actor.post(&path, json!({})).await.expect(StatusCode::ACCEPTED);
    };
    order(&setting.admin, &large).await;
    order(&stranger, &theirs).await;
    order(&setting.admin, &ours).await;
    // Thirty chunks, of which eight wait in front of the others.
    let taken = messages_until_completed(&setting, &stranger, &theirs).await;
    assert!((1..=18).contains(&taken), "{taken}");
    messages_until_completed(&setting, &setting.admin, &ours).await;
    let going = setting.get(&large).await;
    assert_eq!(going["state"], "committing");
    assert!(going["counts"]["left"].as_i64().unwrap() > 0, "{going}");
    messages_until_completed(&setting, &setting.admin, &large).await;
    assert_eq!(setting.get(&large).await["counts"]["created"], 15_000);

    // It is undone in lanes as well.
    setting.order(&large, "undo").await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let undone = setting.get(&large).await;
    assert_eq!(
        (&undone["state"], &undone["undo"]["deleted"]),
        (&json!("undone"), &json!(15_000))
    );
}

#[tokio::test]
async fn a_lane_goes_on_after_a_worker_that_died_between_two_chunks() {
    let setting = Setting::new().await;
    let work = setting.work();
    let planned = setting
        .import(&file("Title", 5_000, |n| format!("Task {n}")), json!({}))
        .await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let first = setting.take("ROWS_QUEUE_URL").await;
    assert_eq!(first.len(), 8);
    let mut message = first[0].clone();
    assert!(matches!(
        rows::handle(&work, message.clone()).await,
        Handled::Done
    ));
    // What it sent on is lost. The same message at once is for a double; later it is for a dead worker.
    assert_eq!(setting.take("ROWS_QUEUE_URL").await.len(), 1);
    assert!(matches!(
        rows::handle(&work, message.clone()).await,
        Handled::Done
    ));
    assert_eq!(setting.take("ROWS_QUEUE_URL").await.len(), 0);
    message.receive_count = 2;
    assert!(matches!(rows::handle(&work, message).await, Handled::Done));
    let next = setting.take("ROWS_QUEUE_URL").await;
    assert!(
        next.len() == 1 && next[0].body.contains(r#""chunk":8,"#),
        "{next:?}"
    );
    for message in first.into_iter().skip(1).chain(next) {
        assert!(matches!(rows::handle(&work, message).await, Handled::Done));
    }
    drain(&setting.product).await;
    assert_eq!(setting.get(&planned).await["state"], "completed");
    assert_eq!(setting.tasks().await.len(), 5_000);
}
