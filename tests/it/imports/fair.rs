//! Imports that run at the same time, and what is seen of them.

use katalusis_domain::import::{Import, ImportChunk, ImportId, Outcome, PlannedRow, TaskFields};
use katalusis_domain::permission::Role;
use katalusis_events::Handled;
use katalusis_imports::{intake, rows};
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, counts, file};
use crate::people::{member, organization};
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

#[tokio::test]
async fn progress_has_a_speed_and_an_end() {
    let setting = Setting::new().await;
    let planned = setting
        .import(&file("Title", 2_000, |n| format!("Task {n}")), json!({}))
        .await;
    assert_eq!(planned["speed"], json!(null));
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let messages = setting.take("ROWS_QUEUE_URL").await;
    rows::handle(&setting.work(), messages[0].clone()).await;
    setting.product.clock.advance(chrono::TimeDelta::seconds(5));
    let going = setting.get(&planned).await;
    let speed = going["speed"]["rows_per_second"].as_f64().unwrap();
    // Tests' clocks go on by themselves, so it took five seconds and something.
    assert!((50.0..=100.0).contains(&speed), "{going}");
    assert!(going["speed"]["estimated_end"].is_string());
    setting.order(&planned, "cancel").await.expect(StatusCode::OK);
    assert_eq!(setting.get(&planned).await["speed"], json!(null));
}

#[tokio::test]
async fn the_history_is_searched_by_state_project_and_person() {
    let setting = Setting::new().await;
    let colleague = member(&setting.product, &setting.admin, Role::User).await;
    let done = setting.import("Title\nx\n", json!({"auto_commit": true})).await;
    let planned = setting.import("Title\nx\n", json!({})).await;
    let project = json!({"key": "OTHER", "name": "Other"});
    setting
        .admin
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    let body = json!({"project": "OTHER", "file_name": "a.csv", "size": 8, "content_type": "text/csv"});
    let waiting = colleague
        .post("/api/imports", body)
        .await
        .expect(StatusCode::CREATED);
    let found = async |query: &str| {
        let list = setting
            .admin
            .get(&format!("/api/imports?{query}"))
            .await
            .expect(StatusCode::OK);
        let ids = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|import| import["id"].clone());
        ids.collect::<Vec<_>>()
    };
    let (done, planned, waiting) = (done["id"].clone(), planned["id"].clone(), waiting["id"].clone());
    assert_eq!(found("state=completed").await, [done.clone()]);
    assert_eq!(
        found("state=planned&state=completed").await,
        [planned.clone(), done.clone()]
    );
    assert_eq!(found("project=other").await, [waiting.clone()]);
    assert_eq!(
        found(&format!("project={}&created_by=me", setting.project.id)).await,
        [planned.clone(), done]
    );
    assert_eq!(
        found(&format!("created_by={}", colleague.user_id)).await,
        [waiting]
    );
    assert_eq!(found("project=NOPE").await, Vec::<Value>::new());
    assert_eq!(found("created_by=me&limit=1").await, [planned]);
    for query in ["state=begun", "created_by=ada", "colour=red"] {
        let refused = setting.admin.get(&format!("/api/imports?{query}")).await;
        refused.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn rows_are_counted_while_the_file_is_read() {
    let setting = Setting::new().await;
    let text = file("Title", 5_000, |n| format!("Task {n}"));
    let import = setting.announce(text.as_bytes(), json!({})).await;
    setting.upload(&import, text.as_bytes()).await;
    let work = setting.work();
    for message in setting.take("UPLOADS_QUEUE_URL").await {
        let reading = async {
            while setting.get(&import).await["state"] != "reading" {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        // The reader dies as soon as it has begun.
        tokio::select! {
            _ = intake::handle(&work, message) => {}
            () = reading => {}
        }
    }
    let before = setting.get(&import).await;
    assert_eq!(before["state"], "reading");
    // A chunk that it would have written next.
    let id: ImportId = import["id"].as_str().unwrap().parse().unwrap();
    let organization = setting.organization();
    let stored: Import = organization.get(id).await.unwrap().unwrap();
    let rows = (2..5).map(|row| PlannedRow {
        row,
        outcome: Outcome::Create(TaskFields::default()),
    });
    let place = (stored.generation, 999);
    let chunk = ImportChunk::planned(stored.organization_id, id, place, rows.collect(), String::new());
    organization.add_import_chunk(&chunk).await.unwrap();
    setting.product.clock.advance(chrono::TimeDelta::seconds(1));
    let after = setting.get(&import).await;
    let read = before["counts"]["rows"].as_i64().unwrap() + 3;
    assert_eq!(after["counts"], counts(&json!({"rows": read})));
    assert!(
        after["speed"]["rows_per_second"].as_f64().unwrap() > 0.0,
        "{after}"
    );
    assert_eq!(after["speed"]["estimated_end"], json!(null));
}
