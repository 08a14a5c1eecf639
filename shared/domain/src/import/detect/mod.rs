//! What a file is, decided by its bytes and not by its name; and what a person knows better.
//!
//! [`content`] tells text from workbooks by the first bytes. For text, [`encoding`] and [`delimiter`] say how it is
//! to be read. For every table, [`header`] finds the row of column names and [`values`] how dates and numbers are
//! written. Whatever is decided is in [`Detected`], with how sure that is, and can be overridden by [`ReadAs`].

pub mod content;
pub mod delimiter;
pub mod encoding;
pub mod header;
mod refused;
pub mod values;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use encoding::Encoding;
pub use refused::Refused;
pub use values::{ColumnForm, DateOrder, DecimalMark, Form};

/// How many bytes from a file's beginning are looked at.
pub const SAMPLE: usize = 64 * 1024;
/// How many rows from a table's beginning are looked at.
pub const SAMPLE_ROWS: usize = 1_000;

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// How characters are encoded; `null` for a workbook, which says so itself.
    #[schema(required)]
    pub encoding: Option<Encoding>,
    /// Whether a byte order mark comes first, as Excel writes it.
    pub bom: bool,
    /// What stands between two cells: `,`, `;`, `|` or a tab; `null` for a workbook.
    #[schema(required, value_type = Option<String>, example = ";")]
    pub delimiter: Option<char>,
    /// The sheet that is read; `null` for CSV, which has none.
    #[serde(default)]
    #[schema(required, example = "Tasks")]
    pub sheet: Option<String>,
    /// All sheets of the workbook, in order.
    #[serde(default)]
    pub sheets: Vec<SheetName>,
    /// The row with the columns' names, as a spreadsheet counts.
    #[schema(example = 1)]
    pub header_row: i64,
    /// The columns' names, in order, each once: an empty one is called `Column 3`, a repeated one `Name (2)`.
    #[schema(example = json!(["Title", "Priority", "Due"]))]
    pub columns: Vec<String>,
    /// Whether dates like `3/4/2026` begin with the day or with the month; `null` if there are none, or if nobody
    /// can tell.
    #[serde(default)]
    #[schema(required)]
    pub date_order: Option<DateOrder>,
    /// What stands before the decimals of a number; `null` if there are none, or if nobody can tell.
    #[serde(default)]
    #[schema(required)]
    pub decimal_mark: Option<DecimalMark>,
    /// The columns that hold such dates or numbers, with what was found in each.
    #[serde(default)]
    pub column_forms: Vec<ColumnForm>,
    /// How sure each of these is.
    #[serde(default)]
    pub confidence: Confidence,
}

impl Detected {
    /// How a column's dates and numbers are read.
    pub fn form(&self, column: &str) -> Form {
        values::form_of(&self.column_forms, self.date_order, self.decimal_mark, column)
    }
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SheetName {
    /// What it is called.
    #[schema(example = "Tasks")]
    pub name: String,
    /// Whether a spreadsheet hides it. Such a sheet is only read when it is asked for, or has the only data.
    pub hidden: bool,
}

/// A format that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a line per row.
    Csv,
    /// An Excel workbook (Office Open XML).
    Xlsx,
}

/// How sure each decision is; `null` where there was nothing to decide.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Confidence {
    /// Of the format.
    #[schema(required)]
    pub format: Option<Belief>,
    /// Of the encoding.
    #[schema(required)]
    pub encoding: Option<Belief>,
    /// Of the delimiter.
    #[schema(required)]
    pub delimiter: Option<Belief>,
    /// Of the sheet.
    #[schema(required)]
    pub sheet: Option<Belief>,
    /// Of the header row.
    #[schema(required)]
    pub header_row: Option<Belief>,
    /// Of the order of dates.
    #[schema(required)]
    pub date_order: Option<Belief>,
    /// Of the decimal mark.
    #[schema(required)]
    pub decimal_mark: Option<Belief>,
}

/// How sure a decision is, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Belief {
    /// How sure.
    pub sure: Sure,
    /// What was seen.
    #[schema(example = "48 of 50 lines have 9 semicolons")]
    pub because: String,
}

/// How sure a decision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// Someone said so.
    Given,
    /// It cannot be otherwise.
    Certain,
    /// It may be otherwise, but hardly is.
    Likely,
    /// Look at it.
    Guessed,
}

impl Belief {
    /// As sure as that, because of this.
    pub fn new(sure: Sure, because: impl Into<String>) -> Self {
        Self {
            sure,
            because: because.into(),
        }
    }

    pub(crate) fn given() -> Self {
        Self::new(Sure::Given, "it was given")
    }

    /// Someone said so, if there is something given; otherwise this.
    pub fn or_given<T>(given: Option<&T>, otherwise: impl FnOnce() -> Self) -> Self {
        if given.is_some() {
            Self::given()
        } else {
            otherwise()
        }
    }
}

/// What a person knows better than any detection. What is absent is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAs {
    /// How the characters of a CSV file are encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What stands between two cells of a CSV file: one character of ASCII, e.g. `;` or a tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = ";")]
    pub delimiter: Option<char>,
    /// Which sheet of a workbook is read, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Tasks")]
    pub sheet: Option<String>,
    /// The row with the columns' names, as a spreadsheet counts: from 1 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub header_row: Option<i64>,
    /// Whether dates like `3/4/2026` begin with the day or with the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What stands before the decimals of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_mark: Option<DecimalMark>,
}

/// The last row of a sheet, as Excel counts: a header row cannot be below it.
const LAST_ROW: i64 = 1_048_576;
const SHEET_NAME_MAX: usize = 255;

impl ReadAs {
    /// The same, and what it leaves to detection as the other says.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            encoding: self.encoding.or(other.encoding),
            delimiter: self.delimiter.or(other.delimiter),
            sheet: self.sheet.clone().or_else(|| other.sheet.clone()),
            header_row: self.header_row.or(other.header_row),
            date_order: self.date_order.or(other.date_order),
            decimal_mark: self.decimal_mark.or(other.decimal_mark),
        }
    }

    /// The part of it on which the columns' names hang.
    #[must_use]
    pub fn place(&self) -> Self {
        Self {
            date_order: None,
            decimal_mark: None,
            ..self.clone()
        }
    }

    /// What is wrong with it: the name of the field, and what would be right.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let delimits =
            |c: char| c.is_ascii() && !matches!(c, '"' | '\n' | '\r' | '\0') && !c.is_alphanumeric();
        if self.delimiter.is_some_and(|delimiter| !delimits(delimiter)) {
            faults.push((
                "delimiter",
                "must be one character of ASCII that is no letter, digit, quotation mark or line break",
            ));
        }
        let unfit =
            |name: &String| name.is_empty() || name.chars().count() > SHEET_NAME_MAX || name.contains('\0');
        if self.sheet.as_ref().is_some_and(unfit) {
            faults.push(("sheet", "must have 1 to 255 characters, none of them NUL"));
        }
        if self.header_row.is_some_and(|row| !(1..=LAST_ROW).contains(&row)) {
            faults.push(("header_row", "must be from 1 to 1,048,576"));
        }
        faults
    }
}
