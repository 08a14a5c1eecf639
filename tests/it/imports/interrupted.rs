//! Workers that die at any moment.

use std::time::Duration;

use katalusis_events::Delivery;
use katalusis_imports::{Work, intake, rows};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, counts, file, rounds};

/// Cuts a handler off after a while, as often as it takes, and delivers the message again each time.
async fn until_done<F>(mut message: Delivery, seed: u64, handle: impl Fn(Delivery) -> F)
where
    F: Future<Output = katalusis_events::Handled>,
{
    let mut patience = Duration::from_micros(200 + seed % 3_000);
    loop {
        let handled = tokio::time::timeout(patience, handle(message.clone())).await;
        match handled {
            Ok(katalusis_events::Handled::Done) => return,
            Ok(katalusis_events::Handled::Poison(reason)) => panic!("{reason}"),
            Ok(katalusis_events::Handled::Retry(_)) | Err(_) => message.receive_count += 1,
        }
        // Longer each time, so that every point is met and the end is reached.
        patience = patience * 5 / 4 + Duration::from_micros(seed % 700);
    }
}

async fn interrupted_import(setting: &Setting, work: &Work, seed: u64) {
    let before = setting.tasks().await.len();
    let text = file("Title,Priority", 1_200, |n| {
        format!("Task {n},{}", if n % 40 == 0 { "?" } else { "" })
    });

    let import = setting
        .announce(text.as_bytes(), json!({"auto_commit": true}))
        .await;
    setting.upload(&import, text.as_bytes()).await;
    for message in setting.take_some("UPLOADS_QUEUE_URL").await {
        until_done(message, seed * 7_919, |message| intake::handle(work, message)).await;
    }
    // What was cut off between commit and sending is found by the sweeper.
    setting.product.clock.advance(chrono::TimeDelta::minutes(7));
    setting.sweep().await;
    for message in setting.take("UPLOADS_QUEUE_URL").await {
        until_done(message, 3_000, |message| intake::handle(work, message)).await;
    }
    let messages = setting.take("ROWS_QUEUE_URL").await;
    let tasks = messages.into_iter().enumerate().map(|(index, message)| {
        until_done(message, seed * 104_729 + index as u64 * 311, |message| {
            rows::handle(work, message)
        })
    });
    let mut tasks: Vec<_> = tasks.map(Box::pin).collect();
    while let Some(first) = tasks.pop() {
        match tasks.pop() {
            Some(second) => drop(tokio::join!(first, second)),
            None => first.await,
        }
    }
    setting.product.clock.advance(chrono::TimeDelta::minutes(7));
    setting.sweep().await;

    let done = setting.get(&import).await;
    assert_eq!(done["state"], "completed", "seed {seed}: {done}");
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 1200, "create": 1170, "error": 30, "created": 1170, "left": 0}))
    );
    let tasks = setting.tasks().await;
    assert_eq!(tasks.len() - before, 1_170, "seed {seed}");
    let keys = setting.rows(&import, "verdict=create&limit=200").await;
    for row in keys {
        let key = row["task_key"].as_str().unwrap();
        let task = tasks.iter().find(|task| task.key == key).unwrap();
        assert_eq!(task.title, row["task"]["title"].as_str().unwrap());
    }
    interrupted_undo(setting, work, &import, seed).await;
}

async fn interrupted_undo(setting: &Setting, work: &Work, import: &Value, seed: u64) {
    let told = || async {
        let kinds = setting.event_kinds().await;
        kinds.iter().filter(|kind| *kind == "import.chunk_undone").count()
    };
    let before = told().await;
    setting.order(import, "undo").await.expect(StatusCode::ACCEPTED);
    for (index, message) in setting.take("ROWS_QUEUE_URL").await.into_iter().enumerate() {
        until_done(message, seed * 7_919 + index as u64 * 311, |message| {
            rows::handle(work, message)
        })
        .await;
    }
    setting.product.clock.advance(chrono::TimeDelta::minutes(7));
    setting.sweep().await;
    let undone = setting.get(import).await;
    assert_eq!(undone["state"], "undone", "seed {seed}: {undone}");
    assert_eq!(
        (&undone["undo"]["deleted"], &undone["undo"]["kept"]),
        (&json!(1170), &json!(0))
    );
    assert_eq!(told().await - before, 3, "seed {seed}");
    let tasks = setting.tasks().await;
    assert!(
        tasks.iter().all(|task| task.is_deleted() && task.revision == 2),
        "seed {seed}"
    );
}

#[tokio::test]
async fn however_workers_are_cut_off_each_row_becomes_one_task() {
    // In a setting of its own for every few: a log-in ends after a day of its clock.
    for seeds in (0..rounds(6, 100)).collect::<Vec<_>>().chunks(20) {
        let setting = Setting::new().await;
        let work = setting.work();
        for seed in seeds {
            interrupted_import(&setting, &work, *seed).await;
        }
    }
}
