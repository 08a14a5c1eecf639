//! `/api/users`

use katalusis_testing::Actor;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{PASSWORD, events, join, log_in, logged_in, revocations_are_noticed};
use crate::product::product;

async fn change(actor: &Actor, user: &str, body: Value) -> katalusis_testing::Answer {
    actor.patch(&format!("/api/users/{user}"), body).await
}

#[tokio::test]
async fn people_are_listed_and_read() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let user = join(&product, &admin, "grace@example.com", "user").await;
    let guest = join(&product, &admin, "linus@example.com", "guest").await;
    let list = user.get("/api/users?limit=2").await.expect(StatusCode::OK);
    let more = format!(
        "/api/users?limit=2&cursor={}",
        list["next_cursor"].as_str().unwrap()
    );
    let rest = user.get(&more).await.expect(StatusCode::OK);
    assert_eq!(
        (list["items"].as_array().unwrap().len(), &rest["next_cursor"]),
        (2, &Value::Null)
    );
    assert_eq!(rest["items"][0]["email"], "linus@example.com");

    let answer = user.get(&format!("/api/users/{}", admin.user_id)).await;
    assert_eq!(answer.etag(), "\"1\"");
    let body = answer.expect(StatusCode::OK);
    assert!(body.get("password_hash").is_none() && body.get("open_link").is_none());

    guest.get("/api/users").await.expect_problem(403, "forbidden");
    let other = product
        .anonymous()
        .sign_up("Other", "eve@example.com", PASSWORD)
        .await;
    other
        .get(&format!("/api/users/{}", admin.user_id))
        .await
        .expect_problem(404, "not_found");
    change(&other, &admin.user_id, json!({"name": "Mine"}))
        .await
        .expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_change_is_guarded_and_told() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let user = join(&product, &admin, "grace@example.com", "user").await;
    let path = format!("/api/users/{}", user.user_id);
    admin
        .send(admin.request(Method::PATCH, &path).json(&json!({"name": "G"})))
        .await
        .expect_problem(428, "revision_required");
    let stale = admin
        .request(Method::PATCH, &path)
        .header("if-match", "\"1\"")
        .json(&json!({"name": "G"}));
    admin.send(stale).await.expect_problem(412, "lost_race");

    let changed = admin
        .patch(&path, json!({"name": "Rear Admiral Hopper", "role": "guest"}))
        .await;
    assert_eq!(changed.etag(), "\"3\"");
    let newest = &events(&product, &admin.organization_id).await[0];
    assert_eq!(newest["kind"], "user.changed");
    let fields: Vec<_> = newest["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["field"].clone(), c["new"].clone()))
        .collect();
    assert_eq!(
        fields,
        [
            (json!("name"), json!("Rear Admiral Hopper")),
            (json!("role"), json!("guest"))
        ]
    );

    for (body, pointer) in [
        (json!({"name": null}), "/name"),
        (json!({"name": "a\u{7}"}), "/name"),
        (json!({"role": "super_admin"}), "/role"),
        (json!({"role": "king"}), "/role"),
        (json!({"disabled": null}), "/disabled"),
        (json!({"email": "x@example.com"}), "/email"),
    ] {
        let problem = admin
            .patch(&path, body.clone())
            .await
            .expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    user.patch(&path, json!({"role": "admin"})).await;
    revocations_are_noticed(&product);
    let me = admin.get(&path).await.expect(StatusCode::OK);
    assert_eq!(me["role"], "guest");
}

#[tokio::test]
async fn the_demoted_and_the_disabled_are_refused_at_once() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let second = join(&product, &admin, "grace@example.com", "admin").await;
    let (_, session) = logged_in(&product, "grace@example.com", PASSWORD).await;
    let program = second
        .post(
            "/api/auth/tokens",
            json!({"name": "P", "role": "admin", "areas": ["organization"]}),
        )
        .await
        .expect(StatusCode::CREATED);
    let program = second.with_token(program["token"].as_str().unwrap());

    change(&admin, &second.user_id, json!({"role": "user"}))
        .await
        .expect(StatusCode::OK);
    revocations_are_noticed(&product);
    second
        .get("/api/users")
        .await
        .expect_problem(401, "unauthenticated");
    // The session goes on with the role of now, and so does the token.
    let refreshed = product
        .anonymous()
        .post(
            "/api/auth/refresh",
            json!({"refresh_token": session["refresh_token"]}),
        )
        .await
        .expect(StatusCode::OK);
    let refreshed = product
        .anonymous()
        .with_token(refreshed["access_token"].as_str().unwrap());
    for limited in [&refreshed, &program] {
        limited.get("/api/users").await.expect(StatusCode::OK);
        limited
            .post(
                "/api/users/invitations",
                json!({"email": "x@example.com", "role": "guest"}),
            )
            .await
            .expect_problem(403, "forbidden");
    }

    change(&admin, &second.user_id, json!({"disabled": true}))
        .await
        .expect(StatusCode::OK);
    revocations_are_noticed(&product);
    for refused in [&refreshed, &program] {
        refused
            .get("/api/users")
            .await
            .expect_problem(401, "unauthenticated");
    }
    log_in(&product, "grace@example.com", PASSWORD)
        .await
        .expect_problem(401, "unauthenticated");
    change(&admin, &second.user_id, json!({"disabled": false}))
        .await
        .expect(StatusCode::OK);
    log_in(&product, "grace@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    // Someone who has not accepted cannot help anyone.
    admin
        .post(
            "/api/users/invitations",
            json!({"email": "later@example.com", "role": "admin"}),
        )
        .await
        .expect(StatusCode::CREATED);
    for body in [json!({"role": "user"}), json!({"disabled": true})] {
        change(&admin, &admin.user_id, body)
            .await
            .expect_problem(409, "conflict");
    }
    change(&admin, &admin.user_id, json!({"name": "Still Ada"}))
        .await
        .expect(StatusCode::OK);
    join(&product, &admin, "grace@example.com", "admin").await;
    change(&admin, &admin.user_id, json!({"role": "user"}))
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn two_admins_who_demote_each_other_at_once_leave_one() {
    let product = product().await;
    let ada = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    for round in 0..5 {
        let grace = join(&product, &ada, &format!("grace{round}@example.com"), "admin").await;
        let (one, two) = tokio::join!(
            change(&ada, &grace.user_id, json!({"role": "user"})),
            change(&grace, &ada.user_id, json!({"role": "user"})),
        );
        let won = [&one, &two]
            .iter()
            .filter(|answer| answer.status == StatusCode::OK)
            .count();
        assert_eq!(won, 1, "{one:?} {two:?}");
        if two.status == StatusCode::OK {
            change(&grace, &ada.user_id, json!({"role": "admin"}))
                .await
                .expect(StatusCode::OK);
        }
        revocations_are_noticed(&product);
        let (admin, _) = logged_in(&product, "ada@example.com", PASSWORD).await;
        if two.status == StatusCode::OK {
            change(&admin, &grace.user_id, json!({"role": "user"}))
                .await
                .expect(StatusCode::OK);
            return;
        }
    }
}
