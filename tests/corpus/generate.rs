//! Workbooks made with `rust_xlsxwriter`: `cargo run --example corpus` in the root of the tree.

use std::path::PathBuf;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, XlsxError};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/files")
}

fn save(name: &str, mut workbook: Workbook, expected: &Value) -> Result<(), XlsxError> {
    workbook.save(folder().join(name))?;
    let text = format!("{expected:#}\n");
    std::fs::write(folder().join(format!("{name}.json")), text)?;
    Ok(())
}

fn main() -> Result<(), XlsxError> {
    let mut typed = Workbook::new();
    let sheet = typed.add_worksheet().set_name("Größen & <Maße>")?;
    sheet.write_row(0, 0, ["Title", "Due", "At", "Share", "Done", "Sum"])?;
    sheet.write_string(1, 0, "Grüße \u{1F600}")?;
    let day = ExcelDateTime::from_ymd(2026, 3, 31)?;
    sheet.write_datetime_with_format(1, 1, &day, &Format::new().set_num_format("yyyy\\-mm\\-dd"))?;
    let time = ExcelDateTime::from_ymd(2026, 3, 31)?.and_hms(23, 59, 59)?;
    sheet.write_datetime_with_format(1, 2, &time, &Format::new().set_num_format("d.m.yy h:mm:ss"))?;
    sheet.write_number_with_format(1, 3, 0.333, &Format::new().set_num_format("0.0%"))?;
    sheet.write_boolean(1, 4, true)?;
    sheet.write_formula(1, 5, Formula::new("=2*21").set_result("42"))?;
    save(
        "rust.xlsx",
        typed,
        &json!({
            "shows": "values of all types, by rust_xlsxwriter", "read_as": {}, "count": 1,
            "detected": {"sheet": "Größen & <Maße>", "format": "xlsx"},
            "rows": [[2, ["Grüße \u{1F600}", "2026-03-31", "2026-03-31T23:59:59", "33.3%", "true", "42"]]],
        }),
    )?;

    let mut lean = Workbook::new();
    let sheet = lean.add_worksheet_with_constant_memory()?;
    sheet.write_row(0, 0, ["Title", "Note"])?;
    sheet.write_row(3, 0, ["a", "two\nlines"])?;
    save(
        "rust-constant-memory.xlsx",
        lean,
        &json!({
            "shows": "texts in their cells, and rows that are not there", "read_as": {}, "count": 1,
            "detected": {"header_row": 1, "columns": ["Title", "Note"]},
            "rows": [[4, ["a", "two\nlines"]]],
        }),
    )
}
