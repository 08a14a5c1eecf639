//! Reading a cell as a value.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::detect::{DateOrder, DecimalMark};
use crate::Timestamp;

/// A time: RFC 3339, the same without zone (then it is UTC), or a day (then its first moment in UTC). Where day and
/// month are numbers with a slash or a hyphen between them, `order` says which is which; without it they are refused.
pub(super) fn time(text: &str, order: Option<DateOrder>) -> Option<Timestamp> {
    let time = DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| local_time(text, order).map(|time| time.and_utc()))?;
    plausible(time).then(|| Timestamp::from(time))
}

/// A day, in all the forms of [`time`].
pub(super) fn day(text: &str, order: Option<DateOrder>) -> Option<NaiveDate> {
    time(text, order).map(|time| time.utc().date_naive())
}

fn local_time(text: &str, order: Option<DateOrder>) -> Option<NaiveDateTime> {
    const DAYS: [&str; 8] = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%d %B %Y",
        "%d-%B-%Y",
        "%d. %B %Y",
        "%B %d, %Y",
        "%B %d %Y",
    ];

    let named = DAYS.iter().find_map(|form| {
        let (day, rest) = NaiveDate::parse_and_remainder(text, form).ok()?;
        // `31.03.2026` is no day of the year 31.
        (day.year() >= 1000).then_some((day, rest))
    });
    if let Some((day, rest)) = named {
        return Some(day.and_time(clock(rest)?));
    }
    let date = NumericDate::parse(text)?;
    let (day, month) = match (date.separator, order) {
        // With dots, everyone writes the day first.
        ('.', _) | (_, Some(DateOrder::DayFirst)) => (date.first, date.second),
        (_, Some(DateOrder::MonthFirst)) => (date.second, date.first),
        // The same day in either order.
        (_, None) if date.first == date.second => (date.first, date.second),
        (_, None) => return None,
    };
    let day = NaiveDate::from_ymd_opt(date.year, month, day)?;
    Some(day.and_time(clock(date.rest)?))
}

/// What comes after a day: nothing, or a time of that day.
fn clock(rest: &str) -> Option<NaiveTime> {
    const TIMES: [&str; 6] = [
        "%H:%M:%S%.f",
        "%H:%M",
        "%I:%M:%S %p",
        "%I:%M %p",
        "%I:%M:%S%p",
        "%I:%M%p",
    ];

    if rest.trim().is_empty() {
        return NaiveTime::from_hms_opt(0, 0, 0);
    }
    let time = rest.strip_prefix(['T', ' ', ',']).map(str::trim)?;
    TIMES
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(time, form).ok())
}

/// A date of three numbers of which the last is the year.
struct NumericDate<'a> {
    first: u32,
    second: u32,
    year: i32,
    separator: char,
    rest: &'a str,
}

impl<'a> NumericDate<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (first, rest) = digits(text, 2)?;
        let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
        let (second, rest) = digits(rest.strip_prefix(separator)?, 2)?;
        let year = rest.strip_prefix(separator)?;
        let (number, rest) = digits(year, 4)?;
        let year = match (i32::try_from(number).ok()?, year.len() - rest.len()) {
            // As spreadsheets read it, roughly: nobody plans tasks for 1969.
            (short, 2) if short < 70 => 2000 + short,
            (short, 2) => 1900 + short,
            (long, 4) => long,
            _ => return None,
        };
        Some(Self {
            first,
            second,
            year,
            separator,
            rest,
        })
    }
}

/// The number of at most so many digits that a text begins with, and what follows.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > most {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// The two numbers of a date like `3/4/2026 9:30` of which nobody knows which is the day. Not of dates with dots:
/// there, the day comes first.
pub(super) fn day_and_month(text: &str) -> Option<(u32, u32)> {
    let date = NumericDate::parse(text).filter(|date| date.separator != '.')?;
    let possible = |number: u32| (1..=31).contains(&number);
    let is_date = possible(date.first) && possible(date.second) && date.first.min(date.second) <= 12;
    (is_date && clock(date.rest).is_some()).then_some((date.first, date.second))
}

/// Whether it is a date that can be read in one way only.
pub(super) fn plain_date(text: &str) -> bool {
    time(text, None).is_some()
}

/// Years with four digits: everything else is a slip, and cannot be written as RFC 3339.
fn plausible(time: DateTime<Utc>) -> bool {
    (1000..=9999).contains(&time.year())
}

/// What the separators of a number tell of its decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figures {
    /// It has none.
    Plain,
    /// A point before the decimals, or commas between the thousands.
    Point,
    /// A comma before the decimals, or points between the thousands.
    Comma,
    /// `1,234` or `1.234`: either a thousand and more, or one and a fraction.
    Either,
}

