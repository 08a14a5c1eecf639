//! Why a file cannot be imported.

use serde::{Deserialize, Serialize};

use crate::import::{COLUMNS_MAX, Failure};

/// Why a file cannot be imported, in words for the person who has it: each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Nothing in it.
    #[error("The file is empty. Upload a CSV or Excel file with a row of column names and a row per task.")]
    Empty,
    /// An Excel 97 workbook.
    #[error(
        "The file is a workbook in Excel's old format (.xls). Open it, save it as \"Excel workbook (.xlsx)\" and upload that file."
    )]
    OldExcel,
    /// Another OLE file: a Word 97 document, a mail, an installer.
    #[error(
        "The file is an old Office document and holds no workbook. Upload a workbook (.xlsx) or a CSV file."
    )]
    OldOffice,
    /// A workbook that opens with a password only.
    #[error(
        "The file is protected with a password. Open it, remove the password (File, Info, Protect Workbook), save it and upload it again."
    )]
    Protected,
    /// `.xlsb`.
    #[error(
        "The file is a binary workbook (.xlsb). Open it, save it as \"Excel workbook (.xlsx)\" and upload that file."
    )]
    BinaryWorkbook,
    /// `.xlsm`, whatever it is called.
    #[error(
        "The file contains macros. Open it, save it as \"Excel workbook (.xlsx)\", which leaves them out, and upload that file."
    )]
    Macros,
    /// `.ods` and its kin.
    #[error(
        "The file is in OpenDocument format (.ods). Open it, save it as \"Excel workbook (.xlsx)\" or as CSV and upload that file."
    )]
    OpenDocument,
    /// Apple's format.
    #[error("The file is a Numbers document. Export it as Excel or as CSV and upload that file.")]
    Numbers,
    /// A document or slides of today's Office.
    #[error(
        "The file is an Office document, but not a workbook. Copy its table into a workbook (.xlsx) and upload that file."
    )]
    OtherOffice,
    /// A ZIP or other archive.
    #[error("The file is an archive. Unpack it and upload the CSV or Excel file that is in it.")]
    Archive,
    /// A PDF.
    #[error("The file is a PDF, whatever its name says. Upload the CSV or Excel file that it was made from.")]
    Pdf,
    /// A web page, which many programs call `.xls`.
    #[error(
        "The file is a web page, whatever its name says. Open it in Excel, save it as \"Excel workbook (.xlsx)\" and upload that file."
    )]
    WebPage,
    /// XML, perhaps Excel 2003's.
    #[error(
        "The file is XML, whatever its name says. Open it in Excel, save it as \"Excel workbook (.xlsx)\" and upload that file."
    )]
    Xml,
    /// No text at all.
    #[error("The file is neither text nor a workbook. Upload a CSV or Excel (.xlsx) file.")]
    Binary,
    /// Text with bytes that do not fit its encoding.
    #[error(
        "The text is not in the encoding that it seems to be in (first seen near row {row}). Save the file as \"CSV UTF-8\" and upload it again, or say which encoding it has."
    )]
    BadText {
        /// Where that shows.
        row: i64,
    },
    /// No names of columns.
    #[error(
        "The file has no row of column names. Put the names of the columns into a row above the data, or say which row has them."
    )]
    NoHeader,
    /// The sheet that was asked for.
    #[error("The workbook has no sheet called \"{name}\". It has: {has}.")]
    NoSuchSheet {
        /// The name that was given.
        name: String,
        /// Those that there are.
        has: String,
    },
    /// Too wide.
    #[error(
        "The file has {columns} columns; at most {COLUMNS_MAX} can be imported. Remove those that are not needed."
    )]
    TooManyColumns {
        /// How many.
        columns: usize,
    },
    /// Too long.
    #[error("The file has more than {max} rows. Split it and import the parts.")]
    TooManyRows {
        /// How many there may be.
        max: u64,
    },
    /// A row that does not end.
    #[error("Row {row} is larger than 1 MiB. Perhaps a quotation mark in it is not closed.")]
    RowTooLarge {
        /// Which.
        row: i64,
    },
    /// Text of a workbook that does not end.
    #[error("The workbook has a text of more than 1 MiB in one cell. Shorten it and upload the file again.")]
    TextTooLarge,
    /// A workbook that grows beyond measure when it is unpacked.
    #[error(
        "The workbook is too large when it is unpacked. Remove what is not needed, or save it as CSV and upload that file."
    )]
    Inflated,
    /// An archive of too many parts.
    #[error(
        "The workbook consists of more than {max} parts. Copy the table into a new workbook and upload that file."
    )]
    TooManyParts {
        /// How many there may be.
        max: usize,
    },
    /// A workbook that cannot be read to its end.
    #[error(
        "The workbook is damaged ({what}). Open it in Excel, which may repair it, save it and upload it again."
    )]
    Damaged {
        /// What was wrong, shortly.
        what: String,
    },
    /// It took more memory than an import has.
    #[error(
        "Reading the file took more memory than an import may use. Remove what is not needed, or save it as CSV and upload that file."
    )]
    TooMuchMemory,
    /// It took more time than an import has.
    #[error(
        "Reading the file took too long. Remove what is not needed, or save it as CSV and upload that file."
    )]
    TooLong,
    /// Too large.
    #[error("The file has {size} bytes; at most {max} can be imported. Split it and import the parts.")]
    TooLarge {
        /// How many bytes it has.
        size: u64,
        /// How many it may have.
        max: u64,
    },
    /// Not the file that was announced.
    #[error("The file has {found} bytes, but {announced} were announced. Start a new import.")]
    OtherSize {
        /// How many there are.
        found: i64,
        /// How many there should be.
        announced: i64,
    },
    /// Not there any more.
    #[error("The file was removed before it could be read. Start a new import.")]
    Gone,
}

impl Refused {
    /// A workbook that cannot be read, for this reason.
    pub fn damaged(what: impl std::fmt::Display) -> Self {
        let what = what.to_string();
        Self::Damaged {
            what: what.chars().filter(|c| !c.is_control()).take(120).collect(),
        }
    }

    /// The reason as a word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::OldExcel => "old_excel",
            Self::OldOffice | Self::OtherOffice | Self::Pdf | Self::WebPage | Self::Xml | Self::Binary => {
                "not_a_table"
            }
            Self::Protected => "protected",
            Self::BinaryWorkbook => "binary_workbook",
            Self::Macros => "macros",
            Self::OpenDocument => "open_document",
            Self::Numbers => "numbers_document",
            Self::Archive => "archive",
            Self::BadText { .. } => "bad_text",
            Self::NoHeader => "no_header",
            Self::NoSuchSheet { .. } => "no_such_sheet",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::RowTooLarge { .. } => "row_too_large",
            Self::TextTooLarge => "text_too_large",
            Self::Inflated => "inflated",
            Self::TooManyParts { .. } => "too_many_parts",
            Self::Damaged { .. } => "damaged",
            Self::TooMuchMemory => "too_much_memory",
            Self::TooLong => "too_long",
            Self::TooLarge { .. } => "too_large",
            Self::OtherSize { .. } => "other_size",
            Self::Gone => "gone",
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self {
            code: refused.code().to_owned(),
            detail: refused.to_string(),
        }
    }
}
