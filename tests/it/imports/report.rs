//! `GET /api/imports/{id}/report`

use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, file};
use crate::product::drain;

#[tokio::test]
async fn the_report_is_the_file_with_the_verdict_on_each_row() {
    let setting = Setting::new().await;
    let text = "\u{feff}Title;Priority;Amount;Note\n\
        =HYPERLINK(\"x\");;-12.5;\"two\nlines; and more\"\n\
        ;;\n\
        b;Urgent!!\n\
        ;Low;x;@me\n";
    let planned = setting.import(text, json!({})).await;
    let dry = setting.report(&planned).await;
    let id = planned["id"].as_str().unwrap();
    let expected = "\u{feff}Title;Priority;Amount;Note;import_status ID;import_errors;task_key\r\n\
        \"'=HYPERLINK(\"\"x\"\")\";;-12.5;\"two\nlines; and more\";create;;\r\n\
        b;Urgent!!;;;error;\"Priority \"\"Urgent!!\"\": must be one of Low, Medium, High, Critical\";\r\n\
        ;Low;x;'@me;error;\"Title: is empty; every task needs a title; Amount \"\"x\"\": must be a number like 1234.50\";\r\n";
    let expected = expected.replace("ID", id);
    assert_eq!(dry, expected);

    setting
        .order(&planned, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    let path = format!("/api/imports/{}/report", planned["id"].as_str().unwrap());
    setting.admin.get(&path).await.expect_problem(409, "conflict");
    drain(&setting.product).await;
    // The commit carries out that very plan: all that is new is the task's key.
    assert_eq!(
        setting.report(&planned).await,
        expected.replacen(";create;;\r\n", ";create;;OPS-1\r\n", 1)
    );
}

#[tokio::test]
async fn a_report_spans_chunks_and_there_is_none_without_a_plan() {
    let setting = Setting::new().await;
    let text = file("Title,Priority", 1_100, |n| {
        format!("Task {n},{}", if n % 3 == 0 { "?" } else { "" })
    });
    let done = setting.import(&text, json!({"auto_commit": true})).await;
    let report = setting.report(&done).await;
    let mut keys = std::collections::BTreeSet::new();
    for (n, line) in report.lines().skip(1).enumerate() {
        let expected = if n % 3 == 0 {
            format!("Task {n},?,error,\"Priority \"\"?\"\": must be one of Low, Medium, High, Critical\",")
        } else {
            // Chunks take their numbers in the order in which they are carried out, which is any.
            let key = line.rsplit(',').next().unwrap_or_default();
            assert!(keys.insert(key.to_owned()), "{key} was given twice");
            format!("Task {n},,create,,{key}")
        };
        assert_eq!(line, expected);
    }
    assert_eq!(keys, (1..=733).map(|number| format!("OPS-{number}")).collect());

    let waiting = setting.announce(b"Title\nx\n", json!({})).await;
    let path = format!("/api/imports/{}/report", waiting["id"].as_str().unwrap());
    setting.admin.get(&path).await.expect_problem(409, "conflict");
}
