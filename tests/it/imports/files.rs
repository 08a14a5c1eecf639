//! Files as people make them, and files that are none.

use katalusis_domain::Timestamp;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, counts, file};

#[tokio::test]
async fn columns_cells_and_custom_fields_arrive_as_they_should() {
    let setting = Setting::new().await;
    let text = "\u{feff}Titel;Beschreibung;Status;Priorität;Zuständig;Tags;Fällig;Customer;Amount;Region;Colour\r\n\
        Call;\"two\r\nlines; \"\"quoted\"\"\";Completed;critical;Ada Admin;\"Freight, x\";31.03.2026;C1;12.50;emea;red\r\n\
        \r\n\
        ;;;;;;;;;;\r\n\
        Pay;;;;;;;;;\r\n";
    let done = setting.import(text, json!({"auto_commit": true})).await;
    assert_eq!(done["state"], "completed", "{done}");
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 2, "create": 2, "error": 0, "created": 2, "left": 0}))
    );
    assert_eq!(done["unmapped_columns"], json!(["Colour"]));
    assert_eq!(done["detected"]["delimiter"], ";");
    assert_eq!(done["detected"]["bom"], true);

    let tasks = setting.tasks().await;
    let [call, pay] = &tasks[..] else {
        panic!("{tasks:?}")
    };
    assert_eq!(
        (call.title.as_str(), call.description.as_str()),
        ("Call", "two\nlines; \"quoted\"")
    );
    assert_eq!(call.tags, ["freight", "x"]);
    assert_eq!(call.assignees[0].to_string(), setting.admin.user_id);
    assert_eq!(
        call.due_at,
        Some("2026-03-31T00:00:00Z".parse::<Timestamp>().unwrap())
    );
    assert_eq!(
        serde_json::to_value(&call.custom).unwrap(),
        json!({"customer": "C1", "amount": 12.5, "region": "EMEA"})
    );
    assert_eq!(call.completed_at, Some(call.created_at));
    assert_eq!(call.status_rank, 4);
    assert_eq!(call.source.as_ref().unwrap().row, 2);
    // The empty lines count, as in a spreadsheet.
    assert_eq!(pay.source.as_ref().unwrap().row, 5);
    assert_eq!(pay.revision, 1);
}

#[tokio::test]
async fn a_file_with_only_a_header_has_no_rows() {
    let setting = Setting::new().await;
    let done = setting
        .import("Title,Status\n", json!({"auto_commit": true}))
        .await;
    assert_eq!(done["state"], "completed");
    assert_eq!(done["counts"]["rows"], 0);
    assert_eq!(
        setting.event_kinds().await,
        [
            "import.created",
            "import.uploaded",
            "import.planned",
            "import.committed",
            "import.finished"
        ]
    );
}

async fn failure(setting: &Setting, bytes: &[u8]) -> Value {
    let import = setting.announce(bytes, json!({"auto_commit": true})).await;
    assert_eq!(setting.upload(&import, bytes).await, StatusCode::OK);
    crate::product::drain(&setting.product).await;
    let failed = setting.get(&import).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["failure"]["detail"].as_str().unwrap().ends_with('.'));
    failed["failure"]["code"].clone()
}

#[tokio::test]
async fn what_is_no_table_fails_with_a_reason() {
    let setting = Setting::new().await;
    assert_eq!(failure(&setting, b"PK\x03\x04 a workbook").await, "damaged");
    assert_eq!(failure(&setting, b"Title\n\0\x01\x02").await, "not_a_table");
    assert_eq!(failure(&setting, b"%PDF-1.7").await, "not_a_table");
    assert_eq!(failure(&setting, b"\n  \n").await, "empty");
    assert_eq!(failure(&setting, ",".repeat(10).as_bytes()).await, "no_header");
    assert_eq!(
        failure(&setting, "x,".repeat(300).as_bytes()).await,
        "too_many_columns"
    );
    let open = format!("Title\nx\n\"{}", "long ".repeat(400_000));
    assert_eq!(failure(&setting, open.as_bytes()).await, "row_too_large");
    assert_eq!(setting.tasks().await, []);
}

#[tokio::test]
async fn large_files_travel_in_chunks_and_keep_their_order() {
    let setting = Setting::new().await;
    let text = file("Title,Priority", 1_250, |n| {
        format!("Task {n},{}", if n % 100 == 7 { "Urgent!!" } else { "Low" })
    });
    let done = setting.import(&text, json!({"auto_commit": true})).await;
    assert_eq!(
        done["counts"],
        counts(&json!({"rows": 1250, "create": 1237, "error": 13, "created": 1237, "left": 0}))
    );
    let tasks = setting.tasks().await;
    let numbers: Vec<_> = tasks.iter().map(|task| task.number).collect();
    assert_eq!(numbers, (1..=1237).collect::<Vec<_>>());
    for task in &tasks {
        assert_eq!(
            task.title,
            format!("Task {}", task.source.as_ref().unwrap().row - 2)
        );
    }
    let kinds = setting.event_kinds().await;
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| *kind == "import.chunk_committed")
            .count(),
        3
    );
}
