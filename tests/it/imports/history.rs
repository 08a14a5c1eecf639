//! `GET /api/imports`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::Setting;
use crate::people::member;

#[tokio::test]
async fn the_history_is_searched_by_state_project_and_person() {
    let setting = Setting::new().await;
    let colleague = member(&setting.product, &setting.admin, Role::User).await;
    let done = setting.import("Title\nx\n", json!({"auto_commit": true})).await;
    let planned = setting.import("Title\nx\n", json!({})).await;
    let project = json!({"key": "OTHER", "name": "Other"});
    setting
        .admin
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    let body = json!({"project": "OTHER", "file_name": "a.csv", "size": 8, "content_type": "text/csv"});
    let waiting = colleague
        .post("/api/imports", body)
        .await
        .expect(StatusCode::CREATED);
    let found = async |query: &str| {
        let list = setting
            .admin
            .get(&format!("/api/imports?{query}"))
            .await
            .expect(StatusCode::OK);
        let ids = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|import| import["id"].clone());
        ids.collect::<Vec<_>>()
    };
    let (done, planned, waiting) = (done["id"].clone(), planned["id"].clone(), waiting["id"].clone());
    assert_eq!(found("state=completed").await, std::slice::from_ref(&done));
    assert_eq!(
        found("state=planned&state=completed").await,
        [planned.clone(), done.clone()]
    );
    assert_eq!(found("project=other").await, std::slice::from_ref(&waiting));
    assert_eq!(
        found(&format!("project={}&created_by=me", setting.project.id)).await,
        [planned.clone(), done]
    );
    assert_eq!(
        found(&format!("created_by={}", colleague.user_id)).await,
        [waiting]
    );
    assert_eq!(found("project=NOPE").await, Vec::<Value>::new());
    assert_eq!(found("created_by=me&limit=1").await, [planned]);
    for query in ["state=begun", "created_by=ada", "colour=red"] {
        let refused = setting.admin.get(&format!("/api/imports?{query}")).await;
        refused.expect_problem(400, "malformed");
    }
}
