//! `DELETE /api/tasks/{task}` and `POST /api/tasks/{task}/restore`

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{each, path, project, task, told};
use crate::people::organization;
use crate::product::product;

#[tokio::test]
async fn a_deleted_task_lies_in_the_bin_until_it_is_restored() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    task(&admin, &ops, json!({})).await;

    for _ in 0..2 {
        admin
            .delete("/api/tasks/OPS-1")
            .await
            .expect(StatusCode::NO_CONTENT);
    }
    let list = |query: &'static str| admin.get(query);
    assert_eq!(
        each(&list("/api/tasks").await.expect(StatusCode::OK), "key"),
        ["OPS-2"]
    );
    let bin = list("/api/tasks?deleted=true").await.expect(StatusCode::OK);
    assert_eq!(each(&bin, "key"), ["OPS-1"]);
    assert!(bin["items"][0]["deleted_at"].is_string());
    let problem = admin
        .patch(&path(&made, ""), json!({"title": "x"}))
        .await
        .expect_problem(409, "conflict");
    assert_eq!(problem["allowed"], json!(["restore"]));

    for _ in 0..2 {
        let restored = admin.post(&path(&made, "/restore"), json!({})).await;
        assert_eq!(restored.etag(), "\"3\"");
        assert_eq!(restored.expect(StatusCode::OK)["deleted_at"], Value::Null);
    }
    assert_eq!(
        each(&list("/api/tasks").await.expect(StatusCode::OK), "key"),
        ["OPS-2", "OPS-1"]
    );
    assert_eq!(
        told(&admin, &made).await,
        ["task.created", "task.deleted", "task.restored"]
    );
}

#[tokio::test]
async fn two_who_delete_at_once_both_succeed_and_one_event_tells() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let one = path(&made, "");
    let answers = tokio::join!(admin.delete(&one), admin.delete(&one), admin.delete(&one));
    for answer in [answers.0, answers.1, answers.2] {
        answer.expect(StatusCode::NO_CONTENT);
    }
    assert_eq!(told(&admin, &made).await, ["task.created", "task.deleted"]);
}

#[tokio::test]
async fn a_task_is_deleted_at_the_revision_that_is_meant() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    admin
        .patch(&path(&made, ""), json!({"title": "newer"}))
        .await
        .expect(StatusCode::OK);
    let delete = async |revision: &str| {
        let request = admin.request(Method::DELETE, &path(&made, ""));
        admin.send(request.header("if-match", revision)).await
    };
    delete("\"1\"").await.expect_problem(412, "lost_race");
    let still = admin.get(&path(&made, "")).await.expect(StatusCode::OK);
    assert_eq!(still["deleted_at"], Value::Null);
    delete("\"2\"").await.expect(StatusCode::NO_CONTENT);
}
