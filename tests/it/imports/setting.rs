//! An organization with a project, and how files get into it.

use std::time::Duration;

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor as EventActor, Fact};
use katalusis_domain::import::{Origin, TaskFields};
use katalusis_domain::organization::{OrganizationId, UserId};
use katalusis_domain::project::Project;
use katalusis_domain::task::{Task, TaskId};
use katalusis_events::{Delivery, Handled, Resumed, resume_imports};
use katalusis_imports::{Work, intake};
use katalusis_runtime::settings::{Files, Imports, read_from};
use katalusis_store::OrganizationStore;
use katalusis_testing::{Actor, Answer, Product};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::product::{drain, product};

/// A product with one admin and the project `OPS`, whose custom fields are those of the peer's files.
pub struct Setting {
    pub product: Product,
    pub admin: Actor,
    pub project: Project,
}

impl Setting {
    pub async fn new() -> Self {
        Self::of(product().await).await
    }

    /// The same in a product that was started in a special way.
    pub async fn of(product: Product) -> Self {
        // The names of files' assignees.
        let admin = product
            .anonymous()
            .sign_up("Acme", "ada@example.com", "correct horse")
            .await;
        let project = make_project(&product, &admin).await;
        Self {
            product,
            admin,
            project,
        }
    }

    /// The organization's data, as the store sees it.
    pub fn organization(&self) -> OrganizationStore {
        organization(&self.product, &self.admin)
    }

    /// Announces a file; the answer is the created import with its upload.
    pub async fn announce(&self, text: &[u8], more: Value) -> Value {
        let mut body = json!({"project": "OPS", "file_name": "tasks.csv", "size": text.len(), "content_type": "text/csv"});
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.admin
            .post("/api/imports", body)
            .await
            .expect(StatusCode::CREATED)
    }

    /// Uploads a file as the announced import says.
    pub async fn upload(&self, import: &Value, text: &[u8]) -> StatusCode {
        let upload = &import["upload"];
        let method: Method = upload["method"].as_str().unwrap().parse().unwrap();
        let mut request = reqwest::Client::new().request(method, upload["url"].as_str().unwrap());
        for (name, value) in upload["headers"].as_object().unwrap() {
            if name != "content-length" {
                request = request.header(name, value.as_str().unwrap());
            }
        }
        request.body(text.to_vec()).send().await.unwrap().status()
    }

    /// Announces, uploads and lets the workers work.
    pub async fn import(&self, text: &str, more: Value) -> Value {
        let import = self.announce(text.as_bytes(), more).await;
        assert_eq!(self.upload(&import, text.as_bytes()).await, StatusCode::OK);
        drain(&self.product).await;
        self.get(&import).await
    }

    /// The import as it is now.
    pub async fn get(&self, import: &Value) -> Value {
        let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
        self.admin.get(&path).await.expect(StatusCode::OK)
    }

    /// Sends a file and its form in one call, while workers work.
    pub async fn one_call(&self, file: &[u8], name: &str, form: Form) -> Answer {
        let part = Part::bytes(file.to_vec()).file_name(name.to_owned());
        let request = self
            .admin
            .request(Method::POST, "/api/tasks/import")
            .multipart(form.part("file", part));
        let mut answer = std::pin::pin!(self.admin.send(request));
        loop {
            tokio::select! {
                answer = &mut answer => return answer,
                () = drain(&self.product) => {}
            }
        }
    }

    /// What the workers work with.
    pub fn work(&self) -> Work {
        let (files, imports) = read_from(self.product.variables.clone(), |reader| {
            let (files, imports) = (Files::read(reader), Imports::read(reader));
            Some((files?, imports?))
        })
        .unwrap();
        Work::new(&self.product.platform, &files, &imports)
    }

