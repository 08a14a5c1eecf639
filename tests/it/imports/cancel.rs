//! `POST /api/imports/{id}/cancel`

use katalusis_imports::{intake, rows};
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, counts, file};
use crate::product::drain;

#[tokio::test]
async fn a_cancelled_import_stops_before_its_next_chunk() {
    let setting = Setting::new().await;
    let text = file("Title", 1_200, |n| format!("Task {n}"));
    let planned = setting.import(&text, json!({})).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let messages = setting.take("ROWS_QUEUE_URL").await;
    assert_eq!(messages.len(), 3);
    let work = setting.work();
    rows::handle(&work, messages[1].clone()).await;
    let cancelled = setting.order(&planned, "cancel").await.expect(StatusCode::OK);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(
        cancelled["counts"],
        counts(&json!({"rows": 1200, "create": 1200, "error": 0, "created": 500, "left": 0}))
    );
    for message in messages {
        rows::handle(&work, message).await;
    }
    assert_eq!(setting.tasks().await.len(), 500);
    assert_eq!(setting.get(&planned).await["state"], "cancelled");
    setting
        .order(&planned, "cancel")
        .await
        .expect_problem(409, "conflict");
    setting
        .order(&planned, "commit")
        .await
        .expect_problem(409, "conflict");

    let rows = setting.rows(&planned, "limit=200").await;
    assert_eq!(rows.iter().filter(|row| row["task_key"].is_string()).count(), 500);
}

#[tokio::test]
async fn a_file_that_comes_after_the_cancelling_is_ignored() {
    let setting = Setting::new().await;
    let import = setting
        .announce(b"Title\nx\n", json!({"auto_commit": true}))
        .await;
    setting.order(&import, "cancel").await.expect(StatusCode::OK);
    assert_eq!(setting.upload(&import, b"Title\nx\n").await, StatusCode::OK);
    drain(&setting.product).await;
    assert_eq!(setting.get(&import).await["state"], "cancelled");
    assert_eq!(setting.tasks().await, []);
}

#[tokio::test]
async fn cancelling_while_the_file_is_read_leaves_nothing_behind() {
    let setting = Setting::new().await;
    let text = format!("Title\n{}", "x\n".repeat(3_000));
    let import = setting
        .announce(text.as_bytes(), json!({"auto_commit": true}))
        .await;
    setting.upload(&import, text.as_bytes()).await;
    let messages = setting.take_some("UPLOADS_QUEUE_URL").await;
    let work = setting.work();
    let message = messages.into_iter().last().unwrap();
    let (_, cancelled) = tokio::join!(intake::handle(&work, message), setting.order(&import, "cancel"));
    cancelled.expect(StatusCode::OK);
    drain(&setting.product).await;
    assert_eq!(setting.get(&import).await["state"], "cancelled");
}
