//! `POST /api/imports/{id}/commit`

use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, counts, file};
use crate::product::drain;

#[tokio::test]
async fn a_file_becomes_tasks_after_someone_ordered_it() {
    let setting = Setting::new().await;
    let text = "Title,Priority\nCall the carrier,High\n,Low\nPay the bill,\n";
    let planned = setting.import(text, json!({})).await;
    assert_eq!(planned["state"], "planned");
    assert_eq!(
        planned["counts"],
        counts(&json!({"rows": 3, "create": 2, "error": 1, "created": 0, "left": 2}))
    );
    assert_eq!(setting.tasks().await, []);

    let ordered = setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    assert_eq!(ordered["state"], "committing");
    drain(&setting.product).await;
    let done = setting.get(&planned).await;
    assert_eq!(done["state"], "completed");
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 3, "create": 2, "error": 1, "created": 2, "left": 0}))
    );
    assert_eq!(done["plan_hash"], planned["plan_hash"]);
    let tasks = setting.tasks().await;
    let titles: Vec<_> = tasks
        .iter()
        .map(|task| (task.key.as_str(), task.title.as_str()))
        .collect();
    assert_eq!(titles, [("OPS-1", "Call the carrier"), ("OPS-2", "Pay the bill")]);
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

#[tokio::test]
async fn keys_follow_the_order_of_the_file_whichever_chunk_is_first() {
    let setting = Setting::new().await;
    let text = file("Title,Description", 1_700, |n| match n % 7 {
        0 => ",no title".to_owned(),
        _ => format!("{n},"),
    });
    setting.import(&text, json!({"auto_commit": true})).await;
    let tasks = setting.tasks().await;
    let lines: Vec<usize> = tasks.iter().map(|task| task.title.parse().unwrap()).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    let numbers = tasks.iter().map(|task| task.number);
    assert!(numbers.eq((1..).take(tasks.len())), "{:?}", tasks.last());
}

#[tokio::test]
async fn only_a_plan_can_be_carried_out_and_only_once() {
    let setting = Setting::new().await;
    let waiting = setting.announce(b"Title\nx\n", json!({})).await;
    let problem = setting
        .order(&waiting, "commit")
        .await
        .expect_problem(409, "conflict");
    assert_eq!(problem["allowed"], json!(["planned"]));

    let planned = setting.import("Title\nx\n", json!({})).await;
    let (first, second) = tokio::join!(
        setting.order(&planned, "commit"),
        setting.order(&planned, "commit")
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 202);
    assert!([409, 412].contains(&statuses[1]), "{statuses:?}");
    drain(&setting.product).await;
    assert_eq!(setting.tasks().await.len(), 1);
}

#[tokio::test]
async fn nothing_goes_into_an_archived_project() {
    let setting = Setting::new().await;
    let planned = setting.import("Title\nx\n", json!({})).await;
    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let path = format!("/api/projects/{}", setting.project.id);
    setting
        .admin
        .patch(&path, json!({"archived": true}))
        .await
        .expect(StatusCode::OK);
    drain(&setting.product).await;
    let failed = setting.get(&planned).await;
    assert_eq!(
        (&failed["state"], &failed["failure"]["code"]),
        (&json!("failed"), &json!("no_project"))
    );
    assert_eq!(setting.tasks().await, []);
    let again = json!({"project": "OPS", "file_name": "a.csv", "size": 1, "content_type": "text/csv"});
    setting
        .admin
        .post("/api/imports", again)
        .await
        .expect_problem(409, "conflict");
}