    /// Lets the reader of an uploaded file die right after it took the import.
    pub async fn die_while_reading(&self, import: &Value) {
        let work = self.work();
        for message in self.take_some("UPLOADS_QUEUE_URL").await {
            let reading = async {
                while self.get(import).await["state"] != "reading" {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                handled = Box::pin(intake::handle(&work, message)) => assert!(matches!(handled, Handled::Done)),
                () = reading => {}
            }
        }
        assert_eq!(self.get(import).await["state"], "reading");
    }

    /// Sweeps imports once.
    pub async fn sweep(&self) -> Resumed {
        let queue = |name: &str| self.product.platform.queue(&self.product.variables[name]);
        let (uploads, rows) = (queue("UPLOADS_QUEUE_URL"), queue("ROWS_QUEUE_URL"));
        resume_imports(&self.product.platform.store, &uploads, &rows)
            .await
            .unwrap()
    }

    /// Takes everything out of a queue once there is more than the bucket's own test event: on a busy machine a bucket
    /// takes its time to tell.
    pub async fn take_some(&self, queue: &str) -> Vec<Delivery> {
        let mut taken = Vec::new();
        for _ in 0..60 {
            taken.extend(self.take(queue).await);
            if taken
                .iter()
                .any(|message: &Delivery| !message.body.contains("s3:TestEvent"))
            {
                return taken;
            }
        }
        panic!("nothing came into {queue}")
    }

    /// Takes everything out of a queue, as it would be delivered for the first time.
    pub async fn take(&self, queue: &str) -> Vec<Delivery> {
        let queue = self.product.platform.queue(&self.product.variables[queue]);
        let mut taken = Vec::new();
        loop {
            let wait = Duration::from_secs(u64::from(taken.is_empty()));
            let received = queue.receive(wait).await.unwrap();
            if received.is_empty() {
                return taken;
            }
            for delivery in received {
                queue.delete(&delivery.receipt).await.unwrap();
                taken.push(delivery);
            }
        }
    }

    /// POST to one of the import's own paths.
    pub async fn order(&self, import: &Value, what: &str) -> Answer {
        let path = format!("/api/imports/{}/{what}", import["id"].as_str().unwrap());
        self.admin.post(&path, json!({})).await
    }

    /// Every row's verdict, page by page.
    pub async fn rows(&self, import: &Value, query: &str) -> Vec<Value> {
        let id = import["id"].as_str().unwrap();
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/imports/{id}/rows?{query}{cursor}");
            let page = self.admin.get(&path).await.expect(StatusCode::OK);
            rows.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    /// The report as text.
    pub async fn report(&self, import: &Value) -> String {
        let path = format!(
            "/api/imports/{}/report?format=csv",
            import["id"].as_str().unwrap()
        );
        let answer = self.admin.get(&path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?}", answer.body);
        let link = answer.headers["location"].to_str().unwrap();
        let response = reqwest::get(link).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.unwrap()
    }

    /// The tasks of the organization that came out of imports, by row.
    pub async fn tasks(&self) -> Vec<Task> {
        self.organization().imported_tasks(self.project.id).await.unwrap()
    }

    /// A task that no import made, with an id that one may want.
    pub async fn task_with_id(&self, id: TaskId) -> Task {
        let organization = self.organization();
        let origin = Origin {
            import_id: self.product.platform.world.id(),
            organization_id: organization.organization_id(),
            project_id: self.project.id,
            project_key: "OPS",
            created_by: self.project.created_by,
            now: self.product.platform.world.now(),
        };
        let number = organization.take_task_numbers(self.project.id, 1).await.unwrap();
        let mut task = origin.task(0, number, &TaskFields::default());
        (task.id, task.source) = (id, None);
        "typed".clone_into(&mut task.title);
        let change = organization.change(Fact::TaskCreated, Vec::new());
        change.insert(&task).unwrap().run().await.unwrap();
        task
    }

    /// The kinds of the organization's events about imports, the oldest first.
    pub async fn event_kinds(&self) -> Vec<String> {
        let organization = self.organization();
        let (mut kinds, mut cursor) = (Vec::new(), None);
        loop {
            let request = katalusis_store::PageRequest { limit: 1000, cursor };
            let query = katalusis_store::EventQuery::default();
            let page = organization.events(&query, &request).await.unwrap();
            kinds.extend(page.items.iter().map(|event| {
                let fact = serde_json::to_value(&event.fact).unwrap();
                fact["kind"].as_str().unwrap().to_owned()
            }));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        kinds
            .into_iter()
            .rev()
            .filter(|kind| kind.starts_with("import."))
            .collect()
    }
}

pub fn organization(product: &Product, admin: &Actor) -> OrganizationStore {
    let organization_id: OrganizationId = admin.organization_id.parse().unwrap();
    let user_id: UserId = admin.user_id.parse().unwrap();
    product.platform.store.in_name_of(
        organization_id,
        EventActor::User { id: user_id },
        RequestContext::default(),
    )
}

async fn make_project(product: &Product, admin: &Actor) -> Project {
    let body = json!({"key": "OPS", "name": "Operations", "custom_fields": [
        {"key": "customer", "name": "Customer", "kind": "text"},
        {"key": "amount", "name": "Amount", "kind": "number"},
        {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC", "AMER"]},
    ]});
    let made = admin
        .post("/api/projects", body)
        .await
        .expect(StatusCode::CREATED);
    let id = made["id"].as_str().unwrap().parse().unwrap();
    organization(product, admin).get(id).await.unwrap().unwrap()
}

/// A file with this header and so many lines.
pub fn file(header: &str, lines: usize, line: impl Fn(usize) -> String) -> String {
    let lines = std::iter::once(header.to_owned()).chain((0..lines).map(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The counts of an import: these, and 0 for the others.
pub fn counts(given: &Value) -> Value {
    let mut counts = json!({
        "rows": 0, "create": 0, "update": 0, "skip": 0, "error": 0, "created": 0, "updated": 0, "missed": 0, "left": 0,
    });
    for (name, count) in given.as_object().into_iter().flatten() {
        counts[name] = count.clone();
    }
    counts
}

/// How often a test repeats itself: `short` as a rule, `long` with `TEST_LONG=1 tests/run WORD`.
#[expect(clippy::disallowed_methods, reason = "only the length of tests hangs on it")]
pub fn rounds(short: u64, long: u64) -> u64 {
    if std::env::var("TEST_LONG").is_ok() {
        long
    } else {
        short
    }
}
