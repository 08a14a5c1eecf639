//! `GET /api/tasks/{task}`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::{path, project, shared_project, task};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn a_task_is_read_by_id_and_by_key() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    for name in [made["id"].as_str().unwrap(), "OPS-1", "ops-1"] {
        let read = admin.get(&format!("/api/tasks/{name}")).await;
        assert_eq!(read.etag(), "\"1\"");
        assert_eq!(read.expect(StatusCode::OK), made);
    }
    for name in [
        "OPS-2",
        "XX-1",
        "OPS",
        "OPS--1",
        "%00",
        "OPS-1%00",
        "99",
        "OPS-99999999999999999999",
    ] {
        admin
            .get(&format!("/api/tasks/{name}"))
            .await
            .expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn who_may_not_see_a_task_learns_nothing_of_it() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;

    guest.get(&path(&open, "")).await.expect(StatusCode::OK);
    guest.get("/api/tasks/OPEN-1").await.expect(StatusCode::OK);
    let absent = guest
        .get("/api/tasks/OPEN-7")
        .await
        .expect_problem(404, "not_found");
    for name in ["SECRET-1", secret["id"].as_str().unwrap()] {
        let hidden = guest
            .get(&format!("/api/tasks/{name}"))
            .await
            .expect_problem(404, "not_found");
        assert_eq!(hidden["detail"], absent["detail"]);
    }
    for name in [
        "OPEN-1",
        open["id"].as_str().unwrap(),
        secret["id"].as_str().unwrap(),
    ] {
        other
            .get(&format!("/api/tasks/{name}"))
            .await
            .expect_problem(404, "not_found");
    }
    admin
        .delete(&path(&open, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    guest.get(&path(&open, "")).await.expect_problem(404, "not_found");
    product
        .anonymous()
        .get(&path(&open, ""))
        .await
        .expect_problem(401, "unauthenticated");
}
