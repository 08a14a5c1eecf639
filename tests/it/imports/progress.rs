//! What is seen of an import while it goes.

use katalusis_domain::import::{Import, ImportChunk, ImportId, Outcome, PlannedRow, Rows, TaskFields};
use katalusis_imports::rows;
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, counts, file};

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
async fn rows_are_counted_while_the_file_is_read() {
    let setting = Setting::new().await;
    let text = file("Title", 5_000, |n| format!("Task {n}"));
    let import = setting.announce(text.as_bytes(), json!({})).await;
    setting.upload(&import, text.as_bytes()).await;
    setting.die_while_reading(&import).await;
    let before = setting.get(&import).await;
    // A chunk that it would have written next.
    let id: ImportId = import["id"].as_str().unwrap().parse().unwrap();
    let organization = setting.organization();
    let stored: Import = organization.get(id).await.unwrap().unwrap();
    let rows = (2..5).map(|row| PlannedRow {
        row,
        outcome: Outcome::Create(TaskFields::default()),
    });
    let place = (stored.generation, 999);
    let chunk = ImportChunk::planned(
        stored.organization_id,
        id,
        place,
        Rows::pack(rows.collect()).unwrap(),
        String::new(),
    );
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
