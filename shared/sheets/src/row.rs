//! A row of a table.

use katalusis_domain::import::{Cell, CellKind, ROW_MAX, Refused};

use crate::limits::KEPT_CELLS;

/// A row: its number, as a spreadsheet counts, and its cells. Made to be filled again and again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub(crate) number: i64,
    pub(crate) text: String,
    /// Where each cell's text ends, and what it is.
    pub(crate) ends: Vec<(usize, CellKind)>,
    /// The column of the last cell beyond those that are kept. Its text is what is left of `text`.
    pub(crate) far: Option<usize>,
}

impl Row {
    /// Its number, as a spreadsheet counts: from 1 on.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.far.map_or(self.ends.len(), |far| far + 1)
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of text it holds.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// A cell, by its column from 0 on. What is not there is empty.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        let begin = |at: usize| match at {
            0 => 0,
            _ => self.ends[at - 1].0,
        };
        match self.ends.get(column) {
            Some((end, kind)) => Cell {
                text: &self.text[begin(column)..*end],
                kind: *kind,
            },
            None if self.far == Some(column) => Cell::from(&self.text[begin(self.ends.len())..]),
            None => Cell::from(""),
        }
    }

    /// The texts of its cells, from left to right.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column).text)
    }

    /// Whether nothing but spaces stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(crate) fn begin(&mut self, number: i64) {
        self.number = number;
        self.text.clear();
        self.ends.clear();
        self.far = None;
    }

    /// Adds the next cell, or the one in `column` if it is further right: columns between are empty.
    pub(crate) fn put(&mut self, column: usize, text: &str, kind: CellKind) -> Result<(), Refused> {
        if self.text.len() + text.len() > ROW_MAX {
            return Err(Refused::RowTooLarge { row: self.number });
        }
        if column >= KEPT_CELLS {
            if !text.trim().is_empty() {
                let end = self.ends.last().map_or(0, |(end, _)| *end);
                self.ends.resize(KEPT_CELLS, (end, CellKind::Written));
                self.far = Some(column);
                self.text.truncate(end);
                self.text.push_str(text);
            }
            return Ok(());
        }
        let end = self.text.len();
        self.ends
            .resize(column.max(self.ends.len()), (end, CellKind::Written));
        self.text.push_str(text);
        self.ends.push((self.text.len(), kind));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let mut row = Row::default();
        row.begin(7);
        row.put(0, "a", CellKind::Written).unwrap();
        row.put(3, "12", CellKind::Typed).unwrap();
        assert_eq!((row.number(), row.len(), row.bytes()), (7, 4, 3));
        assert_eq!(row.texts().collect::<Vec<_>>(), ["a", "", "", "12"]);
        assert_eq!(row.cell(3).kind, CellKind::Typed);
        assert_eq!(row.cell(9).text, "");
        row.begin(8);
        assert!(row.is_empty() && row.is_blank());
    }

    #[test]
    fn a_cell_in_the_far_corner_takes_no_more_room_than_it_needs() {
        let mut row = Row::default();
        row.begin(1);
        row.put(0, "a", CellKind::Written).unwrap();
        row.put(2_000, "not so far", CellKind::Written).unwrap();
        row.put(16_382, " ", CellKind::Written).unwrap();
        row.put(16_383, "far", CellKind::Written).unwrap();
        assert_eq!(row.len(), 16_384);
        assert_eq!(row.cell(16_383).text, "far");
        assert_eq!(
            (row.cell(0).text, row.cell(500).text, row.cell(2_000).text),
            ("a", "", "")
        );
        assert_eq!(row.ends.len(), KEPT_CELLS);
    }

    #[test]
    fn a_row_has_an_end() {
        let mut row = Row::default();
        row.begin(3);
        let text = "x".repeat(ROW_MAX);
        row.put(0, &text, CellKind::Written).unwrap();
        assert_eq!(
            row.put(1, "x", CellKind::Written),
            Err(Refused::RowTooLarge { row: 3 })
        );
    }
}
