//! Tables for people: CSV or XLSX, grown on disk.

use rust_xlsxwriter::{Workbook, XlsxError};
use serde::Deserialize;
use tempfile::NamedTempFile;
use utoipa::ToSchema;

use crate::{CsvFile, FileError};

/// What a cell of an XLSX file holds at most, in UTF-16 units (Excel's specification).
const CELL_MAX: usize = 32_767;
/// The rows that a sheet holds at most, the header among them (Excel's specification).
const SHEET_ROWS_MAX: i64 = 1_048_576;

/// The format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Comma-separated values, UTF-8 with a BOM.
    #[default]
    Csv,
    /// An Excel workbook of one sheet.
    Xlsx,
}

impl TableFormat {
    /// The ending of a file's name, and the word in events.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A table that grows row by row, in bounded memory. No cell of it is a formula.
pub enum TableFile {
    /// As CSV.
    Csv(Box<CsvFile>),
    /// As XLSX.
    Xlsx(Box<XlsxFile>),
}

/// See [`TableFile`].
pub struct XlsxFile {
    workbook: Workbook,
    rows: i64,
}

impl TableFile {
    /// Begins a table with these column names.
    pub fn new(format: TableFormat, header: &[String]) -> Result<Self, FileError> {
        match format {
            TableFormat::Csv => {
                CsvFile::new(header.iter().map(String::as_str)).map(|file| Self::Csv(Box::new(file)))
            }
            TableFormat::Xlsx => XlsxFile::new(header).map(|file| Self::Xlsx(Box::new(file))),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[String]) -> Result<(), FileError> {
        match self {
            Self::Csv(file) => file.row(cells.iter().map(String::as_str)),
            Self::Xlsx(file) => file.row(cells),
        }
    }

    /// How many rows there are, without the header.
    pub fn rows(&self) -> i64 {
        match self {
            Self::Csv(file) => file.rows(),
            Self::Xlsx(file) => file.rows,
        }
    }

    /// Whether another row fits.
    pub fn has_room(&self) -> bool {
        matches!(self, Self::Csv(_)) || self.rows() + 1 < SHEET_ROWS_MAX
    }

    /// Ends the table, which takes a moment; the file is removed when the returned value is dropped.
    pub fn finish(self) -> Result<NamedTempFile, FileError> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(file) => file.finish(),
        }
    }
}

impl XlsxFile {
    fn new(header: &[String]) -> Result<Self, FileError> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        let mut file = Self { workbook, rows: -1 };
        file.row(header)?;
        Ok(file)
    }

    /// Every cell is a string, so Excel takes none for a formula.
    fn row(&mut self, cells: &[String]) -> Result<(), FileError> {
        self.rows += 1;
        let row = u32::try_from(self.rows).map_err(FileError::new)?;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0_u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, fitting(cell)).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<NamedTempFile, FileError> {
        let file = NamedTempFile::new().map_err(FileError::new)?;
        self.workbook.save(file.path()).map_err(failed)?;
        Ok(file)
    }
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
