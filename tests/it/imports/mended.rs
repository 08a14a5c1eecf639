//! The report of an import, mended and imported again.

use katalusis_imports::rows;
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, counts, file};
use crate::product::drain;

#[tokio::test]
async fn the_mended_report_handles_only_what_failed() {
    let setting = Setting::new().await;
    let text = "Title;Priority;Note\n\"One\";High;\"a; b\"\nTwo;Urgent!!;\nThree;;\n;Low;\n";
    let first = setting.import(text, json!({"auto_commit": true})).await;
    assert_eq!(first["counts"]["created"], 2);
    let report = setting.report(&first).await;
    assert!(report.starts_with(&format!(
        "Title;Priority;Note;import_status {};",
        first["id"].as_str().unwrap()
    )));

    let mended = report
        .replace("Urgent!!", "Critical")
        .replace(";Low;", "Four;Low;");
    let second = setting.import(&mended, json!({"auto_commit": true})).await;
    assert_eq!(
        second["counts"],
        counts(&json!({"rows": 4, "create": 2, "skip": 2, "created": 2}))
    );
    let rows = setting.rows(&second, "verdict=skip").await;
    assert!(rows.iter().all(|row| row["skipped"] == "done_before"));
    assert_eq!(rows[1]["task_key"], "OPS-2");
    let tasks = setting.tasks().await;
    let titles: Vec<_> = tasks.iter().map(|task| task.title.as_str()).collect();
    assert_eq!(titles, ["One", "Three", "Two", "Four"]);
    // The columns of the first report are neither mapped nor kept beside those of the second.
    assert!(
        second["mapping"]["rules"]
            .as_array()
            .unwrap()
            .iter()
            .all(|rule| rule["target"] != "task_key")
    );
    let again = setting.report(&second).await;
    let header = again.lines().next().unwrap();
    let columns = ["import_status", "import_errors", "task_key"];
    assert!(
        columns.iter().all(|name| header.matches(name).count() == 1),
        "{header}"
    );
    let third = setting.import(&again, json!({"auto_commit": true})).await;
    assert_eq!(third["counts"], counts(&json!({"rows": 4, "skip": 4})));

    // What was taken back is to be done again.
    setting.order(&second, "undo").await.expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let fourth = setting.import(&again, json!({})).await;
    assert_eq!(
        fourth["counts"],
        counts(&json!({"rows": 4, "create": 4, "left": 4}))
    );
}

#[tokio::test]
async fn what_a_cancelled_import_never_came_to_is_done_the_next_time() {
    let setting = Setting::new().await;
    let text = file("Title", 1_200, |n| format!("Task {n}"));
    let planned = setting.import(&text, json!({})).await;
    let dry = setting.report(&planned).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let messages = setting.take("ROWS_QUEUE_URL").await;
    rows::handle(&setting.work(), messages[0].clone()).await;
    setting.order(&planned, "cancel").await.expect(StatusCode::OK);
    let rest = setting
        .import(&setting.report(&planned).await, json!({"auto_commit": true}))
        .await;
    assert_eq!(
        rest["counts"],
        counts(&json!({"rows": 1200, "create": 700, "skip": 500, "created": 700}))
    );
    let mut rows: Vec<_> = setting
        .tasks()
        .await
        .iter()
        .map(|task| task.title.clone())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 1_200);

    // A dry run did nothing, so its report skips nothing; nor does the report of an organization's neighbour.
    let dry = setting.import(&dry, json!({})).await;
    assert_eq!(dry["counts"]["create"], 1_200);
    let other = Setting::new().await;
    let foreign = other.import(&setting.report(&rest).await, json!({})).await;
    assert_eq!(
        foreign["counts"],
        counts(&json!({"rows": 1200, "create": 1200, "left": 1200}))
    );
}
