//! The real `server` as processes of their own, beside a test's product: same database, queues, bucket and keys.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use katalusis_testing::Product;

/// A running `server`. Killed with the test.
pub struct Process {
    /// Where it listens.
    pub base: String,
    log: PathBuf,
    child: Child,
}

impl Process {
    /// Starts `server` with these arguments and the product's settings, some of them replaced by `settings`.
    pub fn start(product: &Product, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let address = free_address();
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("server-{}.log", product.platform.world.uuid()));
        let output = File::create(&log).unwrap();
        let child = Command::new(binaries().join("server"))
            .args(arguments)
            .env_clear()
            .envs(&product.variables)
            .envs([
                ("AWS_ENDPOINT_URL", product.aws.endpoint_url().unwrap()),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
                ("HTTP_ADDRESS", &address),
                ("HEALTH_ADDRESS", &address),
            ])
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .expect("tests/run builds the server first");
        Self {
            base: format!("http://{address}"),
            log,
            child,
        }
    }

    /// Waits until it answers.
    pub async fn ready(&mut self) {
        for _ in 0..300 {
            if let Ok(answer) = reqwest::get(format!("{}/api/health/live", self.base)).await
                && answer.status().is_success()
            {
                return;
            }
            assert!(
                self.child.try_wait().unwrap().is_none(),
                "it ended:\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it did not get ready:\n{}", self.log());
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// `kill -9`: not even a destructor runs.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) {
        for _ in 0..300 {
            if self.child.try_wait().unwrap().is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it goes on:\n{}", self.log());
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(&mut self) {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(asked.success());
        self.ended().await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_file(&self.log));
    }
}

/// Where the binaries are.
#[expect(clippy::disallowed_methods, reason = "where the binaries are, tests/run says")]
pub fn binaries() -> PathBuf {
    let beside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../debug");
    std::env::var("TEST_BINARIES").map_or(beside, PathBuf::from)
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}
