//! `GET /api/imports/{id}/rows`

use serde_json::json;

use super::setting::{Setting, counts};

#[tokio::test]
async fn every_row_has_its_verdict_and_every_error_its_reason() {
    let setting = Setting::new().await;
    let text = "Title,Status,Priority,Assignees,Due,Amount,Region\n\
        fine,,,,,,\n\
        ,,,,,,\n\
        a,Done-ish,,,,,\n\
        b,,Urgent!!,,,,\n\
        c,,,nobody@example.com,,,\n\
        d,,,,31/31/2026,,\n\
        e,,,,,a lot,\n\
        f,,,,,,Moon\n\
        g,,,,,,,too many\n\
        h\n\
        ,New,,,,,\n";
    let planned = setting.import(text, json!({})).await;
    assert_eq!(
        planned["counts"],
        counts(&json!({"rows": 10, "create": 2, "error": 8, "created": 0, "left": 2}))
    );
    let rows = setting.rows(&planned, "limit=3").await;
    let verdicts: Vec<_> = rows
        .iter()
        .map(|row| {
            let error = &row["errors"][0];
            (
                row["row"].as_i64().unwrap(),
                row["verdict"].as_str().unwrap(),
                error["column"].as_str().unwrap_or(""),
                error["value"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            (2, "create", "", ""),
            (4, "error", "Status", "Done-ish"),
            (5, "error", "Priority", "Urgent!!"),
            (6, "error", "Assignees", "nobody@example.com"),
            (7, "error", "Due", "31/31/2026"),
            (8, "error", "Amount", "a lot"),
            (9, "error", "Region", "Moon"),
            (10, "error", "Column 8", "too many"),
            (11, "create", "", ""),
            (12, "error", "Title", ""),
        ]
    );
    assert_eq!(rows[0]["task"]["title"], "fine");
    assert_eq!(rows[0]["task_key"], json!(null));
    let errors = setting.rows(&planned, "limit=5&verdict=error").await;
    assert_eq!(errors.len(), 8);
    assert!(
        errors
            .iter()
            .all(|row| row["verdict"] == "error" && row["task"].is_null())
    );
    assert_eq!(setting.rows(&planned, "verdict=create").await.len(), 2);
    assert_eq!(setting.rows(&planned, "verdict=create&verdict=error").await, rows);

    let path = |query: &str| format!("/api/imports/{}/rows?{query}", planned["id"].as_str().unwrap());
    for query in ["verdict=maybe", "limit=0", "limit=1000", "cursor=x", "colour=red"] {
        setting
            .admin
            .get(&path(query))
            .await
            .expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn after_the_commit_rows_have_the_keys_of_their_tasks() {
    let setting = Setting::new().await;
    let planned = setting.import("Title,Priority\na,\nb,x\nc,\n", json!({})).await;
    let before = setting.rows(&planned, "").await;
    setting.order(&planned, "commit").await;
    crate::product::drain(&setting.product).await;
    let after = setting.rows(&planned, "").await;
    let keys: Vec<_> = after.iter().map(|row| row["task_key"].as_str()).collect();
    assert_eq!(keys, [Some("OPS-1"), None, Some("OPS-2")]);
    let without_keys = |mut rows: Vec<serde_json::Value>| {
        for row in &mut rows {
            row["task_key"].take();
        }
        rows
    };
    assert_eq!(without_keys(before), without_keys(after));
}
