//! Many at once: what waits for the database is carried out together, and nobody notices.

use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use crate::people::organization;
use crate::product::product;
use crate::tasks::{path, project, told};

#[tokio::test]
async fn tasks_made_at_once_each_get_a_number_and_an_event_of_their_own() {
    let product = product().await;
    let (acme, other) = tokio::join!(organization(&product, "Acme"), organization(&product, "Other"));
    let (ops, hr) = tokio::join!(project(&acme, "OPS"), project(&other, "HR"));
    let create = async |index: usize| {
        let (actor, project) = if index.is_multiple_of(2) {
            (&acme, &ops)
        } else {
            (&other, &hr)
        };
        let body = json!({"project_id": project["id"], "title": format!("Number {index}")});
        actor.post("/api/tasks", body).await.expect(StatusCode::CREATED)
    };
    let made = join_all((0..60).map(create)).await;

    for (actor, kept) in [(&acme, 0), (&other, 1)] {
        let mine: Vec<_> = made.iter().skip(kept).step_by(2).collect();
        let mut numbers: Vec<_> = mine.iter().map(|task| task["number"].as_i64().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
        for task in mine {
            assert_eq!(told(actor, task).await, ["task.created"]);
        }
    }
}

#[tokio::test]
async fn tasks_read_at_once_are_each_their_own_and_nobody_elses() {
    let product = product().await;
    let (acme, other) = tokio::join!(organization(&product, "Acme"), organization(&product, "Other"));
    let (ops, hr) = tokio::join!(project(&acme, "OPS"), project(&other, "HR"));
    let create = async |index: usize| {
        let (actor, project) = if index.is_multiple_of(2) {
            (&acme, &ops)
        } else {
            (&other, &hr)
        };
        let body = json!({"project_id": project["id"], "title": format!("Number {index}")});
        actor.post("/api/tasks", body).await.expect(StatusCode::CREATED)
    };
    let made = join_all((0..20).map(create)).await;

    // Each by its owner, by the owner once more, and by a stranger.
    let owner = |index: usize| if index.is_multiple_of(2) { &acme } else { &other };
    let reads = (0..60).map(async |index: usize| {
        let (task, asked) = (&made[index % 20], index % 20);
        let actor = if index < 40 {
            owner(asked)
        } else {
            owner(asked + 1)
        };
        (index, actor.get(&path(task, "")).await)
    });
    for (index, answer) in join_all(reads).await {
        if index < 40 {
            assert_eq!(answer.expect(StatusCode::OK), made[index % 20]);
        } else {
            answer.expect_problem(404, "not_found");
        }
    }
}
