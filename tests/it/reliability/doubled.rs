//! every message of S3 and SQS arrives twice and in disorder, while two workers work. (What handlers make of
//! such messages one by one is tested with the imports.)

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{come_back_soon, file, reaches, the_plan_came_true};
use crate::imports::setting::Setting;
use crate::processes::Process;

#[tokio::test]
async fn messages_that_come_twice_and_in_disorder_change_nothing() {
    let setting = Setting::new().await;
    come_back_soon(&setting.product).await;
    let file = file();
    let import = setting.announce(file.as_bytes(), json!({})).await;
    assert_eq!(setting.upload(&import, file.as_bytes()).await, StatusCode::OK);
    double(&setting, "UPLOADS_QUEUE_URL").await;
    two_workers_until(&setting, &import, "planned").await;
    let planned = setting.rows(&import, "limit=200").await;
    setting
        .order(&import, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    double(&setting, "ROWS_QUEUE_URL").await;
    two_workers_until(&setting, &import, "completed").await;
    the_plan_came_true(&setting, &import, &planned).await;
}

/// Takes every message out of a queue and puts it back twice, the last one first.
async fn double(setting: &Setting, queue: &str) {
    let sqs = aws_sdk_sqs::Client::new(&setting.product.aws);
    // S3 tells of a file a moment after it took it.
    let mut taken = Vec::new();
    for _ in 0..20 {
        taken.extend(setting.take(queue).await);
        if !taken.is_empty() {
            break;
        }
    }
    assert!(!taken.is_empty());
    for message in taken.iter().rev().chain(&taken) {
        let sending = sqs.send_message().queue_url(&setting.product.variables[queue]);
        sending.message_body(&message.body).send().await.unwrap();
    }
}

/// Both work until the queues are empty, also with what is left over.
async fn two_workers_until(setting: &Setting, import: &Value, state: &str) {
    let mut workers = [(); 2].map(|()| Process::start(&setting.product, &["worker", "--no-sweep"], &[]));
    for worker in &mut workers {
        worker.ready().await;
    }
    let done = reaches(setting, import, state, Duration::from_secs(90)).await;
    assert!(
        done,
        "not {state}: {}\n{}",
        setting.get(import).await,
        workers[0].log()
    );
    // What came late is taken up as well.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(setting.take("UPLOADS_QUEUE_URL").await.is_empty());
    assert!(setting.take("ROWS_QUEUE_URL").await.is_empty());
    for worker in &mut workers {
        worker.stop().await;
    }
}
