//! `POST /api/auth/refresh`

use chrono::TimeDelta;
use katalusis_testing::{Actor, Answer, Product};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{PASSWORD, count, logged_in, revocations_are_noticed};
use crate::product::product;

async fn refresh(product: &Product, token: &str) -> Answer {
    product
        .anonymous()
        .post("/api/auth/refresh", json!({"refresh_token": token}))
        .await
}

async fn refresh_by_cookie(product: &Product, cookie: &str, header: (&str, &str)) -> Answer {
    let browser = product.anonymous();
    let request = browser
        .request(Method::POST, "/api/auth/refresh")
        .header("cookie", format!("theme=dark; __Host-refresh={cookie}"))
        .header(header.0, header.1);
    browser.send(request).await
}

async fn ada(product: &Product) -> (Actor, String) {
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (_, session) = logged_in(product, "ada@example.com", PASSWORD).await;
    (admin, token(&session))
}

fn token(body: &Value) -> String {
    body["refresh_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_refresh_gives_the_next_token() {
    let product = product().await;
    let (_, mut current) = ada(&product).await;
    for _ in 0..3 {
        // Longer than the session would live unused, taken together.
        product.clock.advance(TimeDelta::days(20));
        let body = refresh(&product, &current).await.expect(StatusCode::OK);
        assert_ne!(token(&body), current);
        current = token(&body);
        let user = product
            .anonymous()
            .with_token(body["access_token"].as_str().unwrap());
        user.get("/api/auth/me").await.expect(StatusCode::OK);
    }
    product.clock.advance(TimeDelta::days(31));
    refresh(&product, &current)
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_both_stay_logged_in() {
    let product = product().await;
    let (admin, first) = ada(&product).await;
    let tabs = (0..8).map(|_| refresh(&product, &first));
    let answers = futures::future::join_all(tabs).await;
    let mut next = Vec::new();
    for answer in answers {
        let body = answer.expect(StatusCode::OK);
        let tab = product
            .anonymous()
            .with_token(body["access_token"].as_str().unwrap());
        tab.get("/api/auth/me").await.expect(StatusCode::OK);
        next.push(token(&body));
    }
    // Whichever answer's cookie came last, the browser holds the one token that is current.
    next.dedup();
    assert_eq!(next.len(), 1);
    product.clock.advance(TimeDelta::minutes(10));
    refresh(&product, &next[0]).await.expect(StatusCode::OK);
    assert_eq!(
        count(
            &product,
            &admin.organization_id,
            "session.revoked",
            "refresh_token_reused"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn a_token_that_is_used_again_later_ends_the_family() {
    let product = product().await;
    let (admin, stolen) = ada(&product).await;
    let body = refresh(&product, &stolen).await.expect(StatusCode::OK);
    product.clock.advance(TimeDelta::seconds(31));
    refresh(&product, &stolen)
        .await
        .expect_problem(401, "unauthenticated");
    refresh(&product, &token(&body))
        .await
        .expect_problem(401, "unauthenticated");
    revocations_are_noticed(&product);
    let user = product
        .anonymous()
        .with_token(body["access_token"].as_str().unwrap());
    user.get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    assert_eq!(
        count(
            &product,
            &admin.organization_id,
            "session.revoked",
            "refresh_token_reused"
        )
        .await,
        1
    );
    // The other session of the same user is not concerned.
    admin.get("/api/auth/me").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_token_older_than_the_one_before_ends_the_family_at_once() {
    let product = product().await;
    let (_, oldest) = ada(&product).await;
    let second = token(&refresh(&product, &oldest).await.expect(StatusCode::OK));
    let third = token(&refresh(&product, &second).await.expect(StatusCode::OK));
    refresh(&product, &oldest)
        .await
        .expect_problem(401, "unauthenticated");
    refresh(&product, &third)
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_invented_token_harms_nobody() {
    let product = product().await;
    let (_, current) = ada(&product).await;
    let session = current.split('.').next().unwrap();
    for invented in [
        "x".to_owned(),
        String::new(),
        format!("{session}.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ] {
        refresh(&product, &invented)
            .await
            .expect_problem(401, "unauthenticated");
    }
    refresh(&product, &current).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_browser_refreshes_by_its_cookie_and_scripts_never_see_the_token() {
    let product = product().await;
    let (_, first) = ada(&product).await;
    for header in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://localhost:8080"),
    ] {
        let answer = refresh_by_cookie(&product, &first, header).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with("__Host-refresh="), "{cookie}");
        let body = answer.expect(StatusCode::OK);
        assert!(body.get("refresh_token").is_none(), "{body}");
    }
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example.com"),
        ("x-nothing", "to say"),
    ] {
        refresh_by_cookie(&product, &first, header)
            .await
            .expect_problem(403, "forbidden");
    }
    product
        .anonymous()
        .send(product.anonymous().request(Method::POST, "/api/auth/refresh"))
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn someone_elses_idempotency_key_gives_nothing_away() {
    let product = product().await;
    let (_, first) = ada(&product).await;
    let send = |cookie: Option<String>| {
        let browser = product.anonymous();
        let mut request = browser
            .request(Method::POST, "/api/auth/refresh")
            .header("idempotency-key", "key-0001")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header("cookie", format!("__Host-refresh={cookie}"));
        }
        async move { browser.send(request).await }
    };
    send(Some(first)).await.expect(StatusCode::OK);
    send(None).await.expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_idempotency_key_hides_no_stolen_refresh_token() {
    let product = product().await;
    let (_, first) = ada(&product).await;
    let send = |token: &str| {
        let nobody = product.anonymous();
        let request = nobody
            .request(Method::POST, "/api/auth/refresh")
            .header("idempotency-key", "key-0001")
            .json(&json!({"refresh_token": token}));
        async move { nobody.send(request).await }
    };
    let second = send(&first).await.expect(StatusCode::OK)["refresh_token"].clone();
    let third = send(second.as_str().unwrap()).await.expect(StatusCode::OK)["refresh_token"].clone();
    product.clock.advance(TimeDelta::minutes(1));
    send(&first).await.expect_problem(401, "unauthenticated");
    // Somebody has a copy, so the session is over.
    send(third.as_str().unwrap())
        .await
        .expect_problem(401, "unauthenticated");
}
