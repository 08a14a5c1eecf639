//! `POST /api/tasks/bulk` and `POST /api/tasks/bulk/{event}/undo`

use katalusis_domain::permission::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{path, pointers, project, shared_project, task, told};
use crate::people::{member, organization};
use crate::product::product;

fn outcomes(answer: &Value) -> Vec<(&str, &str)> {
    answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let word = |field: &str| result[field].as_str().unwrap_or("");
            (word("result"), word("reason"))
        })
        .collect()
}

#[tokio::test]
async fn each_task_is_changed_or_refused_for_itself() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let other = organization(&product, "Other").await;
    let ops = project(&admin, "OPS").await;
    let old = project(&admin, "OLD").await;
    let moving = task(
        &admin,
        &ops,
        json!({"tags": ["a", "b"], "assignees": [admin.user_id], "due_at": "2026-01-01T00:00:00Z"}),
    )
    .await;
    let there = task(
        &admin,
        &ops,
        json!({"status": "in_progress", "priority": "high", "tags": ["b", "c"]}),
    )
    .await;
    let gone = task(&admin, &ops, json!({})).await;
    let archived = task(&admin, &old, json!({})).await;
    let theirs = task(&other, &project(&other, "OPS").await, json!({})).await;
    admin
        .delete(&path(&gone, ""))
        .await
        .expect(StatusCode::NO_CONTENT);
    admin
        .patch("/api/projects/OLD", json!({"archived": true}))
        .await
        .expect(StatusCode::OK);

    let ids = json!([
        moving["id"],
        there["id"],
        gone["id"],
        archived["id"],
        theirs["id"],
        moving["id"]
    ]);
    let change = json!({"status": "in_progress", "priority": "high", "add_tags": ["C"], "remove_tags": ["a"],
        "remove_assignees": [admin.user_id], "due_at": null});
    let answer = admin
        .post("/api/tasks/bulk", json!({"ids": ids, "change": change}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        outcomes(&answer),
        [
            ("changed", ""),
            ("unchanged", ""),
            ("refused", "deleted"),
            ("refused", "archived"),
            ("refused", "not_found"),
        ]
    );
    assert_eq!(answer["changed"], 1);
    assert_eq!(answer["results"][4]["key"], Value::Null);
    let now = admin.get(&path(&moving, "")).await.expect(StatusCode::OK);
    assert_eq!(
        (&now["status"], &now["priority"]),
        (&json!("in_progress"), &json!("high"))
    );
    assert_eq!(now["tags"], json!(["b", "c"]));
    assert_eq!((&now["assignees"], &now["due_at"]), (&json!([]), &Value::Null));
    assert_eq!(now["revision"], 2);
    assert_eq!(other.get(&path(&theirs, "")).await.expect(StatusCode::OK), theirs);

    let again = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": [there["id"]], "change": {"status": "new"}}),
        )
        .await
        .expect(StatusCode::OK);
    assert_eq!(outcomes(&again), [("refused", "status_not_allowed")]);
    assert_eq!(again["results"][0]["allowed"], json!(["on_hold", "completed"]));
    assert_eq!(again["event_id"], Value::Null);
}

