//! `kill -9` of workers at any moment.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{come_back_soon, file, reaches, the_plan_came_true};
use crate::imports::setting::Setting;
use crate::processes::Process;

/// How often workers are killed in each of the two parts of an import.
const KILLS: usize = 6;

#[tokio::test]
async fn killed_workers_lose_nothing_and_double_nothing() {
    let setting = Setting::new().await;
    come_back_soon(&setting.product).await;
    let file = file();
    let import = setting.announce(file.as_bytes(), json!({})).await;
    assert_eq!(setting.upload(&import, file.as_bytes()).await, StatusCode::OK);
    work_until(&setting, &import, "planned").await;
    let planned = setting.rows(&import, "limit=200").await;
    setting
        .order(&import, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    work_until(&setting, &import, "completed").await;
    the_plan_came_true(&setting, &import, &planned).await;
}

/// Starts workers and kills them after a random time, then lets the last one finish.
async fn work_until(setting: &Setting, import: &Value, state: &str) {
    for _ in 0..KILLS {
        let mut worker = Process::start(&setting.product, &["worker"], &[]);
        worker.ready().await;
        let [low, high] = setting.product.platform.world.bytes::<2>();
        let life = Duration::from_millis(u64::from(u16::from_be_bytes([high, low])) % 600);
        let done = reaches(setting, import, state, life).await;
        worker.kill();
        if done {
            return;
        }
    }
    let mut worker = Process::start(&setting.product, &["worker"], &[]);
    worker.ready().await;
    let done = reaches(setting, import, state, Duration::from_secs(90)).await;
    assert!(
        done,
        "not {state}: {}\n{}",
        setting.get(import).await,
        worker.log()
    );
    worker.stop().await;
}
