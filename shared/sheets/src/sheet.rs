//! A table in a file: what it is, and its rows.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::rc::Rc;

use katalusis_domain::import::detect::content::{Content, content};
use katalusis_domain::import::detect::header::{SampleRow, columns, header};
use katalusis_domain::import::detect::values::values;
use katalusis_domain::import::detect::{Belief, Confidence, Format, SAMPLE, SAMPLE_ROWS, SheetName, Sure};
use katalusis_domain::import::{Detected, ReadAs, Refused, ReportColumns};
use serde::{Deserialize, Serialize};

use crate::delimited::Delimited;
use crate::limits::{SAMPLE_BYTES, SHEETS_LOOKED_INTO};
use crate::package::Package;
use crate::shared_strings::SharedStrings;
use crate::workbook::{SheetPart, Workbook};
use crate::worksheet::{Common, Worksheet};
use crate::{ReadError, Row, identify};

/// A table, before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it was found to be.
    pub detected: Detected,
    /// The cells of the header as they are in the file.
    pub header: Vec<String>,
    /// The rows above the header that have anything in them: their cells. Of a great many only the first.
    pub above: Vec<Vec<String>>,
}

impl Table {
    /// The columns that it has from being the report of an earlier import, if it is one.
    pub fn report(&self) -> Option<ReportColumns> {
        ReportColumns::find(self.header.iter().map(String::as_str))
    }

    /// The names of its columns, but for those that a report added.
    pub fn own_columns(&self) -> Vec<String> {
        let report = self.report();
        let columns = self.detected.columns.iter().enumerate();
        let own = columns.filter(|(index, _)| report.is_none_or(|report| !report.owns(*index)));
        own.map(|(_, column)| column.clone()).collect()
    }
}

/// The rows of a table below its header. Blank rows are left out.
pub struct Sheet {
    table: Table,
    source: Source,
    /// Rows that were looked at to decide how to read them.
    ahead: VecDeque<Row>,
    row: Row,
}

enum Source {
    Text(Box<Delimited>),
    Workbook(Box<(Worksheet, Common)>),
}

/// What a file was found to be, before its header is known.
struct Opened {
    source: Source,
    format: Format,
    sheet: Option<(String, Belief)>,
    sheets: Vec<SheetName>,
}

impl Sheet {
    /// Looks at a file and decides what it is, but for what `read_as` says.
    pub fn open(mut file: &File, read_as: &ReadAs) -> Result<Self, ReadError> {
        file.seek(SeekFrom::Start(0))?;
        let mut sample = Vec::with_capacity(SAMPLE);
        file.take(u64::try_from(SAMPLE).unwrap_or(u64::MAX))
            .read_to_end(&mut sample)?;
        let opened = match content(&sample)? {
            Content::Text => Opened {
                source: Source::Text(Box::new(Delimited::open(file, &sample, read_as)?)),
                format: Format::Csv,
                sheet: None,
                sheets: Vec::new(),
            },
            Content::Archive => open_workbook(file, read_as)?,
            Content::Container => {
                file.seek(SeekFrom::Start(0))?;
                return Err(identify::container(file)?.into());
            }
        };
        Self::begin(opened, read_as)
    }

    /// What is known of the table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The next row that has anything in it.
    pub fn advance(&mut self) -> Result<Option<&Row>, ReadError> {
        if let Some(row) = self.ahead.pop_front() {
            self.row = row;
            return Ok(Some(&self.row));
        }
        Ok(self.source.next(&mut self.row)?.then_some(&self.row))
    }

