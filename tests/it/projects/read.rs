//! `GET /api/projects` and `GET /api/projects/{project}`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::people::{member, organization};
use crate::product::product;

fn keys(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|project| project["key"].as_str())
        .collect()
}

#[tokio::test]
async fn projects_are_listed_by_key_page_by_page() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    for key in ["OPS", "HR", "IT"] {
        admin
            .post("/api/projects", json!({"name": key, "key": key}))
            .await
            .expect(StatusCode::CREATED);
    }
    let first = admin.get("/api/projects?limit=2").await.expect(StatusCode::OK);
    assert_eq!(keys(&first), ["HR", "IT"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = admin
        .get(&format!("/api/projects?limit=2&cursor={cursor}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(keys(&rest), ["OPS"]);
    assert_eq!(rest["next_cursor"], Value::Null);
}

#[tokio::test]
async fn a_guest_sees_only_what_is_shared_and_another_organization_nothing() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    for (key, shared) in [("OPEN", true), ("SECRET", false)] {
        let body = json!({"name": key, "key": key, "shared_with_guests": shared});
        admin
            .post("/api/projects", body)
            .await
            .expect(StatusCode::CREATED);
    }
    let open = admin.get("/api/projects/open").await.expect(StatusCode::OK);
    let secret = admin.get("/api/projects/SECRET").await.expect(StatusCode::OK);

    assert_eq!(
        keys(&guest.get("/api/projects").await.expect(StatusCode::OK)),
        ["OPEN"]
    );
    guest.get("/api/projects/OPEN").await.expect(StatusCode::OK);
    for id in ["SECRET", secret["id"].as_str().unwrap()] {
        guest
            .get(&format!("/api/projects/{id}"))
            .await
            .expect_problem(404, "not_found");
    }
    assert!(keys(&other.get("/api/projects").await.expect(StatusCode::OK)).is_empty());
    for id in ["OPEN", open["id"].as_str().unwrap(), "nonsense", "%00", "-"] {
        other
            .get(&format!("/api/projects/{id}"))
            .await
            .expect_problem(404, "not_found");
    }
}
