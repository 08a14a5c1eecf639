//! `/api/tasks/{task}/attachments`

use katalusis_domain::permission::Role;
use katalusis_files::{FileStore, Pin};
use katalusis_testing::{Actor, Product};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::{each, path, pointers, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

pub(super) async fn announce(actor: &Actor, task: &Value, size: usize) -> Value {
    actor
        .post(
            &path(task, "/attachments"),
            json!({"file_name": "Übersicht \u{1f69a}.txt", "size": size, "content_type": "text/plain"}),
        )
        .await
        .expect(StatusCode::CREATED)
}

/// Sends the content as the announcement says, perhaps with another type.
pub(super) async fn upload(announced: &Value, content: &str, content_type: Option<&str>) -> StatusCode {
    let upload = &announced["upload"];
    let mut request = Client::new().put(upload["url"].as_str().unwrap());
    for (name, value) in upload["headers"].as_object().unwrap() {
        let value = match (name.as_str(), content_type) {
            ("content-type", Some(other)) => other,
            _ => value.as_str().unwrap(),
        };
        // The client counts the bytes itself.
        if name != "content-length" {
            request = request.header(name, value);
        }
    }
    request.body(content.to_owned()).send().await.unwrap().status()
}

pub(super) fn at(task: &Value, announced: &Value, rest: &str) -> String {
    let id = announced["attachment"]["id"].as_str().unwrap();
    path(task, &format!("/attachments/{id}{rest}"))
}

pub(super) async fn attached(actor: &Actor, task: &Value, content: &str) -> Value {
    let announced = announce(actor, task, content.len()).await;
    assert_eq!(upload(&announced, content, None).await, StatusCode::OK);
    actor
        .post(&at(task, &announced, "/complete"), json!({}))
        .await
        .expect(StatusCode::OK);
    announced
}

/// Whether this version of the content is in the bucket.
async fn in_bucket(product: &Product, announced: &Value, task: &Value, version: Option<&str>) -> bool {
    let (files, key) = place(product, announced, task);
    let pin = Pin {
        version_id: version,
        etag: None,
    };
    files.open(&key, pin).await.unwrap().is_some()
}

/// Where the content lies.
fn place(product: &Product, announced: &Value, task: &Value) -> (FileStore, String) {
    let key = format!(
        "attachments/{}/{}/{}",
        task["organization"].as_str().unwrap(),
        task["id"].as_str().unwrap(),
        announced["attachment"]["id"].as_str().unwrap()
    );
    let files = katalusis_runtime::settings::read_from(
        product.variables.clone(),
        katalusis_runtime::settings::Files::read,
    );
    (product.platform.file_store(&files.unwrap()), key)
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down_as_it_was() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let mut made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let announced = announce(&admin, &made, 5).await;
    assert_eq!(announced["attachment"]["state"], "pending");
    admin
        .get(&at(&made, &announced, ""))
        .await
        .expect_problem(409, "conflict");
    admin
        .post(&at(&made, &announced, "/complete"), json!({}))
        .await
        .expect_problem(409, "conflict");
    assert_eq!(upload(&announced, "hello", None).await, StatusCode::OK);
    for _ in 0..2 {
        let done = admin
            .post(&at(&made, &announced, "/complete"), json!({}))
            .await
            .expect(StatusCode::OK);
        assert_eq!(done["state"], "ready");
        assert_eq!(done["scan"], "unscanned");
    }
    made["organization"] = admin.organization_id.as_str().into();
    let (files, key) = place(&product, &announced, &made);
    let confirmed = files.head(&key).await.unwrap().unwrap().version_id.unwrap();
    // The signed request still works, but what was confirmed stays.
    assert_eq!(upload(&announced, "HELLO", None).await, StatusCode::OK);

    let answer = admin.get(&at(&made, &announced, "")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let link = answer.headers["location"].to_str().unwrap();
    let file = Client::new().get(link).send().await.unwrap();
    let disposition = file.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    assert!(
        disposition.contains("%C3%9Cbersicht%20%F0%9F%9A%9A.txt"),
        "{disposition}"
    );
    assert_eq!(file.text().await.unwrap(), "hello");

    let list = admin
        .get(&path(&made, "/attachments"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(each(&list, "size"), ["5"]);
    admin
        .delete(&at(&made, &announced, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    for version in [None, Some(confirmed.as_str())] {
        assert!(
            !in_bucket(&product, &announced, &made, version).await,
            "{version:?}"
        );
    }
    admin
        .delete(&at(&made, &announced, ""))
        .await
        .expect_problem(404, "not_found");
    assert_eq!(
        told(&admin, &announced["attachment"]).await,
        ["attachment.created", "attachment.uploaded", "attachment.deleted"]
    );
}

#[tokio::test]
async fn an_upload_is_bound_to_size_and_type() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let announced = announce(&admin, &made, 5).await;
    assert_eq!(upload(&announced, "hello!", None).await, StatusCode::FORBIDDEN);
    assert_eq!(
        upload(&announced, "hello", Some("text/html")).await,
        StatusCode::FORBIDDEN
    );
    admin
        .post(&at(&made, &announced, "/complete"), json!({}))
        .await
        .expect_problem(409, "conflict");

    for (field, value) in [
        ("size", json!(0)),
        ("size", json!(-1)),
        ("size", json!(25 * 1024 * 1024 + 1)),
        ("size", json!(i64::MAX)),
        ("file_name", json!("../../etc/passwd")),
        ("file_name", json!("a\u{0}.txt")),
        ("file_name", json!("")),
        ("content_type", json!("text/html\r\nx-evil: 1")),
        ("content_type", json!("text")),
    ] {
        let mut body = json!({"file_name": "a.txt", "size": 1, "content_type": "text/plain"});
        body[field] = value;
        let problem = admin
            .post(&path(&made, "/attachments"), body)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(pointers(&problem), [format!("/{field}")]);
    }
}

#[tokio::test]
async fn what_unpacks_itself_is_not_what_was_announced() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let announced = announce(&admin, &made, 5).await;
    let request = Client::new()
        .put(announced["upload"]["url"].as_str().unwrap())
        .header("content-type", "text/plain")
        .header("content-encoding", "gzip")
        .body("hello");
    assert!(request.send().await.unwrap().status().is_success());
    let problem = admin
        .post(&at(&made, &announced, "/complete"), json!({}))
        .await
        .expect_problem(409, "conflict");
    assert_eq!(problem["allowed"], json!(["upload"]));
    assert_eq!(upload(&announced, "hello", None).await, StatusCode::OK);
    admin
        .post(&at(&made, &announced, "/complete"), json!({}))
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn what_nobody_confirmed_or_came_after_its_removal_does_not_stay() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let mut made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    made["organization"] = admin.organization_id.as_str().into();
    let store = &product.platform.store;
    let files = place(&product, &announce(&admin, &made, 1).await, &made).0;
    let remove = async |keys: Vec<String>| files.delete(&keys).await;

    let removed = attached(&admin, &made, "hello").await;
    admin
        .delete(&at(&made, &removed, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    assert!(!in_bucket(&product, &removed, &made, None).await);
    // The signed request is good still.
    assert_eq!(upload(&removed, "HELLO", None).await, StatusCode::OK);
    assert!(in_bucket(&product, &removed, &made, None).await);
    assert_eq!(store.remove_late_files(10, &remove).await.unwrap(), 0);
    product.clock.advance(chrono::TimeDelta::hours(2));
    assert_eq!(store.remove_late_files(10, &remove).await.unwrap(), 1);
    assert_eq!(store.remove_late_files(10, &remove).await.unwrap(), 0);
    assert!(!in_bucket(&product, &removed, &made, None).await);

    // Announced at the beginning and never confirmed.
    assert_eq!(store.remove_abandoned_files(10, &remove).await.unwrap(), 0);
    product.clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(store.remove_abandoned_files(10, &remove).await.unwrap(), 1);
    assert_eq!(store.remove_abandoned_files(10, &remove).await.unwrap(), 0);
    let (admin, _) = crate::auth::logged_in(&product, "acme@example.com", "correct horse").await;
    let list = admin
        .get(&path(&made, "/attachments"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(each(&list, "size"), Vec::<String>::new());
}

#[tokio::test]
async fn files_follow_their_task() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    let hidden = attached(&admin, &secret, "hidden").await;
    let seen = attached(&admin, &open, "seen").await;

    assert_eq!(
        guest.get(&at(&open, &seen, "")).await.status,
        StatusCode::SEE_OTHER
    );
    guest
        .delete(&at(&open, &seen, ""))
        .await
        .expect_problem(403, "forbidden");
    for who in [&guest, &other] {
        who.get(&path(&secret, "/attachments"))
            .await
            .expect_problem(404, "not_found");
        who.get(&at(&secret, &hidden, ""))
            .await
            .expect_problem(404, "not_found");
        // Through a task that one sees, a file of another is not reached.
        who.get(&at(&open, &hidden, ""))
            .await
            .expect_problem(404, "not_found");
    }
    for (method, rest) in [(Method::POST, "/complete"), (Method::DELETE, "")] {
        let request = other.request(method, &at(&secret, &hidden, rest));
        other.send(request).await.expect_problem(404, "not_found");
    }
    let body = json!({"file_name": "a.txt", "size": 1, "content_type": "text/plain"});
    other
        .post(&path(&secret, "/attachments"), body)
        .await
        .expect_problem(404, "not_found");
    other
        .post(&at(&secret, &hidden, "/scan"), json!({"verdict": "clean"}))
        .await
        .expect_problem(404, "not_found");
}
