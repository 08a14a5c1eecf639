//! `Idempotency-Key`: what is remembered, for whom, and for how long they may read it.

use std::collections::BTreeSet;

use bson::{Document, doc};
use katalusis_domain::permission::Role;
use katalusis_testing::{Answer, Product};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::document::document;
use crate::people::{member, organization};
use crate::product::product;

async fn post(product: &Product, address: &str, path: &str, body: &Value) -> Answer {
    let nobody = product.anonymous();
    let request = nobody
        .request(Method::POST, path)
        .header("x-forwarded-for", address)
        .header("idempotency-key", "login-1")
        .json(body);
    nobody.send(request).await
}

async fn records(product: &Product) -> u64 {
    let client = mongodb::Client::with_uri_str(&product.variables["MONGODB_URI"])
        .await
        .unwrap();
    let database = client.database(&product.variables["MONGODB_DATABASE"]);
    let records = database.collection::<Document>("idempotency");
    records.count_documents(doc! {}).await.unwrap()
}

#[tokio::test]
async fn nothing_is_kept_for_those_who_may_do_nothing() {
    let product = product().await;
    let here = "203.0.113.7";
    let large = json!({"title": "x".repeat(1024 * 1024 + 1000)});
    post(&product, here, "/api/tasks", &json!({}))
        .await
        .expect_problem(401, "unauthenticated");
    post(&product, here, "/api/nothing", &json!({}))
        .await
        .expect_problem(404, "not_found");
    post(&product, here, "/api/auth/signup", &large)
        .await
        .expect_problem(413, "too_large");
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse battery"});
    post(&product, here, "/api/auth/login", &wrong)
        .await
        .expect_problem(401, "unauthenticated");
    assert_eq!(records(&product).await, 0);
    // A body that only an import may have is too large for everything else, whoever sends it.
    let admin = organization(&product, "Acme").await;
    let request = admin
        .request(Method::POST, "/api/tasks")
        .header("idempotency-key", "k-1")
        .json(&large);
    admin.send(request).await.expect_problem(413, "too_large");
    assert_eq!(records(&product).await, 0);
}

#[tokio::test]
async fn strangers_may_use_the_same_key() {
    let product = product().await;
    for (address, email) in [("203.0.113.7", "ada"), ("198.51.100.9", "grace")] {
        let body = json!({"organization": email, "name": email, "email": format!("{email}@example.com"),
            "password": "correct horse"});
        let first = post(&product, address, "/api/auth/signup", &body).await;
        let again = post(&product, address, "/api/auth/signup", &body).await;
        assert_eq!(
            first.expect(StatusCode::CREATED),
            again.expect(StatusCode::CREATED)
        );
    }
}

#[tokio::test]
async fn a_kept_answer_is_not_for_whom_the_request_is_none_any_more() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let grace = member(&product, &admin, Role::User).await;
    let make = async |token: &str| {
        let body = json!({"name": "A program", "role": "user", "areas": ["tasks"]});
        let request = grace
            .with_token(token)
            .request(Method::POST, "/api/auth/tokens")
            .header("idempotency-key", "k-1")
            .json(&body);
        grace.send(request).await
    };
    let token = grace.token.clone().unwrap();
    let made = make(&token).await.expect(StatusCode::CREATED);
    assert_eq!(make(&token).await.expect(StatusCode::CREATED), made);

    let path = format!("/api/users/{}", grace.user_id);
    admin
        .patch(&path, json!({"role": "guest"}))
        .await
        .expect(StatusCode::OK);
    product.clock.advance(chrono::TimeDelta::seconds(5));
    let user = product.platform.store.user_by_id(grace.user_id.parse().unwrap());
    let email = user.await.unwrap().unwrap().email;
    let body = json!({"email": email, "password": "correct horse"});
    let session = product.anonymous().post("/api/auth/login", body).await;
    let session = session.expect(StatusCode::OK);
    let refused = make(session["access_token"].as_str().unwrap()).await;
    assert!(refused.status.is_client_error(), "{:?}", refused.body);
    assert!(refused.body.get("token").is_none());
}

#[test]
fn what_is_open_to_all_and_done_once_is_what_the_document_says() {
    let document = document();
    let open: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, methods)| {
            let post = &methods["post"];
            let mut parameters = post["parameters"].as_array().into_iter().flatten();
            post.get("operationId").is_some()
                && post.get("x-permission").is_none()
                && parameters.any(|parameter| parameter["name"] == "Idempotency-Key")
        })
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(open, katalusis_http::OPEN_POSTS.into());
}
