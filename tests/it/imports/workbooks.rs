//! Workbooks there and back: reports on workbooks are workbooks, and an exported one that was edited changes what was
//! edited.

use std::io::Write;

use katalusis_domain::import::{CellKind, ReadAs};
use katalusis_sheets::Sheet;
use reqwest::StatusCode;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use super::dropped::Folder;
use super::setting::{Setting, counts};
use crate::product::drain;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The rows of a workbook, its header first: texts, and what they are.
fn read(content: &[u8]) -> Vec<Vec<(String, CellKind)>> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    let mut sheet = Sheet::open(&file, &ReadAs::default()).unwrap();
    let header = sheet.table().header.iter();
    let mut rows = vec![
        header
            .map(|name| (name.clone(), CellKind::Written))
            .collect::<Vec<_>>(),
    ];
    while let Some(row) = sheet.advance().unwrap() {
        let cells = (0..row.len()).map(|index| row.cell(index));
        rows.push(cells.map(|cell| (cell.text.to_owned(), cell.kind)).collect());
    }
    rows
}

fn texts(row: &[(String, CellKind)]) -> Vec<&str> {
    row.iter().map(|(text, _)| text.as_str()).collect()
}

/// The same rows as somebody who opens, edits and saves them would write them.
fn write(rows: &[Vec<(String, CellKind)>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, (text, kind)) in (0..).zip(cells) {
            match (kind, text.parse::<f64>()) {
                (CellKind::Typed, Ok(number)) => sheet.write_number(row, column, number).unwrap(),
                _ => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

async fn import(setting: &Setting, content: &[u8], more: Value) -> Value {
    let mut all = json!({"file_name": "tasks.xlsx", "content_type": XLSX});
    for (name, value) in more.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    let import = setting.announce(content, all).await;
    assert_eq!(setting.upload(&import, content).await, StatusCode::OK);
    drain(&setting.product).await;
    setting.get(&import).await
}

async fn download(setting: &Setting, path: &str) -> Vec<u8> {
    let answer = setting.admin.get(path).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?}", answer.body);
    let link = answer.headers["location"].to_str().unwrap();
    let response = reqwest::get(link).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.bytes().await.unwrap().to_vec()
}

async fn report(setting: &Setting, import: &Value, query: &str) -> Vec<u8> {
    let path = format!("/api/imports/{}/report{query}", import["id"].as_str().unwrap());
    download(setting, &path).await
}

/// A title above the table, cells of every type, a formula that is only text, and a row that is longer than the header.
fn typed() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Work").unwrap();
    let (day, percent) = (
        Format::new().set_num_format("dd/mm/yyyy"),
        Format::new().set_num_format("0%"),
    );
    sheet.write_string(0, 0, "All that is to be done").unwrap();
    for (column, name) in (0..).zip(["Title", "Due", "Amount", "Priority"]) {
        sheet.write_string(1, column, name).unwrap();
    }
    for (row, (title, amount, priority)) in
        (2..).zip([("=1+1", 1.234, "High"), ("Two", 1_234_567.0, "Urgent!!")])
    {
        sheet.write_string(row, 0, title).unwrap();
        sheet
            .write_number_with_format(row, 1, 46_112.0 + f64::from(row), &day)
            .unwrap();
        sheet.write_number(row, 2, amount).unwrap();
        sheet.write_string(row, 3, priority).unwrap();
    }
    sheet.write_number_with_format(3, 4, 0.5, &percent).unwrap();
    sheet.write_boolean(3, 5, true).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn the_report_on_a_workbook_is_a_workbook_with_the_same_cells() {
    let setting = Setting::new().await;
    let file = typed();
    let done = import(&setting, &file, json!({"auto_commit": true})).await;
    assert_eq!(done["detected"]["header_row"], 2, "{done}");
    let (before, after) = (read(&file), read(&report(&setting, &done, "").await));
    let width = done["detected"]["columns"].as_array().unwrap().len();
    let status = format!("import_status {}", done["id"].as_str().unwrap());
    assert_eq!(
        texts(&after[0]),
        [
            "Title",
            "Due",
            "Amount",
            "Priority",
            "",
            "",
            &status,
            "import_errors",
            "task_key"
        ]
    );
    assert_eq!(width, 6);
    for (before, after) in before[1..].iter().zip(&after[1..]) {
        assert_eq!(before[..], after[..before.len()], "{after:?}");
    }
    assert_eq!(texts(&after[1])[6..], ["create", "", "OPS-1"]);
    assert_eq!(after[2][6].0, "error");
    assert!(after[2][7].0.starts_with("Priority \"Urgent!!\""), "{after:?}");
    assert_eq!(
        (&after[2][4].0, &after[2][5].0),
        (&"50%".to_owned(), &"true".to_owned())
    );
    assert_eq!(after.len(), 3);

    let csv = String::from_utf8(report(&setting, &done, "?format=csv").await).unwrap();
    assert!(csv.contains("\r\n'=1+1,2026-04-02,1.234,High,"), "{csv}");
    let path = format!("/api/imports/{}/report?format=pdf", done["id"].as_str().unwrap());
    setting.admin.get(&path).await.expect_problem(400, "malformed");

    // Mended and imported again, it does only what failed.
    let mut mended = after;
    "Critical".clone_into(&mut mended[2][3].0);
    let second = import(&setting, &write(&mended), json!({"auto_commit": true})).await;
    assert_eq!(
        second["counts"],
        counts(&json!({"rows": 2, "create": 1, "skip": 1, "created": 1})),
        "{:?}",
        setting.rows(&second, "").await
    );
    let titles: Vec<_> = setting.tasks().await.into_iter().map(|task| task.title).collect();
    assert_eq!(titles, ["=1+1", "Two"]);
}

#[tokio::test]
async fn a_formula_that_a_report_disarmed_is_read_as_it_was() {
    let setting = Setting::new().await;
    let text = "Title,Priority\n=1+1,Urgent!!\n'=2+2,Urgent!!\n-5,Urgent!!\n";
    let first = setting.import(text, json!({"auto_commit": true})).await;
    let report = setting.report(&first).await;
    assert!(report.contains("\r\n'=1+1,Urgent!!"), "{report}");
    let mended = report.replace("Urgent!!,", "High,");
    setting.import(&mended, json!({"auto_commit": true})).await;
    let titles: Vec<_> = setting.tasks().await.into_iter().map(|task| task.title).collect();
    assert_eq!(titles, ["=1+1", "=2+2", "-5"]);
}

#[tokio::test]
async fn a_text_can_have_its_report_as_a_workbook() {
    let setting = Setting::new().await;
    let planned = setting.import("Title,Due\n007,3/4/2026\n", json!({})).await;
    let rows = read(&report(&setting, &planned, "?format=xlsx").await);
    assert_eq!(
        rows[1][..2],
        [
            ("007".to_owned(), CellKind::Written),
            ("3/4/2026".to_owned(), CellKind::Written)
        ]
    );
}

#[tokio::test]
async fn an_exported_workbook_that_was_edited_changes_exactly_what_was_edited() {
    let setting = Setting::new().await;
    let text = "Title,Description,Priority,Tags,Customer,Amount,Region,Due,Status,Assignees\n\
                One,\"- a\n- b\",High,\"a, b\",C1,1234.5,EMEA,2026-03-31T09:30:00Z,On Hold,ada@example.com\n\
                =1+1,,,x,00123,,,,,\n\
                '=2+2,;=x,,,,-5,APAC,2026-04-01,,\n\
                Four,,,,,,,,Completed,\n";
    let made = setting.import(text, json!({"auto_commit": true})).await;
    assert_eq!(
        made["counts"]["created"],
        4,
        "{:?}",
        setting.rows(&made, "").await
    );
    let request = json!({"mode": "upsert", "key": "task_key", "empty_cells": "clear", "auto_commit": true});
    let before = setting.tasks().await;
    for format in ["xlsx", "csv"] {
        let exported = download(
            &setting,
            &format!("/api/tasks/export?sort=number&format={format}"),
        )
        .await;
        // Opened and saved by someone who changes nothing.
        let same = if format == "xlsx" {
            import(&setting, &write(&read(&exported)), request.clone()).await
        } else {
            let text = String::from_utf8(exported).unwrap();
            setting.import(&text, request.clone()).await
        };
        assert_eq!(
            same["counts"],
            counts(&json!({"rows": 4, "skip": 4})),
            "{:?}",
            setting.rows(&same, "").await
        );
    }
    assert_eq!(setting.tasks().await, before);

    let exported = download(&setting, "/api/tasks/export?sort=number&format=xlsx").await;
    let mut rows = read(&exported);
    let column = |name: &str| rows[0].iter().position(|(text, _)| text == name).unwrap();
    let (title, tags, amount, due) = (column("Title"), column("Tags"), column("Amount"), column("Due"));
    "One!".clone_into(&mut rows[1][title].0);
    rows[1][tags].0.clear();
    rows[1][amount] = ("2000.25".to_owned(), CellKind::Typed);
    "2026-12-24".clone_into(&mut rows[3][due].0);
    let edited = import(&setting, &write(&rows), request).await;
    assert_eq!(
        edited["counts"],
        counts(&json!({"rows": 4, "update": 2, "updated": 2, "skip": 2})),
        "{:?}",
        setting.rows(&edited, "").await
    );
    let changed: Vec<_> = setting.rows(&edited, "verdict=update").await;
    let fields: Vec<Vec<&str>> = changed
        .iter()
        .map(|row| {
            let changes = row["changes"].as_array().unwrap().iter();
            changes.map(|change| change["field"].as_str().unwrap()).collect()
        })
        .collect();
    assert_eq!(fields, [vec!["title", "tags", "custom.amount"], vec!["due_at"]]);
    let after = setting.tasks().await;
    let mut expected = before;
    "One!".clone_into(&mut expected[0].title);
    expected[0].tags.clear();
    expected[0].custom.insert(
        "amount".to_owned(),
        serde_json::from_value(json!(2000.25)).unwrap(),
    );
    expected[2].due_at = Some("2026-12-24T00:00:00Z".parse().unwrap());
    for (expected, after) in expected.iter_mut().zip(&after) {
        (expected.updated_at, expected.revision) = (after.updated_at, after.revision);
    }
    assert_eq!(after, expected);
}

#[tokio::test]
async fn the_report_on_a_dropped_workbook_lies_beside_it_and_only_there() {
    let setting = Setting::new().await;
    let mapping = json!({"rules": [{"target": "title", "column": "Title"}]});
    let folder = Folder::new(&setting, json!({"mapping": mapping})).await;
    let file = write(&[
        vec![("Title".to_owned(), CellKind::Written)],
        vec![("One".to_owned(), CellKind::Written)],
    ]);
    let put = folder
        .s3
        .put_object()
        .bucket(&folder.bucket)
        .key(folder.key("a.xlsx"));
    put.body(file.into()).send().await.unwrap();
    folder.settle().await;
    assert_eq!(folder.titles().await, ["One"]);
    let list = folder
        .s3
        .list_objects_v2()
        .bucket(&folder.bucket)
        .prefix("reports/");
    let list = list.send().await.unwrap();
    let keys: Vec<_> = list.contents().iter().filter_map(|object| object.key()).collect();
    let beside = folder.key("a.xlsx").replacen("drop/", "reports/", 1) + ".report.xlsx";
    assert_eq!(keys, [beside.as_str()]);
    let got = folder
        .s3
        .get_object()
        .bucket(&folder.bucket)
        .key(&beside)
        .send()
        .await
        .unwrap();
    let rows = read(&got.body.collect().await.unwrap().to_vec());
    assert_eq!(texts(&rows[1]), ["One", "create", "", "OPS-1"]);
}
