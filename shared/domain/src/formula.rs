//! Cells of CSV files that no spreadsheet takes for a formula, and the way back.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): what begins like a formula gets an
/// apostrophe in front. So does what comes after a semicolon or a tab inside the cell, where a spreadsheet of
/// another language begins a cell of its own. Numbers stay numbers; later lines of a cell stay as they are, for
/// lists in Markdown are made of them and the quotes of CSV hold them together.
///
/// What has apostrophes in front of a formula gets one more, so that [`plain`] finds the way back.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if parts(cell).all(|(_, is_armed)| !is_armed) {
        return Cow::Borrowed(cell);
    }
    let mut neutral = String::with_capacity(cell.len() + 4);
    for (part, is_armed) in parts(cell) {
        if is_armed {
            neutral.push('\'');
        }
        neutral.push_str(part);
    }
    Cow::Owned(neutral)
}

/// The cell out of which [`neutral`] made this one. What it would never make stays as it is.
pub fn plain(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let disarmed = |part: &str, is_armed| is_armed && part.starts_with('\'');
    if parts(cell).all(|(part, is_armed)| !disarmed(part, is_armed)) {
        return Cow::Borrowed(cell);
    }
    let plain = parts(cell).map(|(part, is_armed)| &part[usize::from(disarmed(part, is_armed))..]);
    Cow::Owned(plain.collect())
}

/// What separates cells for spreadsheets that do not take the comma.
const SEPARATORS: [char; 2] = [';', '\t'];

/// The parts of a cell, each with the separator after it, and whether a spreadsheet would run it, had it no apostrophes
/// in front. What begins with a control character does not begin a cell either.
fn parts(cell: &str) -> impl Iterator<Item = (&str, bool)> {
    let parts = cell.split_inclusive(SEPARATORS).enumerate();
    parts.map(|(index, part)| {
        let bare = part.trim_start_matches('\'');
        let begins_with_control = index == 0 && bare.starts_with(['\t', '\r', '\n']);
        let is_armed = begins_with_control || is_formula(bare.trim_end_matches(SEPARATORS));
        (part, is_armed)
    })
}

fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c));
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(text.trim_end())
}

/// A number with a sign, whatever stands before its decimals.
fn is_number(text: &str) -> bool {
    let figures = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = figures.starts_with(|c: char| c.is_ascii_digit())
        && figures
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    // `-inf` is a number for Rust, and a name for a spreadsheet.
    plain || text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Characters of no width, which some spreadsheets drop.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd", "'-cmd"),
            ("-inf", "'-inf"),
            (" =1+1", "' =1+1"),
            ("\u{a0}\u{feff}=1+1", "'\u{a0}\u{feff}=1+1"),
            ("＝1+1", "'＝1+1"),
            ("＠SUM(A1)", "'＠SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\nplain", "'\nplain"),
            ("\r=1", "'\r=1"),
            ("a;=1+1", "a;'=1+1"),
            ("a;-2;\t+cmd", "a;-2;\t'+cmd"),
            ("-5.2", "-5.2"),
            ("-1.234,50", "-1.234,50"),
            ("+1e3", "+1e3"),
            ("'=1+1", "''=1+1"),
            ("'a", "'a"),
            ("plain; and simple", "plain; and simple"),
            ("- one\n- two", "'- one\n- two"),
            ("List:\n- one\n- two", "List:\n- one\n- two"),
        ] {
            assert_eq!(neutral(cell), expected, "{cell:?}");
            assert_eq!(plain(expected), cell, "{cell:?}");
        }
    }

    #[test]
    fn apostrophes_of_people_stay() {
        for cell in ["it's", "'quoted'", "'=", "rock 'n' roll", "O'Neil; 'x'"] {
            let same = if cell == "'=" { "=" } else { cell };
            assert_eq!(plain(cell), same, "{cell:?}");
        }
    }

    proptest! {
        /// However a spreadsheet splits the cell, no part is a formula; and nothing but apostrophes is added.
        #[test]
        fn no_part_is_a_formula(cell in "[=+\\-@＝;\t\n 1a'\u{feff}]{0,12}") {
            let neutral = neutral(&cell).into_owned();
            prop_assert!(!neutral.split(SEPARATORS).any(is_formula));
            prop_assert!(!neutral.starts_with(['\t', '\r', '\n']));
            prop_assert_eq!(neutral.replace('\'', ""), cell.replace('\'', ""));
        }

        #[test]
        fn there_is_a_way_back(cell in "[=+\\-@＝;\t\n 1a'\u{feff}]{0,12}|\\PC{0,20}") {
            let there = neutral(&cell).into_owned();
            prop_assert_eq!(plain(&there), cell);
        }
    }
}
