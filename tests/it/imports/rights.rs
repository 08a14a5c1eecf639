//! Who may run an import, also when it is carried out by itself later.

use katalusis_domain::permission::Role;
use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::setting::Setting;
use crate::people::member;
use crate::product::drain;
use katalusis_testing::Actor;

/// An import that is carried out as soon as its file is there.
async fn announce(actor: &Actor, text: &str) -> Value {
    let body = json!({
        "project": "ops", "file_name": "tasks.csv", "size": text.len(), "content_type": "text/csv", "auto_commit": true,
    });
    actor.post("/api/imports", body).await.expect(StatusCode::CREATED)
}

async fn token(actor: &Actor, areas: &[&str]) -> (Actor, String) {
    let body = json!({"name": "program", "role": "user", "areas": areas, "expires_in_days": 30});
    let made = actor
        .post("/api/auth/tokens", body)
        .await
        .expect(StatusCode::CREATED);
    (
        actor.with_token(made["token"].as_str().unwrap()),
        made["id"].as_str().unwrap().to_owned(),
    )
}

async fn change(setting: &Setting, user: &Actor, body: Value) {
    let request = setting
        .admin
        .request(Method::PATCH, &format!("/api/users/{}", user.user_id))
        .header("if-match", "*")
        .json(&body);
    setting.admin.send(request).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_carried_out_for_someone_who_was_shut_out_meanwhile() {
    let text = "Title\nI am in\n";
    for body in [json!({"disabled": true}), json!({"role": "guest"})] {
        let setting = Setting::new().await;
        let user = member(&setting.product, &setting.admin, Role::User).await;
        let import = announce(&user, text).await;
        change(&setting, &user, body).await;
        assert_eq!(setting.upload(&import, text.as_bytes()).await, StatusCode::OK);
        drain(&setting.product).await;
        let ended = setting.get(&import).await;
        assert_eq!(ended["state"], "failed");
        assert_eq!(ended["failure"]["code"], "owner_cannot_import");
        assert_eq!(setting.tasks().await, []);
    }
}

#[tokio::test]
async fn nothing_is_carried_out_for_a_token_that_was_revoked_meanwhile() {
    let setting = Setting::new().await;
    let text = "Title\nI am in\n";
    let (program, id) = token(&setting.admin, &["imports"]).await;
    let import = announce(&program, text).await;
    setting
        .admin
        .delete(&format!("/api/auth/tokens/{id}"))
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(setting.upload(&import, text.as_bytes()).await, StatusCode::OK);
    drain(&setting.product).await;
    let ended = setting.get(&import).await;
    assert_eq!(ended["failure"]["code"], "owner_cannot_import");
    assert_eq!(setting.tasks().await, []);
}

#[tokio::test]
async fn a_token_for_imports_alone_changes_no_tasks_by_someone_elses_plan() {
    let setting = Setting::new().await;
    setting
        .import("Title\nRenew\n", json!({"auto_commit": true}))
        .await;
    let form = Form::new()
        .text("project", "ops")
        .text("mode", "update")
        .text("key", "task_key")
        .text("dry_run", "true");
    let planned = setting
        .one_call(b"Key,Title\nOPS-1,Renew it\n", "changes.csv", form)
        .await
        .expect(StatusCode::OK);
    let (program, _) = token(&setting.admin, &["imports"]).await;
    let one = format!("/api/imports/{}", planned["id"].as_str().unwrap());
    let rules = json!([{"target": "task_key", "column": "Key"}, {"target": "title", "constant": "HACKED"}]);
    let request = program
        .request(Method::PATCH, &format!("{one}/mapping"))
        .header("if-match", "*")
        .json(&json!({ "rules": rules }));
    program.send(request).await.expect_problem(403, "forbidden");
    for order in ["commit", "undo"] {
        program
            .post(&format!("{one}/{order}"), json!({}))
            .await
            .expect_problem(403, "forbidden");
    }
    assert_eq!(setting.tasks().await[0].title, "Renew");
}

#[tokio::test]
async fn a_token_that_may_not_list_people_learns_no_addresses() {
    let setting = Setting::new().await;
    for _ in 0..2 {
        member(&setting.product, &setting.admin, Role::User).await;
    }
    let (program, _) = token(&setting.admin, &["imports"]).await;
    for (actor, told) in [(&program, false), (&setting.admin, true)] {
        let part = reqwest::multipart::Part::bytes(b"Title,Assignee\nRenew,A User\n".to_vec())
            .file_name("tasks.csv");
        let form = Form::new()
            .text("project", "ops")
            .text("dry_run", "true")
            .part("file", part);
        let request = actor
            .request(Method::POST, "/api/tasks/import?wait=0")
            .multipart(form);
        let planned = actor.send(request).await.expect(StatusCode::ACCEPTED);
        drain(&setting.product).await;
        let rows = actor
            .get(&format!("/api/imports/{}/rows", planned["id"].as_str().unwrap()))
            .await
            .expect(StatusCode::OK);
        let reason = rows["items"][0]["errors"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("several people have this name"), "{reason}");
        assert_eq!(reason.contains("@example.com"), told, "{reason}");
    }
}

#[tokio::test]
async fn an_import_that_nobody_looks_at_takes_no_colleagues_profile() {
    let setting = Setting::new().await;
    let user = member(&setting.product, &setting.admin, Role::User).await;
    let profile = json!({
        "project": "ops", "name": "mine", "columns": ["Title", "Zed"],
        "mapping": {"rules": [{"target": "title", "constant": "OWNED"}]},
    });
    user.post("/api/imports/profiles", profile)
        .await
        .expect(StatusCode::CREATED);
    let text = "Title,Zed\nRenew,z\n";
    let planned = setting.import(text, json!({})).await;
    assert!(
        planned["profile_id"].is_string(),
        "where someone looks, it is proposed"
    );
    let done = setting.import(text, json!({"auto_commit": true})).await;
    assert_eq!(done["profile_id"], Value::Null);
    assert_eq!(setting.tasks().await[0].title, "Renew");
}
