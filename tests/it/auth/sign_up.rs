//! `POST /api/auth/signup`

use reqwest::StatusCode;
use serde_json::json;

use crate::product::product;

#[tokio::test]
async fn signing_up_makes_an_organization_and_its_admin() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    assert!(admin.token.is_some());

    let again = product
        .anonymous()
        .post("/api/auth/signup", json!({"organization": "B", "name": "B", "email": " ADA@example.com", "password": "correct horse"}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(again["errors"][0]["pointer"], "/email");
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let product = product().await;
    let problem = product
        .anonymous()
        .post(
            "/api/auth/signup",
            json!({"organization": "", "name": "", "email": "nobody", "password": "short"}),
        )
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/organization", "/name", "/password", "/email"]);

    let unknown = product
        .anonymous()
        .post("/api/auth/signup", json!({"organisation": "x"}))
        .await
        .expect_problem(422, "invalid");
    assert!(
        unknown["detail"].as_str().unwrap().contains("organisation"),
        "{unknown}"
    );
}

#[tokio::test]
async fn the_same_request_with_the_same_key_is_done_once() {
    let product = product().await;
    let nobody = product.anonymous();
    let body = json!({"organization": "Acme", "name": "Ada", "email": "ada@example.com", "password": "correct horse"});
    let send = || {
        nobody.send(
            nobody
                .request(reqwest::Method::POST, "/api/auth/signup")
                .header("idempotency-key", "k-1")
                .json(&body),
        )
    };
    let (first, second) = (send().await, send().await);
    let cookie = first.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-refresh="), "{cookie}");
    assert_eq!(first.headers["set-cookie"], second.headers["set-cookie"]);
    assert_eq!(
        first.expect(StatusCode::CREATED),
        second.expect(StatusCode::CREATED)
    );
}

#[tokio::test]
async fn one_address_signs_up_a_team_and_not_an_army() {
    let product = product().await;
    let sign_ups = (0..62).map(async |number| {
        let nobody = product.anonymous();
        let body = json!({"organization": "Acme", "name": "Ada", "email": format!("ada{number}@example.com"), "password": "correct horse"});
        nobody.post("/api/auth/signup", body).await.status
    });
    let statuses = futures::future::join_all(sign_ups).await;
    let made = statuses
        .iter()
        .filter(|status| **status == StatusCode::CREATED)
        .count();
    let refused = statuses
        .iter()
        .filter(|status| **status == StatusCode::TOO_MANY_REQUESTS)
        .count();
    assert_eq!((made, refused), (60, 2));
}
