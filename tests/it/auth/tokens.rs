//! `/api/auth/tokens`

use chrono::TimeDelta;
use katalusis_testing::{Actor, Product};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{PASSWORD, revocations_are_noticed};
use crate::product::product;

async fn admin(product: &Product) -> Actor {
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await
}

async fn make(actor: &Actor, body: Value) -> (Actor, Value) {
    let made = actor
        .post("/api/auth/tokens", body)
        .await
        .expect(StatusCode::CREATED);
    (actor.with_token(made["token"].as_str().unwrap()), made)
}

#[tokio::test]
async fn a_token_works_is_shown_once_and_tells_its_last_use() {
    let product = product().await;
    let admin = admin(&product).await;
    let (program, made) = make(
        &admin,
        json!({"name": "Export", "role": "user", "areas": ["organization", "tasks"], "expires_in_days": 7}),
    )
    .await;
    let me = program.get("/api/auth/me").await.expect(StatusCode::OK);
    assert_eq!(me["areas"], json!(["organization", "tasks"]));
    assert_eq!(me["session_id"], Value::Null);

    let list = admin.get("/api/auth/tokens").await.expect(StatusCode::OK);
    let token = &list["items"][0];
    assert_eq!((&token["id"], &token["name"]), (&made["id"], &json!("Export")));
    assert!(token["last_used_at"].is_string());
    assert!(token.get("token").is_none() && token.get("secret_hash").is_none());

    let path = format!("/api/auth/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    admin.delete(&path).await.expect_problem(404, "not_found");
    revocations_are_noticed(&product);
    program
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_token_ends_when_it_should() {
    let product = product().await;
    let admin = admin(&product).await;
    let (program, _) = make(
        &admin,
        json!({"name": "Day", "role": "user", "areas": ["organization"], "expires_in_days": 1}),
    )
    .await;
    program.get("/api/auth/me").await.expect(StatusCode::OK);
    product.clock.advance(TimeDelta::hours(25));
    program
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_token_never_may_more_than_it_was_made_for() {
    let product = product().await;
    let admin = admin(&product).await;
    let (reader, _) = make(
        &admin,
        json!({"name": "R", "role": "user", "areas": ["organization"]}),
    )
    .await;
    reader.get("/api/users").await.expect(StatusCode::OK);
    reader
        .post(
            "/api/users/invitations",
            json!({"email": "x@example.com", "role": "user"}),
        )
        .await
        .expect_problem(403, "forbidden");
    let (tasks, _) = make(&admin, json!({"name": "T", "role": "admin", "areas": ["tasks"]})).await;
    tasks.get("/api/users").await.expect_problem(403, "forbidden");
    tasks
        .post(
            "/api/auth/tokens",
            json!({"name": "X", "role": "user", "areas": ["tasks"]}),
        )
        .await
        .expect_problem(403, "forbidden");

    let problem = reader
        .post(
            "/api/auth/tokens",
            json!({"name": "X", "role": "admin", "areas": ["audit"]}),
        )
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/role", "/areas"]);
}

#[tokio::test]
async fn a_token_made_by_a_token_does_not_outlive_it() {
    let product = product().await;
    let admin = admin(&product).await;
    let day = json!({"name": "D", "role": "user", "areas": ["organization"], "expires_in_days": 1});
    let (maker, made) = make(&admin, day).await;
    let year = json!({"name": "Y", "role": "user", "areas": ["organization"], "expires_in_days": 365});
    let (_, child) = make(&maker, year).await;
    assert_eq!(child["expires_at"], made["expires_at"]);
}

#[tokio::test]
async fn what_only_a_person_can_do_a_token_cannot() {
    let product = product().await;
    let admin = admin(&product).await;
    let (program, _) = make(
        &admin,
        json!({"name": "A", "role": "admin", "areas": ["organization", "tasks", "imports", "audit"]}),
    )
    .await;
    program
        .post(
            "/api/auth/password",
            json!({"current_password": PASSWORD, "new_password": "another password"}),
        )
        .await
        .expect_problem(403, "forbidden");
    program
        .delete("/api/auth/sessions")
        .await
        .expect_problem(403, "forbidden");
    program
        .post("/api/auth/logout", json!({}))
        .await
        .expect_problem(403, "forbidden");
    program.get("/api/users").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn impossible_values_are_named() {
    let product = product().await;
    let admin = admin(&product).await;
    for (body, pointer) in [
        (json!({"name": "", "role": "user", "areas": ["tasks"]}), "/name"),
        (
            json!({"name": "a\u{0}", "role": "user", "areas": ["tasks"]}),
            "/name",
        ),
        (
            json!({"name": "X", "role": "super_admin", "areas": ["tasks"]}),
            "/role",
        ),
        (json!({"name": "X", "role": "user", "areas": []}), "/areas"),
        (
            json!({"name": "X", "role": "user", "areas": ["moon"]}),
            "/areas/0",
        ),
        (
            json!({"name": "X", "role": "user", "areas": ["tasks"], "expires_in_days": 0}),
            "/expires_in_days",
        ),
        (
            json!({"name": "X", "role": "user", "areas": ["tasks"], "expires_in_days": i64::MAX}),
            "/expires_in_days",
        ),
        (
            json!({"name": "X", "role": "user", "areas": ["tasks"], "expires_at": "2020-01-01T00:00:00Z"}),
            "/expires_at",
        ),
        (
            json!({"name": "X", "role": "user", "areas": ["tasks"], "expires_at": "9999-01-01T00:00:00Z"}),
            "/expires_at",
        ),
    ] {
        let problem = admin
            .post("/api/auth/tokens", body.clone())
            .await
            .expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
}
