//! What a profile says besides the mapping: how its files are read, and what becomes of tasks that exist.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::dropped::Folder;
use super::setting::{Setting, counts};
use crate::product::drain;

const PATH: &str = "/api/imports/profiles";

async fn profile(setting: &Setting, more: Value) -> Value {
    let mut body = json!({
        "project": "OPS", "name": "Orders", "columns": ["Ref", "What", "When"],
        "mapping": {"rules": [
            {"target": "external_id", "column": "Ref"}, {"target": "title", "column": "What"},
            {"target": "due_at", "column": "When"},
        ]},
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    setting.admin.post(PATH, body).await.expect(StatusCode::CREATED)
}

#[tokio::test]
async fn a_recognized_file_is_read_and_carried_out_as_its_profile_says() {
    let setting = Setting::new().await;
    let made = profile(
        &setting,
        json!({"mode": "upsert", "key": "external_id", "empty_cells": "clear", "read_as": {"date_order": "month_first"}}),
    )
    .await;
    assert_eq!(
        (
            &made["mode"],
            &made["key"],
            &made["empty_cells"],
            &made["read_as"]
        ),
        (
            &json!("upsert"),
            &json!("external_id"),
            &json!("clear"),
            &json!({"date_order": "month_first"})
        )
    );
    let first = setting
        .import("Ref,What,When\nA,One,3/4/2026\n", json!({"auto_commit": true}))
        .await;
    assert_eq!(first["profile_id"], made["id"], "{first}");
    assert_eq!(
        (&first["mode"], &first["key"], &first["empty_cells"]),
        (&json!("upsert"), &json!("external_id"), &json!("clear"))
    );
    assert_eq!(first["read_as"], json!({"date_order": "month_first"}));
    assert_eq!(first["detected"]["confidence"]["date_order"]["sure"], "given");
    let task = &setting.tasks().await[0];
    assert_eq!(task.due_at.unwrap().to_string(), "2026-03-04T00:00:00.000Z");

    let second = setting
        .import(
            "When,What,Ref\n,One more,A\n1/2/2026,Two,B\n",
            json!({"auto_commit": true}),
        )
        .await;
    assert_eq!(
        second["counts"],
        counts(&json!({"rows": 2, "create": 1, "update": 1, "created": 1, "updated": 1}))
    );
    let tasks = setting.tasks().await;
    assert_eq!((tasks[0].title.as_str(), tasks[0].due_at), ("One more", None));

    // What is said wins.
    let said = json!({"mode": "create_missing", "read_as": {"date_order": "day_first"}});
    let third = setting
        .import("Ref,What,When\nC,Three,3/4/2026\nA,x,\n", said)
        .await;
    assert_eq!(
        (&third["mode"], &third["key"], &third["counts"]["skip"]),
        (&json!("create_missing"), &json!("external_id"), &json!(1))
    );
    let rows = setting.rows(&third, "").await;
    assert_eq!(rows[0]["task"]["due_at"], "2026-04-03T00:00:00.000Z");
    let said = json!({"mode": "create"});
    let fourth = setting.import("Ref,What,When\nA,x,\n", said).await;
    assert_eq!(
        (&fourth["mode"], &fourth["key"], &fourth["counts"]["error"]),
        (&json!("create"), &json!(null), &json!(1))
    );
}

#[tokio::test]
async fn a_file_is_recognized_by_what_it_is_when_it_is_read_as_a_profile_says() {
    let setting = Setting::new().await;
    let made = profile(&setting, json!({"read_as": {"header_row": 3, "delimiter": "|"}})).await;
    profile(&setting, json!({"read_as": {"sheet": "Nowhere"}})).await;
    let text = "Title,Status\nOrders,of today\nRef|What|When\nA|One, and more|\n";
    let planned = setting.import(text, json!({})).await;
    assert_eq!(planned["profile_id"], made["id"], "{planned}");
    assert_eq!(
        (
            &planned["detected"]["header_row"],
            &planned["detected"]["columns"]
        ),
        (&json!(3), &json!(["Ref", "What", "When"]))
    );
    assert_eq!(
        setting.rows(&planned, "").await[0]["task"]["title"],
        "One, and more"
    );
    // The same text is none of its files where someone says where the header is.
    let other = setting.import(text, json!({"read_as": {"header_row": 1}})).await;
    assert_eq!(other["profile_id"], json!(null));
    // The report reads it as the plan did.
    let report = setting.report(&planned).await;
    assert!(
        report.starts_with("Title,Status\r\nOrders,of today\r\nRef|What|When|import_status "),
        "{report}"
    );
}

#[tokio::test]
async fn dropped_files_follow_their_profile_too() {
    let setting = Setting::new().await;
    let more = json!({
        "mode": "upsert", "read_as": {"header_row": 2, "date_order": "day_first"},
        "mapping": {"rules": [
            {"target": "external_id", "column": "Ref"}, {"target": "title", "column": "What"},
            {"target": "due_at", "column": "When"},
        ]},
    });
    let folder = Folder::new(&setting, more).await;
    folder
        .put("a.csv", "Title,Status,Due\nRef,What,When\nA,One,3/4/2026\n")
        .await;
    folder.settle().await;
    folder
        .put("b.csv", "Title,Status,Due\nRef,What,When\nA,Uno,\nB,Two,\n")
        .await;
    folder.settle().await;
    assert_eq!(folder.titles().await, ["Two", "Uno"]);
    let imports = folder.imports().await;
    assert_eq!(
        (&imports[0]["mode"], &imports[0]["read_as"]["header_row"]),
        (&json!("upsert"), &json!(2))
    );
    let kept = setting
        .tasks()
        .await
        .into_iter()
        .find(|task| task.title == "Uno")
        .unwrap();
    assert_eq!(kept.due_at.unwrap().to_string(), "2026-04-03T00:00:00.000Z");
}

#[tokio::test]
async fn saving_keeps_what_was_said_and_not_what_a_report_added() {
    let setting = Setting::new().await;
    let text = "Ref,What,When\nA,One,3/4/2026\n,,\nB,,\n";
    let first = setting
        .import(
            text,
            json!({"auto_commit": true, "mapping": {"rules": [
                {"target": "external_id", "column": "Ref"}, {"target": "title", "column": "What"},
            ]}}),
        )
        .await;
    let mended = setting.report(&first).await.replace("B,,", "B,Two,");
    let said = json!({"mode": "upsert", "empty_cells": "clear", "read_as": {"date_order": "day_first"}, "mapping": {"rules": [
        {"target": "external_id", "column": "Ref"}, {"target": "title", "column": "What"}, {"target": "due_at", "column": "When"},
    ]}});
    let second = setting.import(&mended, said).await;
    assert_eq!(second["counts"]["skip"], 1, "{second}");
    let path = format!("/api/imports/{}/profile", second["id"].as_str().unwrap());
    let saved = setting.admin.post(&path, json!({"name": "Orders"})).await;
    let saved = saved.expect(StatusCode::CREATED);
    assert_eq!(saved["columns"], json!(["Ref", "What", "When"]));
    assert_eq!(
        (
            &saved["mode"],
            &saved["key"],
            &saved["empty_cells"],
            &saved["read_as"]
        ),
        (
            &json!("upsert"),
            &json!(null),
            &json!("clear"),
            &json!({"date_order": "day_first"})
        )
    );
    // Both a plain file and the report are recognized.
    for text in [text, mended.as_str()] {
        let next = setting.import(text, json!({})).await;
        assert_eq!(next["profile_id"], saved["id"]);
    }

    let path = format!("{PATH}/{}", saved["id"].as_str().unwrap());
    let changed = setting
        .admin
        .patch(&path, json!({"mode": null, "empty_cells": null, "read_as": null}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&changed["mode"], &changed["read_as"]),
        (&json!(null), &json!({}))
    );
    let problem = setting
        .admin
        .patch(
            &path,
            json!({"key": "custom.customer", "read_as": {"header_row": 0}}),
        )
        .await
        .expect_problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert_eq!(pointers, [&json!("/key"), &json!("/read_as/header_row")]);
}

/// A token for imports alone may not change tasks, whatever profile its file is of.
#[tokio::test]
async fn a_profile_lets_nobody_do_what_the_token_may_not() {
    let setting = Setting::new().await;
    profile(&setting, json!({"mode": "upsert"})).await;
    setting
        .import("Ref,What,When\nA,One,\n", json!({"auto_commit": true}))
        .await;
    let token = setting
        .admin
        .post(
            "/api/auth/tokens",
            json!({"name": "feed", "role": "user", "areas": ["imports"]}),
        )
        .await
        .expect(StatusCode::CREATED);
    let feed = setting
        .product
        .anonymous()
        .with_token(token["token"].as_str().unwrap());
    let text = "Ref,What,When\nA,Changed,\n";
    let body = json!({"project": "OPS", "file_name": "tasks.csv", "size": text.len(), "content_type": "text/csv", "auto_commit": true});
    let import = feed.post("/api/imports", body).await.expect(StatusCode::CREATED);
    assert_eq!(setting.upload(&import, text.as_bytes()).await, StatusCode::OK);
    drain(&setting.product).await;
    let done = setting.get(&import).await;
    assert_eq!(
        (&done["mode"], &done["counts"]["error"]),
        (&json!("create"), &json!(1))
    );
    assert_eq!(setting.tasks().await[0].title, "One");
    let body = json!({"project": "OPS", "name": "x", "mode": "update", "mapping": {"rules": [{"target": "title", "column": "What"}]}});
    feed.post(PATH, body).await.expect_problem(403, "forbidden");
}
