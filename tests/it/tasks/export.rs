//! `GET /api/tasks/export`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::task;
use crate::people::{member, organization};
use crate::product::product;

async fn download(link: &str) -> reqwest::Response {
    let file = reqwest::get(link).await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    file
}

#[tokio::test]
async fn tasks_leave_as_csv_and_no_cell_is_a_formula() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    let fields = json!([{ "key": "customer", "name": "Customer", "kind": "text" }]);
    let project = json!({ "name": "Operations", "key": "OPS", "custom_fields": fields });
    let project = admin
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    for (title, tags) in [
        ("=HYPERLINK(\"http://evil\")", json!(["a", "b"])),
        ("Plain, with a comma", json!([])),
    ] {
        let task = json!({ "project_id": project["id"], "title": title, "tags": tags, "assignees": [admin.user_id], "custom": { "customer": "@C1" } });
        admin.post("/api/tasks", task).await.expect(StatusCode::CREATED);
    }
    let answer = admin.get("/api/tasks/export?sort=number").await;
    let link = answer.headers["location"].to_str().unwrap().to_owned();
    answer.expect(StatusCode::SEE_OTHER);
    let text = download(&link).await.text().await.unwrap();
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[0].starts_with("Key,Title,Description,Status,Priority,Assignees,Tags")
            && lines[0].ends_with(",Customer")
    );
    assert!(
        lines[1]
            .starts_with("OPS-1,\"'=HYPERLINK(\"\"http://evil\"\")\",,New,Medium,ada@example.com,\"a, b\""),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains("\"Plain, with a comma\"") && lines[2].ends_with(",'@C1"));

    let only = admin.get("/api/tasks/export?q=plain").await;
    let text = download(only.headers["location"].to_str().unwrap())
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(
        text.lines().count(),
        2,
        "the filter of lists is the filter of exports"
    );

    let audit = admin
        .get("/api/audit?kind=task.exported")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        audit["items"][1]["payload"],
        json!({ "format": "csv", "rows": 2 })
    );
}

#[tokio::test]
async fn tasks_leave_as_a_workbook() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("Acme", "ada@example.com", "correct horse")
        .await;
    let project = admin
        .post("/api/projects", json!({ "name": "Operations", "key": "OPS" }))
        .await
        .expect(StatusCode::CREATED);
    let task = json!({ "project_id": project["id"], "title": "=1+1", "description": "x".repeat(40_000) });
    admin.post("/api/tasks", task).await.expect(StatusCode::CREATED);
    let answer = admin.get("/api/tasks/export?format=xlsx").await;
    let link = answer.headers["location"].to_str().unwrap().to_owned();
    answer.expect(StatusCode::SEE_OTHER);
    let file = download(&link).await;
    assert!(
        file.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .contains("tasks.xlsx")
    );
    assert!(file.bytes().await.unwrap().starts_with(b"PK"));

    admin
        .get("/api/tasks/export?format=pdf")
        .await
        .expect_problem(400, "malformed");
}

#[tokio::test]
async fn who_may_not_list_users_gets_no_addresses() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let fields = json!([{ "key": "owner", "name": "Owner", "kind": "person" }]);
    let project =
        json!({ "name": "Open", "key": "OPEN", "shared_with_guests": true, "custom_fields": fields });
    let project = admin
        .post("/api/projects", project)
        .await
        .expect(StatusCode::CREATED);
    let people = json!({ "assignees": [guest.user_id], "custom": { "owner": admin.user_id } });
    task(&admin, &project, people).await;
    for (actor, addresses) in [(&admin, 3), (&guest, 0)] {
        let answer = actor.get("/api/tasks/export").await;
        let link = answer.headers["location"].to_str().unwrap().to_owned();
        let text = download(&link).await.text().await.unwrap();
        assert_eq!(text.matches("@example.com").count(), addresses, "{text}");
        assert_eq!(text.contains(&guest.user_id), addresses == 0, "{text}");
    }
}
