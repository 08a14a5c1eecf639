//! CSV files for people, who open them in a spreadsheet.

use std::borrow::Cow;

use tempfile::NamedTempFile;

use crate::FileError;

/// A CSV file that grows on disk, never in memory. UTF-8 with a BOM, so that Excel reads it right.
pub struct CsvFile {
    writer: csv::Writer<NamedTempFile>,
    rows: i64,
}

impl CsvFile {
    /// Begins a file with these column names.
    pub fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Result<Self, FileError> {
        use std::io::Write;

        let mut file = NamedTempFile::new().map_err(FileError::new)?;
        file.write_all("\u{feff}".as_bytes()).map_err(FileError::new)?;
        let mut file = Self {
            writer: csv::Writer::from_writer(file),
            rows: -1,
        };
        file.row(header)?;
        Ok(file)
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), FileError> {
        for cell in cells {
            self.writer
                .write_field(neutral(cell).as_bytes())
                .map_err(FileError::new)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(FileError::new)?;
        self.rows += 1;
        Ok(())
    }

    /// How many rows there are, without the header.
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// Ends the file; it is removed when the returned value is dropped.
    pub fn finish(self) -> Result<NamedTempFile, FileError> {
        self.writer
            .into_inner()
            .map_err(|error| FileError::new(error.error()))
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): one that begins like a formula gets
/// an apostrophe in front. Numbers stay numbers.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins_formula && cell.parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(neutral("-5.2"), "-5.2");
        assert_eq!(neutral("-cmd"), "'-cmd");
        assert_eq!(neutral("plain"), "plain");
    }
}
