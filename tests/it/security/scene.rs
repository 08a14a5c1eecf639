//! Two organizations side by side, with one thing of each kind on demand.

use chrono::TimeDelta;
use katalusis_auth::operator::{NewOperator, make_super_admin};
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor as EventActor, Subject, SubjectKind};
use katalusis_domain::notification::{Notification, NotificationReason};
use katalusis_domain::permission::{Grant, Permission, Role};
use katalusis_domain::task::Task;
use katalusis_testing::{Actor, Answer, Product};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::document::Operation;
use crate::people::{member, organization};
use crate::product::product;

/// A product with two customers and its operator.
pub struct Scene {
    pub product: Product,
    pub acme: Place,
    pub rival: Place,
    pub operator: Actor,
}

/// An organization, its admin, and a project that guests see.
pub struct Place {
    /// A word that is in every text here, and nowhere else.
    pub mark: String,
    pub admin: Actor,
    pub project_id: String,
    pub project_key: String,
    /// Someone who works there.
    pub member: Actor,
    /// Someone who looks on.
    pub guest: Actor,
}

impl Scene {
    pub async fn new() -> Self {
        let product = product().await;
        let acme = Place::new(&product, "Acme").await;
        let rival = Place::new(&product, "Rival").await;
        let operator = operator(&product).await;
        Self {
            product,
            acme,
            rival,
            operator,
        }
    }

    /// The operation's path with things of `place` in it. What belongs to somebody belongs to `actor` if that
    /// is as far as its permission reaches, and to a colleague otherwise.
    pub async fn path(&self, operation: &Operation, place: &Place, actor: &Actor, reach: Grant) -> String {
        let owner = if reach == Grant::Own { actor } else { &place.member };
        let mut path = String::new();
        let mut task = String::new();
        for segment in operation.path.split('/').skip(1) {
            let value = match segment {
                "{project}" => place.project_id.clone(),
                "{task}" => {
                    task = place.task().await;
                    if operation.id == "restore_task" {
                        place.admin.delete(&format!("/api/tasks/{task}")).await;
                    }
                    task.clone()
                }
                "{code}" => "not_found".to_owned(),
                "{number}" => "1".to_owned(),
                "{token}" => self.hook_token(place, path.rsplit('/').next().unwrap()).await,
                "{id}" | "{comment}" | "{attachment}" | "{event}" => {
                    self.thing(&path, place, owner, &task).await
                }
                // Anyone may watch for oneself.
                "{user}" if reach == Grant::All => place.member.user_id.clone(),
                "{user}" => "me".to_owned(),
                fixed if !fixed.starts_with('{') => fixed.to_owned(),
                unknown => panic!("{}: say in scene.rs what {unknown} stands for", operation.path),
            };
            path = format!("{path}/{value}");
        }
        path
    }

    /// An entry in the inbox of `owner`, as the consumer of the events queue would put it there.
    async fn notification(&self, place: &Place, owner: &Actor) -> String {
        let (store, world) = (&self.product.platform.store, &self.product.platform.world);
        let entry = Notification {
            id: world.id(),
            organization_id: place.admin.organization_id.parse().unwrap(),
            user_id: owner.user_id.parse().unwrap(),
            reason: NotificationReason::Assigned,
            event_id: world.id(),
            actor: EventActor::System,
            subject: Subject::new::<Task>(SubjectKind::Task, world.id()),
            title: place.mark.clone(),
            excerpt: None,
            at: world.now(),
            read_at: None,
            expires_at: world.now() + TimeDelta::days(1),
        };
        store
            .in_name_of(
                entry.organization_id,
                EventActor::System,
                RequestContext::default(),
            )
            .tell(std::slice::from_ref(&entry))
            .await
            .unwrap();
        entry.id.to_string()
    }

