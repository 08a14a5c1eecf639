//! `POST /api/tasks/import`

use reqwest::StatusCode;
use reqwest::multipart::Form;

use super::setting::Setting;

#[tokio::test]
async fn one_call_imports_a_file() {
    let setting = Setting::new().await;
    let text = "\u{feff}Title;Priority\r\nCall the carrier;High\r\n\"two\r\nlines\";low\r\nx;Urgent!!\r\n";
    let answer = setting
        .one_call(text.as_bytes(), "tasks.csv", Form::new().text("project", "ops"))
        .await;
    assert!(String::from_utf8_lossy(&answer.bytes).starts_with("{\n  \"id\""));
    let done = answer.expect(StatusCode::OK);
    assert_eq!(
        (done["state"].as_str(), done["counts"]["created"].as_i64()),
        (Some("completed"), Some(2))
    );
    assert_eq!(setting.tasks().await.len(), 2);
}
