//! `/api/auth/me`, `/api/auth/password`, `/api/auth/permissions`, `/api/organizations`

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{PASSWORD, count, events, join, log_in, logged_in, revocations_are_noticed};
use crate::product::product;

#[tokio::test]
async fn the_own_name_changes() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let guest = join(&product, &admin, "linus@example.com", "guest").await;
    let request = guest
        .request(Method::PATCH, "/api/auth/me")
        .json(&json!({"name": " Linus T. "}));
    let me = guest.send(request).await.expect(StatusCode::OK);
    assert_eq!(me["name"], "Linus T.");
    let stale = guest
        .request(Method::PATCH, "/api/auth/me")
        .header("if-match", "\"1\"")
        .json(&json!({"name": "L"}));
    guest.send(stale).await.expect_problem(412, "lost_race");
    for body in [
        json!({"name": null}),
        json!({"name": ""}),
        json!({"role": "admin"}),
        json!({"name": "x".repeat(121)}),
    ] {
        guest
            .patch("/api/auth/me", body)
            .await
            .expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let (there, _) = logged_in(&product, "ada@example.com", PASSWORD).await;
    let new = "a new horse every spring";
    let problem = there
        .post(
            "/api/auth/password",
            json!({"current_password": "wrong horse", "new_password": new}),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/current_password");
    let changed = there
        .post(
            "/api/auth/password",
            json!({"current_password": PASSWORD, "new_password": new}),
        )
        .await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    revocations_are_noticed(&product);
    admin
        .get("/api/auth/me")
        .await
        .expect_problem(401, "unauthenticated");
    there.get("/api/auth/me").await.expect(StatusCode::OK);
    log_in(&product, "ada@example.com", PASSWORD)
        .await
        .expect_problem(401, "unauthenticated");
    log_in(&product, "ada@example.com", new)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        count(
            &product,
            &admin.organization_id,
            "session.refused",
            "wrong_current_password"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn a_stolen_session_does_not_guess_the_password() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let guess = json!({"current_password": "wrong horse", "new_password": "a new horse every spring"});
    for _ in 0..5 {
        admin
            .post("/api/auth/password", guess.clone())
            .await
            .expect_problem(422, "invalid");
    }
    admin
        .post("/api/auth/password", guess)
        .await
        .expect_problem(429, "too_many_requests");
}

#[tokio::test]
async fn the_permission_table_explains_itself() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let guest = join(&product, &admin, "linus@example.com", "guest").await;
    let table = guest.get("/api/auth/permissions").await.expect(StatusCode::OK);
    assert_eq!(table["role"], "guest");
    let row = |name: &str| {
        let rows = table["items"].as_array().unwrap();
        rows.iter().find(|row| row["permission"] == name).unwrap().clone()
    };
    assert_eq!(row("users.manage")["yours"], "none");
    assert_eq!(row("users.manage")["admin"], "all");
    assert_eq!(row("tasks.read")["yours"], "shared");
    assert_eq!(row("account.own")["yours"], "own");
}

#[tokio::test]
async fn an_admin_renames_the_organization() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let user = join(&product, &admin, "grace@example.com", "user").await;
    let path = "/api/organizations/current";
    user.patch(path, json!({"name": "Mine"}))
        .await
        .expect_problem(403, "forbidden");
    let changed = admin.patch(path, json!({"name": "Acme Europe"})).await;
    assert_eq!(changed.etag(), "\"2\"");
    let read = user.get(path).await.expect(StatusCode::OK);
    assert_eq!(
        (&read["name"], &read["id"]),
        (&json!("Acme Europe"), &json!(admin.organization_id))
    );
    assert_eq!(
        events(&product, &admin.organization_id).await[0]["kind"],
        "organization.changed"
    );
    admin
        .get("/api/organizations")
        .await
        .expect_problem(403, "forbidden");
}
