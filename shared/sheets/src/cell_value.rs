//! From what stands in a workbook's XML to the text of a cell.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::number_format::NumberForm;

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Epoch {
    /// The first of January 1900 is day 1; day 60 is a 29 February that never was.
    #[default]
    Y1900,
    /// The first of January 1904 is day 0, as on old Macs.
    Y1904,
}

const MS_PER_DAY: f64 = 86_400_000.0;
/// The last day of the year 9999, counted from 1900.
const LAST_DAY: f64 = 2_958_465.0;

/// Appends a number as a text that says what it means: a day is `2026-03-31`, half is `50%` where it is shown so.
pub(crate) fn push_number(text: &mut String, written: &str, form: NumberForm, epoch: Epoch) {
    let number = || written.parse::<f64>().ok().filter(|number| number.is_finite());
    let done = match form {
        NumberForm::Number => None,
        NumberForm::Percent => number().map(|number| {
            push_plain(text, number * 100.0);
            text.push('%');
        }),
        NumberForm::Day | NumberForm::DayAndTime => {
            number().and_then(|number| push_day(text, number, form, epoch))
        }
        NumberForm::Time => number().and_then(|number| {
            if number < 1.0 {
                push_clock(text, number, 24)
            } else {
                push_day(text, number, NumberForm::DayAndTime, epoch)
            }
        }),
        NumberForm::Duration => number().and_then(|number| push_clock(text, number, i64::MAX)),
    };
    if done.is_some() {
        return;
    }
    // Short numbers are as they should be already.
    let plain = written.len() <= 15
        && written
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    match number().filter(|_| !plain) {
        Some(number) => push_plain(text, number),
        None => text.push_str(written),
    }
}

/// A number with the 15 digits that a spreadsheet shows: `0.1 + 0.2` is 0.3.
fn push_plain(text: &mut String, number: f64) {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Writing to a string does not fail.
    let _ = write!(text, "{}", if rounded == 0.0 { 0.0 } else { rounded });
}

fn push_day(text: &mut String, number: f64, form: NumberForm, epoch: Epoch) -> Option<()> {
    if !(0.0..=LAST_DAY + 1.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the number was found to be small")]
    let ms = (number * MS_PER_DAY).round() as i64;
    let (days, ms) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let from = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let first = match epoch {
        Epoch::Y1900 if days == 60 => None,
        // Before the day that never was, one fewer has passed.
        Epoch::Y1900 if days < 60 => from(1899, 12, 31),
        Epoch::Y1900 => from(1899, 12, 30),
        Epoch::Y1904 => from(1904, 1, 1),
    };
    match first {
        Some(first) => {
            let day = first.checked_add_signed(TimeDelta::try_days(days)?)?;
            if day.year() > 9999 {
                return None;
            }
            let _ = write!(text, "{day}");
        }
        None => text.push_str("1900-02-29"),
    }
    if ms > 0 || form == NumberForm::DayAndTime {
        text.push('T');
        push_ms(text, ms);
    }
    Some(())
}

fn push_clock(text: &mut String, number: f64, hours_max: i64) -> Option<()> {
    if !(0.0..=LAST_DAY).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the number was found to be small")]
    let ms = (number * MS_PER_DAY).round() as i64;
    if ms / 3_600_000 >= hours_max {
        return None;
    }
    push_ms(text, ms);
    Some(())
}

fn push_ms(text: &mut String, ms: i64) {
    let seconds = ms / 1000;
    let _ = write!(
        text,
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if ms % 1000 != 0 {
        let _ = write!(text, ".{:03}", ms % 1000);
    }
}

/// Characters that XML cannot hold stand in workbooks as `_x000D_`.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find("_x") {
        let character = rest
            .get(at + 2..at + 7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        if let Some(character) = character {
            plain.push_str(&rest[..at]);
            plain.push(character);
            rest = &rest[at + 7..];
        } else {
            plain.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
        }
    }
    if plain.is_empty() {
        return Cow::Borrowed(text);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(written: &str, form: NumberForm, epoch: Epoch) -> String {
        let mut text = String::new();
        push_number(&mut text, written, form, epoch);
        text
    }

    #[test]
    fn numbers_are_plain_and_short() {
        for (written, expected) in [
            ("12", "12"),
            ("-0.5", "-0.5"),
            ("0.30000000000000004", "0.3"),
            ("1E+3", "1000"),
            ("1.5e-7", "0.00000015"),
            ("123456789012345678", "123456789012346000"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(text_of(written, NumberForm::Number, Epoch::Y1900), expected);
        }
        assert_eq!(text_of("0.07", NumberForm::Percent, Epoch::Y1900), "7%");
    }

    #[test]
    fn days_are_counted_from_either_epoch() {
        let day = |written, epoch| text_of(written, NumberForm::Day, epoch);
        assert_eq!(day("1", Epoch::Y1900), "1900-01-01");
        assert_eq!(day("59", Epoch::Y1900), "1900-02-28");
        assert_eq!(day("60", Epoch::Y1900), "1900-02-29");
        assert_eq!(day("61", Epoch::Y1900), "1900-03-01");
        assert_eq!(day("46112", Epoch::Y1900), "2026-03-31");
        assert_eq!(day("44650", Epoch::Y1904), "2026-03-31");
        assert_eq!(day("0", Epoch::Y1904), "1904-01-01");
        assert_eq!(day("2958465", Epoch::Y1900), "9999-12-31");
        assert_eq!(day("2958466", Epoch::Y1900), "2958466");
        assert_eq!(day("-1", Epoch::Y1900), "-1");
        assert_eq!(day("46112.5", Epoch::Y1900), "2026-03-31T12:00:00");
    }

    #[test]
    fn times_are_rounded_to_what_was_meant() {
        let time = |written, form| text_of(written, form, Epoch::Y1900);
        assert_eq!(
            time("46112.395833333336", NumberForm::DayAndTime),
            "2026-03-31T09:30:00"
        );
        assert_eq!(time("46112", NumberForm::DayAndTime), "2026-03-31T00:00:00");
        assert_eq!(time("0.35416666666666669", NumberForm::Time), "08:30:00");
        assert_eq!(time("1.0833333333333333", NumberForm::Duration), "26:00:00");
        assert_eq!(time("0.99999999999", NumberForm::Day), "1900-01-01");
        assert_eq!(
            time("46112.0000057870", NumberForm::Day),
            "2026-03-31T00:00:00.500"
        );
    }

    #[test]
    fn escaped_characters_are_restored() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_xyz_ _x00_ _x00e4"), "_xyz_ _x00_ _x00e4");
        assert_eq!(unescaped("plain"), "plain");
    }

    proptest! {
        #[test]
        fn days_follow_one_another(day in 61_i64..2_958_464) {
            let text = |day: i64| text_of(&day.to_string(), NumberForm::Day, Epoch::Y1900);
            prop_assert!(text(day) < text(day + 1));
        }

        #[test]
        fn any_number_and_text_is_taken(written in "[0-9.eE+-]{0,20}", text in "[_x0-9Dä]{0,20}") {
            for form in [NumberForm::Number, NumberForm::Percent, NumberForm::Day, NumberForm::Time, NumberForm::Duration] {
                let _ = text_of(&written, form, Epoch::Y1904);
            }
            let _ = unescaped(&text);
        }
    }
}
