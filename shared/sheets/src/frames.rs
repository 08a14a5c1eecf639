//! What goes through the pipe between a process that reads a file and the one that wants its rows.
//!
//! A frame is the length of its content (4 bytes, the lowest first), a byte that says what it is, and the content.

use std::io::{self, BufRead, Write};

use katalusis_domain::import::{CellKind, ROW_MAX, Refused};

use crate::limits::{KEPT_CELLS, SAMPLE_BYTES, SHEET_COLUMNS};
use crate::{ReadError, Row, Table};

/// No frame is longer: rows and tables are bounded.
const LONGEST: usize = 4 * (ROW_MAX + SAMPLE_BYTES);
const CELL: usize = 5;
const NOT_FAR: u32 = u32::MAX;

/// A frame that is no row.
#[derive(Debug)]
pub(crate) enum Frame {
    /// What is known of the table. Comes first.
    Table(Box<Table>),
    /// Another row, which was put where it was asked for.
    Row,
    /// There is no more.
    End,
    /// Why there is no more.
    Failed(ReadError),
}

pub(crate) fn write_table(out: &mut impl Write, table: &Table) -> io::Result<()> {
    write(out, b'T', &serde_json::to_vec(table)?)
}

pub(crate) fn write_end(out: &mut impl Write) -> io::Result<()> {
    write(out, b'E', &[])
}

pub(crate) fn write_failure(out: &mut impl Write, error: &ReadError) -> io::Result<()> {
    match error {
        ReadError::Refused(refused) => write(out, b'X', &serde_json::to_vec(refused)?),
        // Readers that ask for room before they take it are told that there is none, and do not abort.
        ReadError::Io(error) if error.kind() == io::ErrorKind::OutOfMemory => {
            write(out, b'X', &serde_json::to_vec(&Refused::TooMuchMemory)?)
        }
        ReadError::Io(error) => write(out, b'I', error.to_string().as_bytes()),
    }
}

/// Number, place of a far cell, number of cells; for each where its text ends and what it is; the text.
pub(crate) fn write_row(out: &mut impl Write, row: &Row, content: &mut Vec<u8>) -> io::Result<()> {
    content.clear();
    content.extend(row.number.to_le_bytes());
    content.extend(
        row.far
            .and_then(|far| u32::try_from(far).ok())
            .unwrap_or(NOT_FAR)
            .to_le_bytes(),
    );
    content.extend(u32::try_from(row.ends.len()).unwrap_or(0).to_le_bytes());
    for (end, kind) in &row.ends {
        content.extend(u32::try_from(*end).unwrap_or(u32::MAX).to_le_bytes());
        content.push(match kind {
            CellKind::Written => 0,
            CellKind::Typed => 1,
            CellKind::Fault => 2,
        });
    }
    content.extend(row.text.as_bytes());
    write(out, b'R', content)
}

fn write(out: &mut impl Write, kind: u8, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&[kind])?;
    out.write_all(content)
}

/// The next frame; `None` if the pipe ends where none begins, as it should not.
pub(crate) fn read(
    source: &mut impl BufRead,
    row: &mut Row,
    content: &mut Vec<u8>,
) -> io::Result<Option<Frame>> {
    if source.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut head = [0; 5];
    source.read_exact(&mut head)?;
    let length =
        usize::try_from(u32::from_le_bytes([head[0], head[1], head[2], head[3]])).unwrap_or(usize::MAX);
    if length > LONGEST {
        return Err(broken());
    }
    content.resize(length, 0);
    source.read_exact(content)?;
    let frame = match head[4] {
        b'T' => Frame::Table(serde_json::from_slice(content)?),
        b'R' => {
            read_row(content, row).ok_or_else(broken)?;
            Frame::Row
        }
        b'E' => Frame::End,
        b'X' => Frame::Failed(serde_json::from_slice::<Refused>(content)?.into()),
        b'I' => Frame::Failed(io::Error::other(String::from_utf8_lossy(content).into_owned()).into()),
        _ => return Err(broken()),
    };
    Ok(Some(frame))
}

/// Whoever wrote it read a stranger's file, so nothing that it writes is trusted.
fn read_row(content: &[u8], row: &mut Row) -> Option<()> {
    let (number, rest) = content.split_first_chunk()?;
    let (far, rest) = rest.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let count = usize::try_from(u32::from_le_bytes(*count))
        .ok()
        .filter(|count| *count <= KEPT_CELLS)?;
    let (cells, text) = rest.split_at_checked(count * CELL)?;
    let text = std::str::from_utf8(text).ok()?;
    row.begin(i64::from_le_bytes(*number));
    row.text.push_str(text);
    let mut before = 0;
    for cell in cells.chunks_exact(CELL) {
        let (end, kind) = cell.split_first_chunk()?;
        let end = usize::try_from(u32::from_le_bytes(*end)).ok()?;
        if end < before || !text.is_char_boundary(end) {
            return None;
        }
        let kind = match kind {
            [0] => CellKind::Written,
            [1] => CellKind::Typed,
            _ => CellKind::Fault,
        };
        row.ends.push((end, kind));
        before = end;
    }
    row.far = match u32::from_le_bytes(*far) {
        NOT_FAR => None,
        far => Some(
            usize::try_from(far)
                .ok()
                .filter(|far| (count..SHEET_COLUMNS).contains(far))?,
        ),
    };
    Some(())
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "what the reading process wrote cannot be read",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_out_as_they_went_in(
            number in 1_i64..2_000_000,
            cells in prop::collection::vec(("[aü,]{0,5}", 0_usize..3), 0..20),
            far in prop::option::of(KEPT_CELLS..SHEET_COLUMNS),
        ) {
            let mut row = Row::default();
            row.begin(number);
            for (index, (text, kind)) in cells.iter().enumerate() {
                let kind = [CellKind::Written, CellKind::Typed, CellKind::Fault][*kind];
                row.put(index, text, kind).unwrap();
            }
            if let Some(far) = far {
                row.put(far, "far", CellKind::Written).unwrap();
            }
            let (mut pipe, mut content) = (Vec::new(), Vec::new());
            write_row(&mut pipe, &row, &mut content).unwrap();
            write_end(&mut pipe).unwrap();
            let (mut source, mut read_row) = (pipe.as_slice(), Row::default());
            prop_assert!(matches!(read(&mut source, &mut read_row, &mut content), Ok(Some(Frame::Row))));
            prop_assert_eq!(&row, &read_row);
            prop_assert!(matches!(read(&mut source, &mut read_row, &mut content), Ok(Some(Frame::End))));
            prop_assert!(matches!(read(&mut source, &mut read_row, &mut content), Ok(None)));
        }

        #[test]
        fn nonsense_is_refused_and_does_no_harm(mut bytes in prop::collection::vec(any::<u8>(), 5..80), kind in prop::sample::select(&b"TREXI?"[..])) {
            let length = u32::try_from(bytes.len() - 5).unwrap();
            bytes[..4].copy_from_slice(&length.to_le_bytes());
            bytes[4] = kind;
            let mut row = Row::default();
            if let Ok(Some(Frame::Row)) = read(&mut bytes.as_slice(), &mut row, &mut Vec::new()) {
                let _ = row.texts().count();
            }
        }
    }
}
