//! Texts that a spreadsheet would run, in files that people open.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): what begins like a formula gets an
/// apostrophe in front. So does what comes after a semicolon or a tab inside the cell, where a spreadsheet of
/// another language begins a cell of its own. Numbers stay numbers; later lines of a cell stay as they are, for
/// lists in Markdown are made of them and the quotes of CSV hold them together.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    let begins_with_control = cell.starts_with(['\t', '\r', '\n']);
    if !begins_with_control && !cell.split(SEPARATORS).any(is_formula) {
        return Cow::Borrowed(cell);
    }
    let mut neutral = String::with_capacity(cell.len() + 4);
    for (index, part) in cell.split_inclusive(SEPARATORS).enumerate() {
        let begins_so = index == 0 && begins_with_control;
        if begins_so || is_formula(part.trim_end_matches(SEPARATORS)) {
            neutral.push('\'');
        }
        neutral.push_str(part);
    }
    Cow::Owned(neutral)
}

/// What separates cells for spreadsheets that do not take the comma.
const SEPARATORS: [char; 2] = [';', '\t'];

fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c));
    let begins = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    // `-inf` is a number for Rust, and a name for a spreadsheet.
    begins && !text.trim_end().parse::<f64>().is_ok_and(f64::is_finite)
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
            ("+1e3", "+1e3"),
            ("plain; and simple", "plain; and simple"),
            ("- one\n- two", "'- one\n- two"),
            ("List:\n- one\n- two", "List:\n- one\n- two"),
        ] {
            assert_eq!(neutral(cell), expected, "{cell:?}");
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
    }
}
