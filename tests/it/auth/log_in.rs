//! `POST /api/auth/login`, and its limits.

use std::time::Instant;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::{PASSWORD, count, events, log_in, log_in_from, logged_in};
use crate::product::product;

#[tokio::test]
async fn logging_in_gives_tokens_and_a_cookie_and_is_told() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let answer = log_in(&product, " Ada@Example.com ", PASSWORD).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    let body = answer.expect(StatusCode::OK);
    assert_eq!(body["organization_id"], admin.organization_id);
    assert_eq!(body["user_id"], admin.user_id);
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("Bearer"), &json!(86400))
    );
    let token = body["refresh_token"].as_str().unwrap();
    assert_eq!(
        cookie,
        format!("__Host-refresh={token}; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=2592000")
    );

    let me = product
        .anonymous()
        .with_token(body["access_token"].as_str().unwrap())
        .get("/api/auth/me")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&me["email"], &me["role"]),
        (&json!("ada@example.com"), &json!("admin"))
    );
    assert_eq!(me["organization"]["name"], "Acme");
    let kinds: Vec<_> = events(&product, &admin.organization_id)
        .await
        .iter()
        .map(|event| event["kind"].clone())
        .collect();
    assert_eq!(kinds, ["session.started", "organization.created"]);
}

#[tokio::test]
async fn who_does_not_exist_is_refused_like_who_does() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let mut answers = Vec::new();
    for email in ["ada@example.com", "nobody@example.com"] {
        let started = Instant::now();
        let problem = log_in(&product, email, "wrong horse battery")
            .await
            .expect_problem(401, "unauthenticated");
        assert!(started.elapsed().as_millis() >= 340, "{email}");
        answers.push(problem["detail"].clone());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        count(
            &product,
            &admin.organization_id,
            "session.refused",
            "wrong_password"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn what_cannot_be_a_password_or_an_address_is_named() {
    let product = product().await;
    for (email, password, pointer) in [
        ("nobody", "x", "/email"),
        ("a\0b@example.com", "x", "/email"),
        ("ada@example.com", "a\0b", "/password"),
        ("ada@example.com", &"x".repeat(257), "/password"),
    ] {
        let problem = log_in(&product, email, password)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn guessing_stops_after_five_times_and_waits() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for email in ["ada@example.com", "nobody@example.com"] {
        for _ in 0..5 {
            log_in_from(&product, "203.0.113.7", email, "wrong horse battery")
                .await
                .expect_problem(401, "unauthenticated");
        }
        let blocked = log_in_from(&product, "203.0.113.7", email, PASSWORD).await;
        let seconds: i64 = blocked.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=900).contains(&seconds), "{seconds}");
        blocked.expect_problem(429, "too_many_requests");
    }
    assert_eq!(
        count(
            &product,
            &admin.organization_id,
            "session.refused",
            "too_many_attempts"
        )
        .await,
        1
    );
    product.clock.advance(TimeDelta::minutes(15));
    log_in_from(&product, "203.0.113.7", "ada@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn many_guesses_at_once_do_not_slip_through() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let attempts = (0..20).map(|_| log_in(&product, "ada@example.com", "wrong horse battery"));
    let answers = futures::future::join_all(attempts).await;
    let guessed = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(guessed, 5);
}

/// How many of these attempts, all at once, were too many.
async fn blocked(attempts: impl Iterator<Item = impl Future<Output = StatusCode>>) -> usize {
    let statuses = futures::future::join_all(attempts).await;
    statuses
        .iter()
        .filter(|status| **status == StatusCode::TOO_MANY_REQUESTS)
        .count()
}

#[tokio::test]
async fn an_attacker_with_many_addresses_locks_nobody_out() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let guesses = (0..40).map(async |network| {
        let address = format!("198.51.100.{network}");
        log_in_from(&product, &address, "ada@example.com", "wrong horse battery")
            .await
            .status
    });
    assert_eq!(blocked(guesses).await, 10);
    // Even the right password is not tried from where nobody knows the user.
    log_in_from(&product, "198.51.100.99", "ada@example.com", PASSWORD)
        .await
        .expect_problem(429, "too_many_requests");
    logged_in(&product, "ada@example.com", PASSWORD).await;
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let product = product().await;
    let guesses = (0..55).map(async |account| {
        let email = format!("user{account}@example.com");
        log_in_from(&product, "2001:db8::1", &email, "wrong horse battery")
            .await
            .status
    });
    assert_eq!(blocked(guesses).await, 5);
    log_in_from(&product, "2001:db8::2", "more@example.com", "wrong horse battery")
        .await
        .expect_problem(429, "too_many_requests");
}

#[tokio::test]
async fn what_a_neighbour_does_wrong_blocks_nobody_who_is_known_there() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let office = "203.0.113.7";
    log_in_from(&product, office, "ada@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
    let guesses = (0..55).map(async |account| {
        let email = format!("user{account}@example.com");
        log_in_from(&product, office, &email, "wrong horse battery")
            .await
            .status
    });
    assert_eq!(blocked(guesses).await, 5);
    log_in_from(&product, office, "ada@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn good_log_ins_do_not_count() {
    let product = product().await;
    product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    // More than any of the limits allow to fail.
    for _ in 0..55 {
        log_in(&product, "ada@example.com", PASSWORD)
            .await
            .expect(StatusCode::OK);
    }
}
