//! `POST /api/tasks/import`

use katalusis_domain::permission::Role;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::setting::{Setting, counts};
use crate::people::member;
use crate::product::drain;

fn form() -> Form {
    Form::new().text("project", "ops")
}

#[tokio::test]
async fn one_call_imports_a_file() {
    let setting = Setting::new().await;
    let text = "Title,Priority\nCall the carrier,High\nx,Urgent!!\n";
    let answer = setting.one_call(text.as_bytes(), "tasks.csv", form()).await;
    assert!(String::from_utf8_lossy(&answer.bytes).starts_with("{\n  \"id\""));
    assert_eq!(answer.headers["content-type"], "application/json");
    let done = answer.expect(StatusCode::OK);
    assert_eq!(done["state"], "completed");
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 2, "create": 1, "error": 1, "created": 1, "left": 0}))
    );
    assert_eq!(setting.tasks().await.len(), 1);
}

#[tokio::test]
async fn a_dry_run_plans_and_writes_nothing() {
    let setting = Setting::new().await;
    let mapping = r#"{"rules": [{"target": "title", "column": "Which"}]}"#;
    let form = form().text("dry_run", "true").text("mapping", mapping);
    let planned = setting
        .one_call(b"Which\na\n", "tasks.csv", form)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&planned["state"], &planned["counts"]["create"]),
        (&json!("planned"), &json!(1))
    );
    assert_eq!(setting.tasks().await, []);
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(setting.tasks().await.len(), 1);
}

#[tokio::test]
async fn who_does_not_wait_is_told_where_to_look() {
    let setting = Setting::new().await;
    let part = Part::bytes(b"Title\nx\n".to_vec()).file_name("tasks.csv");
    let request = setting.admin.request(Method::POST, "/api/tasks/import?wait=0");
    let answer = setting
        .admin
        .send(request.multipart(form().part("file", part)))
        .await;
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(answer.expect(StatusCode::ACCEPTED)["state"], "awaiting_upload");
    drain(&setting.product).await;
    let done = setting.admin.get(&location).await.expect(StatusCode::OK);
    assert_eq!(done["state"], "completed");
}

#[tokio::test]
async fn the_same_call_with_the_same_key_imports_once() {
    let setting = Setting::new().await;
    let call = || {
        let part = Part::bytes(b"Title\nx\n".to_vec()).file_name("tasks.csv");
        let request = setting.admin.request(Method::POST, "/api/tasks/import?wait=0");
        setting.admin.send(
            request
                .header("idempotency-key", "k-1")
                .multipart(form().part("file", part)),
        )
    };
    let first = call().await.expect(StatusCode::ACCEPTED);
    let second = call().await.expect(StatusCode::ACCEPTED);
    assert_eq!(first, second);
    drain(&setting.product).await;
    assert_eq!(setting.tasks().await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_the_form_or_the_file_is_said_at_once() {
    let setting = Setting::new().await;
    let call = async |form: Form| {
        let request = setting.admin.request(Method::POST, "/api/tasks/import");
        setting.admin.send(request.multipart(form)).await
    };
    let file = |bytes: &[u8], name: &str| Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let good = || file(b"Title\nx\n", "tasks.csv");

    let problem = call(form()).await.expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/file");
    let problem = call(Form::new().part("file", good()))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/project");
    for (name, value) in [
        ("colour", "red"),
        ("dry_run", "perhaps"),
        ("mapping", "{"),
        ("mapping", r#"{"rules":[{"target":"x"}]}"#),
        ("read_as", r#"{"colour":"red"}"#),
        ("project", "NOPE"),
    ] {
        let form = Form::new()
            .part("file", good())
            .text("project", "OPS")
            .text(name.to_owned(), value.to_owned());
        let problem = call(form).await.expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], format!("/{name}"));
    }
    call(form().part("file", file(b"", "tasks.csv")))
        .await
        .expect_problem(422, "invalid");
    for (bytes, name) in [
        (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], "tasks.xlsx"),
        (b"\0\x01\x02", "tasks.csv"),
        (b"<html><table>", "tasks.xls"),
        (b"Title\nx\n", "tasks.xlsm"),
    ] {
        let problem = call(form().part("file", file(bytes, name))).await;
        problem.expect_problem(415, "unsupported_type");
    }
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    call(form().part("file", file(&large, "tasks.csv")))
        .await
        .expect_problem(413, "too_large");
    setting
        .admin
        .post("/api/tasks/import", json!({}))
        .await
        .expect_problem(415, "unsupported_type");
    let guest = member(&setting.product, &setting.admin, Role::Guest).await;
    let request = guest.request(Method::POST, "/api/tasks/import");
    let refused = guest.send(request.multipart(form().part("file", good()))).await;
    refused.expect_problem(403, "forbidden");
    let request = setting.admin.request(Method::POST, "/api/tasks/import?wait=26");
    let refused = setting
        .admin
        .send(request.multipart(form().part("file", good())))
        .await;
    refused.expect_problem(400, "malformed");
    assert_eq!(setting.event_kinds().await, Vec::<String>::new());
}
