//! Files that are made to do harm: each ends with a reason, and nothing else ends with it.

use std::io::Write;
use std::time::Duration;

use katalusis_domain::import::{ReadAs, Refused};
use katalusis_sheets::ReadError;
use katalusis_sheets::apart::{Allowance, Apart};
use reqwest::StatusCode;
use serde_json::json;

use super::archive::{Archive, repeated, workbook, workbook_of};
use super::setting::Setting;
use crate::processes::{Process, binaries};

const MEMORY: u64 = 256 * 1024 * 1024;

/// Reads a file in a process of its own that may have [`MEMORY`]: how many rows it had, or why it was refused.
fn read(content: &[u8]) -> Result<usize, Refused> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    let allowance = Allowance {
        memory: MEMORY,
        seconds: 60,
    };
    let rows = || {
        let mut sheet = Apart::open(&binaries().join("server"), &file, &ReadAs::default(), allowance)?;
        let mut rows = 0;
        while sheet.advance()?.is_some() {
            rows += 1;
        }
        Ok(rows)
    };
    rows().map_err(|error| match error {
        ReadError::Refused(refused) => refused,
        ReadError::Io(error) => panic!("{error}"),
    })
}

fn is_damaged(refused: &Result<usize, Refused>) -> bool {
    matches!(refused, Err(Refused::Damaged { .. }))
}

