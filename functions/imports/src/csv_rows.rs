//! A CSV file, row by row, in bounded memory: whatever is in it, no more than a row is held.

use std::cell::Cell;
use std::io::{self, Chain, Cursor, Read};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};
use katalusis_domain::import::detect::{self, Encoding, Format};
use katalusis_domain::import::{Detected, ROW_MAX, Refused};

const BUFFER: usize = 64 * 1024;

/// Reading ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The file cannot be imported.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The file could not be fetched to its end; it may work another time.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// Nobody wants the rest.
    #[error("reading was stopped")]
    Stopped,
}

/// The rows of a file after its header. Empty rows are left out.
pub(crate) struct CsvRows<R: Read> {
    pub(crate) detected: Detected,
    /// The header's cells as they are in the file.
    pub(crate) header: StringRecord,
    reader: csv::Reader<Metered<Chain<Cursor<Vec<u8>>, R>>>,
    record: StringRecord,
    meter: Rc<Cell<usize>>,
    row: i64,
}

/// A row of the file.
pub(crate) struct Row<'a> {
    /// Its number, as a spreadsheet counts.
    pub(crate) number: i64,
    /// Its cells.
    pub(crate) cells: &'a StringRecord,
}

impl<R: Read> CsvRows<R> {
    /// Looks at the beginning, decides what the file is, and reads its header.
    pub(crate) fn open(mut source: R) -> Result<Self, ReadError> {
        let mut sample = Vec::with_capacity(detect::SAMPLE);
        let limit = u64::try_from(detect::SAMPLE).unwrap_or(u64::MAX);
        source.by_ref().take(limit).read_to_end(&mut sample)?;
        let whole = sample.len() < detect::SAMPLE;
        let form = detect::form(&sample, whole)?;

        let mut beginning = Cursor::new(sample);
        beginning.set_position(u64::try_from(form.text_begins_at()).unwrap_or(0));
        let meter = Rc::new(Cell::new(0));
        let metered = Metered {
            source: beginning.chain(source),
            since_row: Rc::clone(&meter),
        };
        let mut delimiter = [0; 4];
        form.delimiter.encode_utf8(&mut delimiter);
        let reader = ReaderBuilder::new()
            .delimiter(delimiter[0])
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(metered);
        let mut rows = Self {
            detected: Detected {
                format: Format::Csv,
                encoding: Encoding::Utf8,
                bom: form.bom,
                delimiter: form.delimiter,
                header_row: 1,
                columns: Vec::new(),
            },
            header: StringRecord::new(),
            reader,
            record: StringRecord::new(),
            meter,
            row: 0,
        };
        if !rows.read()? {
            return Err(Refused::NoHeader.into());
        }
        rows.detected.columns = detect::columns(rows.record.iter())?;
        rows.detected.header_row = rows.row;
        rows.header = rows.record.clone();
        Ok(rows)
    }

    /// The next row that has anything in it.
    pub(crate) fn advance(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        while self.read()? {
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(Row {
                    number: self.row,
                    cells: &self.record,
                }));
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<bool, ReadError> {
        let line = self.reader.position().line();
        self.meter.set(0);
        let more = self
            .reader
            .read_record(&mut self.record)
            .map_err(|error| self.read_failed(error))?;
        // The reader skips empty lines without a word, and a spreadsheet counts them: they are the line breaks
        // that are neither in this row's cells nor at its end.
        let breaks = self.reader.position().line().saturating_sub(line);
        let inside = self
            .record
            .as_slice()
            .bytes()
            .filter(|byte| *byte == b'\n')
            .count();
        let skipped = breaks.saturating_sub(1 + u64::try_from(inside).unwrap_or(u64::MAX));
        self.row += 1 + i64::try_from(skipped).unwrap_or(0);
        Ok(more)
    }

    fn read_failed(&self, error: csv::Error) -> ReadError {
        match error.into_kind() {
            csv::ErrorKind::Io(_) if self.meter.get() > LIMIT => {
                Refused::RowTooLarge { row: self.row + 1 }.into()
            }
            csv::ErrorKind::Io(error) => error.into(),
            csv::ErrorKind::Utf8 { .. } => Refused::NotUtf8 { row: self.row + 1 }.into(),
            _ => Refused::Binary.into(),
        }
    }
}

/// How much may be read for one row; the reader's buffer is filled ahead of it.
const LIMIT: usize = ROW_MAX + BUFFER;

/// Stops a row that does not end before it fills the memory.
struct Metered<R> {
    source: R,
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.since_row.set(self.since_row.get() + count);
        if self.since_row.get() > LIMIT {
            return Err(io::Error::other("the row is too large"));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Detected, Vec<(i64, Vec<String>)>) {
        let mut rows = CsvRows::open(text.as_bytes()).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.advance().unwrap() {
            found.push((row.number, row.cells.iter().map(str::to_owned).collect()));
        }
        (rows.detected, found)
    }

    fn numbers(text: &str) -> Vec<i64> {
        rows(text).1.into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        assert_eq!(numbers("A,B\n1,2\n3,4\n"), [2, 3]);
        assert_eq!(numbers("A,B\r\n1,2\r\n3,4"), [2, 3]);
        assert_eq!(numbers("A,B\n1,2\n\n\n3,4\n,\n5,6\n"), [2, 5, 7]);
        assert_eq!(numbers("A,B\r\n1,2\r\n\r\n\r\n3,4\r\n"), [2, 5]);
        assert_eq!(numbers("A,B\n\"two\n\nlines\",2\n3,4\n"), [2, 3]);
        assert_eq!(numbers("\nA,B\n1,2\n"), [3]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_name() {
        let (detected, found) = rows("\u{feff}Titel;Zahl\n\"a;b\";2\n");
        assert!(detected.bom);
        assert_eq!(
            (detected.delimiter, detected.columns.as_slice()),
            (';', &["Titel".to_owned(), "Zahl".to_owned()][..])
        );
        assert_eq!(found, [(2, vec!["a;b".to_owned(), "2".to_owned()])]);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_ends_the_reading_and_not_the_memory() {
        let text = format!("A,B\n1,2\n\"{}", "x,".repeat(2 * ROW_MAX));
        let mut rows = CsvRows::open(text.as_bytes()).unwrap();
        assert!(rows.advance().unwrap().is_some());
        let error = rows.advance().err().unwrap();
        assert!(
            matches!(error, ReadError::Refused(Refused::RowTooLarge { row: 3 })),
            "{error}"
        );
    }

    #[test]
    fn other_encodings_far_into_the_file_are_found() {
        let mut bytes = b"A,B\n".repeat(30_000);
        bytes.extend(b"m\xFCll,2\n");
        let mut rows = CsvRows::open(bytes.as_slice()).unwrap();
        let error = loop {
            match rows.advance() {
                Ok(row) => assert!(row.is_some()),
                Err(error) => break error,
            }
        };
        assert!(
            matches!(error, ReadError::Refused(Refused::NotUtf8 { row: 30_001 })),
            "{error}"
        );
    }
}
