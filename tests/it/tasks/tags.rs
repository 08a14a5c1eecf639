//! `GET /api/tasks/tags`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::{path, project, shared_project, task};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn tags_are_counted_over_what_one_sees() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let (secret, open) = (
        project(&admin, "SECRET").await,
        shared_project(&admin, "OPEN").await,
    );
    task(&admin, &secret, json!({"tags": ["b", "a"]})).await;
    task(&admin, &open, json!({"tags": ["b"]})).await;
    let gone = task(&admin, &open, json!({"tags": ["gone"]})).await;
    admin
        .delete(&path(&gone, ""))
        .await
        .expect(StatusCode::NO_CONTENT);

    let tags = async |actor: &katalusis_testing::Actor, query: &str| {
        let path = format!("/api/tasks/tags{query}");
        actor.get(&path).await.expect(StatusCode::OK)["items"].clone()
    };
    assert_eq!(
        tags(&admin, "").await,
        json!([{"tag": "b", "count": 2}, {"tag": "a", "count": 1}])
    );
    assert_eq!(
        tags(&admin, "?project=OPEN").await,
        json!([{"tag": "b", "count": 1}])
    );
    assert_eq!(tags(&guest, "").await, json!([{"tag": "b", "count": 1}]));
    assert_eq!(tags(&other, "").await, json!([]));
    admin
        .get("/api/tasks/tags?limit=3")
        .await
        .expect_problem(400, "malformed");
}
