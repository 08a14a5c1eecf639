//! `GET /api/notifications`, `GET /api/notifications/unread`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::inbox;
use crate::people::{member, organization};
use crate::product::{notify, product};
use crate::tasks::{project, task};

#[tokio::test]
async fn an_inbox_is_read_in_parts_and_is_nobody_elses() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    for title in ["first", "second", "third"] {
        product.clock.advance(chrono::TimeDelta::seconds(1));
        let fields = json!({"title": title, "assignees": [user.user_id]});
        task(&admin, &ops, fields).await;
    }
    notify(&product).await;
    let first = user
        .get("/api/notifications?limit=2")
        .await
        .expect(StatusCode::OK);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = user
        .get(&format!("/api/notifications?limit=2&cursor={cursor}"))
        .await
        .expect(StatusCode::OK);
    let titles =
        [&first["items"][0], &first["items"][1], &rest["items"][0]].map(|item| item["title"].clone());
    assert_eq!(titles, ["third", "second", "first"].map(|title| json!(title)));
    assert_eq!(rest["next_cursor"], json!(null));
    let unread = user.get("/api/notifications/unread").await.expect(StatusCode::OK);
    assert_eq!(unread, json!({"count": 3}));
    assert_eq!(inbox(&admin).await, []);

    user.get("/api/notifications?limit=0")
        .await
        .expect_problem(400, "malformed");
    user.get("/api/notifications?seen=true")
        .await
        .expect_problem(400, "malformed");
}
