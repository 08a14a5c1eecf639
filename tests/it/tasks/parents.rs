//! Tasks that are parts of tasks.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{path, pointers, project, task};
use crate::people::organization;
use crate::product::product;

#[tokio::test]
async fn a_task_is_never_a_part_of_itself() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let top = task(&admin, &ops, json!({})).await;
    let middle = task(&admin, &ops, json!({"parent_id": top["id"]})).await;
    let low = task(&admin, &ops, json!({"parent_id": middle["id"]})).await;
    for part in [&top, &middle, &low] {
        let problem = admin
            .patch(&path(&top, ""), json!({"parent_id": part["id"]}))
            .await
            .expect_problem(422, "invalid");
        assert_eq!(pointers(&problem), ["/parent_id"]);
    }
    let moved = admin
        .patch(&path(&low, ""), json!({"parent_id": top["id"]}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(moved["parent_id"], top["id"]);
    let free = admin
        .patch(&path(&low, ""), json!({"parent_id": null}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(free["parent_id"], Value::Null);

    admin
        .delete(&path(&middle, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    admin
        .patch(&path(&low, ""), json!({"parent_id": middle["id"]}))
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn tasks_lie_twenty_deep_and_no_deeper() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut above = task(&admin, &ops, json!({})).await;
    for _ in 0..20 {
        above = task(&admin, &ops, json!({"parent_id": above["id"]})).await;
    }
    let problem = admin
        .post(
            "/api/tasks",
            json!({"project_id": ops["id"], "title": "T", "parent_id": above["id"]}),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(pointers(&problem), ["/parent_id"]);
}

/// What is moved brings along what lies below it, and that must fit too.
#[tokio::test]
async fn a_moved_task_brings_its_parts_along() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut chain = vec![task(&admin, &ops, json!({})).await];
    for level in 0..19 {
        chain.push(task(&admin, &ops, json!({"parent_id": chain[level]["id"]})).await);
    }
    let top = task(&admin, &ops, json!({})).await;
    let part = task(&admin, &ops, json!({"parent_id": top["id"]})).await;
    let below = task(&admin, &ops, json!({"parent_id": part["id"]})).await;
    // A part in the bin can be restored.
    admin
        .delete(&path(&below, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    let move_under = async |level: usize| {
        let change = json!({"parent_id": chain[level]["id"]});
        admin.patch(&path(&top, ""), change).await
    };
    for level in [18, 19] {
        let problem = move_under(level).await.expect_problem(422, "invalid");
        assert_eq!(pointers(&problem), ["/parent_id"], "{level}");
    }
    move_under(17).await.expect(StatusCode::OK);
}

/// Each of two changes is fine by itself; together they would close a circle.
#[tokio::test]
async fn two_changes_at_once_close_no_circle() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    for _ in 0..6 {
        let one = task(&admin, &ops, json!({})).await;
        let two = task(&admin, &ops, json!({})).await;
        let (one_path, two_path) = (path(&one, ""), path(&two, ""));
        let (first, second) = tokio::join!(
            admin.patch(&one_path, json!({"parent_id": two["id"]})),
            admin.patch(&two_path, json!({"parent_id": one["id"]}))
        );
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
    }
}
