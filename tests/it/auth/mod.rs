//! Identity.

mod access_tokens;
mod invitations;
mod log_in;
mod log_out;
mod mail;
mod me;
mod operator;
mod password_reset;
mod refresh;
mod secrets;
mod sessions;
mod sign_up;
mod tokens;
mod users;

use chrono::TimeDelta;
use katalusis_testing::{Actor, Answer, Product};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::product::notify;

const PASSWORD: &str = "correct horse battery";

/// Sends a log-in.
async fn log_in(product: &Product, email: &str, password: &str) -> Answer {
    product
        .anonymous()
        .post("/api/auth/login", json!({"email": email, "password": password}))
        .await
}

/// Sends a log-in from an address.
async fn log_in_from(product: &Product, address: &str, email: &str, password: &str) -> Answer {
    let nobody = product.anonymous();
    let request = nobody
        .request(Method::POST, "/api/auth/login")
        .header("x-forwarded-for", address)
        .json(&json!({"email": email, "password": password}));
    nobody.send(request).await
}

/// Logs in and becomes that person, on a device of its own.
pub async fn logged_in(product: &Product, email: &str, password: &str) -> (Actor, Value) {
    let body = log_in(product, email, password).await.expect(StatusCode::OK);
    let actor = product
        .anonymous()
        .with_token(body["access_token"].as_str().unwrap());
    (actor, body)
}

/// Invites someone, who accepts.
async fn join(product: &Product, admin: &Actor, email: &str, role: &str) -> Actor {
    admin
        .post("/api/users/invitations", json!({"email": email, "role": role}))
        .await
        .expect(StatusCode::CREATED);
    notify(product).await;
    let mail = product.mailbox.mails_to(email).pop().unwrap();
    let joined = product
        .anonymous()
        .post(
            "/api/auth/invitations/accept",
            json!({"token": mail.token(), "name": "Grace Hopper", "password": PASSWORD}),
        )
        .await
        .expect(StatusCode::OK);
    let mut member = product
        .anonymous()
        .with_token(joined["access_token"].as_str().unwrap());
    joined["user_id"]
        .as_str()
        .unwrap()
        .clone_into(&mut member.user_id);
    member.organization_id.clone_from(&admin.organization_id);
    member
}

/// Lets the time pass within which every function has to notice a revocation.
fn revocations_are_noticed(product: &Product) {
    product.clock.advance(TimeDelta::seconds(5));
}

/// Everything in the organization's event log, the newest first: kind and payload.
async fn events(product: &Product, organization: &str) -> Vec<Value> {
    let store = product.platform.store.in_name_of(
        organization.parse().unwrap(),
        katalusis_domain::event::Actor::System,
        katalusis_domain::RequestContext::default(),
    );
    let request = katalusis_store::PageRequest {
        limit: 200,
        cursor: None,
    };
    let page = store
        .events(&katalusis_store::EventQuery::default(), &request)
        .await
        .unwrap();
    page.items
        .iter()
        .map(|event| serde_json::to_value(event).unwrap())
        .collect()
}

/// How many events say this: `session.refused`, `wrong_password`.
async fn count(product: &Product, organization: &str, kind: &str, reason: &str) -> usize {
    events(product, organization)
        .await
        .iter()
        .filter(|event| event["kind"] == kind && event["payload"]["reason"] == reason)
        .count()
}
