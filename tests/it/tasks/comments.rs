//! `/api/tasks/{task}/comments`

use katalusis_domain::permission::Role;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{each, path, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

#[tokio::test]
async fn people_comment_and_who_is_mentioned_watches() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let made = task(&admin, &ops, json!({})).await;
    let body = format!("Look,\r\n@[User](user:{0}) and @[again](user:{0})!", user.user_id);
    let comment = admin
        .post("/api/tasks/OPS-1/comments", json!({"body": body}))
        .await;
    assert_eq!(comment.etag(), "\"1\"");
    let comment = comment.expect(StatusCode::CREATED);
    assert_eq!(comment["body"], body.replace("\r\n", "\n"));
    assert_eq!(comment["mentions"], json!([user.user_id]));
    assert_eq!(comment["author_id"], admin.user_id.as_str());
    user.post(&path(&made, "/comments"), json!({"body": "second"}))
        .await
        .expect(StatusCode::CREATED);

    let read = admin.get(&path(&made, "")).await;
    assert_eq!(read.etag(), "\"1\"", "a comment is no new revision of the task");
    let read = read.expect(StatusCode::OK);
    assert_eq!(read["watchers"], json!([admin.user_id, user.user_id]));
    let first = admin
        .get(&path(&made, "/comments?limit=1"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(first["items"][0], comment);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = admin
        .get(&path(&made, &format!("/comments?cursor={cursor}")))
        .await
        .expect(StatusCode::OK);
    assert_eq!(each(&rest, "body"), ["second"]);
    assert_eq!(told(&admin, &comment).await, ["comment.created"]);
}

#[tokio::test]
async fn people_change_and_delete_their_own_and_admins_any() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let user = member(&product, &admin, Role::User).await;
    let guest = member(&product, &admin, Role::Guest).await;
    let made = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    let comment = guest
        .post(&path(&made, "/comments"), json!({"body": "from a guest"}))
        .await
        .expect(StatusCode::CREATED);
    let one = path(&made, &format!("/comments/{}", comment["id"].as_str().unwrap()));

    user.patch(&one, json!({"body": "x"}))
        .await
        .expect_problem(403, "forbidden");
    user.delete(&one).await.expect_problem(403, "forbidden");
    let mention = format!("now @[Ada](user:{})", admin.user_id);
    let changed = guest.patch(&one, json!({"body": mention})).await;
    assert_eq!(changed.etag(), "\"2\"");
    let changed = changed.expect(StatusCode::OK);
    assert!(changed["edited_at"].is_string());
    assert_eq!(changed["mentions"], json!([admin.user_id]));
    let stale = guest.request(Method::PATCH, &one).header("if-match", "\"1\"");
    guest
        .send(stale.json(&json!({"body": "late"})))
        .await
        .expect_problem(412, "lost_race");
    admin
        .patch(&one, json!({"body": "moderated"}))
        .await
        .expect(StatusCode::OK);
    let stale = admin.request(Method::DELETE, &one).header("if-match", "\"2\"");
    admin.send(stale).await.expect_problem(412, "lost_race");
    let meant = admin.request(Method::DELETE, &one).header("if-match", "\"3\"");
    admin.send(meant).await.expect(StatusCode::NO_CONTENT);
    admin.delete(&one).await.expect_problem(404, "not_found");
    assert_eq!(
        told(&admin, &comment).await,
        [
            "comment.created",
            "comment.changed",
            "comment.changed",
            "comment.deleted"
        ]
    );
}

#[tokio::test]
async fn only_people_who_may_see_the_task_are_mentioned() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    let mention = |id: &str| json!({"body": format!("hi @[x](user:{id})")});
    let nobody = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69";
    let mut details = Vec::new();
    for id in [&other.user_id, &guest.user_id, nobody] {
        let problem = admin
            .post(&path(&secret, "/comments"), mention(id))
            .await
            .expect_problem(422, "invalid");
        details.push(problem["detail"].as_str().unwrap().replace(id, "ID"));
    }
    details.dedup();
    assert_eq!(details.len(), 1, "no hint who exists elsewhere: {details:?}");
    admin
        .post(&path(&open, "/comments"), mention(&guest.user_id))
        .await
        .expect(StatusCode::CREATED);
    for body in ["", " \n", "a\u{0}", "@[x](user:me)", &"x".repeat(20_001)] {
        admin
            .post(&path(&open, "/comments"), json!({"body": body}))
            .await
            .expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_mention_of_somebody_who_left_stays_and_is_not_made_anew() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let leaver = member(&product, &admin, Role::User).await;
    let made = task(&admin, &project(&admin, "OPS").await, json!({})).await;
    let mention = format!("hi @[x](user:{})", leaver.user_id);
    let comment = admin
        .post(&path(&made, "/comments"), json!({"body": mention}))
        .await
        .expect(StatusCode::CREATED);
    let leaver_path = format!("/api/users/{}", leaver.user_id);
    admin
        .patch(&leaver_path, json!({"disabled": true}))
        .await
        .expect(StatusCode::OK);

    let one = path(&made, &format!("/comments/{}", comment["id"].as_str().unwrap()));
    let edited = json!({"body": format!("{mention}, edited")});
    let changed = admin.patch(&one, edited).await.expect(StatusCode::OK);
    assert_eq!(changed["mentions"], json!([leaver.user_id]));
    admin
        .patch(&one, json!({"body": "without"}))
        .await
        .expect(StatusCode::OK);
    admin
        .patch(&one, json!({"body": mention}))
        .await
        .expect_problem(422, "invalid");
}

#[tokio::test]
async fn comments_follow_their_task() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let secret = task(&admin, &project(&admin, "SECRET").await, json!({})).await;
    let open = task(&admin, &shared_project(&admin, "OPEN").await, json!({})).await;
    let comment = admin
        .post(&path(&secret, "/comments"), json!({"body": "hidden"}))
        .await
        .expect(StatusCode::CREATED);
    let id = comment["id"].as_str().unwrap();
    for who in [&guest, &other] {
        for answer in [
            who.get(&path(&secret, "/comments")).await,
            who.post(&path(&secret, "/comments"), json!({"body": "x"})).await,
            who.patch(&path(&secret, &format!("/comments/{id}")), json!({"body": "x"}))
                .await,
            who.delete(&path(&secret, &format!("/comments/{id}"))).await,
            // Through a task that one sees, a comment of another is not reached.
            who.patch(&path(&open, &format!("/comments/{id}")), json!({"body": "x"}))
                .await,
            who.delete(&path(&open, &format!("/comments/{id}"))).await,
        ] {
            answer.expect_problem(404, "not_found");
        }
    }
    admin
        .delete(&path(&secret, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    admin
        .post(&path(&secret, "/comments"), json!({"body": "x"}))
        .await
        .expect_problem(409, "conflict");
    let kept = admin
        .get(&path(&secret, "/comments"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(each(&kept, "body"), ["hidden"]);
}
