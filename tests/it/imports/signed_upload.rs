//! `POST /api/imports` and what follows it.

use reqwest::StatusCode;
use serde_json::json;

use super::setting::Setting;

#[tokio::test]
async fn a_file_becomes_tasks_after_someone_ordered_it() {
    let setting = Setting::new().await;
    let text = "Title,Status,Priority,Assignees,Tags,Due,Customer,Amount,Region\n\
        Call the carrier,in progress,High,ada@example.com,\"freight, urgent\",2026-03-31,C1,12.5,emea\n\
        ,New,Low,,,,,,\n\
        Pay the bill,,,,,,,,\n";
    let planned = setting.import(text, json!({})).await;
    assert_eq!(planned["state"], "planned");
    assert_eq!(
        planned["counts"],
        json!({"rows": 3, "create": 2, "error": 1, "created": 0, "left": 2})
    );
    assert_eq!(setting.tasks().await, []);

    let id = planned["id"].as_str().unwrap();
    let ordered = setting
        .admin
        .post(&format!("/api/imports/{id}/commit"), json!({}))
        .await;
    let ordered = ordered.expect(StatusCode::ACCEPTED);
    assert_eq!(ordered["state"], "committing");
    crate::product::drain(&setting.product).await;
    let done = setting.get(&planned).await;
    assert_eq!(done["state"], "completed");
    assert_eq!(
        done["counts"],
        json!({"rows": 3, "create": 2, "error": 1, "created": 2, "left": 0})
    );
    let tasks = setting.tasks().await;
    let titles: Vec<_> = tasks
        .iter()
        .map(|task| (task.key.as_str(), task.title.as_str()))
        .collect();
    assert_eq!(titles, [("OPS-1", "Call the carrier"), ("OPS-2", "Pay the bill")]);
    assert_eq!(tasks[0].assignees[0].to_string(), setting.admin.user_id);
    assert_eq!(
        setting.event_kinds().await,
        [
            "import.created",
            "import.uploaded",
            "import.planned",
            "import.committed",
            "import.chunk_committed",
            "import.finished"
        ]
    );
}
