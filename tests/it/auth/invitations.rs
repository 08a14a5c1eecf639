//! `/api/users/invitations`

use chrono::TimeDelta;
use katalusis_testing::{Actor, Product};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{PASSWORD, events, join, log_in};
use crate::product::{notify, product};

async fn invite(admin: &Actor, email: &str, role: &str) -> Value {
    admin
        .post("/api/users/invitations", json!({"email": email, "role": role}))
        .await
        .expect(StatusCode::CREATED)
}

async fn accept(product: &Product, token: &str) -> katalusis_testing::Answer {
    let body = json!({"token": token, "name": "Grace Hopper", "password": PASSWORD});
    product
        .anonymous()
        .post("/api/auth/invitations/accept", body)
        .await
}

#[tokio::test]
async fn an_invitation_arrives_and_makes_a_user() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme <b>", "ada@example.com", PASSWORD)
        .await;
    let invited = invite(&admin, "Grace@Example.com", "user").await;
    assert_eq!(
        (&invited["state"], &invited["name"]),
        (&json!("invited"), &json!("grace"))
    );
    log_in(&product, "grace@example.com", PASSWORD)
        .await
        .expect_problem(401, "unauthenticated");

    notify(&product).await;
    let mails = product.mailbox.mails_to("grace@example.com");
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(mail.subject, "Join Acme <b> on Katalusis");
    assert!(
        mail.text.contains("Ada Admin (ada@example.com) invites you"),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("Acme &lt;b&gt;") && !mail.html.contains("Acme <b>"));
    assert!(
        mail.text
            .contains("http://localhost:8080/accept-invitation?token=")
    );

    let joined = accept(&product, &mail.token()).await.expect(StatusCode::OK);
    let grace = product
        .anonymous()
        .with_token(joined["access_token"].as_str().unwrap());
    let me = grace.get("/api/auth/me").await.expect(StatusCode::OK);
    assert_eq!(
        (&me["name"], &me["role"]),
        (&json!("Grace Hopper"), &json!("user"))
    );
    assert_eq!(me["organization"]["id"], admin.organization_id);
    accept(&product, &mail.token())
        .await
        .expect_problem(422, "invalid");
    let kinds: Vec<_> = events(&product, &admin.organization_id)
        .await
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["user.joined", "user.invited", "organization.created"]);
}

#[tokio::test]
async fn only_the_newest_link_is_good_and_not_for_ever() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let invited = invite(&admin, "grace@example.com", "user").await;
    notify(&product).await;
    let again = format!(
        "/api/users/invitations/{}/resend",
        invited["id"].as_str().unwrap()
    );
    admin.post(&again, json!({})).await.expect(StatusCode::OK);
    notify(&product).await;
    let mails = product.mailbox.mails_to("grace@example.com");
    assert_eq!(mails.len(), 2);
    accept(&product, &mails[0].token())
        .await
        .expect_problem(422, "invalid");

    product.clock.advance(TimeDelta::days(7));
    accept(&product, &mails[1].token())
        .await
        .expect_problem(422, "invalid");

    admin_again(&product)
        .await
        .post(&again, json!({}))
        .await
        .expect(StatusCode::OK);
    notify(&product).await;
    let newest = product.mailbox.mails_to("grace@example.com").pop().unwrap();
    accept(&product, &newest.token()).await.expect(StatusCode::OK);
    admin_again(&product)
        .await
        .post(&again, json!({}))
        .await
        .expect_problem(409, "conflict");
}