/// Reads a text as a number and says what it tells; `None` if it is no number.
pub(super) fn figures(text: &str) -> Option<Figures> {
    let bare = bare(text)?.digits;
    let (points, commas) = (bare.matches('.').count(), bare.matches(',').count());
    let as_point = parts(&bare, ',', '.').is_some();
    let as_comma = parts(&bare, '.', ',').is_some();
    match (as_point, as_comma) {
        (false, false) => None,
        _ if points + commas == 0 => Some(Figures::Plain),
        (true, true) => Some(Figures::Either),
        (true, false) => Some(Figures::Point),
        (false, true) => Some(Figures::Comma),
    }
}

/// A number: digits with `mark` before its decimals and the other sign between thousands. Without `mark`, there is
/// a point before decimals and nothing between thousands. Spaces and apostrophes between thousands, signs of
/// currencies, a percent sign (`50%` is 0.5) and parentheses for negative numbers are understood.
pub(super) fn number(text: &str, mark: Option<DecimalMark>) -> Option<f64> {
    if let Some(number) = plain_number(text).filter(|_| mark != Some(DecimalMark::Comma)) {
        return Some(number);
    }
    let bare = bare(text)?;
    let (whole, decimals) = match mark {
        Some(DecimalMark::Point) => parts(&bare.digits, ',', '.')?,
        Some(DecimalMark::Comma) => parts(&bare.digits, '.', ',')?,
        None if bare.digits.contains(',') => return None,
        None => bare
            .digits
            .split_once('.')
            .map_or((bare.digits.clone(), ""), |(whole, rest)| {
                (whole.to_owned(), rest)
            }),
    };
    let sign = if bare.negative { "-" } else { "" };
    // Moving the point in the text instead of dividing keeps 1.1 % at 0.011.
    let shift = if bare.percent { "e-2" } else { "" };
    plain_number(&format!("{sign}{whole}.{decimals}0{shift}"))
}

/// A number with a decimal point, as programs write it.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    // Rust also reads "inf" and "NaN", which no field can hold.
    text.parse::<f64>()
        .ok()
        .filter(|number| plain && number.is_finite())
}

/// A number without all that is neither digit nor separator.
struct Bare {
    negative: bool,
    percent: bool,
    digits: String,
}

fn bare(text: &str) -> Option<Bare> {
    const LONGEST: usize = 60;
    const CURRENCIES: [char; 5] = ['€', '$', '£', '¥', '₹'];

    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim();
    let (text, in_parentheses) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let edge = |c: char| CURRENCIES.contains(&c) || c.is_whitespace();
    let text = text.trim_matches(edge);
    let (text, minus) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let text = text.trim_matches(edge);
    let (text, percent) = text
        .strip_suffix('%')
        .map_or((text, false), |rest| (rest.trim_end(), true));
    let mut digits = String::with_capacity(text.len());
    let spaced = text.contains([' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}']);
    if spaced {
        // Between thousands only: "12 34" is no number.
        let (whole, rest) = text.split_at(text.find(['.', ',']).unwrap_or(text.len()));
        let mut groups = whole.split([' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}']);
        let first = groups.next()?;
        digits.push_str(first);
        if first.is_empty() || first.len() > 3 {
            return None;
        }
        for group in groups {
            if group.len() != 3 {
                return None;
            }
            digits.push_str(group);
        }
        digits.push_str(rest);
    } else {
        digits.push_str(text);
    }
    let is_number = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    is_number.then_some(Bare {
        negative: minus != in_parentheses,
        percent,
        digits,
    })
}

/// Whole number and decimals, if the thousands are grouped as they should be.
fn parts(digits: &str, thousands: char, mark: char) -> Option<(String, &str)> {
    let (whole, decimals) = digits.split_once(mark).unwrap_or((digits, ""));
    if decimals.contains([thousands, mark]) {
        return None;
    }
    if !whole.contains(thousands) {
        return (!whole.is_empty() || !decimals.is_empty()).then(|| (whole.to_owned(), decimals));
    }
    let mut groups = whole.split(thousands);
    let first = groups.next().unwrap_or_default();
    let grouped =
        (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3);
    grouped.then(|| (whole.replace(thousands, ""), decimals))
}

/// Yes or no, in the usual words.
pub(super) fn checkbox(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" | "ja" | "wahr" | "sí" | "si" | "verdadero" => Some(true),
        "false" | "no" | "n" | "0" | "-" | "nein" | "falsch" | "falso" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
