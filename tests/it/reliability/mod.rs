//! What the real worker's processes promise although they are killed and told everything twice.

mod doubled;
mod killed;
mod messages;
mod primary;
mod replica_set;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use aws_sdk_sqs::types::QueueAttributeName;
use katalusis_testing::Product;
use serde_json::Value;

use crate::imports::setting::Setting;

const ROWS: usize = 3_000;
/// Each so many rows one cannot be imported.
const BAD_EVERY: usize = 100;

/// A file with some rows that cannot be imported.
fn file() -> String {
    let mut text = "Title,Priority,Due,Customer,Amount\n".to_owned();
    for row in 0..ROWS {
        let title = if row % BAD_EVERY == 7 {
            String::new()
        } else {
            format!("Row {row}")
        };
        writeln!(text, "{title},High,2026-03-31,C{row},{row}.5").unwrap();
    }
    text
}

/// Messages of a worker that was killed come back within a second, and never end in the dead-letter queue.
async fn come_back_soon(product: &Product) {
    let sqs = aws_sdk_sqs::Client::new(&product.aws);
    for queue in ["UPLOADS", "ROWS"] {
        let url = &product.variables[&format!("{queue}_QUEUE_URL")];
        let dead_letters = &product.variables[&format!("{queue}_DEAD_LETTERS_URL")];
        let asked = sqs
            .get_queue_attributes()
            .queue_url(dead_letters)
            .attribute_names(QueueAttributeName::QueueArn)
            .send()
            .await
            .unwrap();
        let dead_letters = &asked.attributes.unwrap()[&QueueAttributeName::QueueArn];
        let policy = format!(r#"{{"deadLetterTargetArn":"{dead_letters}","maxReceiveCount":1000}}"#);
        sqs.set_queue_attributes()
            .queue_url(url)
            .attributes(QueueAttributeName::VisibilityTimeout, "1")
            .attributes(QueueAttributeName::RedrivePolicy, policy)
            .send()
            .await
            .unwrap();
    }
}

/// Waits until the import is in this state, or the time is up.
async fn reaches(setting: &Setting, import: &Value, state: &str, within: Duration) -> bool {
    let until = tokio::time::Instant::now() + within;
    loop {
        let now = setting.get(import).await;
        assert_ne!(now["state"], "failed", "{now}");
        if now["state"] == state {
            return true;
        }
        if tokio::time::Instant::now() > until {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The plan as it was shown before the commit must be what came out of it, and nothing besides.
async fn the_plan_came_true(setting: &Setting, import: &Value, planned: &[Value]) {
    let done = setting.get(import).await;
    let bad = ROWS / BAD_EVERY;
    let counts = &done["counts"];
    assert_eq!(
        (
            counts["rows"].as_u64(),
            counts["error"].as_u64(),
            counts["created"].as_u64(),
            counts["left"].as_u64()
        ),
        (
            Some(ROWS as u64),
            Some(bad as u64),
            Some((ROWS - bad) as u64),
            Some(0)
        )
    );
    let result = setting.rows(import, "limit=200").await;
    assert_eq!(result.len(), ROWS);
    let mut keys = BTreeMap::new();
    for (planned, result) in planned.iter().zip(&result) {
        let mut result = result.clone();
        let key = std::mem::take(&mut result["task_key"]);
        assert_eq!(*planned, result);
        if result["verdict"] == "create" {
            let before = keys.insert(key.as_str().unwrap().to_owned(), result["task"]["title"].clone());
            assert_eq!(before, None, "two rows have the task {key}");
        } else {
            assert_eq!(key, Value::Null);
        }
    }
    let tasks: BTreeMap<String, Value> = setting
        .tasks()
        .await
        .into_iter()
        .map(|task| (task.key, Value::String(task.title)))
        .collect();
    assert_eq!(tasks.len(), ROWS - bad);
    assert_eq!(tasks, keys);
    let finished = setting.event_kinds().await;
    assert_eq!(
        finished.iter().filter(|kind| *kind == "import.finished").count(),
        1,
        "{finished:?}"
    );
}
