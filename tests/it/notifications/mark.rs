//! `PATCH /api/notifications/{id}`, `POST /api/notifications/read`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::people::{member, organization};
use crate::product::{notify, product};
use crate::tasks::{project, task};

#[tokio::test]
async fn entries_are_marked_one_by_one_or_until_a_time() {
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
    let read = user.get("/api/notifications").await.expect(StatusCode::OK);
    let (third, second) = (&read["items"][0], &read["items"][1]);
    let one = format!("/api/notifications/{}", third["id"].as_str().unwrap());

    admin
        .patch(&one, json!({"read": true}))
        .await
        .expect_problem(404, "not_found");
    let marked = user
        .patch(&one, json!({"read": true}))
        .await
        .expect(StatusCode::OK);
    assert!(marked["read_at"].is_string());
    let until = json!({"until": second["at"]});
    let answer = user.post("/api/notifications/read", until.clone()).await;
    assert_eq!(answer.expect(StatusCode::OK), json!({"marked": 2}));
    let answer = user.post("/api/notifications/read", until).await;
    assert_eq!(answer.expect(StatusCode::OK), json!({"marked": 0}));

    let unread_again = user
        .patch(&one, json!({"read": false}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(unread_again["read_at"], json!(null));
    let unread = user
        .get("/api/notifications?unread=true")
        .await
        .expect(StatusCode::OK);
    assert_eq!(unread["items"], json!([unread_again]));
}
