//! `POST /api/tasks`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{path, pointers, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn a_task_with_every_field_reads_as_it_was_written() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let parent = task(&user, &ops, json!({})).await;
    let body = json!({
        "project_id": ops["id"], "title": " Renew the contract ", "description": "a\r\n\tb", "status": "on_hold",
        "priority": "critical", "assignees": [admin.user_id, user.user_id, admin.user_id],
        "tags": ["Contract", " carrier ", "contract"], "start_at": "2026-03-01T00:00:00Z",
        "due_at": "2026-03-31T10:00:00+02:00", "parent_id": parent["id"],
        "custom": {"text": "x", "number": 12.5, "date": "2026-02-28", "select": "red", "person": user.user_id,
            "checkbox": true, "url": "https://example.com/a"},
    });
    let made = user.post("/api/tasks", body.clone()).await;
    assert_eq!(made.etag(), "\"1\"");
    let made = made.expect(StatusCode::CREATED);
    assert_eq!(made["key"], "OPS-2");
    assert_eq!(made["number"], 2);
    assert_eq!(made["title"], "Renew the contract");
    assert_eq!(made["description"], "a\n\tb");
    assert_eq!(made["tags"], json!(["contract", "carrier"]));
    assert_eq!(made["assignees"], json!([admin.user_id, user.user_id]));
    assert_eq!(made["due_at"], "2026-03-31T08:00:00.000Z");
    assert_eq!(made["custom"], body["custom"]);
    assert_eq!(made["parent_id"], parent["id"]);
    assert_eq!(made["watchers"], json!([user.user_id]));
    assert_eq!(made["created_by"], user.user_id.as_str());
    assert_eq!(made["completed_at"], Value::Null);
    assert_eq!(admin.get(&path(&made, "")).await.expect(StatusCode::OK), made);
    assert_eq!(told(&admin, &made).await, ["task.created"]);
}

#[tokio::test]
async fn a_bare_task_has_sensible_fields_and_the_next_number() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let hr = project(&admin, "HR").await;
    let first = task(&admin, &ops, json!({"description": null, "custom": null})).await;
    assert_eq!(
        (&first["status"], &first["priority"]),
        (&json!("new"), &json!("medium"))
    );
    assert_eq!((&first["tags"], &first["custom"]), (&json!([]), &json!({})));
    assert_eq!(task(&admin, &ops, json!({})).await["key"], "OPS-2");
    assert_eq!(task(&admin, &hr, json!({})).await["key"], "HR-1");
    let done = task(&admin, &ops, json!({"status": "completed"})).await;
    assert_eq!(done["completed_at"], done["created_at"]);
}

#[tokio::test]
async fn everything_that_is_wrong_is_named() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let problem = admin
        .post(
            "/api/tasks",
            json!({
                "project_id": ops["id"], "title": "a\u{0}b", "description": "x\u{1b}[0m",
                "tags": ["ok", "a,b", "", "x\u{7}"], "due_at": "9999-12-31T23:59:59-23:00",
                "start_at": "0001-01-01T00:00:00Z",
                "custom": {"text": "\u{0}", "number": "7", "date": "2026-02-30", "select": "blue",
                    "person": "nobody", "checkbox": 1, "url": "javascript:alert(1)", "other": 1, "a/b": "x"},
            }),
        )
        .await
        .expect_problem(422, "invalid");
    assert_eq!(
        pointers(&problem),
        [
            "/title",
            "/description",
            "/tags/1",
            "/tags/2",
            "/tags/3",
            "/start_at",
            "/due_at",
            "/custom/a~1b",
            "/custom/checkbox",
            "/custom/date",
            "/custom/number",
            "/custom/other",
            "/custom/person",
            "/custom/select",
            "/custom/text",
            "/custom/url",
        ]
    );
    for (field, value) in [
        ("title", json!("   ")),
        ("title", json!("x".repeat(501))),
        ("description", json!("x".repeat(50_001))),
        ("tags", json!((0..51).map(|n| n.to_string()).collect::<Vec<_>>())),
        ("tags", json!(["x".repeat(61)])),
        ("status", json!("done")),
        ("priority", json!(4)),
        ("due_at", json!("tomorrow")),
        ("assignees", json!(["me"])),
        ("parent_id", json!("OPS-1")),
        ("unknown", json!(1)),
        ("project_id", json!("OPS")),
    ] {
        let mut body = json!({"project_id": ops["id"], "title": "T"});
        body[field] = value;
        admin
            .post("/api/tasks", body)
            .await
            .expect_problem(422, "invalid");
    }
    task(
        &admin,
        &ops,
        json!({"title": "é".repeat(500), "tags": ["x".repeat(60)]}),
    )
    .await;
}

#[tokio::test]
async fn what_is_not_of_the_organization_is_not_there() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let other = organization(&product, "Other").await;
    let ops = project(&admin, "OPS").await;
    let theirs = project(&other, "OPS").await;
    let their_task = task(&other, &theirs, json!({})).await;
    let nobody = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69";
    for (field, foreign, nowhere) in [
        ("project_id", theirs["id"].clone(), json!(nobody)),
        ("assignees", json!([other.user_id]), json!([nobody])),
        ("parent_id", their_task["id"].clone(), json!(nobody)),
        (
            "custom",
            json!({"person": other.user_id}),
            json!({"person": nobody}),
        ),
    ] {
        let mut body = json!({"project_id": ops["id"], "title": "T"});
        body[field] = foreign;
        let foreign = admin
            .post("/api/tasks", body.clone())
            .await
            .expect_problem(422, "invalid");
        body[field] = nowhere;
        let nowhere = admin
            .post("/api/tasks", body)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(
            foreign["errors"], nowhere["errors"],
            "{field}: no hint that it exists"
        );
        assert_eq!(foreign["detail"], nowhere["detail"]);
    }
}

#[tokio::test]
async fn a_guest_is_put_only_on_tasks_that_it_sees() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let (open, closed) = (
        shared_project(&admin, "OPEN").await,
        project(&admin, "SHUT").await,
    );
    task(&admin, &open, json!({"assignees": [guest.user_id]})).await;
    admin
        .post(
            "/api/tasks",
            json!({"project_id": closed["id"], "title": "T", "assignees": [guest.user_id]}),
        )
        .await
        .expect_problem(422, "invalid");
    guest
        .post("/api/tasks", json!({"project_id": open["id"], "title": "T"}))
        .await
        .expect_problem(403, "forbidden");
}

#[tokio::test]
async fn an_archived_project_takes_no_tasks() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    admin
        .patch("/api/projects/OPS", json!({"archived": true}))
        .await
        .expect(StatusCode::OK);
    admin
        .post("/api/tasks", json!({"project_id": ops["id"], "title": "T"}))
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn a_repeated_request_makes_one_task() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let body = json!({"project_id": ops["id"], "title": "Once"});
    let send = || {
        let request = admin.request(reqwest::Method::POST, "/api/tasks");
        admin.send(request.header("idempotency-key", "k").json(&body))
    };
    let first = send().await.expect(StatusCode::CREATED);
    assert_eq!(send().await.expect(StatusCode::CREATED), first);
    let list = admin.get("/api/tasks").await.expect(StatusCode::OK);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}
