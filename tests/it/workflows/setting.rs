//! An organization whose workflows run.

use chrono::TimeDelta;
use katalusis_domain::permission::Role;
use katalusis_testing::{Actor, Product};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::publish;
use crate::people::{member, organization};
use crate::product::{automate, product_with};

/// An organization with an admin, a user and a project `OPS`.
pub struct Setting {
    pub product: Product,
    pub admin: Actor,
    pub user: Actor,
    pub project: Value,
}

impl Setting {
    pub async fn new() -> Self {
        let product = product_with(&[
            ("OUTBOUND_ALLOWED_NETWORKS", "127.0.0.1/32"),
            // Its clock goes on by days.
            ("ACCESS_TOKEN_HOURS", "10000"),
        ])
        .await;
        let admin = organization(&product, "Acme").await;
        let user = member(&product, &admin, Role::User).await;
        let project = admin
            .post("/api/projects", json!({"key": "OPS", "name": "Operations"}))
            .await
            .expect(StatusCode::CREATED);
        Self {
            product,
            admin,
            user,
            project,
        }
    }

    /// Publishes a workflow of these nodes (`[id, does]`) and edges (`"from.exit>to"`, `next` by default); its path.
    pub async fn publish(&self, nodes: &[(&str, Value)], edges: &[&str]) -> String {
        self.publish_drawing(&draw(nodes, edges)).await
    }

    pub async fn publish_drawing(&self, drawing: &Value) -> String {
        let made = self
            .admin
            .post("/api/workflows", json!({"name": "Flow", "draft": drawing}))
            .await
            .expect(StatusCode::CREATED);
        assert_eq!(made["findings"], json!([]));
        let path = format!("/api/workflows/{}", made["id"].as_str().unwrap());
        publish(&self.admin, &path, "*").await.expect(StatusCode::OK);
        path
    }

    /// Draws a workflow anew, and publishes that.
    pub async fn publish_again(&self, path: &str, drawing: &Value) {
        let changed = self.admin.patch(path, json!({"draft": drawing})).await;
        changed.expect(StatusCode::OK);
        publish(&self.admin, path, "*").await.expect(StatusCode::OK);
    }

    /// Creates a task, in the name of the admin.
    pub async fn task(&self, fields: Value) -> Value {
        let mut fields = fields;
        fields["project_id"] = self.project["id"].clone();
        self.admin
            .post("/api/tasks", fields)
            .await
            .expect(StatusCode::CREATED)
    }

    /// Brings a task that is new to its end, in the name of the admin.
    pub async fn complete(&self, key: &str) {
        for status in ["in_progress", "completed"] {
            self.admin
                .patch(&format!("/api/tasks/{key}"), json!({"status": status}))
                .await
                .expect(StatusCode::OK);
        }
    }

    pub async fn tasks(&self) -> Vec<Value> {
        let listed = self.admin.get("/api/tasks?sort=number").await;
        listed.expect(StatusCode::OK)["items"].as_array().unwrap().clone()
    }

    /// Begins a run by hand, in the name of the user.
    pub async fn start(&self, workflow: &str, vars: Value) -> Value {
        self.user
            .post(&format!("{workflow}/runs"), json!({"vars": vars}))
            .await
            .expect(StatusCode::CREATED)
    }

    /// The runs there are, the oldest first.
    pub async fn runs(&self) -> Vec<Value> {
        let listed = self.admin.get("/api/runs").await.expect(StatusCode::OK);
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .rev()
            .cloned()
            .collect()
    }

    pub async fn run(&self, run: &Value) -> Value {
        let path = format!("/api/runs/{}", run["id"].as_str().unwrap());
        self.admin.get(&path).await.expect(StatusCode::OK)
    }

    /// What a run did, in order.
    pub async fn happened(&self, run: &Value) -> Vec<Value> {
        let path = format!("/api/runs/{}/events?limit=200", run["id"].as_str().unwrap());
        let events = self.admin.get(&path).await.expect(StatusCode::OK);
        let events = events["items"].as_array().unwrap().iter().rev();
        events
            .flat_map(|event| event["happened"].as_array().unwrap().clone())
            .collect()
    }

    /// Where systems call a workflow.
    pub async fn hook_of(&self, workflow: &str) -> String {
        let secret = self.admin.get(&format!("{workflow}/secret")).await;
        let secret = secret.expect(StatusCode::OK);
        secret["hook_path"].as_str().unwrap().to_owned()
    }

    pub async fn work(&self) {
        automate(&self.product).await;
    }

    /// Lets time pass, and the runs go on.
    pub async fn pass(&self, seconds: i64) {
        self.product.clock.advance(TimeDelta::seconds(seconds));
        self.work().await;
    }
}

/// A drawing of these nodes (`[id, does]`; `limit` and `retries` are the node's) and edges.
pub fn draw(nodes: &[(&str, Value)], edges: &[&str]) -> Value {
    let node = |(id, does): &(&str, Value)| {
        let mut does = does.clone();
        let settings = does.as_object_mut().unwrap();
        let (limit, retries) = (settings.remove("limit"), settings.remove("retries"));
        let mut node = json!({"id": id, "name": id, "does": does});
        for (name, value) in [("limit_seconds", limit), ("retries", retries)] {
            if let Some(value) = value {
                node[name] = value;
            }
        }
        node
    };
    let edge = |text: &&str| {
        let (from, to) = text.split_once('>').unwrap();
        let (from, exit) = from.split_once('.').unwrap_or((from, "next"));
        json!({"from": from, "exit": exit, "to": to})
    };
    json!({
        "nodes": nodes.iter().map(node).collect::<Vec<_>>(),
        "edges": edges.iter().map(edge).collect::<Vec<_>>(),
    })
}

pub fn manual() -> Value {
    json!({"kind": "start", "when": "manual"})
}

/// The nodes that a run is at.
pub fn at(run: &Value) -> Vec<&str> {
    let nodes = run["activities"].as_array().unwrap().iter();
    nodes.map(|activity| activity["node"].as_str().unwrap()).collect()
}

/// Tells something into the inbox of a user.
pub fn tell(user: &Actor, text: &str) -> Value {
    json!({"kind": "notification", "channel": {"inbox": [{"user": user.user_id}]}, "text": text})
}
