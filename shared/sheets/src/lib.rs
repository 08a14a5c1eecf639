//! Tables out of files: CSV and XLSX, row by row, in bounded memory.
//!
//! [`Sheet::open`] looks at a file's content, decides what it is and how it is to be read (or does as it is told),
//! and then gives its rows one by one. Whatever is in the file: every byte that is inflated, every text, row and
//! column is counted while it is read, and what passes a limit is [refused](Refused) with a sentence for the person
//! who has the file (ADR 12). [`apart`] does the same in a process of its own.
//!
//! Reading order: [`mod@row`], `sheet`, then `delimited` for CSV; `package`, `xml`, `workbook`, `worksheet` for XLSX.

pub mod apart;
mod cell_value;
mod delimited;
mod frames;
mod identify;
pub mod limits;
mod number_format;
mod package;
pub mod row;
mod shared_strings;
mod sheet;
mod workbook;
mod worksheet;
mod xml;

use std::io;

use katalusis_domain::import::Refused;

pub use row::Row;
pub use sheet::{Sheet, Table};

/// What a file holds that is an OLE container: an old or a protected workbook, as a rule. All of them are refused.
pub fn in_container(content: &[u8]) -> Refused {
    identify::container(content).unwrap_or(Refused::OldOffice)
}

/// Reading ended early.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be imported.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The file could not be read to its end; it may work another time.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
}
