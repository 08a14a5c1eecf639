//! `/api/auth/sessions`

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{PASSWORD, log_in_from, logged_in, revocations_are_noticed};
use crate::product::product;

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0";

#[tokio::test]
async fn sessions_tell_device_and_address_and_which_one_asks() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let browser = product.anonymous();
    let request = browser
        .request(Method::POST, "/api/auth/login")
        .header("x-forwarded-for", "203.0.113.7")
        .header("user-agent", FIREFOX)
        .json(&json!({"email": "ada@example.com", "password": PASSWORD}));
    browser.send(request).await.expect(StatusCode::OK);

    let list = admin.get("/api/auth/sessions").await.expect(StatusCode::OK);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["device"], "Firefox on Windows");
    assert_eq!(items[0]["address"], "203.0.113.7");
    assert_eq!(
        (&items[0]["current"], &items[1]["current"]),
        (&json!(false), &json!(true))
    );
    assert!(items[0].get("refresh_hash").is_none());
}

#[tokio::test]
async fn an_ended_session_is_refused_and_the_others_go_on() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (there, _) = logged_in(&product, "ada@example.com", PASSWORD).await;
    let list = admin.get("/api/auth/sessions").await.expect(StatusCode::OK);
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/auth/sessions/{id}");
    assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    admin.delete(&path).await.expect_problem(404, "not_found");
    revocations_are_noticed(&product);
    there
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    admin.get("/api/auth/me").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn all_other_sessions_end_at_once() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (one, _) = logged_in(&product, "ada@example.com", PASSWORD).await;
    let (two, _) = logged_in(&product, "ada@example.com", PASSWORD).await;
    assert_eq!(
        two.delete("/api/auth/sessions").await.status,
        StatusCode::NO_CONTENT
    );
    revocations_are_noticed(&product);
    for ended in [admin, one] {
        ended
            .get("/api/auth/me")
            .await
            .expect_problem(401, "unauthenticated");
    }
    two.get("/api/auth/me").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn other_organizations_sessions_do_not_exist() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let other = product
        .anonymous()
        .sign_up("Other", "eve@example.com", PASSWORD)
        .await;
    let list = admin.get("/api/auth/sessions").await.expect(StatusCode::OK);
    let path = format!("/api/auth/sessions/{}", list["items"][0]["id"].as_str().unwrap());
    other.delete(&path).await.expect_problem(404, "not_found");
    let path = format!("/api/auth/sessions?user={}", admin.user_id);
    let empty = other.get(&path).await.expect(StatusCode::OK);
    assert_eq!(empty["items"], json!([]));
    admin
        .get("/api/auth/sessions?user=%00")
        .await
        .expect_problem(400, "malformed");
}

#[tokio::test]
async fn a_spoofed_address_is_kept_as_text_and_harms_nothing() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    log_in_from(&product, "<script>", "ada@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
    let list = admin
        .get("/api/auth/sessions?user=all")
        .await
        .expect(StatusCode::OK);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}
