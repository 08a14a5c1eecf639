//! CSV files for people, who open them in a spreadsheet.

use katalusis_domain::formula::neutral;
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