    /// A fresh thing of the kind that lies under `collection`.
    async fn thing(&self, collection: &str, place: &Place, owner: &Actor, task: &str) -> String {
        match collection
            .strip_prefix(&format!("/api/tasks/{task}"))
            .unwrap_or(collection)
        {
            "/api/users" => member(&self.product, &place.admin, Role::User).await.user_id,
            "/api/users/invitations" => {
                let body = json!({ "email": self.email(), "role": "guest" });
                made(&place.admin.post(collection, body).await)
            }
            "/api/auth/sessions" => {
                // One's own, or that of someone who is not needed any more.
                let ends = if owner.user_id == place.member.user_id {
                    member(&self.product, &place.admin, Role::User).await
                } else {
                    owner.clone()
                };
                let listed = ends.get(collection).await.expect(StatusCode::OK);
                listed["items"][0]["id"].as_str().unwrap().to_owned()
            }
            "/api/auth/tokens" => {
                let body = json!({ "name": place.mark, "role": "user", "areas": ["tasks"] });
                made(&owner.post(collection, body).await)
            }
            "/api/imports" => {
                let body = json!({
                    "project": place.project_key, "file_name": format!("{}.csv", place.mark), "size": 8, "content_type": "text/csv",
                });
                made(&place.admin.post(collection, body).await)
            }
            "/api/imports/profiles" => {
                let mapping = json!({ "rules": [{ "target": "title", "column": "Name" }] });
                let body = json!({ "project": place.project_key, "name": place.mark, "mapping": mapping });
                made(&owner.post(collection, body).await)
            }
            "/api/workflows" => published_workflow(place, owner, "manual").await,
            "/api/hooks" => published_workflow(place, &place.admin, "webhook").await,
            "/api/runs" => {
                let workflow = published_workflow(place, &place.admin, "manual").await;
                let begin = format!("/api/workflows/{workflow}/runs");
                // An operator works elsewhere as a rule.
                let here = owner.organization_id == place.admin.organization_id;
                let starter = if here { owner } else { &place.admin };
                made(&starter.post(&begin, json!({})).await)
            }
            "/api/rules" => {
                let then =
                    json!([{ "kind": "change_task", "task": "trigger.task.id", "comment": place.mark }]);
                let body = json!({ "name": place.mark, "when": "task_created", "then": then });
                made(&owner.post(collection, body).await)
            }
            "/api/notifications" => self.notification(place, owner).await,
            "/comments" => made(&owner.post(collection, json!({ "body": place.mark })).await),
            "/attachments" => place.attachment(collection).await,
            "bulk" => {
                let body = json!({ "ids": [place.task().await], "change": { "priority": "critical" } });
                let changed = owner.post("/api/tasks/bulk", body).await.expect(StatusCode::OK);
                changed["event_id"].as_str().unwrap().to_owned()
            }
            unknown => panic!("say in scene.rs how to make something under {unknown}"),
        }
    }

    /// What proves that a caller was told the address of a workflow.
    async fn hook_token(&self, place: &Place, workflow: &str) -> String {
        let secret = place
            .admin
            .get(&format!("/api/workflows/{workflow}/secret"))
            .await;
        let path = secret.body["hook_path"].as_str().unwrap_or_default().to_owned();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// An address that nobody has yet.
    pub fn email(&self) -> String {
        format!("{}@example.com", self.product.platform.world.uuid())
    }

    /// The example of the operation's body, with things of `place` in it.
    pub async fn body(&self, operation: &Operation, place: &Place) -> Option<Value> {
        let mut body = operation.body.as_ref()?.1.clone();
        if let Some(fields) = body.as_object_mut() {
            for (name, value) in fields {
                match (operation.id.as_str(), name.as_str()) {
                    (_, "project_id") => *value = json!(place.project_id),
                    ("create_import" | "import_tasks" | "create_import_profile", "project") => {
                        *value = json!(place.project_key);
                    }
                    (_, "email") => *value = json!(self.email()),
                    ("create_comment" | "change_comment", "text" | "body") => {
                        *value = json!(format!("@[A colleague](user:{})", place.member.user_id));
                    }
                    (_, "owner") => *value = json!(place.member.user_id),
                    (_, "assignees") => *value = json!([place.member.user_id]),
                    (_, "parent_id") => *value = Value::Null,
                    (_, "ids") => *value = json!([place.task().await]),
                    ("create_project", "key") => *value = json!(self.key()),
                    _ => {}
                }
            }
        }
        Some(body)
    }

    /// A project key that nobody has yet.
    fn key(&self) -> String {
        let letters = self.product.platform.world.bytes::<8>();
        letters.iter().map(|byte| char::from(b'A' + byte % 26)).collect()
    }

    /// Sends the operation's example as `actor`, who works in `organization` if that is not the own one.
    pub async fn send(
        &self,
        operation: &Operation,
        path: &str,
        body: Option<Value>,
        actor: &Actor,
        organization: Option<&str>,
    ) -> Answer {
        let mut request = actor.request(operation.method.clone(), path);
        if operation.takes_revision {
            request = request.header("if-match", "*");
        }
        if let Some(organization) = organization {
            request = request.header("x-organization-id", organization);
        }
        let content_type = operation
            .body
            .as_ref()
            .map(|(content_type, _)| content_type.as_str());
        request = match (body, content_type) {
            (Some(body), Some("multipart/form-data")) => {
                request.query(&[("wait", "0")]).multipart(form(&body))
            }
            (Some(body), Some("application/merge-patch+json")) => request
                .header("content-type", "application/merge-patch+json")
                .body(body.to_string()),
            (Some(body), _) => request.json(&body),
            (None, _) => request,
        };
        actor.send(request).await
    }
}

impl Place {
    async fn new(product: &Product, name: &str) -> Self {
        let admin = organization(product, name).await;
        let mark = format!("mark-of-{name}");
        // The fields are those of the document's examples.
        let fields = json!([
            { "key": "customer", "name": "Customer", "kind": "text" },
            { "key": "amount", "name": "Amount", "kind": "number" },
        ]);
        let project =
            json!({ "name": mark, "key": "OPS", "shared_with_guests": true, "custom_fields": fields });
        let project = admin
            .post("/api/projects", project)
            .await
            .expect(StatusCode::CREATED);
        Self {
            member: member(product, &admin, Role::User).await,
            guest: member(product, &admin, Role::Guest).await,
            mark,
            admin,
            project_id: project["id"].as_str().unwrap().to_owned(),
            project_key: "OPS".to_owned(),
        }
    }

