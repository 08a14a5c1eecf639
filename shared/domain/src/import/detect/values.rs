//! How a column's dates and numbers are written: decided from all that is seen of the column, not cell by cell.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::header::SampleRow;
use super::{Belief, ReadAs, Sure};
use crate::import::cell::CellKind;
use crate::import::value::{Figures, day_and_month, figures, plain_date};

/// Which comes first in a date like `3/4/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The day: the third of April.
    DayFirst,
    /// The month: March the fourth.
    MonthFirst,
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// How the dates and numbers of a column are read. Nothing is known of a default one: dates of either order and
/// numbers with separators of either kind are then refused, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    /// What comes first in dates.
    pub date_order: Option<DateOrder>,
    /// What stands before decimals.
    pub decimal_mark: Option<DecimalMark>,
}

/// A column of dates or numbers, and how they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColumnForm {
    /// The column, by its name.
    #[schema(example = "Due")]
    pub column: String,
    /// What comes first in its dates; `null` if it has none, or if nobody can tell.
    #[schema(required)]
    pub date_order: Option<DateOrder>,
    /// What stands before its decimals; `null` if it has none, or if nobody can tell.
    #[schema(required)]
    pub decimal_mark: Option<DecimalMark>,
    /// How sure that is.
    pub confidence: Belief,
}

/// All that was found about values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    /// What comes first in dates, for the file as a whole.
    pub date_order: Option<DateOrder>,
    /// How sure that is; `None` if there are no such dates.
    pub date_belief: Option<Belief>,
    /// What stands before decimals, for the file as a whole.
    pub decimal_mark: Option<DecimalMark>,
    /// How sure that is; `None` if there are no such numbers.
    pub decimal_belief: Option<Belief>,
    /// Column by column.
    pub columns: Vec<ColumnForm>,
}

impl Values {
    /// How a column is read.
    pub fn form(&self, column: &str) -> Form {
        form_of(&self.columns, self.date_order, self.decimal_mark, column)
    }
}

/// How a column is read: as it was found, or else as the file as a whole.
pub fn form_of(
    columns: &[ColumnForm],
    date_order: Option<DateOrder>,
    decimal_mark: Option<DecimalMark>,
    column: &str,
) -> Form {
    let found = columns.iter().find(|form| form.column == column);
    Form {
        date_order: found.and_then(|form| form.date_order).or(date_order),
        decimal_mark: found.and_then(|form| form.decimal_mark).or(decimal_mark),
    }
}

/// Whether a text is a number or a date, in whatever way it is written.
pub(super) fn looks_like_a_value(text: &str) -> bool {
    let text = text.trim();
    day_and_month(text).is_some() || plain_date(text) || figures(text).is_some()
}

/// What was seen of one kind of evidence: how often each of two, how often it could be either, and an example of
/// what decides.
#[derive(Debug, Clone, Default)]
struct Votes {
    first: usize,
    second: usize,
    either: usize,
    example: String,
}

impl Votes {
    fn count(&self) -> usize {
        self.first + self.second + self.either
    }

    fn first(&mut self, text: &str) {
        if self.first == 0 && self.second == 0 {
            text.clone_into(&mut self.example);
        }
        self.first += 1;
    }

    fn second(&mut self, text: &str) {
        if self.first == 0 && self.second == 0 {
            text.clone_into(&mut self.example);
        }
        self.second += 1;
    }

    /// One of the two, if nearly all that tells anything says so.
    fn verdict<T>(&self, first: T, second: T) -> Option<(T, Belief)> {
        let (choice, yes, no) = match self.first.cmp(&self.second) {
            std::cmp::Ordering::Greater => (first, self.first, self.second),
            std::cmp::Ordering::Less => (second, self.second, self.first),
            std::cmp::Ordering::Equal => return None,
        };
        if yes < 10 * no {
            return None;
        }
        let sure = if no == 0 { Sure::Certain } else { Sure::Likely };
        let seen = format!(
            "{yes} of {} can be read in no other way, e.g. {}",
            self.count(),
            self.example
        );
        Some((choice, Belief::new(sure, seen)))
    }

    fn add(&mut self, other: &Self) {
        if self.first == 0 && self.second == 0 {
            self.example.clone_from(&other.example);
        }
        self.first += other.first;
        self.second += other.second;
        self.either += other.either;
    }
}

/// What one column holds.
#[derive(Debug, Default)]
struct Column {
    filled: usize,
    dates: Votes,
    numbers: Votes,
}

impl Column {
    fn see(&mut self, text: &str) {
        self.filled += 1;
        if let Some((a, b)) = day_and_month(text) {
            match (a > 12, b > 12) {
                (true, false) => self.dates.first(text),
                (false, true) => self.dates.second(text),
                _ => self.dates.either += 1,
            }
            return;
        }
        match figures(text) {
            Some(Figures::Point) => self.numbers.first(text),
            Some(Figures::Comma) => self.numbers.second(text),
            Some(Figures::Either) => self.numbers.either += 1,
            Some(Figures::Plain) | None => {}
        }
    }

