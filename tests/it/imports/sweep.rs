//! What the sweeper does for imports.

use chrono::TimeDelta;
use katalusis_domain::import::ImportId;
use katalusis_events::Resumed;
use katalusis_imports::rows;
use reqwest::StatusCode;
use serde_json::json;

use super::setting::Setting;
use crate::product::drain;

#[tokio::test]
async fn chunks_whose_messages_were_lost_are_sent_again() {
    let setting = Setting::new().await;
    let text = format!("Title\n{}", "x\n".repeat(1_200));
    let planned = setting.import(&text, json!({})).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let lost = setting.take("ROWS_QUEUE_URL").await;
    rows::handle(&setting.work(), lost[0].clone()).await;
    assert_eq!(setting.sweep().await, Resumed::default(), "it is too early");
    setting.product.clock.advance(TimeDelta::seconds(61));
    let expected = Resumed {
        chunks: 2,
        ..Resumed::default()
    };
    assert_eq!(setting.sweep().await, expected);
    assert_eq!(setting.sweep().await, Resumed::default(), "they are on their way");
    drain(&setting.product).await;
    assert_eq!(setting.get(&planned).await["state"], "completed");
    assert_eq!(setting.tasks().await.len(), 1_200);
}

#[tokio::test]
async fn a_file_whose_reader_died_is_read_again() {
    let setting = Setting::new().await;
    let text = format!("Title\n{}", "x\n".repeat(5_000));
    let import = setting
        .announce(text.as_bytes(), json!({"auto_commit": true}))
        .await;
    setting.upload(&import, text.as_bytes()).await;
    // SQS would deliver the message again in half an hour.
    setting.die_while_reading(&import).await;
    setting.product.clock.advance(TimeDelta::minutes(7));
    let expected = Resumed {
        plans: 1,
        ..Resumed::default()
    };
    assert_eq!(setting.sweep().await, expected);
    drain(&setting.product).await;
    let done = setting.get(&import).await;
    assert_eq!(done["state"], "completed");
    assert_eq!(done["counts"]["created"], 5_000);
}

#[tokio::test]
async fn an_import_without_a_file_ends_after_a_day() {
    let setting = Setting::new().await;
    let import = setting.announce(b"Title\nx\n", json!({})).await;
    setting.product.clock.advance(TimeDelta::hours(23));
    assert_eq!(setting.sweep().await, Resumed::default());
    setting.product.clock.advance(TimeDelta::hours(2));
    let expected = Resumed {
        expired: 1,
        ..Resumed::default()
    };
    assert_eq!(setting.sweep().await, expected);
    // The session is over as well by now, so the database is asked.
    let organization = setting.organization();
    let id: ImportId = import["id"].as_str().unwrap().parse().unwrap();
    let expired = organization.get(id).await.unwrap().unwrap();
    assert_eq!(expired.state.word(), "failed");
    assert_eq!(expired.failure.unwrap().code, "expired");
}
