//! the primary steps down, dies, or all of MongoDB is away for half a minute, while tasks are created and a file is
//! imported. A step-down in the suite; all of it, several times, with `TEST_LONG=1`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bson::{Document, doc};
use futures::TryStreamExt;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::replica_set::ReplicaSet;
use super::{come_back_soon, file, the_plan_came_true};
use crate::imports::setting::{Setting, rounds};
use crate::processes::Process;
use crate::product::{drain, product_with};
use katalusis_testing::{Actor, Answer};

const CALLERS: usize = 6;
const OUTAGE: Duration = Duration::from_secs(30);
/// A chunk whose message was lost is sent again by the sweeper, a minute later.
const PATIENCE: Duration = Duration::from_mins(3);

/// What happens to the replica set.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    SteppedDown,
    Killed,
    Frozen,
}

#[tokio::test]
async fn a_primary_that_steps_down_loses_no_acknowledged_write_and_doubles_none() {
    for _ in 0..rounds(1, 5) {
        survives(Trouble::SteppedDown).await;
    }
}

#[tokio::test]
async fn an_outage_of_half_a_minute_loses_no_acknowledged_write_and_doubles_none() {
    for _ in 0..rounds(0, 3) {
        survives(Trouble::Killed).await;
        survives(Trouble::Frozen).await;
    }
}

async fn survives(trouble: Trouble) {
    let name = format!("{trouble:?}-{}", std::process::id());
    let mut set = ReplicaSet::start(&name).await;
    let uri = set.uri();
    let setting = Setting::of(product_with(&[("MONGODB_URI", &uri)]).await).await;
    come_back_soon(&setting.product).await;
    let text = file();
    let import = setting.announce(text.as_bytes(), json!({})).await;
    assert_eq!(setting.upload(&import, text.as_bytes()).await, StatusCode::OK);
    drain(&setting.product).await;
    let planned = setting.rows(&import, "limit=200").await;

    let mut server = Process::start(&setting.product, &["http"], &[]);
    server.ready().await;
    let mut worker = Process::start(&setting.product, &["worker"], &[]);
    worker.ready().await;
    let load = Load::start(&server.base, &setting);
    load.until_acknowledged(20).await;
    setting
        .order(&import, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    match trouble {
        Trouble::SteppedDown => set.step_down().await,
        Trouble::Killed => set.kill_primary(OUTAGE).await,
        Trouble::Frozen => set.freeze(OUTAGE).await,
    }
    set.primary().await;
    let acknowledged = load.acknowledged.load(Ordering::SeqCst);
    load.until_acknowledged(acknowledged + 20).await;
    completes(&setting, &import).await;
    let told = load.end().await;

    the_plan_came_true(&setting, &import, &planned).await;
    let titles = titles(&setting).await;
    for title in &told {
        assert_eq!(
            titles.get(title),
            Some(&1),
            "{trouble:?}: {title} was acknowledged"
        );
    }
    let doubles: Vec<_> = titles.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubles.is_empty(), "{trouble:?}: {doubles:?}");
    worker.stop().await;
    server.stop().await;
}

/// Waits until the import is over, whatever the API answers meanwhile.
async fn completes(setting: &Setting, import: &Value) {
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let began = Instant::now();
    loop {
        let now = setting.admin.get(&path).await;
        assert_ne!(now.body["state"], "failed", "{}", now.body);
        if now.body["state"] == "completed" {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{}", now.body);
        sleep(Duration::from_millis(200)).await;
    }
}

/// How many tasks there are of each title that the load gave.
async fn titles(setting: &Setting) -> BTreeMap<String, u64> {
    let client = mongodb::Client::with_uri_str(&setting.product.variables["MONGODB_URI"])
        .await
        .unwrap();
    let database = client.database(&setting.product.variables["MONGODB_DATABASE"]);
    let tasks = database.collection::<Document>("tasks");
    let found = tasks
        .find(doc! { "title": { "$regex": "^Load " } })
        .await
        .unwrap();
    let found: Vec<Document> = found.try_collect().await.unwrap();
    let mut titles = BTreeMap::new();
    for task in found {
        *titles
            .entry(task.get_str("title").unwrap().to_owned())
            .or_default() += 1;
    }
    titles
}

/// Callers that create tasks, one after another, and repeat what was refused; and one that reads.
struct Load {
    acknowledged: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    callers: JoinSet<Vec<String>>,
}

impl Load {
    fn start(base: &str, setting: &Setting) -> Self {
        let admin = Actor::anonymous(base).with_token(setting.admin.token.as_deref().unwrap());
        let mut load = Self {
            acknowledged: Arc::default(),
            over: Arc::default(),
            callers: JoinSet::new(),
        };
        for caller in 0..CALLERS {
            let (admin, project) = (admin.clone(), setting.project.id.to_string());
            let (acknowledged, over) = (load.acknowledged.clone(), load.over.clone());
            load.callers.spawn(async move {
                let mut made = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    let title = format!("Load {caller}-{}", made.len());
                    create(&admin, &project, &title).await;
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                    made.push(title);
                }
                made
            });
        }
        let over = load.over.clone();
        load.callers.spawn(async move {
            while !over.load(Ordering::SeqCst) {
                let answer = admin.get("/api/tasks?limit=1").await;
                if answer.status != StatusCode::OK {
                    come_back(&answer).await;
                }
            }
            Vec::new()
        });
        load
    }

    /// Waits until so many tasks were acknowledged in all.
    async fn until_acknowledged(&self, count: usize) {
        let began = Instant::now();
        while self.acknowledged.load(Ordering::SeqCst) < count {
            assert!(
                began.elapsed() < PATIENCE,
                "{} of {count} were acknowledged",
                self.acknowledged.load(Ordering::SeqCst)
            );
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The titles of all tasks that were acknowledged.
    async fn end(self) -> Vec<String> {
        self.over.store(true, Ordering::SeqCst);
        self.callers.join_all().await.into_iter().flatten().collect()
    }
}

/// Creates a task; the same request again, under the same key, for as long as it is refused.
async fn create(admin: &Actor, project: &str, title: &str) {
    let body = json!({"project_id": project, "title": title});
    loop {
        let request = admin
            .request(Method::POST, "/api/tasks")
            .header("idempotency-key", format!("key of {title}"))
            .json(&body);
        let answer = admin.send(request).await;
        match (answer.status, answer.body["code"].as_str()) {
            // Perhaps it took effect before, and that answer was lost with the database.
            (StatusCode::CREATED, _) | (StatusCode::CONFLICT, Some("already_exists")) => return,
            (StatusCode::CONFLICT, Some("in_progress")) => sleep(Duration::from_millis(200)).await,
            _ => come_back(&answer).await,
        }
    }
}

/// Whoever is refused is told when to come back, and that it was not their fault.
async fn come_back(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    let after = answer.headers.get("retry-after").unwrap();
    let seconds: u64 = after.to_str().unwrap().parse().unwrap();
    assert!(seconds >= 1);
    sleep(Duration::from_millis(300)).await;
}
