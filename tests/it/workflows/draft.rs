//! `POST`, `GET`, `PATCH` and `DELETE /api/workflows…`

use katalusis_domain::permission::Role;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{drawing, workflow};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn a_draft_need_not_be_complete_and_says_what_it_lacks() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let mut draft = drawing();
    draft["nodes"][2]["does"]["text"] = json!("{{ trigger.task.title }}");
    draft["edges"] = json!([{"from": "start", "to": "pause"}]);
    let made = admin
        .post("/api/workflows", json!({"name": "Half", "draft": draft}))
        .await
        .expect(StatusCode::CREATED);
    let codes: Vec<_> = made["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| &finding["code"])
        .collect();
    assert_eq!(codes, ["unreachable", "dead_end", "unknown_variable"]);
    assert_eq!(made["findings"][2]["node"], "tell");
    assert_eq!(made["findings"][2]["pointer"], "/does/text");

    let checked = admin
        .post("/api/workflows/check", json!({"definition": drawing()}))
        .await;
    assert_eq!(checked.expect(StatusCode::OK)["findings"], json!([]));
}

#[tokio::test]
async fn what_is_no_drawing_is_refused_at_its_field() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let mut draft = drawing();
    draft["nodes"][1]["does"]["wait"] = json!({"years": 1});
    let refused = admin
        .post("/api/workflows", json!({"name": "X", "draft": draft}))
        .await;
    let problem = refused.expect_problem(422, "invalid");
    assert!(
        problem["errors"][0]["pointer"]
            .as_str()
            .unwrap()
            .starts_with("/draft/nodes/1"),
        "{problem}"
    );
    let mut huge = drawing();
    huge["variables"] = json!([{"name": "n", "label": "N", "type": "number", "initial": u64::MAX}]);
    let refused = admin
        .post("/api/workflows", json!({"name": "X", "draft": huge}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/draft/variables/0/initial");
    let nameless = admin
        .post("/api/workflows", json!({"name": " "}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(nameless["errors"][0]["pointer"], "/name");
}

#[tokio::test]
async fn whoever_was_slower_overwrites_nothing() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let path = workflow(&admin, &drawing()).await;
    let change = |etag: &str, name: &str| {
        let request = admin.request(Method::PATCH, &path).header("if-match", etag);
        admin.send(request.json(&json!({"name": name})))
    };
    assert_eq!(change("\"1\"", "First").await.etag(), "\"2\"");
    change("\"1\"", "Second").await.expect_problem(412, "lost_race");
    let read = admin.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&read["name"], &read["draft"]["nodes"][1]["does"]),
        (&json!("First"), &drawing()["nodes"][1]["does"])
    );
}

#[tokio::test]
async fn users_change_their_own_workflows_and_guests_see_none() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let guest = member(&product, &admin, Role::Guest).await;
    let theirs = workflow(&admin, &drawing()).await;
    let own = workflow(&user, &drawing()).await;
    user.get(&theirs).await.expect(StatusCode::OK);
    user.patch(&theirs, json!({"enabled": false}))
        .await
        .expect_problem(403, "forbidden");
    user.patch(&own, json!({"enabled": false}))
        .await
        .expect(StatusCode::OK);
    admin
        .patch(&own, json!({"enabled": true}))
        .await
        .expect(StatusCode::OK);
    guest.get(&own).await.expect_problem(403, "forbidden");
    let listed = user.get("/api/workflows").await.expect(StatusCode::OK);
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_deleted_workflow_is_gone() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let path = workflow(&admin, &drawing()).await;
    let delete = admin.request(Method::DELETE, &path).header("if-match", "\"1\"");
    assert_eq!(admin.send(delete).await.status, StatusCode::NO_CONTENT);
    admin.get(&path).await.expect_problem(404, "not_found");
    admin
        .patch(&path, json!({"name": "Back"}))
        .await
        .expect_problem(404, "not_found");
    let listed = admin.get("/api/workflows").await.expect(StatusCode::OK);
    assert_eq!(listed["items"], json!([]));
}
