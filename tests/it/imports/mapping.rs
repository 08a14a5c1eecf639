//! `PATCH /api/imports/{id}/mapping`

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::setting::Setting;
use crate::product::drain;

#[tokio::test]
async fn another_mapping_makes_another_plan() {
    let setting = Setting::new().await;
    let planned = setting.import("What,How\na,A!\nb,B?\n", json!({})).await;
    assert_eq!(planned["counts"]["error"], 2, "nothing is mapped to the title");
    assert_eq!(planned["unmapped_columns"], json!(["What", "How"]));

    let path = format!("/api/imports/{}/mapping", planned["id"].as_str().unwrap());
    let rules = json!({"rules": [
        {"target": "title", "column": "What"},
        {"target": "priority", "column": "How", "values": [{"from": "a!", "to": "critical"}]},
        {"target": "tags", "constant": "imported"},
    ]});
    let changed = setting.admin.patch(&path, rules.clone()).await;
    assert_eq!(changed.expect(StatusCode::ACCEPTED)["state"], "reading");
    drain(&setting.product).await;
    let planned = setting.get(&planned).await;
    assert_eq!(planned["state"], "planned");
    assert_eq!(planned["mapping"], rules);
    assert_eq!(
        (&planned["counts"]["create"], &planned["counts"]["error"]),
        (&json!(1), &json!(1))
    );
    let rows = setting.rows(&planned, "").await;
    assert_eq!(rows[0]["task"]["priority"], "critical");
    assert_eq!(rows[0]["task"]["tags"], json!(["imported"]));
    assert_eq!(rows[1]["errors"][0]["value"], "B?");

    let other = json!({"rules": [{"target": "title", "column": "What"}]});
    setting
        .admin
        .patch(&path, other)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let again = setting.get(&planned).await;
    assert_eq!(again["counts"]["create"], 2);
    assert_ne!(again["plan_hash"], planned["plan_hash"]);
}

#[tokio::test]
async fn a_mapping_must_fit_the_file_and_the_project() {
    let setting = Setting::new().await;
    let planned = setting.import("What\na\n", json!({})).await;
    let path = format!("/api/imports/{}/mapping", planned["id"].as_str().unwrap());
    let problem = setting
        .admin
        .patch(&path, json!({"rules": [{"target": "title", "column": "Which"}, {"target": "custom.x", "constant": "y"}]}))
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/rules/0/column");
    assert_eq!(problem["errors"][1]["pointer"], "/rules/1/target");
    let request = |tag: Option<&str>| {
        let request = setting
            .admin
            .request(Method::PATCH, &path)
            .json(&json!({"rules": []}));
        match tag {
            Some(tag) => setting.admin.send(request.header("if-match", tag)),
            None => setting.admin.send(request),
        }
    };
    request(None).await.expect_problem(428, "revision_required");
    request(Some("\"99\"")).await.expect_problem(412, "lost_race");

    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let problem = setting.admin.patch(&path, json!({"rules": []})).await;
    assert_eq!(
        problem.expect_problem(409, "conflict")["allowed"],
        json!(["awaiting_upload", "planned"])
    );
}

#[tokio::test]
async fn a_mapping_that_is_given_at_first_is_used_and_its_misfits_are_errors_of_rows() {
    let setting = Setting::new().await;
    let mapping =
        json!({"rules": [{"target": "title", "column": "NAME"}, {"target": "status", "column": "Gone"}]});
    let planned = setting
        .import("Name\na\n", json!({"mapping": mapping, "auto_commit": true}))
        .await;
    assert_eq!(planned["state"], "completed");
    assert_eq!(planned["counts"]["created"], 0);
    let rows = setting.rows(&planned, "").await;
    assert_eq!(rows[0]["errors"][0]["column"], "Gone");
}
