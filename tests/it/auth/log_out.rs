//! `POST /api/auth/logout`

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{PASSWORD, count, logged_in, revocations_are_noticed};
use crate::product::product;

#[tokio::test]
async fn logging_out_ends_this_session_and_no_other() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (there, session) = logged_in(&product, "ada@example.com", PASSWORD).await;
    let answer = there.post("/api/auth/logout", json!({})).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-refresh=;") && cookie.ends_with("Max-Age=0"),
        "{cookie}"
    );

    revocations_are_noticed(&product);
    there
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    product
        .anonymous()
        .post(
            "/api/auth/refresh",
            json!({"refresh_token": session["refresh_token"]}),
        )
        .await
        .expect_problem(401, "unauthenticated");
    admin.get("/api/auth/me").await.expect(StatusCode::OK);
    assert_eq!(
        count(&product, &admin.organization_id, "session.revoked", "logged_out").await,
        1
    );
}

#[tokio::test]
async fn an_expired_access_token_is_no_reason_to_stay_logged_in() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (there, session) = logged_in(&product, "ada@example.com", PASSWORD).await;
    product.clock.advance(TimeDelta::hours(25));
    let request = there
        .request(Method::POST, "/api/auth/logout")
        .header("origin", "http://localhost:8080")
        .header(
            "cookie",
            format!("__Host-refresh={}", session["refresh_token"].as_str().unwrap()),
        );
    assert_eq!(there.send(request).await.status, StatusCode::NO_CONTENT);
    product
        .anonymous()
        .post(
            "/api/auth/refresh",
            json!({"refresh_token": session["refresh_token"]}),
        )
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn who_is_logged_out_already_gets_the_same_answer() {
    let product = product().await;
    let nobody = product.anonymous();
    let answer = nobody
        .post("/api/auth/logout", json!({"refresh_token": "x"}))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn who_could_not_be_recognized_is_not_told_to_be_logged_out() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for (organization, status, code) in [
        ("0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69", 404, "not_found"),
        ("Acme", 400, "malformed"),
    ] {
        let request = admin
            .request(Method::POST, "/api/auth/logout")
            .header("x-organization-id", organization);
        admin.send(request).await.expect_problem(status, code);
    }
    revocations_are_noticed(&product);
    admin.get("/api/auth/me").await.expect(StatusCode::OK);
}
