//! `POST /api/workflows/{id}/publish` and the versions that come of it.

use reqwest::StatusCode;
use serde_json::json;

use super::{drawing, publish, workflow};
use crate::people::organization;
use crate::product::product;

#[tokio::test]
async fn a_version_stays_as_it_was_published() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let path = workflow(&admin, &drawing()).await;
    let published = publish(&admin, &path, "\"1\"").await;
    assert_eq!(published.etag(), "\"2\"");
    assert_eq!(published.expect(StatusCode::OK)["published"], 1);

    let mut changed = drawing();
    changed["nodes"][1]["does"]["wait"]["seconds"] = json!(5);
    admin
        .patch(&path, json!({"draft": changed}))
        .await
        .expect(StatusCode::OK);
    let first = admin
        .get(&format!("{path}/versions/1"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(first["definition"]["nodes"][1]["does"]["wait"]["seconds"], 60);
    assert_eq!(
        publish(&admin, &path, "*").await.expect(StatusCode::OK)["published"],
        2
    );

    let listed = admin
        .get(&format!("{path}/versions"))
        .await
        .expect(StatusCode::OK);
    let numbers: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| &version["number"])
        .collect();
    assert_eq!(numbers, [2, 1]);
    admin
        .get(&format!("{path}/versions/3"))
        .await
        .expect_problem(404, "not_found");
    admin
        .get(&format!("{path}/versions/x"))
        .await
        .expect_problem(404, "not_found");

    let told = admin
        .get("/api/audit?kind=workflow.published")
        .await
        .expect(StatusCode::OK);
    assert_eq!(told["items"][0]["payload"], json!({"version": 2, "note": "New."}));
}

#[tokio::test]
async fn a_draft_that_cannot_run_is_refused_with_each_reason_at_its_place() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let mut draft = drawing();
    draft["nodes"][2]["does"]["text"] = json!("");
    let path = workflow(&admin, &draft).await;
    let problem = publish(&admin, &path, "*").await.expect_problem(422, "invalid");
    assert_eq!(
        problem["errors"],
        json!([{"pointer": "/draft/nodes/2/does/text", "detail": "Write a text."}])
    );
    let read = admin.get(&path).await.expect(StatusCode::OK);
    assert_eq!(read["published"], json!(null));
}

#[tokio::test]
async fn two_who_publish_at_once_make_one_version() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let path = workflow(&admin, &drawing()).await;
    let (one, other) = tokio::join!(publish(&admin, &path, "\"1\""), publish(&admin, &path, "\"1\""));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}
