//! A cell of a table, wherever the table comes from.

/// What stands in a cell, and how much its source knew of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its text.
    pub text: &'a str,
    /// What that text is.
    pub kind: CellKind,
}

/// What the text of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// What a person wrote: numbers and dates as that person writes them.
    #[default]
    Written,
    /// Made from a value with a type: a day is `2026-03-31`, a number has a decimal point, a truth is `true`.
    Typed,
    /// An error of a spreadsheet's formula (`#N/A`), or a formula that was never calculated (`=A1+B1`).
    Fault,
}

impl Cell<'_> {
    /// Whether nothing but spaces stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self {
            text,
            kind: CellKind::Written,
        }
    }
}