    fn begin(opened: Opened, read_as: &ReadAs) -> Result<Self, ReadError> {
        let Opened {
            mut source,
            format,
            sheet,
            sheets,
        } = opened;
        let mut above = Vec::new();
        let mut ahead = VecDeque::new();
        if let Some(wanted) = read_as.header_row {
            skip_to(&mut source, wanted, &mut above, &mut ahead)?;
        }
        let mut bytes = 0;
        while ahead.len() <= SAMPLE_ROWS && bytes < SAMPLE_BYTES {
            let mut row = Row::default();
            if !source.next(&mut row)? {
                break;
            }
            bytes += row.bytes();
            ahead.push_back(row);
        }
        if ahead.is_empty() {
            return Err(source.without_rows().into());
        }
        let (at, header_belief) = match read_as.header_row {
            Some(_) => (0, Belief::new(Sure::Given, "it was given")),
            None => header(&sample_of(ahead.make_contiguous())),
        };
        above.extend(ahead.drain(..at).map(|row| texts(&row)));
        let header = ahead.pop_front().unwrap_or_default();
        let rows = sample_of(ahead.make_contiguous());
        let used = source.used_columns(&rows, header.len());
        let names = columns(header.texts(), used)?;
        let values = values(&names, &rows, read_as);
        drop(rows);
        let text = source.form();
        let table = Table {
            detected: Detected {
                format,
                encoding: text.map(|form| form.encoding),
                bom: text.is_some_and(|form| form.bom),
                delimiter: text.map(|form| form.delimiter),
                sheet: sheet.as_ref().map(|(name, _)| name.clone()),
                sheets,
                header_row: header.number(),
                columns: names,
                date_order: values.date_order,
                decimal_mark: values.decimal_mark,
                column_forms: values.columns,
                confidence: Confidence {
                    format: Some(format_belief(format)),
                    encoding: text.map(|form| form.encoding_belief.clone()),
                    delimiter: text.map(|form| form.delimiter_belief.clone()),
                    sheet: sheet.map(|(_, belief)| belief),
                    header_row: Some(header_belief),
                    date_order: values.date_belief,
                    decimal_mark: values.decimal_belief,
                },
            },
            header: texts(&header),
            above,
        };
        Ok(Self {
            table,
            source,
            ahead,
            row: Row::default(),
        })
    }
}

/// Reads up to the row that has the columns' names.
fn skip_to(
    source: &mut Source,
    wanted: i64,
    above: &mut Vec<Vec<String>>,
    ahead: &mut VecDeque<Row>,
) -> Result<(), ReadError> {
    let mut row = Row::default();
    let mut bytes = 0;
    loop {
        if !source.next(&mut row)? || row.number() > wanted {
            return Err(Refused::NoHeader.into());
        }
        if row.number() == wanted {
            ahead.push_back(row);
            return Ok(());
        }
        bytes += row.bytes();
        if bytes < SAMPLE_BYTES {
            above.push(texts(&row));
        }
    }
}

fn texts(row: &Row) -> Vec<String> {
    row.texts().map(str::to_owned).collect()
}

fn sample_of(rows: &[Row]) -> Vec<SampleRow<'_>> {
    let rows = rows.iter().map(|row| SampleRow {
        number: row.number(),
        cells: (0..row.ends.len()).map(|column| row.cell(column)).collect(),
    });
    rows.collect()
}

fn format_belief(format: Format) -> Belief {
    let seen = match format {
        Format::Csv => "its bytes are text",
        Format::Xlsx => "its bytes are an archive with a workbook in it",
    };
    Belief::new(Sure::Certain, seen)
}

impl Source {
    /// The next row that has anything in it; `false` if there is none.
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        loop {
            let more = match self {
                Self::Text(text) => text.read(row)?,
                Self::Workbook(workbook) => workbook.0.read(row, &mut workbook.1)?,
            };
            if !more || !row.is_blank() {
                return Ok(more);
            }
        }
    }

    fn form(&self) -> Option<&crate::delimited::Form> {
        match self {
            Self::Text(text) => Some(&text.form),
            Self::Workbook(_) => None,
        }
    }

    /// Why there is no row: nothing at all, or nothing but separators.
    fn without_rows(&self) -> Refused {
        match self {
            Self::Text(text) if text.has_separators() => Refused::NoHeader,
            Self::Text(_) | Self::Workbook(_) => Refused::Empty,
        }
    }

    /// How many columns have something in them below a header of so many cells. A row of a text that is longer than
    /// the header is a mistake of that row; in a sheet it is a column without a name.
    fn used_columns(&self, rows: &[SampleRow<'_>], header: usize) -> usize {
        let filled = |row: &SampleRow<'_>| {
            row.cells
                .iter()
                .rposition(|cell| !cell.is_blank())
                .map_or(0, |at| at + 1)
        };
        let used = rows.iter().map(filled).max().unwrap_or(0);
        match self {
            Self::Text(_) => used.min(header),
            Self::Workbook(_) => used,
        }
    }
}

