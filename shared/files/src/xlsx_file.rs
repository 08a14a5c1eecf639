//! Workbooks of one sheet for people.

use chrono::{NaiveDate, NaiveDateTime};
use katalusis_domain::import::{Cell, CellKind};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tempfile::NamedTempFile;

use crate::FileError;

/// What a cell holds at most, in UTF-16 units (Excel's specification).
const CELL_MAX: usize = 32_767;
/// The rows that a sheet holds at most (Excel's specification).
pub(crate) const SHEET_ROWS_MAX: u32 = 1_048_576;
/// The columns that a sheet holds at most (Excel's specification).
const SHEET_COLUMNS_MAX: u16 = 16_384;

/// A workbook of one sheet that grows row by row on disk, never in memory. No cell of it is a formula.
pub struct XlsxFile {
    workbook: Workbook,
    rows: u32,
    day: Format,
    time: Format,
    percent: Format,
}

impl XlsxFile {
    /// Begins a workbook whose sheet has this name, if it is one that a sheet may have.
    pub fn new(sheet: Option<&str>) -> Result<Self, FileError> {
        let mut workbook = Workbook::new();
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        if let Some(name) = sheet {
            // What other programs accept as a name may be none here: then it has the usual one.
            let _ = worksheet.set_name(name);
        }
        Ok(Self {
            workbook,
            rows: 0,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss.000"),
            percent: Format::new().set_num_format("0.##########%"),
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// Whether one more row fits.
    pub fn has_room(&self) -> bool {
        self.rows < SHEET_ROWS_MAX
    }

    /// Adds a row. Texts are strings, so Excel takes none for a formula; what came with a type gets it again. Texts are
    /// cut to what a cell holds, and rows to the columns of a sheet.
    pub fn row<'a, C: Into<Cell<'a>>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), FileError> {
        let row = self.rows;
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0..SHEET_COLUMNS_MAX).zip(cells) {
            let cell: Cell<'a> = cell.into();
            let written = match value(cell) {
                Value::Nothing => continue,
                Value::Number(number) => sheet.write_number(row, column, number),
                Value::Percent(number) => sheet.write_number_with_format(row, column, number, &self.percent),
                Value::Day(number) => sheet.write_number_with_format(row, column, number, &self.day),
                Value::Time(number) => sheet.write_number_with_format(row, column, number, &self.time),
                Value::Truth(truth) => sheet.write_boolean(row, column, truth),
                Value::Text(text) => sheet.write_string(row, column, fitting(text)),
            };
            written.map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the workbook, which is packed here; it is removed when the returned value is dropped.
    pub fn finish(mut self) -> Result<NamedTempFile, FileError> {
        let file = NamedTempFile::new().map_err(FileError::new)?;
        self.workbook.save(file.path()).map_err(failed)?;
        Ok(file)
    }
}

/// What a cell of a workbook holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Value<'a> {
    Nothing,
    Number(f64),
    Percent(f64),
    /// Days since the end of 1899, as Excel counts.
    Day(f64),
    Time(f64),
    Truth(bool),
    Text(&'a str),
}

fn value(cell: Cell<'_>) -> Value<'_> {
    let text = cell.text;
    let typed = match cell.kind {
        CellKind::Typed => number(text)
            .map(Value::Number)
            .or_else(|| truth(text).map(Value::Truth))
            .or_else(|| percent(text).map(Value::Percent))
            .or_else(|| moment(text)),
        CellKind::Written | CellKind::Fault => None,
    };
    typed.unwrap_or(if text.is_empty() {
        Value::Nothing
    } else {
        Value::Text(text)
    })
}

/// A number as programs write it: Rust's own words for what is none do not count.
fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number = text.parse::<f64>().ok();
    number.filter(|number| plain && number.is_finite())
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Moving the point in the text instead of dividing keeps 1.1 % at 0.011.
fn percent(text: &str) -> Option<f64> {
    let figures = text.strip_suffix('%')?;
    number(figures)?;
    number(&format!("{figures}e-2"))
}

/// A day, or a day and a time. From March 1900 on: before that, Excel counts a day that never was.
fn moment(text: &str) -> Option<Value<'_>> {
    const MS_PER_DAY: f64 = 86_400_000.0;

    let first = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    let origin = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    if let Ok(day) = text.parse::<NaiveDate>() {
        let days = i32::try_from(day.signed_duration_since(origin).num_days()).ok()?;
        return (day >= first).then_some(Value::Day(f64::from(days)));
    }
    let time: NaiveDateTime = text.parse().ok()?;
    let day = time.date();
    let days = i32::try_from(day.signed_duration_since(origin).num_days()).ok()?;
    let ms = i32::try_from((time - day.and_time(chrono::NaiveTime::MIN)).num_milliseconds()).ok()?;
    (day >= first).then_some(Value::Time(f64::from(days) + f64::from(ms) / MS_PER_DAY))
}

/// As much of the text as a cell holds.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_MAX
    });
    end.map_or(text, |(end, _)| &text[..end])
}

fn failed(error: XlsxError) -> FileError {
    FileError::new(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_a_type_gets_it_again() {
        let typed = |text| {
            value(Cell {
                text,
                kind: CellKind::Typed,
            })
        };
        assert_eq!(typed("-12.50"), Value::Number(-12.5));
        assert_eq!(typed("1.1%"), Value::Percent(0.011));
        assert_eq!(typed("true"), Value::Truth(true));
        assert_eq!(typed("2026-03-31"), Value::Day(46_112.0));
        assert_eq!(typed("2026-03-31T12:00:00"), Value::Time(46_112.5));
        for text in ["09:30:00", "1900-02-28", "1900-02-29", "NaN", "infinity", "x"] {
            assert_eq!(typed(text), Value::Text(text));
        }
        assert_eq!(typed(""), Value::Nothing);
        for text in ["12", "true", "2026-03-31", "=1+1"] {
            assert_eq!(value(Cell::from(text)), Value::Text(text));
        }
    }

    #[test]
    fn a_text_is_cut_to_what_a_cell_holds() {
        let long = "😀".repeat(20_000);
        assert_eq!(fitting(&long).chars().count(), CELL_MAX / 2);
        assert_eq!(fitting("short"), "short");
    }
}
