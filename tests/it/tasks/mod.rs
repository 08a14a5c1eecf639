//! Tasks, with all that hangs on them.

mod activity;
mod attachments;
mod bin;
mod bulk;
mod change;
mod comments;
mod create;
mod export;
mod list;
mod order;
mod parents;
mod purge;
mod read;
mod scan;
mod tags;
mod watchers;

use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A project, not shared with guests, with one custom field of every kind.
pub async fn project(admin: &Actor, key: &str) -> Value {
    let field = |key: &str| json!({"key": key, "name": key, "kind": key});
    let select = json!({"key": "select", "name": "Select", "kind": "select", "options": ["red", "green"]});
    let fields = json!([
        field("text"),
        field("number"),
        field("date"),
        select,
        field("person"),
        field("checkbox"),
        field("url")
    ]);
    admin
        .post(
            "/api/projects",
            json!({"name": key, "key": key, "custom_fields": fields}),
        )
        .await
        .expect(StatusCode::CREATED)
}

/// A project that guests see.
pub async fn shared_project(admin: &Actor, key: &str) -> Value {
    admin
        .post(
            "/api/projects",
            json!({"name": key, "key": key, "shared_with_guests": true}),
        )
        .await
        .expect(StatusCode::CREATED)
}

/// A task in `project` with these fields, and a title if they have none.
pub async fn task(actor: &Actor, project: &Value, fields: Value) -> Value {
    let mut body = json!({"project_id": project["id"], "title": "A task"});
    for (field, value) in fields.as_object().unwrap() {
        body[field] = value.clone();
    }
    actor.post("/api/tasks", body).await.expect(StatusCode::CREATED)
}

/// `/api/tasks/<id>` and what follows.
pub fn path(task: &Value, rest: &str) -> String {
    format!("/api/tasks/{}{rest}", task["id"].as_str().unwrap())
}

/// The values of one field of each item.
pub fn each(list: &Value, field: &str) -> Vec<String> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            item[field]
                .as_str()
                .map_or_else(|| item[field].to_string(), str::to_owned)
        })
        .collect()
}

/// The pointers of a problem.
pub fn pointers(problem: &Value) -> Vec<&str> {
    problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect()
}

/// The kinds of the organization's events about this thing, the oldest first.
pub async fn told(admin: &Actor, subject: &Value) -> Vec<String> {
    let id = subject["id"].as_str().unwrap();
    let page = admin
        .get(&format!("/api/audit?subject={id}&limit=200"))
        .await
        .expect(StatusCode::OK);
    let mut kinds = each(&page, "kind");
    kinds.reverse();
    kinds
}
