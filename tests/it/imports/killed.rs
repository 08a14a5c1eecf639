//! `server worker`, the real process, killed with SIGKILL while it works (R-1; a hundred times with `TEST_LONG=1`).

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::setting::{Setting, counts, file, rounds};

const KILLS: u64 = 6;
/// A transaction whose client died holds its chunk until MongoDB ends it, a minute later.
const PATIENCE: Duration = Duration::from_secs(150);

#[expect(clippy::disallowed_methods, reason = "where the binaries are, tests/run says")]
fn server() -> PathBuf {
    let binaries =
        std::env::var("TEST_BINARIES").expect("TEST_BINARIES is set: start the tests with tests/run");
    PathBuf::from(binaries).join("server")
}

/// A worker that is killed when it is dropped: SIGKILL, without a moment to finish anything.
struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn start_worker(setting: &Setting) -> Worker {
    let aws = &setting.product.aws;
    let child = Command::new(server())
        .args(["worker", "--no-sweep"])
        .env_clear()
        .envs(&setting.product.variables)
        .env("AWS_ENDPOINT_URL", aws.endpoint_url().unwrap())
        .env("AWS_REGION", aws.region().unwrap().as_ref())
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("HEALTH_ADDRESS", "127.0.0.1:0")
        .stderr(Stdio::null())
        .spawn();
    Worker(child.expect("the server was built"))
}

/// Messages of the dead come back soon, and as often as it takes.
async fn redeliver_quickly(setting: &Setting) {
    use aws_sdk_sqs::types::QueueAttributeName::{RedrivePolicy, VisibilityTimeout};

    let sqs = aws_sdk_sqs::Client::new(&setting.product.aws);
    for queue in ["UPLOADS_QUEUE_URL", "ROWS_QUEUE_URL"] {
        let url = &setting.product.variables[queue];
        let attributes = sqs.get_queue_attributes().queue_url(url);
        let attributes = attributes.attribute_names(RedrivePolicy).send().await.unwrap();
        let policy: Value = serde_json::from_str(&attributes.attributes.unwrap()[&RedrivePolicy]).unwrap();
        let policy = json!({"deadLetterTargetArn": policy["deadLetterTargetArn"], "maxReceiveCount": 1000});
        sqs.set_queue_attributes()
            .queue_url(url)
            .attributes(VisibilityTimeout, "2")
            .attributes(RedrivePolicy, policy.to_string())
            .send()
            .await
            .unwrap();
    }
}

/// Starts workers and kills them, one after another, then lets one work until the import is in `state`.
async fn kill_until(setting: &Setting, import: &Value, state: &str, seed: u64) {
    for kill in 0..KILLS {
        let worker = start_worker(setting);
        sleep(Duration::from_millis(60 + (seed + kill * 7_919) % 500)).await;
        drop(worker);
        if setting.get(import).await["state"] == state {
            return;
        }
    }
    let _worker = start_worker(setting);
    let began = Instant::now();
    while setting.get(import).await["state"] != state {
        assert!(began.elapsed() < PATIENCE, "{}", setting.get(import).await);
        sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn however_often_workers_are_killed_the_report_is_the_plans_and_each_row_one_task() {
    for seed in 0..rounds(1, 100) {
        killed_import(seed * 104_729).await;
    }
}

async fn killed_import(seed: u64) {
    let setting = Setting::new().await;
    redeliver_quickly(&setting).await;
    let text = file("Title,Priority", 10_000, |n| {
        format!("Task {n},{}", if n % 100 == 0 { "Urgent!!" } else { "High" })
    });
    let import = setting.announce(text.as_bytes(), json!({})).await;
    assert_eq!(setting.upload(&import, text.as_bytes()).await, StatusCode::OK);
    kill_until(&setting, &import, "planned", seed + 11).await;
    let plan = setting.report(&import).await;

    setting
        .order(&import, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    kill_until(&setting, &import, "completed", seed + 257).await;
    let done = setting.get(&import).await;
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 10000, "create": 9900, "error": 100, "created": 9900, "left": 0}))
    );
    let tasks = setting.tasks().await;
    assert_eq!(tasks.len(), 9_900);
    let mut keys: Vec<_> = tasks.iter().map(|task| task.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 9_900);

    // Without the keys it is the plan's report, byte for byte.
    let report = setting.report(&import).await;
    let mut without_keys = String::new();
    for line in report.split_inclusive("\r\n") {
        let (rest, key) = line.trim_end().rsplit_once(',').unwrap();
        without_keys.push_str(rest);
        without_keys.push_str(if key == "task_key" {
            ",task_key\r\n"
        } else {
            ",\r\n"
        });
    }
    assert_eq!(without_keys, plan);
}
