//! A report as it grows: text as the file was, or a workbook.

use std::io::{BufWriter, IntoInnerError, Write};

use katalusis_domain::import::detect::Encoding;
use katalusis_domain::import::report::push_line;
use katalusis_domain::import::{Cell, Detected};
use katalusis_files::{FileError, TableFormat, XlsxFile};
use tempfile::NamedTempFile;

/// A report that grows row by row on disk. No cell of it is a formula.
pub(crate) enum ReportFile {
    Text {
        file: BufWriter<NamedTempFile>,
        delimiter: char,
        line: String,
    },
    Workbook(Box<XlsxFile>),
}

impl ReportFile {
    /// Begins the report on a file that was found to be so.
    pub(crate) fn new(format: TableFormat, detected: &Detected) -> Result<Self, FileError> {
        if format == TableFormat::Xlsx {
            let file = XlsxFile::new(detected.sheet.as_deref())?;
            return Ok(Self::Workbook(Box::new(file)));
        }
        let mut file = BufWriter::new(NamedTempFile::new().map_err(FileError::new)?);
        // The report is UTF-8. Where the file was not, the mark says so to spreadsheets.
        if detected.bom || detected.encoding != Some(Encoding::Utf8) {
            file.write_all("\u{feff}".as_bytes()).map_err(FileError::new)?;
        }
        Ok(Self::Text {
            file,
            delimiter: detected.delimiter.unwrap_or(','),
            line: String::new(),
        })
    }

    /// Whether one more row fits.
    pub(crate) fn has_room(&self) -> bool {
        match self {
            Self::Text { .. } => true,
            Self::Workbook(file) => file.has_room(),
        }
    }

    /// Adds a row.
    pub(crate) fn row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<(), FileError> {
        match self {
            Self::Text {
                file,
                delimiter,
                line,
            } => {
                line.clear();
                push_line(line, *delimiter, cells.map(|cell| cell.text));
                file.write_all(line.as_bytes()).map_err(FileError::new)
            }
            Self::Workbook(file) => file.row(cells),
        }
    }

    /// Ends the report; it is removed when the returned value is dropped.
    pub(crate) fn finish(self) -> Result<NamedTempFile, FileError> {
        match self {
            Self::Text { file, .. } => {
                let file = file.into_inner().map_err(IntoInnerError::into_error);
                file.map_err(FileError::new)
            }
            Self::Workbook(file) => file.finish(),
        }
    }
}