    /// Most of what is in it.
    fn mostly(&self, count: usize) -> bool {
        count > 0 && count * 2 >= self.filled
    }
}

/// Looks at the rows below the header.
///
/// A column in which some date can be read in one way only decides for all its dates. One that leaves it open
/// follows the file's other columns. Where nobody can tell, nothing is decided.
pub fn values(names: &[String], rows: &[SampleRow<'_>], read_as: &ReadAs) -> Values {
    let columns: Vec<Column> = (0..names.len()).map(|index| look(index, rows)).collect();
    let (mut dates, mut numbers) = (Votes::default(), Votes::default());
    for column in &columns {
        if column.mostly(column.dates.count()) {
            dates.add(&column.dates);
        }
        if column.filled > 0 {
            numbers.add(&column.numbers);
        }
    }
    let mark = numbers.verdict(DecimalMark::Point, DecimalMark::Comma);
    let order = dates
        .verdict(DateOrder::DayFirst, DateOrder::MonthFirst)
        .or_else(|| {
            let comma = mark.as_ref().is_some_and(|(mark, _)| *mark == DecimalMark::Comma);
            let seen = "numbers have a decimal comma, and who writes them so writes the day first";
            (comma && dates.first + dates.second == 0)
                .then(|| (DateOrder::DayFirst, Belief::new(Sure::Likely, seen)))
        });
    let mut found = Values {
        date_order: read_as.date_order.or(order.as_ref().map(|(order, _)| *order)),
        date_belief: belief(
            read_as.date_order.as_ref(),
            order.map(|(_, belief)| belief),
            &dates,
            "dates",
        ),
        decimal_mark: read_as.decimal_mark.or(mark.as_ref().map(|(mark, _)| *mark)),
        decimal_belief: belief(
            read_as.decimal_mark.as_ref(),
            mark.map(|(_, belief)| belief),
            &numbers,
            "numbers",
        ),
        columns: Vec::new(),
    };
    for (name, column) in names.iter().zip(&columns) {
        let form = form_in(name, column, &found, read_as);
        found.columns.extend(form);
    }
    found
}

fn look(index: usize, rows: &[SampleRow<'_>]) -> Column {
    let mut column = Column::default();
    let cells = rows.iter().filter_map(|row| row.cells.get(index));
    for cell in cells.filter(|cell| !cell.is_blank()) {
        match cell.kind {
            CellKind::Written => column.see(cell.text.trim()),
            CellKind::Typed | CellKind::Fault => column.filled += 1,
        }
    }
    column
}

fn belief<T>(given: Option<&T>, found: Option<Belief>, votes: &Votes, what: &str) -> Option<Belief> {
    if given.is_some() {
        return Some(Belief::given());
    }
    let open = || {
        let seen = format!(
            "none of {} {what} tells; rows that need it have an error",
            votes.count()
        );
        Belief::new(Sure::Guessed, seen)
    };
    found.or_else(|| (votes.count() > 0).then(open))
}

fn form_in(name: &str, column: &Column, file: &Values, read_as: &ReadAs) -> Option<ColumnForm> {
    let has_dates = column.mostly(column.dates.count());
    let has_numbers = column.mostly(column.numbers.count());
    if !has_dates && !has_numbers {
        return None;
    }
    let order = column.dates.verdict(DateOrder::DayFirst, DateOrder::MonthFirst);
    let mark = column.numbers.verdict(DecimalMark::Point, DecimalMark::Comma);
    let own = if has_dates {
        order.clone().map(|(_, own)| own)
    } else {
        mark.clone().map(|(_, own)| own)
    };
    let given = if has_dates {
        read_as.date_order.is_some()
    } else {
        read_as.decimal_mark.is_some()
    };
    let whole = if has_dates {
        &file.date_belief
    } else {
        &file.decimal_belief
    };
    let confidence = match (given, own, whole) {
        (true, _, _) => Belief::given(),
        (false, Some(own), _) => own,
        (false, None, Some(whole)) if whole.sure != Sure::Guessed => Belief::new(
            Sure::Likely,
            "it leaves that open; other columns of the file do not",
        ),
        _ => Belief::new(Sure::Guessed, "it can be read in either way"),
    };
    let own_order = read_as
        .date_order
        .or(order.map(|(order, _)| order))
        .or(file.date_order);
    let own_mark = read_as
        .decimal_mark
        .or(mark.map(|(mark, _)| mark))
        .or(file.decimal_mark);
    Some(ColumnForm {
        column: name.to_owned(),
        date_order: own_order.filter(|_| has_dates),
        decimal_mark: own_mark.filter(|_| has_numbers),
        confidence,
    })
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