async fn admin_again(product: &Product) -> Actor {
    super::logged_in(product, "ada@example.com", PASSWORD).await.0
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_joins() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    invite(&admin, "grace@example.com", "user").await;
    notify(&product).await;
    let token = product.mailbox.mails_to("grace@example.com")[0].token();
    let (one, two) = tokio::join!(accept(&product, &token), accept(&product, &token));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[tokio::test]
async fn a_link_cannot_be_made_up_or_used_for_something_else() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    invite(&admin, "grace@example.com", "user").await;
    notify(&product).await;
    let token = product.mailbox.mails_to("grace@example.com")[0].token();
    let (id, secret) = token.split_once('.').unwrap();
    let altered = if secret.starts_with('A') { "B" } else { "A" };
    for wrong in [
        "",
        "x",
        id,
        &format!("{id}."),
        &format!("{id}.{altered}{}", &secret[1..]),
        "\u{0}",
    ] {
        accept(&product, wrong).await.expect_problem(422, "invalid");
    }
    product
        .anonymous()
        .post(
            "/api/auth/password-reset/confirm",
            json!({"token": token, "password": PASSWORD}),
        )
        .await
        .expect_problem(422, "invalid");
    accept(&product, &token).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn nobody_invites_above_or_beside_the_table() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    admin
        .post(
            "/api/users/invitations",
            json!({"email": "x@example.com", "role": "super_admin"}),
        )
        .await
        .expect_problem(422, "invalid");
    admin
        .post(
            "/api/users/invitations",
            json!({"email": "ada@example.com", "role": "user"}),
        )
        .await
        .expect_problem(409, "already_exists");
    for role in ["user", "guest"] {
        let member = join(&product, &admin, &format!("{role}@example.com"), role).await;
        member
            .post(
                "/api/users/invitations",
                json!({"email": "x@example.com", "role": "guest"}),
            )
            .await
            .expect_problem(403, "forbidden");
    }
}

#[tokio::test]
async fn a_withdrawn_invitation_is_forgotten() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let invited = invite(&admin, "grace@example.com", "user").await;
    let path = format!("/api/users/invitations/{}", invited["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    admin.delete(&path).await.expect_problem(404, "not_found");
    notify(&product).await;
    assert!(product.mailbox.mails().is_empty());
    product
        .anonymous()
        .sign_up("Grace's own", "grace@example.com", PASSWORD)
        .await;

    let path = format!("/api/users/invitations/{}", admin.user_id);
    admin.delete(&path).await.expect_problem(409, "conflict");
}

#[tokio::test]
async fn an_invitation_keeps_nobody_from_their_own_address() {
    let product = product().await;
    let evil = product
        .anonymous()
        .sign_up("Evil", "eve@example.com", PASSWORD)
        .await;
    let acme = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let held = invite(&evil, "grace@example.com", "guest").await;
    invite(&evil, "hedy@example.com", "guest").await;
    notify(&product).await;
    let trap = product.mailbox.mails_to("grace@example.com")[0].token();

    // Their own organization invites them, and they join there.
    invite(&acme, "grace@example.com", "user").await;
    acme.post(
        "/api/users/invitations",
        json!({"email": "grace@example.com", "role": "user"}),
    )
    .await
    .expect_problem(409, "already_exists");
    notify(&product).await;
    let wanted = product.mailbox.mails_to("grace@example.com").pop().unwrap();
    let joined = accept(&product, &wanted.token()).await.expect(StatusCode::OK);
    assert_eq!(joined["organization_id"], acme.organization_id);
    let (grace, _) = super::logged_in(&product, "grace@example.com", PASSWORD).await;
    grace.get("/api/auth/me").await.expect(StatusCode::OK);
    // The other invitation is good for nothing any more.
    accept(&product, &trap)
        .await
        .expect_problem(409, "already_exists");
    let again = format!("/api/users/invitations/{}/resend", held["id"].as_str().unwrap());
    evil.post(&again, json!({}))
        .await
        .expect_problem(409, "already_exists");

    // Or they begin on their own.
    product
        .anonymous()
        .sign_up("Hedy's own", "hedy@example.com", PASSWORD)
        .await;
    log_in(&product, "hedy@example.com", PASSWORD)
        .await
        .expect(StatusCode::OK);
    // Who invited them learns nothing of what they do.
    let kinds: Vec<_> = events(&product, &evil.organization_id)
        .await
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["user.invited", "user.invited", "organization.created"]);
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded_with_invitations() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", PASSWORD)
        .await;
    let invited = invite(&admin, "grace@example.com", "user").await;
    let again = format!(
        "/api/users/invitations/{}/resend",
        invited["id"].as_str().unwrap()
    );
    for _ in 0..9 {
        admin.post(&again, json!({})).await.expect(StatusCode::OK);
    }
    admin
        .post(&again, json!({}))
        .await
        .expect_problem(429, "too_many_requests");
}

#[tokio::test]
async fn a_name_is_no_advertisement() {
    let product = product().await;
    let body = json!({"organization": "Win at https://evil.example", "name": "www.evil.example",
        "email": "ada@example.com", "password": PASSWORD});
    let problem = product
        .anonymous()
        .post("/api/auth/signup", body)
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["pointer"])
        .collect();
    assert_eq!(pointers, ["/organization", "/name"]);
}
