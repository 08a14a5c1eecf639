//! Which profile a file is of.

use katalusis_domain::import::{Import, ImportProfile, Known, ReadAs};
use katalusis_sheets::ReadError;

use crate::table::{Fetched, Rows};

/// In so many ways a file is read at most to find its profile.
const WAYS_MAX: usize = 8;

/// The profile that a file is of, if it is of any. `rows` are those of the file as its import says it is read; where a
/// profile says otherwise (another sheet, another header row), the file's beginning is read so as well.
pub(crate) fn recognize(
    file: &Fetched,
    rows: &Rows,
    import: &Import,
    known: &Known,
) -> Result<Option<ImportProfile>, ReadError> {
    let mut ways = Ways {
        file,
        read: vec![(import.read_as.place(), Some(rows.table().own_columns()))],
        broken: None,
    };
    let found = known.recognize(|wanted| ways.columns(&import.read_as.or(wanted).place()));
    match ways.broken {
        Some(error) => Err(error),
        None => Ok(found.cloned()),
    }
}

/// The ways in which a file was read, with the columns that it has then.
struct Ways<'a> {
    file: &'a Fetched,
    read: Vec<(ReadAs, Option<Vec<String>>)>,
    /// The file could not be read at all any more.
    broken: Option<ReadError>,
}

impl Ways<'_> {
    fn columns(&mut self, way: &ReadAs) -> Option<Vec<String>> {
        if let Some((_, columns)) = self.read.iter().find(|(known, _)| known == way) {
            return columns.clone();
        }
        if self.read.len() >= WAYS_MAX || self.broken.is_some() {
            return None;
        }
        let columns = match self.file.open(way) {
            Ok(rows) => Some(rows.table().own_columns()),
            Err(ReadError::Refused(_)) => None,
            Err(error) => {
                self.broken = Some(error);
                None
            }
        };
        self.read.push((way.clone(), columns.clone()));
        columns
    }
}
