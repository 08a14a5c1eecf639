//! What a file is, decided by its bytes and not by its name.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{COLUMNS_MAX, Failure};

/// How many bytes from a file's beginning are looked at.
pub const SAMPLE: usize = 64 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// How characters are encoded.
    pub encoding: Encoding,
    /// Whether a byte order mark comes first, as Excel writes it.
    pub bom: bool,
    /// What stands between two cells: `,`, `;` or a tab.
    #[schema(value_type = String, example = ";")]
    pub delimiter: char,
    /// The row with the columns' names, as a spreadsheet counts.
    #[schema(example = 1)]
    pub header_row: i64,
    /// The columns' names, in order, each once: an empty one is called `Column 3`, a repeated one `Name (2)`.
    #[schema(example = json!(["Title", "Priority", "Due"]))]
    pub columns: Vec<String>,
}

/// A format that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a line per row.
    Csv,
}

/// An encoding that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
}

/// Why a file cannot be imported, in words for the person who has it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it.
    #[error("The file is empty. Upload a CSV file with a row of column names and a row per task.")]
    Empty,
    /// An Office Open XML file, or another ZIP archive.
    #[error(
        "The file is an Excel workbook (or another ZIP archive), not CSV. Save it as \"CSV UTF-8\" and upload that file."
    )]
    Workbook,
    /// An Excel 97 workbook or another OLE file, perhaps with a password.
    #[error(
        "The file is an old or a protected Office document, not CSV. Open it, save it as \"CSV UTF-8\" and upload that file."
    )]
    OldOffice,
    /// Text in UTF-16.
    #[error("The file is UTF-16 text. Save it as \"CSV UTF-8\" and upload that file.")]
    Utf16,
    /// No text at all.
    #[error("The file is not text. Upload a CSV file.")]
    Binary,
    /// Text in an encoding that is not UTF-8.
    #[error(
        "The file is not UTF-8 text (first seen near row {row}). Save it as \"CSV UTF-8\" and upload that file."
    )]
    NotUtf8 {
        /// Where that shows.
        row: i64,
    },
    /// No names of columns.
    #[error("The file has no row of column names. Put the names of the columns into the first row.")]
    NoHeader,
    /// Too wide.
    #[error("The file has {columns} columns; at most {COLUMNS_MAX} can be imported.")]
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
    /// Too large.
    #[error("The file has {size} bytes; at most {max} can be imported.")]
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
    /// The reason as a word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Workbook | Self::OldOffice | Self::Binary => "not_csv",
            Self::Utf16 | Self::NotUtf8 { .. } => "not_utf8",
            Self::NoHeader => "no_header",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::RowTooLarge { .. } => "row_too_large",
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

/// What the first bytes tell of a CSV file's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Whether a byte order mark comes first.
    pub bom: bool,
    /// What stands between two cells.
    pub delimiter: char,
}

impl Form {
    /// How many bytes come before the text.
    pub fn text_begins_at(self) -> usize {
        if self.bom { BOM.len() } else { 0 }
    }
}

/// Looks at a file's first bytes, up to [`SAMPLE`] of them; `whole` says that there are no more.
pub fn form(sample: &[u8], whole: bool) -> Result<Form, Refused> {
    if sample.is_empty() {
        return Err(Refused::Empty);
    }
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        return Err(Refused::Workbook);
    }
    if sample.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(Refused::OldOffice);
    }
    if sample.starts_with(b"\xFF\xFE") || sample.starts_with(b"\xFE\xFF") {
        return Err(Refused::Utf16);
    }
    if sample.contains(&0) || sample.starts_with(b"%PDF-") {
        return Err(Refused::Binary);
    }
    let bom = sample.starts_with(BOM);
    let text = &sample[if bom { BOM.len() } else { 0 }..];
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        // The sample may end in the middle of a character.
        Err(error) if !whole && error.error_len().is_none() => {
            std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) => {
            let row = text[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            return Err(Refused::NotUtf8 {
                row: i64::try_from(row).unwrap_or(i64::MAX),
            });
        }
    };
    if text.trim().is_empty() {
        return Err(if whole { Refused::Empty } else { Refused::NoHeader });
    }
    Ok(Form {
        bom,
        delimiter: delimiter(text),
    })
}

/// The character that divides most lines into as many cells as the first; a comma when none does.
fn delimiter(text: &str) -> char {
    let lines = counts_per_line(text);
    let score = |index: usize| -> (usize, usize) {
        let Some(first) = lines.first().map(|line| line[index]).filter(|count| *count > 0) else {
            return (0, 0);
        };
        let alike = lines.iter().filter(|line| line[index] == first).count();
        (alike, first)
    };
    let best = (0..DELIMITERS.len())
        // `max_by_key` takes the last of equals, and a comma is the likelier one.
        .rev()
        .max_by_key(|index| score(*index))
        .filter(|index| score(*index) > (0, 0));
    best.map_or(',', |index| DELIMITERS[index])
}

