//! Three real mongods, and what can happen to them.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bson::{Document, doc};
use mongodb::Client;
use mongodb::options::{ClientOptions, ServerAddress};
use tokio::time::{Instant, sleep};

const NAME: &str = "three";
const PATIENCE: Duration = Duration::from_mins(1);

/// A replica set of three members on this machine. Killed with the test.
pub struct ReplicaSet {
    folder: PathBuf,
    members: Vec<Member>,
}

struct Member {
    port: u16,
    child: Child,
}

impl ReplicaSet {
    /// Starts it, and waits until it takes writes. `name` is that of its folder.
    pub async fn start(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("replica-set-{name}"));
        let program = mongod();
        let members = (0..3).map(|index| {
            let port = free_port();
            let data = folder.join(index.to_string());
            std::fs::create_dir_all(&data).unwrap();
            let child = start_member(&program, &data, port);
            Member { port, child }
        });
        let set = Self {
            members: members.collect(),
            folder,
        };
        set.initiate().await;
        set.primary().await;
        set
    }

    /// The connection string.
    pub fn uri(&self) -> String {
        let hosts: Vec<String> = self
            .members
            .iter()
            .map(|member| format!("127.0.0.1:{}", member.port))
            .collect();
        format!("mongodb://{}/?replicaSet={NAME}", hosts.join(","))
    }

    /// The primary gives its office up, and does not want it back for ten seconds.
    pub async fn step_down(&self) {
        let primary = direct(self.members[self.primary().await].port);
        // It closes connections, this one maybe too.
        let order = doc! { "replSetStepDown": 10, "secondaryCatchUpPeriodSecs": 1, "force": true };
        drop(primary.database("admin").run_command(order).await);
    }

    /// `kill -9` of the primary, which comes back after a while.
    pub async fn kill_primary(&mut self, away: Duration) {
        let index = self.primary().await;
        let data = self.folder.join(index.to_string());
        let member = &mut self.members[index];
        member.child.kill().unwrap();
        member.child.wait().unwrap();
        sleep(away).await;
        member.child = start_member(&mongod(), &data, member.port);
    }

    /// All three stand still for a while: connections stay open, and nobody answers.
    pub async fn freeze(&self, away: Duration) {
        self.signal("-STOP");
        sleep(away).await;
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let ids = self.members.iter().map(|member| member.child.id().to_string());
        let sent = Command::new("kill").arg(signal).args(ids).status().unwrap();
        assert!(sent.success());
    }

    /// Which member is the primary, once one is.
    pub async fn primary(&self) -> usize {
        let began = Instant::now();
        loop {
            for (index, member) in self.members.iter().enumerate() {
                let admin = direct(member.port).database("admin");
                let hello = admin.run_command(doc! { "hello": 1 }).await;
                if hello.is_ok_and(|hello| hello.get_bool("isWritablePrimary").is_ok_and(|is| is)) {
                    return index;
                }
            }
            assert!(began.elapsed() < PATIENCE, "no member became the primary");
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn initiate(&self) {
        let members: Vec<Document> = self
            .members
            .iter()
            .zip(0..)
            .map(|(member, id)| doc! { "_id": id, "host": format!("127.0.0.1:{}", member.port) })
            .collect();
        // Elections as soon as a second after the primary was last heard of: tests are not to wait for ten.
        let settings = doc! { "electionTimeoutMillis": 1_000, "heartbeatIntervalMillis": 200 };
        let config = doc! { "_id": NAME, "members": members, "settings": settings };
        let began = Instant::now();
        let first = direct(self.members[0].port).database("admin");
        while let Err(error) = first
            .run_command(doc! { "replSetInitiate": config.clone() })
            .await
        {
            assert!(began.elapsed() < PATIENCE, "{error}");
            sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for ReplicaSet {
    fn drop(&mut self) {
        for member in &mut self.members {
            drop(member.child.kill());
            drop(member.child.wait());
        }
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A client of this member alone, which is patient for half a second.
fn direct(port: u16) -> Client {
    let mut options = ClientOptions::default();
    options.hosts = vec![ServerAddress::Tcp {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
    }];
    options.direct_connection = Some(true);
    options.server_selection_timeout = Some(Duration::from_millis(500));
    Client::with_options(options).unwrap()
}

fn start_member(program: &Path, data: &Path, port: u16) -> Child {
    Command::new(program)
        .args([
            "--replSet",
            NAME,
            "--bind_ip",
            "127.0.0.1",
            "--nounixsocket",
            "--quiet",
        ])
        .args(["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256"])
        .args(["--setParameter", "diagnosticDataCollectionEnabled=false"])
        // A transaction whose client was killed holds its documents that long; the default is 60 s.
        .args(["--setParameter", "transactionLifetimeLimitSeconds=10"])
        .arg("--port")
        .arg(port.to_string())
        .arg("--dbpath")
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The server that the local stack uses.
fn mongod() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../localstack/tools");
    let found = Command::new(tools)
        .arg("mongod")
        .env_remove("MONGODB_URI")
        .output()
        .unwrap();
    assert!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stderr)
    );
    PathBuf::from(String::from_utf8(found.stdout).unwrap().trim())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
