//! `PATCH /api/projects/{project}`

use katalusis_domain::permission::Role;
use katalusis_testing::Actor;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::people::{member, organization};
use crate::product::product;

async fn project(admin: &Actor) {
    admin
        .post(
            "/api/projects",
            json!({"name": "Operations", "key": "OPS", "custom_fields": [{"key": "size", "name": "Size", "kind": "number"}]}),
        )
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn an_admin_changes_everything_but_the_key() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    project(&admin).await;
    let changed = admin
        .patch(
            "/api/projects/OPS",
            json!({"name": "Ops", "description": "new", "shared_with_guests": true, "archived": true}),
        )
        .await;
    assert_eq!(changed.etag(), "\"2\"");
    let changed = changed.expect(StatusCode::OK);
    assert_eq!(changed["name"], "Ops");
    assert_eq!(changed["archived"], true);
    assert_eq!(changed["custom_fields"][0]["key"], "size", "absent is unchanged");

    let nothing = admin.patch("/api/projects/OPS", json!({"name": "Ops"})).await;
    assert_eq!(nothing.etag(), "\"2\"", "what changes nothing is no new revision");
    admin
        .patch("/api/projects/OPS", json!({"key": "NEW"}))
        .await
        .expect_problem(422, "invalid");
    let null = admin
        .patch("/api/projects/OPS", json!({"name": null, "archived": null}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(null["errors"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_overwrites_what_it_has_not_read() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    project(&admin).await;
    let patch = |etag: Option<&'static str>| {
        let request = admin
            .request(Method::PATCH, "/api/projects/OPS")
            .json(&json!({"name": etag}));
        match etag {
            Some(etag) => request.header("if-match", etag),
            None => request,
        }
    };
    admin.send(patch(Some("\"1\""))).await.expect(StatusCode::OK);
    admin
        .send(patch(Some("\"1\"")))
        .await
        .expect_problem(412, "lost_race");
    admin
        .send(patch(None))
        .await
        .expect_problem(428, "revision_required");
}

#[tokio::test]
async fn a_field_that_tasks_use_keeps_its_kind() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    project(&admin).await;
    let text = json!({"custom_fields": [{"key": "size", "name": "Size", "kind": "text"}]});
    let number = json!({"custom_fields": [{"key": "size", "name": "How large", "kind": "number"}]});
    let unused = admin.patch("/api/projects/OPS", text.clone()).await;
    unused.expect(StatusCode::OK);
    let project = admin
        .patch("/api/projects/OPS", number.clone())
        .await
        .expect(StatusCode::OK);

    admin
        .post(
            "/api/tasks",
            json!({"project_id": project["id"], "title": "T", "custom": {"size": 7}}),
        )
        .await
        .expect(StatusCode::CREATED);
    admin
        .patch("/api/projects/OPS", text.clone())
        .await
        .expect_problem(409, "conflict");
    admin
        .patch("/api/projects/OPS", json!({"custom_fields": []}))
        .await
        .expect(StatusCode::OK);
    admin
        .patch("/api/projects/OPS", text)
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn only_admins_of_the_organization_change_a_project() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    project(&admin).await;
    member(&product, &admin, Role::User)
        .await
        .patch("/api/projects/OPS", json!({"name": "x"}))
        .await
        .expect_problem(403, "forbidden");
    organization(&product, "Other")
        .await
        .patch("/api/projects/OPS", json!({"name": "x"}))
        .await
        .expect_problem(404, "not_found");
}