#[tokio::test]
async fn one_event_tells_of_all_and_takes_them_back() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut tasks = Vec::new();
    for status in ["in_progress", "in_progress", "completed", "in_progress"] {
        tasks.push(task(&admin, &ops, json!({"status": status, "tags": ["x"]})).await);
    }
    let ids: Vec<&Value> = tasks.iter().map(|task| &task["id"]).collect();
    let answer = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": ids, "change": {"status": "completed", "remove_tags": ["x"], "priority": "critical"}}),
        )
        .await
        .expect(StatusCode::OK);
    assert_eq!(answer["changed"], 4);
    let event = answer["event_id"].as_str().unwrap();
    assert_eq!(
        told(&admin, &tasks[0]).await,
        ["task.created", "task.bulk_changed"]
    );
    let done = admin.get(&path(&tasks[0], "")).await.expect(StatusCode::OK);
    assert!(done["completed_at"].is_string());

    admin
        .patch(&path(&tasks[1], ""), json!({"title": "touched"}))
        .await
        .expect(StatusCode::OK);
    // Watching is no change of the task.
    let watch = admin.request(reqwest::Method::DELETE, &path(&tasks[2], "/watchers/me"));
    admin.send(watch).await.expect(StatusCode::NO_CONTENT);
    let undo_path = format!("/api/tasks/bulk/{event}/undo");
    let undo = || admin.post(&undo_path, json!({}));
    let undone = admin
        .send(admin.request(reqwest::Method::POST, &format!("/api/tasks/bulk/{event}/undo")))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        outcomes(&undone),
        [
            ("reverted", ""),
            ("kept", "changed_since"),
            ("reverted", ""),
            ("reverted", "")
        ]
    );
    for (index, before) in tasks.iter().enumerate() {
        let now = admin.get(&path(before, "")).await.expect(StatusCode::OK);
        for field in ["status", "tags", "priority", "completed_at"] {
            let same = now[field] == before[field];
            assert_eq!(
                same,
                index != 1,
                "{index} {field}: {} {}",
                now[field],
                before[field]
            );
        }
    }
    let twice = undo().await.expect(StatusCode::OK);
    assert_eq!(
        (&twice["reverted"], &twice["event_id"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(
        told(&admin, &tasks[0]).await,
        ["task.created", "task.bulk_changed", "task.bulk_undone"]
    );
}

#[tokio::test]
async fn many_are_deleted_and_come_back() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let (one, two) = (
        task(&admin, &ops, json!({})).await,
        task(&admin, &ops, json!({})).await,
    );
    let answer = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": [one["id"], two["id"]], "change": {"delete": true}}),
        )
        .await
        .expect(StatusCode::OK);
    assert_eq!(answer["changed"], 2);
    let count = async || {
        let list = admin.get("/api/tasks").await.expect(StatusCode::OK);
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(count().await, 0);
    let undo = format!("/api/tasks/bulk/{}/undo", answer["event_id"].as_str().unwrap());
    let undone = admin.post(&undo, json!({})).await.expect(StatusCode::OK);
    assert_eq!(undone["reverted"], 2);
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn two_hundred_tasks_change_together() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let ops = project(&admin, "OPS").await;
    let mut ids = Vec::new();
    for _ in 0..200 {
        ids.push(task(&admin, &ops, json!({})).await["id"].clone());
    }
    let change = json!({"status": "in_progress", "add_assignees": [admin.user_id]});
    let (one, two) = tokio::join!(
        admin.post("/api/tasks/bulk", json!({"ids": ids, "change": change})),
        admin.post(
            "/api/tasks/bulk",
            json!({"ids": ids, "change": {"add_tags": ["x"]}})
        )
    );
    assert_eq!(one.expect(StatusCode::OK)["changed"], 200);
    assert_eq!(two.expect(StatusCode::OK)["changed"], 200);
    let list = admin
        .get("/api/tasks?status=in_progress&tag=x&assignee=me&limit=200")
        .await
        .expect(StatusCode::OK);
    assert_eq!(list["items"].as_array().unwrap().len(), 200);

    ids.push(json!("0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69"));
    for (ids, change, pointer) in [
        (json!(ids), json!({"delete": true}), "/ids"),
        (json!([]), json!({"delete": true}), "/ids"),
        (json!(ids[..1]), json!({}), "/change"),
        (
            json!(ids[..1]),
            json!({"delete": true, "priority": "low"}),
            "/change/delete",
        ),
        (
            json!(ids[..1]),
            json!({"add_tags": ["ok", "a,b"]}),
            "/change/add_tags/1",
        ),
        (
            json!(ids[..1]),
            json!({"remove_tags": ["\u{0}"]}),
            "/change/remove_tags/0",
        ),
        (
            json!(ids[..1]),
            json!({"due_at": "0001-01-01T00:00:00Z"}),
            "/change/due_at",
        ),
        (
            json!(ids[..1]),
            json!({"add_assignees": [ids[200]]}),
            "/change/add_assignees/0",
        ),
        (json!(ids[..1]), json!({"title": "x"}), "/change/title"),
        (json!(["x"]), json!({"delete": true}), "/ids/0"),
    ] {
        let problem = admin
            .post("/api/tasks/bulk", json!({"ids": ids, "change": change}))
            .await
            .expect_problem(422, "invalid");
        assert_eq!(pointers(&problem), [pointer]);
    }
}

#[tokio::test]
async fn nobody_reaches_beyond_what_it_may() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::Guest).await;
    let other = organization(&product, "Other").await;
    let (open, secret) = (
        shared_project(&admin, "OPEN").await,
        project(&admin, "SECRET").await,
    );
    let (one, two) = (
        task(&admin, &open, json!({})).await,
        task(&admin, &secret, json!({})).await,
    );
    let body = json!({"ids": [one["id"], two["id"]], "change": {"add_assignees": [guest.user_id]}});
    guest
        .post("/api/tasks/bulk", body.clone())
        .await
        .expect_problem(403, "forbidden");
    other
        .post("/api/tasks/bulk", body.clone())
        .await
        .expect_problem(422, "invalid");
    let answer = admin.post("/api/tasks/bulk", body).await.expect(StatusCode::OK);
    assert_eq!(
        outcomes(&answer),
        [("changed", ""), ("refused", "assignee_cannot_see")]
    );
    let undo = format!("/api/tasks/bulk/{}/undo", answer["event_id"].as_str().unwrap());
    guest
        .post(&undo, json!({}))
        .await
        .expect_problem(403, "forbidden");
    other
        .post(&undo, json!({}))
        .await
        .expect_problem(404, "not_found");
    for id in ["nonsense", "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69"] {
        admin
            .post(&format!("/api/tasks/bulk/{id}/undo"), json!({}))
            .await
            .expect_problem(404, "not_found");
    }
    let audit = admin
        .get("/api/audit?kind=task.created")
        .await
        .expect(StatusCode::OK);
    let created = audit["items"][0]["id"].as_str().unwrap();
    admin
        .post(&format!("/api/tasks/bulk/{created}/undo"), json!({}))
        .await
        .expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_undo_keeps_what_would_take_what_is_another_tasks_by_now() {
    let product = product().await;
    let admin = organization(&product, "Acme").await;
    let guest = member(&product, &admin, Role::User).await;
    let ops = project(&admin, "OPS").await;
    let named = task(&admin, &ops, json!({"external_id": "X-1"})).await;
    let plain = task(&admin, &ops, json!({"external_id": "X-2"})).await;
    let deleted = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": [named["id"], plain["id"]], "change": {"delete": true}}),
        )
        .await
        .expect(StatusCode::OK);
    let taker = json!({"project_id": ops["id"], "title": "Another", "external_id": "X-1"});
    admin
        .post("/api/tasks", taker.clone())
        .await
        .expect(StatusCode::CREATED);
    let undo = format!("/api/tasks/bulk/{}/undo", deleted["event_id"].as_str().unwrap());
    let undone = admin.post(&undo, json!({})).await.expect(StatusCode::OK);
    assert_eq!(
        outcomes(&undone),
        [("kept", "external_id_taken"), ("reverted", "")]
    );
    // The same where it is one task.
    for answer in [
        admin.post(&path(&named, "/restore"), json!({})).await,
        admin.post("/api/tasks", taker).await,
        admin
            .patch(&path(&plain, ""), json!({"external_id": "X-1"}))
            .await,
    ] {
        let problem = answer.expect_problem(409, "already_exists");
        assert_eq!(pointers(&problem), ["/external_id"]);
        assert!(problem["detail"].as_str().unwrap().contains("X-1"));
    }

    // A former assignee who became a guest does not get back to what guests do not see.
    let assigned = task(&admin, &ops, json!({"assignees": [guest.user_id]})).await;
    let taken_off = admin
        .post(
            "/api/tasks/bulk",
            json!({"ids": [assigned["id"]], "change": {"remove_assignees": [guest.user_id]}}),
        )
        .await
        .expect(StatusCode::OK);
    admin
        .patch(&format!("/api/users/{}", guest.user_id), json!({"role": "guest"}))
        .await
        .expect(StatusCode::OK);
    let undo = format!("/api/tasks/bulk/{}/undo", taken_off["event_id"].as_str().unwrap());
    let undone = admin.post(&undo, json!({})).await.expect(StatusCode::OK);
    assert_eq!(outcomes(&undone), [("kept", "assignee_cannot_see")]);
}
