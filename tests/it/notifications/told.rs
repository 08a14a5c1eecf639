//! Who is told.

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::{entries, inbox};
use crate::imports::setting::Setting;
use crate::people::{member, organization};
use crate::product::{drain, notify, product};
use crate::tasks::{path, project, shared_project, task};

#[tokio::test]
async fn whoever_gets_a_task_hears_of_it_once() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let both = json!([user.user_id, admin.user_id]);
    let made = task(&admin, &ops, json!({"title": "Renew", "assignees": both})).await;
    admin
        .patch(&path(&made, ""), json!({"title": "Renew it"}))
        .await
        .expect(StatusCode::OK);
    notify(&product).await;
    assert_eq!(inbox(&user).await, entries(&[("assigned", "Renew it")]));
    assert_eq!(inbox(&admin).await, [], "they did it themselves");

    let read = user.get("/api/notifications").await.expect(StatusCode::OK);
    let entry = &read["items"][0];
    assert_eq!(
        entry["subject"],
        json!({"type": "task", "id": made["id"], "key": "OPS-1"})
    );
    assert_eq!(entry["actor"], json!({"type": "user", "id": admin.user_id}));
    assert_eq!(
        (&entry["read_at"], &entry["excerpt"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn many_tasks_that_change_hands_at_once_are_told_one_by_one() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let first = task(&admin, &ops, json!({"title": "first"})).await;
    let second = task(&admin, &ops, json!({"title": "second"})).await;
    let body = json!({"ids": [first["id"], second["id"]], "change": {"add_assignees": [user.user_id]}});
    admin.post("/api/tasks/bulk", body).await.expect(StatusCode::OK);
    notify(&product).await;
    let mut told = inbox(&user).await;
    told.sort();
    assert_eq!(told, entries(&[("assigned", "first"), ("assigned", "second")]));
}

#[tokio::test]
async fn a_comment_is_told_to_those_it_names_and_to_those_who_watch() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let (named, watching) = (
        member(&product, &admin, Role::User).await,
        member(&product, &admin, Role::User).await,
    );
    let made = task(
        &watching,
        &project(&admin, "OPS").await,
        json!({"title": "Renew"}),
    )
    .await;
    let body = format!("@[Named](user:{}),\nlook", named.user_id);
    let comment = admin
        .post(&path(&made, "/comments"), json!({"body": body}))
        .await
        .expect(StatusCode::CREATED);
    notify(&product).await;
    assert_eq!(inbox(&named).await, entries(&[("mentioned", "Renew")]));
    assert_eq!(inbox(&watching).await, entries(&[("commented", "Renew")]));
    assert_eq!(inbox(&admin).await, []);
    let read = named.get("/api/notifications").await.expect(StatusCode::OK);
    assert_eq!(read["items"][0]["excerpt"], "@Named, look");

    let one = path(&made, &format!("/comments/{}", comment["id"].as_str().unwrap()));
    let body = format!("{body}, @[Watching](user:{})", watching.user_id);
    admin
        .patch(&one, json!({"body": body}))
        .await
        .expect(StatusCode::OK);
    notify(&product).await;
    assert_eq!(
        inbox(&watching).await,
        entries(&[("mentioned", "Renew"), ("commented", "Renew")])
    );
    assert_eq!(inbox(&named).await, entries(&[("mentioned", "Renew")]));
}

#[tokio::test]
async fn guests_hear_nothing_of_a_project_that_is_no_longer_shared() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let open = shared_project(&admin, "OPEN").await;
    let made = task(&admin, &open, json!({"title": "Renew"})).await;
    guest
        .post(&path(&made, "/comments"), json!({"body": "from a guest"}))
        .await
        .expect(StatusCode::CREATED);
    let project = format!("/api/projects/{}", open["id"].as_str().unwrap());
    admin
        .patch(&project, json!({"shared_with_guests": false}))
        .await
        .expect(StatusCode::OK);
    admin
        .post(&path(&made, "/comments"), json!({"body": "secret"}))
        .await
        .expect(StatusCode::CREATED);
    notify(&product).await;
    assert_eq!(inbox(&guest).await, []);
    assert_eq!(inbox(&admin).await, entries(&[("commented", "Renew")]));
}

#[tokio::test]
async fn what_is_muted_does_not_come() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let me = user
        .patch("/api/auth/me", json!({"muted": ["assigned"]}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(me["muted"], json!(["assigned"]));
    user.patch("/api/auth/me", json!({"muted": ["birthdays"]}))
        .await
        .expect_problem(422, "invalid");
    let fields = json!({"title": "Renew", "assignees": [user.user_id]});
    let made = task(&admin, &project(&admin, "OPS").await, fields).await;
    let body = format!("@[User](user:{})", user.user_id);
    admin
        .post(&path(&made, "/comments"), json!({"body": body}))
        .await
        .expect(StatusCode::CREATED);
    notify(&product).await;
    assert_eq!(inbox(&user).await, entries(&[("mentioned", "Renew")]));
}

#[tokio::test]
async fn whoever_started_an_import_hears_how_it_ended() {
    let setting = Setting::new().await;
    let user = member(&setting.product, &setting.admin, Role::User).await;
    let text = format!("Title,Assignee\nfirst,{}\n,nobody\n", "someone@example.com");
    setting
        .one_call(
            text.as_bytes(),
            "tasks.csv",
            reqwest::multipart::Form::new().text("project", "ops"),
        )
        .await
        .expect(StatusCode::OK);
    drain(&setting.product).await;
    notify(&setting.product).await;
    let read = setting
        .admin
        .get("/api/notifications")
        .await
        .expect(StatusCode::OK);
    assert_eq!(read["items"][0]["reason"], "import_finished");
    assert_eq!(read["items"][0]["title"], "tasks.csv");
    assert_eq!(read["items"][0]["subject"]["type"], "import");
    assert_eq!(inbox(&user).await, []);
}
