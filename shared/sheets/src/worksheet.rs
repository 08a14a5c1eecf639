//! A sheet of a workbook, row by row.

use std::rc::Rc;

use katalusis_domain::import::{CellKind, ROW_MAX, Refused};
use quick_xml::events::{BytesStart, Event};

use crate::cell_value::{Epoch, push_number, unescaped};
use crate::limits::{SHEET_COLUMNS, SHEET_ROWS};
use crate::number_format::NumberForm;
use crate::package::Part;
use crate::shared_strings::SharedStrings;
use crate::xml::{Xml, attribute, character};
use crate::{ReadError, Row};

/// What all sheets of a workbook share.
pub(crate) struct Common {
    pub(crate) epoch: Epoch,
    pub(crate) styles: Rc<[NumberForm]>,
    pub(crate) strings: SharedStrings,
}

/// The rows of a sheet.
pub(crate) struct Worksheet {
    xml: Xml,
    state: State,
    last_row: i64,
    cell: CellXml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the cells.
    Before,
    /// Among them.
    Rows,
    /// After them.
    After,
    /// At the end of the part.
    Ended,
}

/// A cell that is being read.
#[derive(Default)]
struct CellXml {
    column: usize,
    kind: Kind,
    form: NumberForm,
    value: String,
    formula: String,
    has_formula: bool,
    /// Which text is being read.
    within: Within,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Within {
    #[default]
    Nothing,
    Value,
    Formula,
    /// How a text is spoken, which is no part of it.
    Phonetic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Number,
    Shared,
    /// Text that stands in the cell, or that its formula made.
    Text,
    Truth,
    Error,
    Day,
}

impl Worksheet {
    pub(crate) fn new(part: Part) -> Self {
        Self {
            xml: Xml::new(part),
            state: State::Before,
            last_row: 0,
            cell: CellXml::default(),
        }
    }

    /// Reads the next row that the sheet has, which may be blank; `false` if there is none.
    pub(crate) fn read(&mut self, row: &mut Row, common: &mut Common) -> Result<bool, ReadError> {
        let mut columns = 0;
        let mut is_open = false;
        // What follows the cells is read too: a part's checksum stands at its end.
        while self.state != State::Ended {
            match self.xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "sheetData" => self.state = State::Rows,
                    "row" if self.state == State::Rows => {
                        self.last_row = row_number(&tag, self.last_row)?;
                        row.begin(self.last_row);
                        (columns, is_open) = (0, true);
                    }
                    "c" if is_open => {
                        self.cell.begin(&tag, columns, &common.styles)?;
                        columns = self.cell.column + 1;
                    }
                    inner if is_open => self.cell.enter(inner),
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "sheetData" => self.state = State::After,
                    "row" if self.state == State::Rows => self.last_row = row_number(&tag, self.last_row)?,
                    // A cell with a colour and nothing in it.
                    "c" if is_open => columns = column(&tag, columns)? + 1,
                    "f" if is_open => self.cell.has_formula = true,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "c" if is_open => self.cell.put(row, common)?,
                    "row" if is_open => return Ok(true),
                    "sheetData" => self.state = State::After,
                    "rPh" | "v" | "t" | "f" => self.cell.leave(),
                    _ => {}
                },
                Event::Text(piece) if is_open => self.cell.push(&piece)?,
                Event::CData(piece) if is_open => self.cell.push(&piece)?,
                Event::GeneralRef(reference) if is_open => {
                    self.cell.push(character(&reference).encode_utf8(&mut [0; 4]))?;
                }
                Event::Eof => self.state = State::Ended,
                _ => {}
            }
        }
        Ok(false)
    }
}

