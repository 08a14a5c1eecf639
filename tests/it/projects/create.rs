//! `POST /api/projects`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn an_admin_creates_a_project_with_fields_of_its_own() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = admin
        .post(
            "/api/projects",
            json!({"name": " Operations ", "key": "OPS", "description": "a\r\nb", "custom_fields": [
                {"key": "customer", "name": "Customer", "kind": "text"},
                {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC"]},
            ]}),
        )
        .await;
    assert_eq!(made.etag(), "\"1\"");
    let made = made.expect(StatusCode::CREATED);
    assert_eq!(made["name"], "Operations");
    assert_eq!(made["description"], "a\nb");
    assert_eq!(made["shared_with_guests"], false);
    assert_eq!(made["archived"], false);
    assert_eq!(made["created_by"], admin.user_id.as_str());
    assert_eq!(made["custom_fields"][1]["options"], json!(["EMEA", "APAC"]));

    let read = admin.get("/api/projects/OPS").await.expect(StatusCode::OK);
    assert_eq!(read, made);
}

#[tokio::test]
async fn a_key_belongs_to_one_project_of_an_organization() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let other = organization(&product, "Other").await;
    let body = json!({"name": "Operations", "key": "OPS"});
    admin
        .post("/api/projects", body.clone())
        .await
        .expect(StatusCode::CREATED);
    admin
        .post("/api/projects", body.clone())
        .await
        .expect_problem(409, "already_exists");
    other
        .post("/api/projects", body)
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn everything_that_is_wrong_is_named() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let problem = admin
        .post(
            "/api/projects",
            json!({"name": "a\u{0}b", "key": "ops", "description": "x\u{1b}", "custom_fields": [
                {"key": "A", "name": "", "kind": "text"},
                {"key": "b", "name": "B", "kind": "select"},
                {"key": "b", "name": "B", "kind": "number", "options": ["1"]},
            ]}),
        )
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/name",
            "/description",
            "/custom_fields/0/key",
            "/custom_fields/0/name",
            "/custom_fields/1/options",
            "/custom_fields/2/key",
            "/custom_fields/2/options",
            "/key"
        ]
    );
    let kind = admin
        .post(
            "/api/projects",
            json!({"name": "N", "key": "OPS", "custom_fields": [{"key": "a", "name": "A", "kind": "blob"}]}),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(kind["errors"][0]["pointer"], "/custom_fields/0/kind");
}

#[tokio::test]
async fn users_and_guests_create_no_projects() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    for role in [Role::User, Role::Guest] {
        member(&product, &admin, role)
            .await
            .post("/api/projects", json!({"name": "N", "key": "OPS"}))
            .await
            .expect_problem(403, "forbidden");
    }
}