fn open_workbook(file: &File, read_as: &ReadAs) -> Result<Opened, ReadError> {
    let mut package = Package::open(file)?;
    identify::workbook(&mut package)?;
    let mut workbook = Workbook::open(package)?;
    let strings = match workbook.shared_strings.take() {
        Some(part) => workbook
            .package
            .part(&part)?
            .map(SharedStrings::read)
            .transpose()?,
        None => None,
    };
    let mut common = Common {
        epoch: workbook.epoch,
        styles: Rc::from(workbook.styles.as_slice()),
        strings: strings.unwrap_or_default(),
    };
    let (chosen, belief) = match &read_as.sheet {
        Some(name) => (
            named(&workbook.sheets, name)?,
            Belief::new(Sure::Given, "it was given"),
        ),
        None => first_with_data(&mut workbook, &mut common)?,
    };
    let worksheet = worksheet(&mut workbook.package, &chosen)?;
    let sheets = workbook.sheets.into_iter();
    Ok(Opened {
        source: Source::Workbook(Box::new((worksheet, common))),
        format: Format::Xlsx,
        sheet: Some((chosen.name, belief)),
        sheets: sheets
            .map(|sheet| SheetName {
                name: sheet.name,
                hidden: sheet.is_hidden,
            })
            .collect(),
    })
}

fn worksheet(package: &mut Package, sheet: &SheetPart) -> Result<Worksheet, ReadError> {
    let part = package.part(&sheet.part)?;
    let part = part.ok_or_else(|| Refused::damaged("a sheet that it lists is missing"))?;
    Ok(Worksheet::new(part))
}

/// The sheet of this name, exactly or else without regard to case and surrounding spaces.
fn named(sheets: &[SheetPart], name: &str) -> Result<SheetPart, Refused> {
    let normal = |name: &str| name.trim().to_lowercase();
    let exact = sheets.iter().find(|sheet| sheet.name == name);
    let found = exact.or_else(|| sheets.iter().find(|sheet| normal(&sheet.name) == normal(name)));
    found.cloned().ok_or_else(|| Refused::NoSuchSheet {
        name: name.chars().take(60).collect(),
        has: listed(sheets),
    })
}

fn listed(sheets: &[SheetPart]) -> String {
    const SHOWN: usize = 10;

    let mut names: Vec<_> = sheets
        .iter()
        .take(SHOWN)
        .map(|sheet| sheet.name.as_str())
        .collect();
    if sheets.len() > SHOWN {
        names.push("…");
    }
    names.join(", ")
}

/// The first sheet that has anything in it; a hidden one only if no other has.
fn first_with_data(workbook: &mut Workbook, common: &mut Common) -> Result<(SheetPart, Belief), ReadError> {
    let (hidden, visible): (Vec<_>, Vec<_>) =
        workbook.sheets.iter().cloned().partition(|sheet| sheet.is_hidden);
    let count = workbook.sheets.len();
    for sheet in visible.into_iter().chain(hidden).take(SHEETS_LOOKED_INTO) {
        let mut rows = worksheet(&mut workbook.package, &sheet)?;
        let mut row = Row::default();
        while rows.read(&mut row, common)? {
            if row.is_blank() {
                continue;
            }
            let belief = match (count, sheet.is_hidden) {
                (1, _) => Belief::new(Sure::Certain, "it is the only sheet"),
                (_, true) => Belief::new(Sure::Guessed, "only hidden sheets have anything in them"),
                _ => Belief::new(
                    Sure::Likely,
                    format!("it is the first of {count} sheets that has anything in it"),
                ),
            };
            return Ok((sheet, belief));
        }
    }
    Err(Refused::Empty.into())
}
