//! Real files over HTTP: workbooks and CSV of all kinds become tasks, and what was detected can be overridden.

use katalusis_domain::Timestamp;
use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::setting::{Setting, counts};
use crate::product::drain;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn corpus(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/files/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// Announces, uploads and lets the workers work.
async fn import(setting: &Setting, content: &[u8], more: Value) -> Value {
    let import = setting.announce(content, more).await;
    assert_eq!(setting.upload(&import, content).await, StatusCode::OK);
    drain(&setting.product).await;
    setting.get(&import).await
}

async fn titles(setting: &Setting) -> Vec<String> {
    setting.tasks().await.into_iter().map(|task| task.title).collect()
}

#[tokio::test]
async fn an_ordinary_workbook_becomes_tasks() {
    let setting = Setting::new().await;
    let more = json!({"file_name": "tasks.xlsx", "content_type": XLSX, "auto_commit": true});
    let done = import(&setting, &corpus("dates-1904.xlsx"), {
        let mut more = more.clone();
        more["mapping"] = json!({"rules": [
            {"target": "title", "column": "Title"}, {"target": "due_at", "column": "Time"}, {"target": "custom.customer", "column": "Day"},
        ]});
        more
    })
    .await;
    assert_eq!(done["state"], "completed", "{done}");
    assert_eq!(
        (&done["detected"]["format"], &done["counts"]["created"]),
        (&json!("xlsx"), &json!(1))
    );
    let tasks = setting.tasks().await;
    assert_eq!(
        tasks[0].due_at,
        Some("2026-03-31T09:30:00Z".parse::<Timestamp>().unwrap())
    );
    assert_eq!(
        serde_json::to_value(&tasks[0].custom).unwrap(),
        json!({"customer": "2026-03-31"})
    );

    let done = import(&setting, &corpus("many-rows.xlsx"), more).await;
    assert_eq!(done["counts"]["created"], 3_000, "{done}");
    let detected = &done["detected"];
    assert_eq!(
        (&detected["sheet"], &detected["confidence"]["sheet"]["sure"]),
        (&json!("Sheet1"), &json!("certain"))
    );
    assert_eq!(
        (&detected["encoding"], &detected["delimiter"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn text_in_other_encodings_and_with_other_delimiters_becomes_tasks() {
    let setting = Setting::new().await;
    for name in [
        "windows-1252.csv",
        "utf-16le-bom.csv",
        "utf-16be.csv",
        "tab.csv",
        "pipe.csv",
    ] {
        let done = import(&setting, &corpus(name), json!({"auto_commit": true})).await;
        assert_eq!(done["counts"]["created"], 3, "{name}: {done}");
    }
    let titles = titles(&setting).await;
    assert_eq!(
        titles.iter().filter(|title| *title == "Müller anrufen").count(),
        5,
        "{titles:?}"
    );
    assert_eq!(
        titles.iter().filter(|title| *title == "Say \"hello\"").count(),
        5,
        "{titles:?}"
    );
}

#[tokio::test]
async fn dates_and_numbers_are_read_as_their_columns_say() {
    let setting = Setting::new().await;
    let text = "Title;Due;Amount\na;3/4/2026;1.234,50\nb;31/3/2026;7\nc;1/13/2026;50%\n";
    let planned = setting.import(text, json!({})).await;
    let detected = &planned["detected"];
    assert_eq!(
        (&detected["date_order"], &detected["decimal_mark"]),
        (&json!(null), &json!("comma"))
    );

    let text = "Title;Due;Amount\na;3/4/2026;1.234,50\nb;31/3/2026;7\nc;1/12/2026;50%\n";
    let planned = setting.import(text, json!({})).await;
    let detected = &planned["detected"];
    assert_eq!(detected["date_order"], "day_first", "{detected}");
    assert_eq!(detected["column_forms"][0]["column"], "Due");
    let rows = setting.rows(&planned, "").await;
    let cells: Vec<_> = rows
        .iter()
        .map(|row| (&row["task"]["due_at"], &row["task"]["custom"]["amount"]))
        .collect();
    assert_eq!(
        cells,
        [
            (&json!("2026-04-03T00:00:00.000Z"), &json!(1234.5)),
            (&json!("2026-03-31T00:00:00.000Z"), &json!(7.0)),
            (&json!("2026-12-01T00:00:00.000Z"), &json!(0.5)),
        ]
    );
}

#[tokio::test]
async fn what_nobody_can_tell_is_an_error_until_someone_says_it() {
    let setting = Setting::new().await;
    let planned = setting
        .import("Title,Due,Amount\na,3/4/2026,\"1,234\"\n", json!({}))
        .await;
    assert_eq!(planned["detected"]["confidence"]["date_order"]["sure"], "guessed");
    let rows = setting.rows(&planned, "").await;
    let reasons: Vec<_> = rows[0]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["reason"].as_str().unwrap())
        .collect();
    assert!(
        reasons[0].contains("date_order") && reasons[1].contains("decimal_mark"),
        "{reasons:?}"
    );

    let path = format!("/api/imports/{}", planned["id"].as_str().unwrap());
    let patch = json!({"read_as": {"date_order": "month_first", "decimal_mark": "point"}});
    let changed = setting
        .admin
        .patch(&path, patch)
        .await
        .expect(StatusCode::ACCEPTED);
    assert_eq!(
        (&changed["state"], &changed["read_as"]["date_order"]),
        (&json!("reading"), &json!("month_first"))
    );
    drain(&setting.product).await;
    let again = setting.get(&planned).await;
    assert_eq!(again["detected"]["confidence"]["date_order"]["sure"], "given");
    assert_eq!(again["counts"]["create"], 1, "{again}");
    let rows = setting.rows(&again, "").await;
    assert_eq!(rows[0]["task"]["due_at"], "2026-03-04T00:00:00.000Z");
    assert_eq!(rows[0]["task"]["custom"]["amount"], 1234.0);
    assert!(
        setting
            .event_kinds()
            .await
            .contains(&"import.reading_changed".to_owned())
    );

    // `null` leaves it to detection again.
    let patch = json!({"read_as": {"date_order": null}});
    setting
        .admin
        .patch(&path, patch)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let back = setting.get(&planned).await;
    assert_eq!(
        (&back["counts"]["error"], &back["read_as"]),
        (&json!(1), &json!({"decimal_mark": "point"}))
    );
}

#[tokio::test]
async fn another_sheet_and_another_header_row_have_other_columns() {
    let setting = Setting::new().await;
    let more = json!({"file_name": "sheets.xlsx", "content_type": XLSX});
    let planned = import(&setting, &corpus("sheets.xlsx"), more).await;
    assert_eq!(planned["detected"]["sheet"], "Work, mostly");
    assert_eq!(
        planned["detected"]["sheets"][1],
        json!({"name": "Secret", "hidden": true})
    );
    let path = format!("/api/imports/{}", planned["id"].as_str().unwrap());
    let patch = json!({"read_as": {"sheet": "Secret"}});
    setting
        .admin
        .patch(&path, patch)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let secret = setting.get(&planned).await;
    assert_eq!(
        (&secret["detected"]["columns"], &secret["counts"]["create"]),
        (&json!(["Title"]), &json!(1))
    );

    let patch = json!({"read_as": {"header_row": 2}, "mapping": {"rules": [{"target": "title", "column": "secret"}]}});
    setting
        .admin
        .patch(&path, patch)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let below = setting.get(&planned).await;
    assert_eq!(
        (&below["detected"]["columns"], &below["counts"]["rows"]),
        (&json!(["secret"]), &json!(0))
    );
    assert_eq!(below["mapping"]["rules"][0]["column"], "secret");

    let patch = json!({"read_as": {"sheet": "Nope"}});
    setting
        .admin
        .patch(&path, patch)
        .await
        .expect(StatusCode::ACCEPTED);
    drain(&setting.product).await;
    let failed = setting.get(&planned).await;
    assert_eq!(
        (&failed["state"], &failed["failure"]["code"]),
        (&json!("failed"), &json!("no_such_sheet"))
    );
    setting
        .admin
        .patch(&path, json!({}))
        .await
        .expect_problem(409, "conflict");
}

#[tokio::test]
async fn what_is_known_better_can_be_said_at_once() {
    let setting = Setting::new().await;
    let more = json!({"read_as": {"encoding": "shift_jis"}, "auto_commit": true});
    let done = import(&setting, &corpus("shift-jis.csv"), more).await;
    assert_eq!(done["detected"]["encoding"], "shift_jis");
    assert_eq!(titles(&setting).await, ["電話する"]);

    let form = Form::new()
        .text("project", "OPS")
        .text("read_as", r#"{"sheet": "Secret"}"#);
    let done = setting
        .one_call(&corpus("sheets.xlsx"), "sheets.xlsx", form)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&done["detected"]["sheet"], &done["file"]["content_type"]),
        (&json!("Secret"), &json!(XLSX))
    );
    assert_eq!(titles(&setting).await, ["電話する", "secret"]);
}

#[tokio::test]
async fn what_is_said_must_make_sense() {
    let setting = Setting::new().await;
    for (field, value) in [
        ("delimiter", json!("\"")),
        ("sheet", json!("")),
        ("header_row", json!(0)),
    ] {
        let body = json!({"project": "OPS", "file_name": "tasks.csv", "size": 9, "content_type": "text/csv", "read_as": {field: value}});
        let problem = setting
            .admin
            .post("/api/imports", body)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], format!("/read_as/{field}"));
    }
    let waiting = setting.announce(b"Title\nx\n", json!({})).await;
    let path = format!("/api/imports/{}", waiting["id"].as_str().unwrap());
    let body = json!({"read_as": {"header_row": -1}, "mapping": {"rules": [{"target": "custom.x", "constant": "y"}]}});
    let problem = setting
        .admin
        .patch(&path, body)
        .await
        .expect_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/read_as/header_row");
    assert_eq!(problem["errors"][1]["pointer"], "/mapping/rules/0/target");
    let request = setting.admin.request(Method::PATCH, &path).json(&json!({}));
    setting
        .admin
        .send(request)
        .await
        .expect_problem(428, "revision_required");
}

#[tokio::test]
async fn errors_of_formulas_are_errors_of_their_rows() {
    let setting = Setting::new().await;
    let mapping = json!({"rules": [
        {"target": "title", "column": "Title"}, {"target": "custom.amount", "column": "Sum"}, {"target": "custom.customer", "column": "Wrong"},
    ]});
    let more = json!({"file_name": "a.xlsx", "content_type": XLSX, "mapping": mapping});
    let planned = import(&setting, &corpus("formulas-uncalculated.xlsx"), more.clone()).await;
    let rows = setting.rows(&planned, "").await;
    let reason = |index: usize| rows[0]["errors"][index]["reason"].as_str().unwrap();
    assert!(reason(0).contains("never calculated"), "{rows:?}");
    assert!(reason(1).contains("error of a formula"), "{rows:?}");
    let planned = import(&setting, &corpus("formulas.xlsx"), more).await;
    let rows = setting.rows(&planned, "").await;
    assert_eq!(rows[0]["errors"].as_array().unwrap().len(), 1, "{rows:?}");
}

#[tokio::test]
async fn the_report_keeps_the_rows_above_the_header() {
    let setting = Setting::new().await;
    let done = import(
        &setting,
        &corpus("title-lines.csv"),
        json!({"auto_commit": false}),
    )
    .await;
    assert_eq!(done["detected"]["header_row"], 4);
    let report = setting.report(&done).await;
    assert!(
        report.starts_with("Open tasks\r\nas of,2026-01-01\r\nTitle,Priority,Due,Owner,import_status "),
        "{report}"
    );
}

#[tokio::test]
async fn a_mended_report_that_was_saved_as_a_workbook_handles_only_what_failed() {
    let setting = Setting::new().await;
    let text = "Title;Priority\nOne;High\nTwo;Urgent!!\n";
    let first = setting.import(text, json!({"auto_commit": true})).await;
    let mended = setting.report(&first).await.replace(";Urgent!!;", ";Critical;");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(mended.lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let file = workbook.save_to_buffer().unwrap();
    let more = json!({"file_name": "mended.xlsx", "content_type": XLSX, "auto_commit": true});
    let second = import(&setting, &file, more).await;
    assert_eq!(
        second["counts"],
        counts(&json!({"rows": 2, "create": 1, "skip": 1, "created": 1}))
    );
    assert_eq!(titles(&setting).await, ["One", "Two"]);
    let header = setting.report(&second).await.lines().next().unwrap().to_owned();
    assert_eq!(header.matches("import_status").count(), 1, "{header}");
}