impl CellXml {
    fn begin(&mut self, tag: &BytesStart<'_>, next: usize, styles: &[NumberForm]) -> Result<(), Refused> {
        self.value.clear();
        self.formula.clear();
        (self.has_formula, self.within) = (false, Within::Nothing);
        self.column = column(tag, next)?;
        self.kind = match attribute(tag, "t").as_deref() {
            None | Some("n") => Kind::Number,
            Some("s") => Kind::Shared,
            Some("b") => Kind::Truth,
            Some("e") => Kind::Error,
            Some("d") => Kind::Day,
            Some(_) => Kind::Text,
        };
        self.form = NumberForm::Number;
        if self.kind == Kind::Number {
            let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok());
            self.form = style
                .and_then(|style| styles.get(style))
                .copied()
                .unwrap_or_default();
        }
        Ok(())
    }

    fn enter(&mut self, name: &str) {
        self.within = match name {
            "v" => Within::Value,
            "t" if self.within != Within::Phonetic => Within::Value,
            "f" => Within::Formula,
            "rPh" => Within::Phonetic,
            _ => return,
        };
        self.has_formula |= self.within == Within::Formula;
    }

    fn leave(&mut self) {
        self.within = Within::Nothing;
    }

    fn push(&mut self, piece: &str) -> Result<(), Refused> {
        const SHOWN: usize = 200;

        match self.within {
            Within::Value if self.value.len() + piece.len() > ROW_MAX => return Err(Refused::TextTooLarge),
            Within::Value => self.value.push_str(piece),
            Within::Formula if self.formula.len() < SHOWN => self.formula.extend(piece.chars().take(SHOWN)),
            _ => {}
        }
        Ok(())
    }

    /// Puts the cell into its row.
    fn put(&mut self, row: &mut Row, common: &mut Common) -> Result<(), ReadError> {
        let mut text = String::new();
        let kind = match self.kind {
            _ if self.value.is_empty() => {
                // A formula that makes an empty text has a type; one that was never calculated has none.
                if !self.has_formula || self.kind == Kind::Text {
                    return Ok(());
                }
                text.push('=');
                text.push_str(&self.formula);
                CellKind::Fault
            }
            Kind::Shared => {
                let index = self.value.trim().parse().unwrap_or(usize::MAX);
                if !common.strings.append(index, &mut text)? {
                    return Err(Refused::damaged("a cell refers to a text that is not there").into());
                }
                CellKind::Written
            }
            Kind::Text => {
                row.put(self.column, &unescaped(&self.value), CellKind::Written)?;
                return Ok(());
            }
            Kind::Number => {
                push_number(&mut text, self.value.trim(), self.form, common.epoch);
                CellKind::Typed
            }
            Kind::Truth => {
                text.push_str(if matches!(self.value.trim(), "1" | "true") {
                    "true"
                } else {
                    "false"
                });
                CellKind::Typed
            }
            Kind::Error => {
                text.push_str(&self.value);
                CellKind::Fault
            }
            Kind::Day => {
                text.push_str(self.value.trim());
                CellKind::Typed
            }
        };
        row.put(self.column, &text, kind)?;
        Ok(())
    }
}

/// The number of a row: what it says, or the next one. Rows come in order, as every program writes them.
fn row_number(tag: &BytesStart<'_>, last: i64) -> Result<i64, Refused> {
    let number = match attribute(tag, "r") {
        Some(number) => number.parse().unwrap_or(0),
        None => last + 1,
    };
    if number > SHEET_ROWS {
        return Err(Refused::TooManyRows {
            max: u64::try_from(SHEET_ROWS).unwrap_or(u64::MAX),
        });
    }
    if number <= last {
        return Err(Refused::damaged("its rows are not in order"));
    }
    Ok(number)
}

/// The column of a cell, from 0 on: what it says (`BC12` is 54), or the next one.
fn column(tag: &BytesStart<'_>, next: usize) -> Result<usize, Refused> {
    let Some(place) = attribute(tag, "r") else {
        return if next < SHEET_COLUMNS {
            Ok(next)
        } else {
            Err(Refused::TooManyColumns { columns: next + 1 })
        };
    };
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_usize, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    if number > SHEET_COLUMNS {
        return Err(Refused::TooManyColumns { columns: number });
    }
    match number.checked_sub(1) {
        Some(column) if column >= next => Ok(column),
        _ => Err(Refused::damaged("its cells are not in order")),
    }
}
