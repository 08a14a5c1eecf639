//! Text with a line per row: CSV and its kin.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Chain, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use katalusis_domain::import::detect::encoding::{Utf8Scan, byte_order_mark, utf16_by_zeros};
use katalusis_domain::import::detect::{Belief, Encoding, SAMPLE, Sure, delimiter};
use katalusis_domain::import::{CellKind, ROW_MAX, ReadAs, Refused};

use crate::{ReadError, Row};

const BUFFER: usize = 64 * 1024;
/// How much may be read for one row; the reader's buffer is filled ahead of it.
const LIMIT: usize = ROW_MAX + BUFFER;

/// A text as UTF-8: its beginning, which was looked at, and the rest.
type Text = Chain<Cursor<Vec<u8>>, Box<dyn Read>>;

/// How a text is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) encoding: Encoding,
    pub(crate) encoding_belief: Belief,
    pub(crate) bom: bool,
    pub(crate) delimiter: char,
    pub(crate) delimiter_belief: Belief,
}

/// The rows of a text, the header among them.
pub(crate) struct Delimited {
    pub(crate) form: Form,
    reader: csv::Reader<Metered<Text>>,
    record: StringRecord,
    meter: Rc<Cell<usize>>,
    row: i64,
    has_separators: bool,
}

impl Delimited {
    /// Looks at the whole file for its encoding and at its beginning for its delimiter.
    pub(crate) fn open(file: &File, sample: &[u8], read_as: &ReadAs) -> Result<Self, ReadError> {
        let mark = byte_order_mark(sample);
        let (encoding, encoding_belief) = encoding(file, sample, read_as)?;
        // A mark is no text, and another encoding has none.
        let bom = mark
            .filter(|(of, _)| *of == encoding)
            .map_or(0, |(_, length)| length);
        let mut source = file.try_clone()?;
        source.seek(SeekFrom::Start(u64::try_from(bom).unwrap_or(0)))?;
        let mut text: Box<dyn Read> = match encoding {
            Encoding::Utf8 => Box::new(source),
            other => Box::new(decoded(source, other)),
        };
        let mut beginning = Vec::with_capacity(SAMPLE);
        text.by_ref()
            .take(u64::try_from(SAMPLE).unwrap_or(u64::MAX))
            .read_to_end(&mut beginning)?;
        let seen = String::from_utf8_lossy(&beginning);
        let named = delimiter::named(&seen);
        let (delimiter, delimiter_belief) = match (read_as.delimiter, named) {
            (Some(given), _) => (given, Belief::new(Sure::Given, "it was given")),
            (None, Some((named, _))) => (
                named,
                Belief::new(Sure::Certain, "the file names it in a line of its own"),
            ),
            (None, None) => delimiter::delimiter(&seen),
        };
        let begins_at = named.map_or(0, |(_, length)| length);
        let mut beginning = Cursor::new(beginning);
        beginning.set_position(u64::try_from(begins_at).unwrap_or(0));
        let meter = Rc::new(Cell::new(0));
        let metered = Metered {
            source: beginning.chain(text),
            since_row: Rc::clone(&meter),
        };
        let reader = ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(metered);
        Ok(Self {
            form: Form {
                encoding,
                encoding_belief,
                bom: bom > 0,
                delimiter,
                delimiter_belief,
            },
            reader,
            record: StringRecord::new(),
            meter,
            row: 0,
            has_separators: false,
        })
    }

    /// Reads the next row, which may be blank; `false` if there is none.
    pub(crate) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let line = self.reader.position().line();
        self.meter.set(0);
        let more = self.reader.read_record(&mut self.record);
        let more = more.map_err(|error| self.failed(error))?;
        // The reader skips empty lines without a word, and a spreadsheet counts them: they are the line breaks
        // that are neither in this row's cells nor at its end.
        let breaks = self.reader.position().line().saturating_sub(line);
        let inside = memchr::memchr_iter(b'\n', self.record.as_slice().as_bytes()).count();
        let skipped = breaks.saturating_sub(1 + u64::try_from(inside).unwrap_or(u64::MAX));
        self.row += 1 + i64::try_from(skipped).unwrap_or(0);
        row.begin(self.row);
        self.has_separators |= self.record.len() > 1;
        for (column, cell) in self.record.iter().enumerate() {
            row.put(column, cell, CellKind::Written)?;
        }
        Ok(more)
    }

    /// Whether any row so far had more than one cell.
    pub(crate) fn has_separators(&self) -> bool {
        self.has_separators
    }

    fn failed(&self, error: csv::Error) -> ReadError {
        let row = self.row + 1;
        match error.into_kind() {
            csv::ErrorKind::Io(_) if self.meter.get() > LIMIT => Refused::RowTooLarge { row }.into(),
            csv::ErrorKind::Io(error) => error.into(),
            csv::ErrorKind::Utf8 { .. } => Refused::BadText { row }.into(),
            _ => Refused::Binary.into(),
        }
    }
}

fn encoding(file: &File, sample: &[u8], read_as: &ReadAs) -> Result<(Encoding, Belief), ReadError> {
    if let Some(given) = read_as.encoding {
        return Ok((given, Belief::new(Sure::Given, "it was given")));
    }
    if let Some((encoding, _)) = byte_order_mark(sample) {
        return Ok((
            encoding,
            Belief::new(Sure::Certain, "a byte order mark comes first"),
        ));
    }
    if let Some(encoding) = utf16_by_zeros(sample) {
        return Ok((encoding, Belief::new(Sure::Likely, "every other byte is zero")));
    }
    let mut whole = file.try_clone()?;
    whole.seek(SeekFrom::Start(0))?;
    let mut scan = Utf8Scan::default();
    let mut piece = vec![0; BUFFER];
    loop {
        match whole.read(&mut piece)? {
            0 => return Ok(scan.verdict()?),
            count => scan.feed(&piece[..count]),
        }
    }
}

/// A text in another encoding as UTF-8. What cannot be read becomes `�`.
fn decoded(source: File, encoding: Encoding) -> DecodeReaderBytes<File, Vec<u8>> {
    DecodeReaderBytesBuilder::new()
        .encoding(encoding_rs::Encoding::for_label(encoding.name().as_bytes()))
        .bom_sniffing(false)
        .build(source)
}

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
