//! `/api/tasks/{task}/watchers/{user}`

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{path, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

async fn put(actor: &Actor, path: &str) -> katalusis_testing::Answer {
    actor.send(actor.request(Method::PUT, path)).await
}

#[tokio::test]
async fn one_watches_and_stops_and_others_can_be_added() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    for _ in 0..2 {
        put(&user, "/api/tasks/OPS-1/watchers/me")
            .await
            .expect(StatusCode::NO_CONTENT);
    }
    let read = admin.get(&path(&made, "")).await;
    assert_eq!(read.etag(), "\"1\"", "watching takes nothing from who edits");
    assert_eq!(
        read.expect(StatusCode::OK)["watchers"],
        json!([admin.user_id, user.user_id])
    );
    for who in ["me", admin.user_id.as_str()] {
        user.delete(&path(&made, &format!("/watchers/{who}")))
            .await
            .expect(StatusCode::NO_CONTENT);
    }
    let read = admin.get(&path(&made, "")).await.expect(StatusCode::OK);
    assert_eq!(read["watchers"], json!([]));
    put(&user, &path(&made, &format!("/watchers/{}", admin.user_id)))
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(
        told(&admin, &made).await,
        ["task.created"]
            .into_iter()
            .chain(["task.watchers_changed"; 4])
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn nobody_watches_what_it_may_not_see() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    put(&guest, &path(&open, "/watchers/me"))
        .await
        .expect(StatusCode::NO_CONTENT);
    put(&guest, &path(&open, &format!("/watchers/{}", admin.user_id)))
        .await
        .expect_problem(403, "forbidden");
    for who in [&guest, &other] {
        put(who, &path(&secret, "/watchers/me"))
            .await
            .expect_problem(404, "not_found");
        who.delete(&path(&secret, "/watchers/me"))
            .await
            .expect_problem(404, "not_found");
    }
    for id in [&guest.user_id, &other.user_id] {
        put(&admin, &path(&secret, &format!("/watchers/{id}")))
            .await
            .expect_problem(422, "invalid");
    }
    put(&admin, &path(&secret, "/watchers/nobody"))
        .await
        .expect_problem(404, "not_found");
}