fn sheet(rows: &str) -> Vec<u8> {
    workbook(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes())
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>"#;

#[test]
fn a_cell_in_the_far_corner_is_one_row() {
    let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert_eq!(read(&sheet(&format!("{HEADER}{far}"))), Ok(1));
    let beyond = r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#;
    assert_eq!(
        read(&sheet(&format!("{HEADER}{beyond}"))),
        Err(Refused::TooManyRows { max: 1_048_576 })
    );
    let wide = r#"<row r="2"><c r="XFE2"><v>1</v></c></row>"#;
    assert_eq!(
        read(&sheet(&format!("{HEADER}{wide}"))),
        Err(Refused::TooManyColumns { columns: 16_385 })
    );
}

#[test]
fn a_string_of_1_5_gb_is_refused_after_its_first_mebibyte() {
    let shared = repeated(b"<sst><si><t>", b'x', 1_500 * 1024 * 1024, b"</t></si></sst>");
    assert!(shared.bytes.len() < 8 * 1024 * 1024);
    let cell = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    let content = format!("<worksheet><sheetData>{cell}</sheetData></worksheet>");
    let bomb = workbook_of(content.as_bytes(), Some(shared.clone()));
    assert_eq!(read(&bomb), Err(Refused::TextTooLarge));
    // The same in a cell, and as an attribute, and between tags.
    for (before, after) in [
        (
            "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>",
            "</t></is></c></row></sheetData></worksheet>",
        ),
        ("<worksheet><sheetData><row r=\"", "\"/></sheetData></worksheet>"),
        ("<worksheet><sheetData><!--", "--></sheetData></worksheet>"),
    ] {
        let bomb = Archive::workbook(
            repeated(before.as_bytes(), b'x', 1_500 * 1024 * 1024, after.as_bytes()),
            None,
        );
        assert_eq!(read(&bomb), Err(Refused::TextTooLarge), "{before}");
    }
}

#[test]
fn what_inflates_beyond_measure_is_refused() {
    let text = "x".repeat(5_000);
    let rows = format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>").repeat(200);
    let many = Archive::repeating(
        b"<worksheet><sheetData>",
        rows.as_bytes(),
        2_000,
        b"</sheetData></worksheet>",
    );
    assert_eq!(read(&Archive::workbook(many, None)), Err(Refused::Inflated));
    let texts = "<si><t>one of a great many texts</t></si>".repeat(2_000);
    let many = Archive::repeating(b"<sst>", texts.as_bytes(), 40_000, b"</sst>");
    let content = format!("<worksheet><sheetData>{HEADER}</sheetData></worksheet>");
    assert_eq!(
        read(&workbook_of(content.as_bytes(), Some(many))),
        Err(Refused::Inflated)
    );
}

#[test]
fn sizes_that_lie_do_not_matter_or_are_found_out() {
    let content = format!("<worksheet><sheetData>{HEADER}<row><c><v>1</v></c></row></sheetData></worksheet>");
    let honest = Archive::part(content.as_bytes());
    assert_eq!(read(&Archive::workbook(honest.clone(), None)), Ok(1));
    let mut small = honest.clone();
    small.claimed = 1;
    assert_eq!(read(&Archive::workbook(small, None)), Ok(1));
    let mut large = honest.clone();
    large.claimed = u32::MAX - 1;
    assert_eq!(read(&Archive::workbook(large, None)), Ok(1));
    let mut changed = honest.clone();
    changed.checksum ^= 1;
    assert!(is_damaged(&read(&Archive::workbook(changed, None))));
    let mut cut = honest;
    cut.bytes.truncate(20);
    assert!(is_damaged(&read(&Archive::workbook(cut, None))));
}

#[test]
fn columns_parts_and_depth_have_an_end() {
    let cells = r#"<c t="inlineStr"><is><t>x</t></is></c>"#;
    let header = format!("<row>{}</row>", cells.repeat(15_000));
    assert_eq!(
        read(&sheet(&header)),
        Err(Refused::TooManyColumns { columns: 15_000 })
    );
    let header = format!("<row>{}</row>", cells.repeat(20_000));
    assert_eq!(
        read(&sheet(&header)),
        Err(Refused::TooManyColumns { columns: 16_385 })
    );
    let csv = format!("{}\nx\n", "x,".repeat(20_000));
    assert_eq!(
        read(csv.as_bytes()),
        Err(Refused::TooManyColumns { columns: 20_000 })
    );

    let mut archive = Archive::default();
    for number in 0..100_000 {
        archive.add(&format!("part{number}"), Archive::part(b""));
    }
    assert_eq!(
        read(&archive.finish()),
        Err(Refused::TooManyParts { max: 10_000 })
    );

    let deep = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    assert!(is_damaged(&read(&workbook(deep.as_bytes()))));
}

#[test]
fn entities_do_not_grow() {
    let entity = "x".repeat(50_000);
    let doctype = format!(r#"<!DOCTYPE w [<!ENTITY a "{entity}">]>"#);
    let cell = format!(
        "<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        "&a;".repeat(50_000)
    );
    let declared = format!("{doctype}<worksheet><sheetData>{cell}</sheetData></worksheet>");
    assert!(is_damaged(&read(&workbook(declared.as_bytes()))));
    // Without the declaration, each is one character that nobody knows.
    let cell = "<row><c t=\"inlineStr\"><is><t>a&b;c</t></is></c></row>";
    assert_eq!(read(&sheet(&format!("{HEADER}{cell}"))), Ok(1));
}

#[test]
fn a_process_that_gets_no_memory_or_no_time_says_so() {
    let mut file = tempfile::tempfile().unwrap();
    let texts = "<si><t>a text of some length, as there are many of them</t></si>".repeat(500_000);
    let rows = "<row><c t=\"s\"><v>7</v></c></row>".repeat(200_000);
    let content = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let strings = Archive::part(format!("<sst>{texts}</sst>").as_bytes());
    file.write_all(&workbook_of(content.as_bytes(), Some(strings)))
        .unwrap();
    let open = |memory, seconds| {
        let allowance = Allowance { memory, seconds };
        let mut sheet = Apart::open(&binaries().join("server"), &file, &ReadAs::default(), allowance)?;
        while sheet.advance()?.is_some() {}
        Ok(())
    };
    let refused = |result: Result<(), ReadError>| match result {
        Err(ReadError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(open(24 * 1024 * 1024, 60)), Refused::TooMuchMemory);
    assert_eq!(refused(open(MEMORY, 0)), Refused::TooLong);
}

/// The worker as it is deployed: a bomb fails with its reason while other imports are carried out.
#[tokio::test]
async fn other_imports_do_not_notice() {
    let setting = Setting::new().await;
    let bomb = Archive::workbook(
        repeated(
            b"<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>",
            b'x',
            1_500 * 1024 * 1024,
            b"</t>",
        ),
        None,
    );
    let bombs = [
        setting.announce(&bomb, json!({"auto_commit": true})).await,
        setting.announce(&bomb, json!({"auto_commit": true})).await,
    ];
    let good = setting
        .announce(b"Title\na\nb\n", json!({"auto_commit": true}))
        .await;
    for import in &bombs {
        assert_eq!(setting.upload(import, &bomb).await, StatusCode::OK);
    }
    assert_eq!(setting.upload(&good, b"Title\na\nb\n").await, StatusCode::OK);

    let mut worker = Process::start(&setting.product, &["worker", "--no-sweep"], &[]);
    worker.ready().await;
    let done = |import: serde_json::Value| {
        let (setting, worker) = (&setting, &worker);
        async move {
            for _ in 0..600 {
                let now = setting.get(&import).await;
                if ["completed", "failed"].contains(&now["state"].as_str().unwrap()) {
                    return now;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            panic!("{}\n{}", setting.get(&import).await, worker.log());
        }
    };
    assert_eq!(done(good).await["counts"]["created"], 2);
    for import in bombs {
        let failed = done(import).await;
        assert_eq!(failed["failure"]["code"], "text_too_large", "{failed}");
    }
    worker.stop().await;
}
