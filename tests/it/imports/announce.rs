//! `POST /api/imports`, and reading what it made.

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::Setting;
use crate::people::{member, organization};

fn request() -> Value {
    json!({"project": "OPS", "file_name": "tasks.csv", "size": 100, "content_type": "text/csv"})
}

fn with(name: &str, value: Value) -> Value {
    let mut body = request();
    body[name] = value;
    body
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_before_it_is_uploaded() {
    let setting = Setting::new().await;
    let post = |body| setting.admin.post("/api/imports", body);
    for name in ["tasks.xlsm", "TASKS.XLSB", "a.ods"] {
        let problem = post(with("file_name", name.into())).await;
        let problem = problem.expect_problem(415, "unsupported_type");
        assert!(
            problem["detail"].as_str().unwrap().contains("upload that file"),
            "{problem}"
        );
    }
    post(with("content_type", "image/png".into()))
        .await
        .expect_problem(415, "unsupported_type");
    post(with("size", (10 * 1024 * 1024 + 1).into()))
        .await
        .expect_problem(413, "too_large");
    for (field, value) in [
        ("size", json!(0)),
        ("size", json!(-1)),
        ("size", json!(1e30)),
        ("file_name", json!("")),
        ("file_name", json!("a\u{0}b.csv")),
        ("file_name", json!("../../etc/passwd.csv")),
        ("file_name", json!("sales\u{202e}vsc.exe")),
        ("project", json!("NOPE")),
        ("project", json!("\u{0}")),
        ("mapping", json!({"rules": [{"target": "colour", "column": "x"}]})),
        (
            "mapping",
            json!({"rules": [{"target": "custom.nope", "column": "x"}]}),
        ),
        ("mapping", json!({"rules": [{"target": "title"}]})),
        ("auto_comit", json!(true)),
    ] {
        let problem = post(with(field, value)).await.expect_problem(422, "invalid");
        let text = problem.to_string();
        assert!(text.contains(field), "{text}");
    }
    let list = setting.admin.get("/api/imports").await.expect(StatusCode::OK);
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn the_signed_upload_takes_exactly_what_was_announced() {
    let setting = Setting::new().await;
    let text = b"Title\nx\n";
    let import = setting.announce(text, json!({})).await;
    assert_eq!(import["state"], "awaiting_upload");

    assert_eq!(
        setting.upload(&import, b"Title\nxy\n").await,
        StatusCode::FORBIDDEN
    );
    let url = import["upload"]["url"].as_str().unwrap();
    let other_type = reqwest::Client::new()
        .put(url)
        .header("content-type", "text/html")
        .body(text.to_vec());
    assert_eq!(other_type.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    // LocalStack lets unsigned requests pass, as if the bucket were public; a wrong signature it does refuse.
    let id = import["id"].as_str().unwrap();
    for forged in [
        url.replace(id, "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69"),
        url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"),
    ] {
        assert_ne!(forged, url);
        let put = reqwest::Client::new()
            .put(forged)
            .header("content-type", "text/csv");
        let refused = put.body(text.to_vec()).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }

    assert_eq!(setting.upload(&import, text).await, StatusCode::OK);
}

#[tokio::test]
async fn an_import_belongs_to_its_organization() {
    let setting = Setting::new().await;
    let import = setting.announce(b"Title\nx\n", json!({})).await;
    let id = import["id"].as_str().unwrap();
    let stranger = organization(&setting.product, "Other").await;
    for path in ["", "/rows", "/report"] {
        let path = format!("/api/imports/{id}{path}");
        stranger.get(&path).await.expect_problem(404, "not_found");
    }
    for path in ["commit", "cancel", "undo"] {
        let path = format!("/api/imports/{id}/{path}");
        stranger
            .post(&path, json!({}))
            .await
            .expect_problem(404, "not_found");
    }
    let path = format!("/api/imports/{id}/mapping");
    stranger
        .patch(&path, json!({"rules": []}))
        .await
        .expect_problem(404, "not_found");
    let list = stranger.get("/api/imports").await.expect(StatusCode::OK);
    assert_eq!(list["items"], json!([]));
    // Another organization's project does not exist, by key or by id.
    for project in ["OPS", &setting.project.id.to_string()] {
        let body = with("project", project.into());
        stranger
            .post("/api/imports", body)
            .await
            .expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn guests_may_do_nothing_here_and_strangers_less() {
    let setting = Setting::new().await;
    let import = setting.announce(b"Title\nx\n", json!({})).await;
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    let guest = member(&setting.product, &setting.admin, Role::Guest).await;
    guest.get("/api/imports").await.expect_problem(403, "forbidden");
    guest.get(&path).await.expect_problem(403, "forbidden");
    guest
        .post("/api/imports", request())
        .await
        .expect_problem(403, "forbidden");
    let nobody = setting.product.anonymous();
    nobody
        .get("/api/imports")
        .await
        .expect_problem(401, "unauthenticated");

    let user = member(&setting.product, &setting.admin, Role::User).await;
    user.post("/api/imports", request())
        .await
        .expect(StatusCode::CREATED);
    let list = user.get("/api/imports?limit=1").await.expect(StatusCode::OK);
    assert_eq!(
        list["items"][0]["created_by"].as_str(),
        Some(user.user_id.as_str())
    );
    let rest = format!("/api/imports?cursor={}", list["next_cursor"].as_str().unwrap());
    let rest = user.get(&rest).await.expect(StatusCode::OK);
    assert_eq!(rest["items"][0]["id"], import["id"]);
    user.get("/api/imports/nonsense")
        .await
        .expect_problem(404, "not_found");
}
