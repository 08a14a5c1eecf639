//! `/api/auth/password-reset`

use std::time::Instant;

use chrono::TimeDelta;
use katalusis_testing::{Answer, Product};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{PASSWORD, log_in, log_in_from, revocations_are_noticed};
use crate::product::{notify, product};

const NEW: &str = "a new horse every spring";

async fn ask(product: &Product, address: &str, email: &str) -> Answer {
    let nobody = product.anonymous();
    let request = nobody
        .request(Method::POST, "/api/auth/password-reset")
        .header("x-forwarded-for", address)
        .json(&json!({"email": email}));
    nobody.send(request).await
}

async fn confirm(product: &Product, token: &str, password: &str) -> Answer {
    product
        .anonymous()
        .post(
            "/api/auth/password-reset/confirm",
            json!({"token": token, "password": password}),
        )
        .await
}

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_ends_every_session() {
    let product = product().await;
    let before = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    ask(&product, "203.0.113.7", "Ada@example.com")
        .await
        .expect(StatusCode::ACCEPTED);
    notify(&product).await;
    let mails = product.mailbox.mails_to("ada@example.com");
    assert_eq!(
        (mails.len(), mails[0].subject.as_str()),
        (1, "Set a new password")
    );
    assert!(
        mails[0]
            .text
            .contains("http://localhost:8080/reset-password?token=")
    );
    assert!(mails[0].html.contains(&mails[0].token()));
    let token = mails[0].token();

    confirm(&product, &token, "short")
        .await
        .expect_problem(422, "invalid");
    let body = confirm(&product, &token, NEW).await.expect(StatusCode::OK);
    let now = product
        .anonymous()
        .with_token(body["access_token"].as_str().unwrap());
    confirm(&product, &token, PASSWORD)
        .await
        .expect_problem(422, "invalid");
    revocations_are_noticed(&product);
    before
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    now.get("/api/auth/me").await.expect(StatusCode::OK);
    log_in(&product, "ada@example.com", PASSWORD)
        .await
        .expect_problem(401, "unauthenticated");
    log_in(&product, "ada@example.com", NEW)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn whoever_came_in_before_is_out_after_a_reset() {
    let product = product().await;
    let squatter = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let made = squatter
        .post(
            "/api/auth/tokens",
            json!({"name": "Back door", "role": "admin", "areas": ["organization"]}),
        )
        .await
        .expect(StatusCode::CREATED);
    let program = squatter.with_token(made["token"].as_str().unwrap());
    program.get("/api/users").await.expect(StatusCode::OK);

    ask(&product, "203.0.113.7", "ada@example.com")
        .await
        .expect(StatusCode::ACCEPTED);
    notify(&product).await;
    let token = product.mailbox.mails_to("ada@example.com")[0].token();
    confirm(&product, &token, NEW).await.expect(StatusCode::OK);
    revocations_are_noticed(&product);
    program
        .get("/api/users")
        .await
        .expect_problem(401, "unauthenticated");
}

#[tokio::test]
async fn only_the_newest_link_is_good_and_only_for_an_hour() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for _ in 0..2 {
        ask(&product, "203.0.113.7", "ada@example.com")
            .await
            .expect(StatusCode::ACCEPTED);
        notify(&product).await;
    }
    let mails = product.mailbox.mails_to("ada@example.com");
    confirm(&product, &mails[0].token(), NEW)
        .await
        .expect_problem(422, "invalid");
    product.clock.advance(TimeDelta::hours(1));
    confirm(&product, &mails[1].token(), NEW)
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for email in ["ada@example.com", "stranger@example.com"] {
        let started = Instant::now();
        let answer = ask(&product, "203.0.113.7", email).await;
        assert!(started.elapsed().as_millis() >= 340);
        assert_eq!((answer.status, answer.bytes.len()), (StatusCode::ACCEPTED, 0));
    }
    notify(&product).await;
    assert!(product.mailbox.mails_to("stranger@example.com").is_empty());
    // Both are limited alike.
    for email in ["ada@example.com", "stranger@example.com"] {
        for _ in 0..4 {
            ask(&product, "203.0.113.7", email)
                .await
                .expect(StatusCode::ACCEPTED);
        }
        let blocked = ask(&product, "203.0.113.7", email).await;
        assert!(blocked.headers.contains_key("retry-after"));
        blocked.expect_problem(429, "too_many_requests");
    }
}

#[tokio::test]
async fn nobody_is_flooded_with_mail() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for network in 0..14 {
        let address = format!("198.51.100.{network}");
        ask(&product, &address, "ada@example.com")
            .await
            .expect(StatusCode::ACCEPTED);
        notify(&product).await;
    }
    assert_eq!(product.mailbox.mails_to("ada@example.com").len(), 10);
}

#[tokio::test]
async fn a_reset_logs_in_where_an_attack_blocks_the_password() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let guesses = (0..32).map(async |network| {
        let address = format!("198.51.100.{network}");
        log_in_from(&product, &address, "ada@example.com", "wrong horse battery").await
    });
    futures::future::join_all(guesses).await;
    let hotel = "203.0.113.7";
    log_in_from(&product, hotel, "ada@example.com", PASSWORD)
        .await
        .expect_problem(429, "too_many_requests");

    ask(&product, hotel, "ada@example.com")
        .await
        .expect(StatusCode::ACCEPTED);
    notify(&product).await;
    let token = product.mailbox.mails_to("ada@example.com")[0].token();
    let nobody = product.anonymous();
    let request = nobody
        .request(Method::POST, "/api/auth/password-reset/confirm")
        .header("x-forwarded-for", hotel)
        .json(&json!({"token": token, "password": NEW}));
    nobody.send(request).await.expect(StatusCode::OK);
    log_in_from(&product, hotel, "ada@example.com", NEW)
        .await
        .expect(StatusCode::OK);
}
