//! Access tokens that are not, or no longer, good: refused by every area.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use katalusis_testing::{Product, TestKeys};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{PASSWORD, join, logged_in, revocations_are_noticed};
use crate::product::product;

/// One operation of each area.
const EVERYWHERE: [&str; 6] = [
    "/api/auth/me",
    "/api/users",
    "/api/audit",
    "/api/projects",
    "/api/tasks",
    "/api/imports",
];

async fn refused_everywhere(product: &Product, token: &str, why: &str) {
    let holder = product.anonymous().with_token(token);
    for path in EVERYWHERE {
        let answer = holder.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why} at {path}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}

fn parts(token: &str) -> (Value, Value, String) {
    let mut parts = token.split('.');
    let mut json = || {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let (header, claims) = (json(), json());
    (header, claims, parts.next().unwrap().to_owned())
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sign(claims: &Value, key: &str) -> String {
    let key = EncodingKey::from_ed_der(&STANDARD.decode(key).unwrap());
    encode(&Header::new(Algorithm::EdDSA), claims, &key).unwrap()
}

#[tokio::test]
async fn what_we_did_not_sign_as_it_stands_is_refused() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let token = admin.token.clone().unwrap();
    let (header, claims, signature) = parts(&token);
    let key = product.variables["TOKEN_SIGNING_KEY"].clone();
    let with = |field: &str, value: Value| {
        let mut claims = claims.clone();
        claims[field] = value;
        claims
    };

    // The forgeries differ from what is good only in what is named.
    let honest = product.anonymous().with_token(&sign(&claims, &key));
    honest.get("/api/auth/me").await.expect(StatusCode::OK);

    let promoted = with("role", json!("super_admin"));
    let none = part(&json!({"typ": "JWT", "alg": "none"}));
    let public = STANDARD
        .decode(&product.variables["TOKEN_VERIFYING_KEYS"])
        .unwrap();
    let by_public_key = |secret: &[u8]| {
        encode(
            &Header::new(Algorithm::HS256),
            &claims,
            &EncodingKey::from_secret(secret),
        )
        .unwrap()
    };
    let mut flipped = signature.clone().into_bytes();
    flipped[10] = if flipped[10] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let forgeries = [
        (
            "altered claims",
            format!("{}.{}.{signature}", part(&header), part(&promoted)),
        ),
        (
            "altered signature",
            format!("{}.{}.{flipped}", part(&header), part(&claims)),
        ),
        ("no signature", format!("{}.{}.", part(&header), part(&claims))),
        ("alg none", format!("{none}.{}.", part(&claims))),
        (
            "alg none with signature",
            format!("{none}.{}.{signature}", part(&claims)),
        ),
        ("HS256 with the public key", by_public_key(&public)),
        (
            "HS256 with the public key as text",
            by_public_key(product.variables["TOKEN_VERIFYING_KEYS"].as_bytes()),
        ),
        ("another key", sign(&claims, &TestKeys::new().signing)),
        ("another issuer", sign(&with("iss", json!("elsewhere")), &key)),
        ("another audience", sign(&with("aud", json!("elsewhere")), &key)),
        ("another role", sign(&promoted, &key)),
        (
            "another organization",
            sign(&with("org", claims["sub"].clone()), &key),
        ),
        ("another session", sign(&with("sid", claims["sub"].clone()), &key)),
        ("expired", sign(&with("exp", claims["iat"].clone()), &key)),
        ("no expiry", sign(&with("exp", Value::Null), &key)),
        ("nothing", String::new()),
        ("no token", "x.y.z".to_owned()),
        ("no API token", "kat_x_y".to_owned()),
    ];
    for (why, forgery) in forgeries {
        refused_everywhere(&product, &forgery, why).await;
    }
}

#[tokio::test]
async fn someone_elses_session_is_no_good_for_me() {
    let product = product().await;
    let ada = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let eve = product
        .anonymous()
        .sign_up("Other", "eve@example.com", PASSWORD)
        .await;
    let (_, mut claims, _) = parts(ada.token.as_deref().unwrap());
    claims["sid"] = parts(eve.token.as_deref().unwrap()).1["sid"].clone();
    let mixed = sign(&claims, &product.variables["TOKEN_SIGNING_KEY"]);
    refused_everywhere(&product, &mixed, "another user's session").await;
}

#[tokio::test]
async fn a_token_ends_with_its_day() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    product.clock.advance(TimeDelta::hours(23));
    admin.get("/api/auth/me").await.expect(StatusCode::OK);
    product.clock.advance(TimeDelta::hours(1));
    refused_everywhere(&product, admin.token.as_deref().unwrap(), "expired").await;
}

#[tokio::test]
async fn what_was_believed_a_moment_ago_is_refused_within_five_seconds() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let ways = ["revoked", "disabled", "demoted", "password changed"];
    for (number, way) in ways.into_iter().enumerate() {
        let email = format!("user{number}@example.com");
        let user = join(&product, &admin, &email, "user").await;
        for path in EVERYWHERE {
            let status = user.get(path).await.status;
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{way} {path}");
        }
        let path = format!("/api/users/{}", user.user_id);
        match way {
            "revoked" => {
                let list = format!("/api/auth/sessions?user={}", user.user_id);
                let sessions = admin.get(&list).await.expect(StatusCode::OK);
                let session = format!(
                    "/api/auth/sessions/{}",
                    sessions["items"][0]["id"].as_str().unwrap()
                );
                assert_eq!(admin.delete(&session).await.status, StatusCode::NO_CONTENT);
            }
            "disabled" => {
                admin
                    .patch(&path, json!({"disabled": true}))
                    .await
                    .expect(StatusCode::OK);
            }
            "demoted" => {
                admin
                    .patch(&path, json!({"role": "guest"}))
                    .await
                    .expect(StatusCode::OK);
            }
            _ => {
                let (elsewhere, _) = logged_in(&product, &email, PASSWORD).await;
                let change =
                    json!({"current_password": PASSWORD, "new_password": "a new horse every spring"});
                let changed = elsewhere.post("/api/auth/password", change).await;
                assert_eq!(changed.status, StatusCode::NO_CONTENT);
            }
        }
        revocations_are_noticed(&product);
        refused_everywhere(&product, user.token.as_deref().unwrap(), way).await;
    }
}
