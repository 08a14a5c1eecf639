//! Imports that change tasks: `mode` and `key` of `POST /api/imports`.

use katalusis_imports::rows;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, counts, file};
use crate::product::drain;

/// An import that is planned and carried out.
async fn carried_out(setting: &Setting, text: &str, mut more: Value) -> Value {
    more["auto_commit"] = json!(true);
    let done = setting.import(text, more).await;
    assert_eq!(done["state"], "completed", "{done}");
    done
}

/// Every task of the organization that is not in the bin, by number, without what each change moves.
async fn tasks(setting: &Setting) -> Vec<Value> {
    let page = setting
        .admin
        .get("/api/tasks?limit=200&sort=number")
        .await
        .expect(StatusCode::OK);
    let mut tasks = page["items"].as_array().unwrap().clone();
    for task in &mut tasks {
        task["revision"].take();
        task["updated_at"].take();
    }
    tasks
}

async fn patch(setting: &Setting, key: &str, change: Value) {
    setting
        .admin
        .patch(&format!("/api/tasks/{key}"), change)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn a_file_changes_the_tasks_that_it_names_and_undoing_gives_them_back() {
    let setting = Setting::new().await;
    carried_out(
        &setting,
        "External id,Title,Priority,Customer\nA,One,High,C1\nB,Two,,\nC,Three,Low,C3\n",
        json!({}),
    )
    .await;
    let before = tasks(&setting).await;
    assert_eq!(before[0]["external_id"], "A");

    let text = "External id,Title,Priority,Customer\n\
        B,Two and a half,,\nA,One,High,C1\nD,Four,,\nC,Three,Urgent!!,\nB,Again,,\n,Without,,\n";
    let planned = setting.import(text, json!({"mode": "upsert"})).await;
    assert_eq!(
        planned["counts"],
        counts(&json!({"rows": 6, "create": 2, "update": 1, "skip": 1, "error": 2, "left": 3}))
    );
    assert_eq!(tasks(&setting).await, before, "a plan writes nothing");
    let rows = setting.rows(&planned, "").await;
    let change = json!([{"field": "title", "old": "Two", "new": "Two and a half"}]);
    assert_eq!(
        (&rows[0]["changes"], &rows[0]["task_key"]),
        (&change, &json!("OPS-2"))
    );
    assert_eq!(
        (&rows[1]["skipped"], &rows[1]["task_key"]),
        (&json!("unchanged"), &json!("OPS-1"))
    );
    assert_eq!(rows[3]["errors"][0]["column"], "Priority");
    let twice = &rows[4]["errors"][0];
    assert_eq!(
        (&twice["column"], &twice["value"]),
        (&json!("External id"), &json!("B"))
    );
    assert!(twice["reason"].as_str().unwrap().contains("row 2"), "{twice}");
    for (verdict, count) in [("create", 2), ("update", 1), ("skip", 1), ("error", 2)] {
        let found = setting.rows(&planned, &format!("verdict={verdict}")).await;
        assert_eq!(found.len(), count, "{verdict}");
        assert!(found.iter().all(|row| row["verdict"] == verdict));
    }
    assert_eq!(
        setting.rows(&planned, "verdict=skip&verdict=update").await,
        rows[..2]
    );

    let plan = setting.report(&planned).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let done = setting.get(&planned).await;
    let expected =
        json!({"rows": 6, "create": 2, "update": 1, "skip": 1, "error": 2, "created": 2, "updated": 1});
    assert_eq!(done["counts"], counts(&expected));
    let without_key = |line: &str| line.rsplit_once(',').unwrap().0.to_owned();
    let report = setting.report(&planned).await;
    assert_eq!(
        report.lines().map(without_key).collect::<Vec<_>>(),
        plan.lines().map(without_key).collect::<Vec<_>>()
    );
    let after = tasks(&setting).await;
    assert_eq!(
        after
            .iter()
            .map(|task| task["title"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["One", "Two and a half", "Three", "Four", "Without"]
    );
    let history = setting
        .admin
        .get("/api/tasks/OPS-2/activity")
        .await
        .expect(StatusCode::OK);
    assert_eq!(history["items"][0]["changes"], change);

    // The same file again has nothing to do, but for the row that has no id.
    let again = setting.import(text, json!({"mode": "upsert"})).await;
    assert_eq!(
        again["counts"],
        counts(&json!({"rows": 6, "create": 1, "skip": 3, "error": 2, "left": 1}))
    );

    patch(&setting, "OPS-4", json!({"priority": "high"})).await;
    setting.order(&planned, "undo").await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let undone = setting.get(&planned).await;
    let undo = &undone["undo"];
    assert_eq!(
        json!([undo["deleted"], undo["restored"], undo["kept"]]),
        json!([1, 1, 1])
    );
    let left = tasks(&setting).await;
    assert_eq!(left[..3], before[..]);
    assert_eq!(left.len(), 4);
}

#[tokio::test]
async fn an_exported_list_that_was_edited_changes_exactly_what_was_edited() {
    let setting = Setting::new().await;
    carried_out(
        &setting,
        "Title,Priority,Tags,Customer,Due\nOne,High,\"a, b\",C1,2026-03-31\nTwo,,x,,\n",
        json!({}),
    )
    .await;
    let answer = setting.admin.get("/api/tasks/export?sort=number").await;
    assert!(answer.status.is_redirection());
    let exported = reqwest::get(answer.headers["location"].to_str().unwrap())
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let request = |mode: &str| json!({"mode": mode, "key": "task_key", "empty_cells": "clear"});

    let same = setting.import(&exported, request("update")).await;
    assert_eq!(
        same["counts"],
        counts(&json!({"rows": 2, "skip": 2})),
        "{:?}",
        setting.rows(&same, "").await
    );
    let edited = exported.replace("\"a, b\"", "").replace("Two", "Two!");
    assert_ne!(edited, exported);
    let planned = setting.import(&edited, request("update")).await;
    let changes: Vec<_> = setting
        .rows(&planned, "")
        .await
        .iter()
        .map(|row| row["changes"].clone())
        .collect();
    assert_eq!(
        changes,
        [
            json!([{"field": "tags", "old": ["a", "b"], "new": []}]),
            json!([{"field": "title", "old": "Two", "new": "Two!"}]),
        ]
    );
}

#[tokio::test]
async fn a_plan_that_the_data_has_overtaken_is_refused_or_made_anew() {
    let setting = Setting::new().await;
    carried_out(&setting, "External id,Title\nA,One\nB,Two\n", json!({})).await;
    let text = "External id,Title\nA,New one\nB,New two\nC,Three\n";
    let planned = setting.import(text, json!({"mode": "upsert"})).await;
    setting.product.clock.advance(chrono::TimeDelta::seconds(1));
    patch(&setting, "OPS-2", json!({"priority": "high", "title": "Mine"})).await;
    let other = json!({"project_id": setting.project.id, "title": "Other", "external_id": "C"});
    setting
        .admin
        .post("/api/tasks", other.clone())
        .await
        .expect(StatusCode::CREATED);
    setting
        .admin
        .post("/api/tasks", other)
        .await
        .expect_problem(409, "already_exists");

    let problem = setting
        .order(&planned, "commit")
        .await
        .expect_problem(409, "conflict");
    assert_eq!(problem["allowed"], json!(["replan"]));
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/rows/3/priority", "/rows/3/title", "/rows/4"]);
    assert_eq!(setting.get(&planned).await["state"], "planned");

    let path = format!("/api/imports/{}/commit", planned["id"].as_str().unwrap());
    let order = setting
        .admin
        .post(&path, json!({"replan": true}))
        .await
        .expect(StatusCode::ACCEPTED);
    assert_eq!(order["state"], "reading");
    drain(&setting.product).await;
    let anew = setting.get(&planned).await;
    assert_eq!(
        anew["counts"],
        counts(&json!({"rows": 3, "update": 3, "left": 3}))
    );
    assert_ne!(anew["plan_hash"], planned["plan_hash"]);
    setting
        .admin
        .post(&path, json!({"replan": true}))
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    assert_eq!(setting.get(&planned).await["counts"]["updated"], 3);
}

#[tokio::test]
async fn what_changes_while_the_plan_is_carried_out_is_not_overwritten() {
    let setting = Setting::new().await;
    carried_out(&setting, "External id,Title\nA,One\nB,Two\n", json!({})).await;
    let text = "External id,Title\nA,New one\nB,New two\nC,Three\nD,Four\n";
    let planned = setting.import(text, json!({"mode": "upsert"})).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    patch(&setting, "OPS-1", json!({"title": "Mine"})).await;
    let other = json!({"project_id": setting.project.id, "title": "Other", "external_id": "C"});
    setting
        .admin
        .post("/api/tasks", other)
        .await
        .expect(StatusCode::CREATED);
    let messages = setting.take("ROWS_QUEUE_URL").await;
    for message in messages.iter().chain(&messages) {
        rows::handle(&setting.work(), message.clone()).await;
    }
    let done = setting.get(&planned).await;
    let expected = json!({"rows": 4, "create": 2, "update": 2, "created": 1, "updated": 1, "missed": 2});
    assert_eq!(
        (&done["state"], &done["counts"]),
        (&json!("completed"), &counts(&expected))
    );
    let rows = setting.rows(&planned, "").await;
    let missed: Vec<_> = rows.iter().map(|row| row["missed"].as_str()).collect();
    assert_eq!(
        missed,
        [Some("changed_meanwhile"), None, Some("exists_meanwhile"), None]
    );
    let titles: Vec<_> = tasks(&setting)
        .await
        .iter()
        .map(|task| task["title"].clone())
        .collect();
    // Numbers were allotted when the import was ordered, before the other task was made.
    assert_eq!(titles, ["Mine", "New two", "Four", "Other"]);
    let report = setting.report(&planned).await;
    let lines: Vec<_> = report.lines().collect();
    assert!(
        lines[1].contains(",error,") && lines[1].contains("nothing was overwritten"),
        "{report}"
    );
    assert!(
        lines[4].ends_with(rows[3]["task_key"].as_str().unwrap()),
        "{report}"
    );

    setting.order(&planned, "undo").await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let titles: Vec<_> = tasks(&setting)
        .await
        .iter()
        .map(|task| task["title"].clone())
        .collect();
    assert_eq!(titles, ["Mine", "Two", "Other"]);
}

#[tokio::test]
async fn keys_may_be_custom_fields_and_rows_may_only_add_or_only_change() {
    let setting = Setting::new().await;
    let text = file("Customer,Title", 600, |n| format!("C{n},Task {n}"));
    let added = carried_out(
        &setting,
        &text,
        json!({"mode": "create_missing", "key": "custom.customer"}),
    )
    .await;
    assert_eq!(added["counts"]["created"], 600);
    let text = file("Customer,Title", 700, |n| format!("C{n},Changed {n}"));
    let missing = carried_out(
        &setting,
        &text,
        json!({"mode": "create_missing", "key": "custom.customer"}),
    )
    .await;
    assert_eq!(
        missing["counts"],
        counts(&json!({"rows": 700, "create": 100, "skip": 600, "created": 100}))
    );
    let text = file("Customer,Title", 800, |n| format!("C{n},Changed {n}"));
    let changed = carried_out(
        &setting,
        &text,
        json!({"mode": "update", "key": "custom.customer"}),
    )
    .await;
    // The last hundred were made with this very title.
    assert_eq!(
        changed["counts"],
        counts(&json!({"rows": 800, "update": 600, "skip": 200, "updated": 600}))
    );
    let skipped = setting.rows(&changed, "verdict=skip&limit=200").await;
    assert_eq!(
        skipped
            .iter()
            .filter(|row| row["skipped"] == "no_such_task")
            .count(),
        100
    );

    for (more, field) in [
        (json!({"key": "task_key"}), "key"),
        (json!({"mode": "upsert", "key": "title"}), "key"),
        (json!({"mode": "upsert", "key": "custom.amount"}), "key"),
        (json!({"mode": "upsert", "key": "custom.nope"}), "key"),
        (json!({"mode": "replace"}), "mode"),
    ] {
        let mut body = json!({"project": "OPS", "file_name": "a.csv", "size": 1, "content_type": "text/csv"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let problem = setting
            .admin
            .post("/api/imports", body)
            .await
            .expect_problem(422, "invalid");
        assert!(problem.to_string().contains(field), "{problem}");
    }
}