/// How often each delimiter stands outside of quotes, for the first lines that are not empty.
fn counts_per_line(text: &str) -> Vec<[usize; DELIMITERS.len()]> {
    const LINES: usize = 50;

    let mut lines = Vec::new();
    let mut counts = [0; DELIMITERS.len()];
    let mut quoted = false;
    let mut empty = true;
    for character in text.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                empty = false;
            }
            '\n' | '\r' if !quoted => {
                if !empty {
                    lines.push(counts);
                    if lines.len() == LINES {
                        return lines;
                    }
                }
                counts = [0; DELIMITERS.len()];
                empty = true;
            }
            _ => {
                empty = false;
                if !quoted && let Some(index) = DELIMITERS.iter().position(|found| *found == character) {
                    counts[index] += 1;
                }
            }
        }
    }
    // The last line may be cut off; it counts when it is the only one.
    if !empty && lines.is_empty() {
        lines.push(counts);
    }
    lines
}

/// The columns' names out of the header's cells, each once.
pub fn columns<'a>(header: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Refused> {
    const NAME_MAX: usize = 200;

    let mut names: Vec<String> = Vec::new();
    let mut any = false;
    for (index, cell) in header.enumerate() {
        let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        any |= !cell.is_empty();
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
        if names.len() > 4 * COLUMNS_MAX {
            break;
        }
    }
    if !any {
        return Err(Refused::NoHeader);
    }
    if names.len() > COLUMNS_MAX {
        return Err(Refused::TooManyColumns { columns: names.len() });
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn delimiter_of(text: &str) -> char {
        form(text.as_bytes(), true).unwrap().delimiter
    }

    #[test]
    fn the_delimiter_is_read_from_the_content() {
        assert_eq!(delimiter_of("Title,Priority\na,b\n"), ',');
        assert_eq!(delimiter_of("Title;Priority;Amount\na;b;1,50\nc;d;2,75\n"), ';');
        assert_eq!(delimiter_of("Title;Note\n\"a,b,c\";x\n"), ';');
        assert_eq!(delimiter_of("Title\tNote\na,b\tc\n"), '\t');
        assert_eq!(delimiter_of("Title\nonly one column\n"), ',');
        assert_eq!(delimiter_of("Title, or name;Note\r\na;b\r\n"), ';');
    }

    #[test]
    fn what_is_not_csv_is_refused_by_its_bytes() {
        assert_eq!(form(b"", true), Err(Refused::Empty));
        assert_eq!(form(b"\xEF\xBB\xBF \r\n", true), Err(Refused::Empty));
        assert_eq!(form(b"PK\x03\x04rest", true), Err(Refused::Workbook));
        assert_eq!(
            form(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", true),
            Err(Refused::OldOffice)
        );
        assert_eq!(form(b"\xFF\xFET\0i\0", true), Err(Refused::Utf16));
        assert_eq!(form(b"a\0b", true), Err(Refused::Binary));
        assert_eq!(form(b"Title\nm\xFCll\n", true), Err(Refused::NotUtf8 { row: 2 }));
    }

    #[test]
    fn a_character_may_be_cut_in_two_by_the_sample_but_not_by_the_file() {
        let text = "Title,ü".as_bytes();
        assert!(form(&text[..text.len() - 1], false).is_ok());
        assert!(form(&text[..text.len() - 1], true).is_err());
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let header = ["Title", "", " Due \n date ", "Title", "Title"];
        assert_eq!(
            columns(header.into_iter()).unwrap(),
            ["Title", "Column 2", "Due date", "Title (2)", "Title (3)"]
        );
        assert_eq!(columns(["", " "].into_iter()), Err(Refused::NoHeader));
        assert_eq!(
            columns(vec!["x"; 201].into_iter()),
            Err(Refused::TooManyColumns { columns: 201 })
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_file_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..2000), whole: bool) {
            let first = form(&bytes, whole);
            prop_assert_eq!(&first, &form(&bytes, whole));
            if let Ok(form) = first {
                prop_assert!(form.text_begins_at() <= bytes.len());
            }
        }

        #[test]
        fn a_table_is_read_with_the_delimiter_that_it_was_written_with(
            rows in prop::collection::vec(prop::collection::vec("[a-z ]{0,8}", 3), 2..20),
            delimiter in prop::sample::select(&DELIMITERS[..]),
        ) {
            let text: String = std::iter::once("Title;x,y".replace([';', ','], &delimiter.to_string()))
                .chain(rows.iter().map(|row| row.join(&delimiter.to_string())))
                .map(|line| line + "\n")
                .collect();
            prop_assert_eq!(delimiter_of(&text), delimiter);
        }

        #[test]
        fn names_of_columns_are_never_repeated(header in prop::collection::vec("[ab ()2]{0,4}", 1..30)) {
            if let Ok(names) = columns(header.iter().map(String::as_str)) {
                let mut once = names.clone();
                once.sort();
                once.dedup();
                prop_assert_eq!(once.len(), names.len());
                prop_assert_eq!(names.len(), header.len());
            }
        }
    }
}