    /// A file that was uploaded.
    async fn attachment(&self, collection: &str) -> String {
        let name = format!("{}.txt", self.mark);
        let body = json!({ "file_name": name, "size": 8, "content_type": "text/plain" });
        let announced = self
            .admin
            .post(collection, body)
            .await
            .expect(StatusCode::CREATED);
        let upload = &announced["upload"];
        let sent = reqwest::Client::new()
            .put(upload["url"].as_str().unwrap())
            .header("content-type", "text/plain")
            .body("contents")
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), StatusCode::OK);
        let id = announced["attachment"]["id"].as_str().unwrap().to_owned();
        let complete = format!("{collection}/{id}/complete");
        self.admin.post(&complete, json!({})).await.expect(StatusCode::OK);
        id
    }

    /// A fresh task.
    pub async fn task(&self) -> String {
        let body = json!({ "project_id": self.project_id, "title": format!("Renew {}", self.mark) });
        made(&self.admin.post("/api/tasks", body).await)
    }
}

/// A super admin, made as the operator's command makes one.
async fn operator(product: &Product) -> Actor {
    let (email, password) = ("root@operations.example.com", "correct horse");
    let details = || {
        Ok(NewOperator {
            name: "Root".to_owned(),
            organization: "Operations".to_owned(),
            password: password.to_owned(),
        })
    };
    make_super_admin(&product.platform.store, email, details)
        .await
        .unwrap();
    let log_in = json!({ "email": email, "password": password });
    let logged_in = product
        .anonymous()
        .post("/api/auth/login", log_in)
        .await
        .expect(StatusCode::OK);
    let mut operator = product
        .anonymous()
        .with_token(logged_in["access_token"].as_str().unwrap());
    let me = operator.get("/api/auth/me").await.expect(StatusCode::OK);
    me["id"].as_str().unwrap().clone_into(&mut operator.user_id);
    operator
}

/// A workflow of `owner` with one version.
async fn published_workflow(place: &Place, owner: &Actor, when: &str) -> String {
    let draft = json!({
        "nodes": [
            { "id": "start", "name": place.mark, "does": { "kind": "start", "when": when } },
            { "id": "pause", "name": "Pause", "does": { "kind": "delay", "wait": { "seconds": 60 } } },
            { "id": "tell", "name": "Tell", "does": {
                "kind": "notification", "channel": { "slack": "https://hooks.example.com/x" }, "text": place.mark } },
        ],
        "edges": [{ "from": "start", "to": "pause" }, { "from": "pause", "to": "tell" }],
    });
    let workflow = json!({ "name": place.mark, "draft": draft });
    let id = made(&owner.post("/api/workflows", workflow).await);
    let publish = owner.request(Method::POST, &format!("/api/workflows/{id}/publish"));
    let publish = publish
        .header("if-match", "*")
        .json(&json!({ "note": place.mark }));
    owner.send(publish).await.expect(StatusCode::OK);
    id
}

/// The id of what was made.
fn made(answer: &Answer) -> String {
    assert!(
        answer.status.is_success(),
        "{}",
        String::from_utf8_lossy(&answer.bytes)
    );
    let id = answer.body["id"].as_str();
    id.unwrap_or_else(|| panic!("no id in {}", answer.body))
        .to_owned()
}

fn form(body: &Value) -> Form {
    let file = Part::bytes(b"Title\nOne\n".to_vec()).file_name("tasks.csv");
    let project = body["project"].as_str().unwrap_or_default().to_owned();
    Form::new().text("project", project).part("file", file)
}

/// How far a role's permission reaches.
pub fn reach(role: Role, permission: Permission) -> Grant {
    let row = permission.row();
    match role {
        Role::Guest => row.guest,
        Role::User => row.user,
        Role::Admin => row.admin,
        Role::SuperAdmin => row.super_admin,
    }
}
