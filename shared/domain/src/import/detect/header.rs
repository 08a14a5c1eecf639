//! The row with the names of the columns.

use super::values::looks_like_a_value;
use super::{Belief, Refused, Sure};
use crate::import::COLUMNS_MAX;
use crate::import::cell::{Cell, CellKind};
use crate::import::synonyms::{field, normal};

/// A row from the table's beginning.
#[derive(Debug, Clone)]
pub struct SampleRow<'a> {
    /// Its number, as a spreadsheet counts.
    pub number: i64,
    /// Its cells.
    pub cells: Vec<Cell<'a>>,
}

/// A header stands among so many rows that have anything in them.
const LOOKED_AT: usize = 25;
const NAME_MAX: usize = 200;

impl SampleRow<'_> {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_blank()).count()
    }

    /// How many of its cells are what fields are usually called.
    fn known(&self) -> usize {
        let names = self.cells.iter().filter(|cell| cell.text.len() <= NAME_MAX);
        names.filter(|cell| field(&normal(cell.text)).is_some()).count()
    }

    /// Whether it holds numbers, dates or errors, as headers hardly do.
    fn has_values(&self) -> bool {
        let filled = self.cells.iter().filter(|cell| !cell.is_blank());
        filled
            .into_iter()
            .any(|cell| cell.kind != CellKind::Written || looks_like_a_value(cell.text))
    }
}

/// Which of the first rows (those with anything in them) has the columns' names: the first one, unless it is a
/// title above the table. `rows` must not be empty.
pub fn header(rows: &[SampleRow<'_>]) -> (usize, Belief) {
    let first = &rows[..rows.len().min(LOOKED_AT)];
    let wide = usual_width(rows);
    let is_wide = |row: &SampleRow<'_>| row.filled() * 5 >= wide * 3;
    let is_header = |row: &SampleRow<'_>| row.known() > 0 || is_wide(row);
    let found = first.iter().position(is_header).unwrap_or(0);
    // Lines like "Created by; Ada" are as wide as a narrow table. Two names more are no accident.
    let better = first
        .iter()
        .enumerate()
        .skip(found + 1)
        .find(|(_, row)| is_wide(row) && !row.has_values() && row.known() >= first[found].known() + 2);
    // A row of values is a header only if nothing else can be.
    let names =
        first.iter().enumerate().skip(found + 1).find(|(_, row)| {
            first[found].has_values() && is_wide(row) && !row.has_values() && row.known() > 0
        });
    let chosen = better.or(names).map_or(found, |(index, _)| index);
    let known = first[chosen].known();
    let belief = if chosen > 0 {
        let seen = format!("the {chosen} rows above it look like a title");
        Belief::new(Sure::Likely, seen)
    } else if known > 0 {
        Belief::new(
            Sure::Certain,
            format!("it is the first row, and {known} of its names are those of fields"),
        )
    } else if first[chosen].has_values() {
        Belief::new(
            Sure::Guessed,
            "it is the first row, although it has numbers or dates in it",
        )
    } else {
        Belief::new(Sure::Likely, "it is the first row")
    };
    (chosen, belief)
}

/// How many cells of a row are filled, in three of four rows at most.
fn usual_width(rows: &[SampleRow<'_>]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(SampleRow::filled).collect();
    widths.sort_unstable();
    widths
        .get(widths.len() * 3 / 4)
        .or(widths.last())
        .copied()
        .unwrap_or(0)
}

/// The columns' names out of the header's cells, each once. Empty cells at its end are no columns, but for those
/// that `used` says there is something in: that many columns from the left.
pub fn columns<'a>(header: impl Iterator<Item = &'a str>, used: usize) -> Result<Vec<String>, Refused> {
    let mut cells: Vec<String> = header
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let named = cells.iter().rposition(|cell| !cell.is_empty());
    let named = named.ok_or(Refused::NoHeader)? + 1;
    cells.resize(named.max(used), String::new());
    if cells.len() > COLUMNS_MAX {
        return Err(Refused::TooManyColumns { columns: cells.len() });
    }
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let plain = if cell.is_empty() {
            format!("Column {}", index + 1)
        } else {
            cell.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
        };
        let mut name = plain.clone();
        let mut nth = 2;
        while names.contains(&name) {
            name = format!("{plain} ({nth})");
            nth += 1;
        }
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header_of(rows: &[&[&str]]) -> usize {
        let rows: Vec<_> = (1..)
            .zip(rows)
            .map(|(number, cells)| SampleRow {
                number,
                cells: cells.iter().map(|text| Cell::from(*text)).collect(),
            })
            .collect();
        header(&rows).0
    }

    #[test]
    fn the_header_is_the_first_row_unless_there_is_a_title_above() {
        assert_eq!(header_of(&[&["Title"], &["x"]]), 0);
        assert_eq!(header_of(&[&["What", "How"], &["a", "b"]]), 0);
        assert_eq!(header_of(&[&["Title"], &["a", "b", "c"], &["a", "b", "c"]]), 0);
        let table: [&[&str]; 3] = [&["Was", "Wer", "Wann"], &["a", "b", "1.1.2026"], &["c", "d", ""]];
        assert_eq!(
            header_of(&[&["Report"], &["of 2026"], table[0], table[1], table[2]]),
            2
        );
        assert_eq!(
            header_of(&[&["Created", "2026-01-01"], &["Name", "Due"], &["x", "2026-01-02"]]),
            1
        );
        assert_eq!(
            header_of(&[&["By", "Ada"], &["Name", "Status"], &["x", "new"]]),
            1
        );
        assert_eq!(header_of(&[&["Title", "2024"], &["x", "yes"]]), 0);
        assert_eq!(header_of(&[&["Item", "2024"], &["x", "yes"]]), 0);
        assert_eq!(header_of(&[&["1", "2"], &["3", "4"]]), 0);
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let header = ["Title", "", " Due \n date ", "Title", "Title"];
        assert_eq!(
            columns(header.into_iter(), 0).unwrap(),
            ["Title", "Column 2", "Due date", "Title (2)", "Title (3)"]
        );
        assert_eq!(columns(["", " "].into_iter(), 2), Err(Refused::NoHeader));
        assert_eq!(
            columns(vec!["x"; 201].into_iter(), 0),
            Err(Refused::TooManyColumns { columns: 201 })
        );
    }

    #[test]
    fn empty_columns_at_the_end_are_none_unless_something_is_in_them() {
        let header = || ["Title"].into_iter().chain(vec![""; 400]);
        assert_eq!(columns(header(), 1).unwrap(), ["Title"]);
        assert_eq!(columns(header(), 3).unwrap(), ["Title", "Column 2", "Column 3"]);
    }

    proptest! {
        #[test]
        fn names_of_columns_are_never_repeated(header in prop::collection::vec("[ab ()2]{0,4}", 1..30)) {
            if let Ok(names) = columns(header.iter().map(String::as_str), header.len()) {
                let mut once = names.clone();
                once.sort();
                once.dedup();
                prop_assert_eq!(once.len(), names.len());
                prop_assert_eq!(names.len(), header.len());
            }
        }

        #[test]
        fn any_rows_have_a_header(rows in prop::collection::vec(prop::collection::vec("[a1 ]{0,3}|Title|Due", 0..5), 1..40)) {
            let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
            prop_assert!(header_of(&rows) < rows.len().min(LOOKED_AT));
        }
    }
}
