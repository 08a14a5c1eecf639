//! Why a cell cannot be read, in words for the person who has the file.

use super::detect::Form;
use super::value;

/// Why a text is no date: nobody can tell which one it is, or it is none.
pub(super) fn no_date(text: &str, form: Form, otherwise: &str) -> String {
    if form.date_order.is_none() && value::day_and_month(text).is_some() {
        return "is either day first or month first: say which with date_order, or write it like 2026-03-31"
            .to_owned();
    }
    otherwise.to_owned()
}

/// Why a text is no number: nobody can tell which one it is, or it is none.
pub(super) fn no_number(text: &str, form: Form) -> String {
    if form.decimal_mark.is_none() && value::figures(text).is_some() {
        return "may have a decimal comma or a decimal point: say which with decimal_mark, or write it like 1234.50".to_owned();
    }
    "must be a number like 1234.50".to_owned()
}

/// Why the cell of a workbook has no value.
pub(super) fn fault(text: &str) -> String {
    if text.starts_with('=') {
        "holds a formula that was never calculated: open the file in a spreadsheet, save it and upload it again".to_owned()
    } else {
        "is the error of a formula: mend or clear the cell".to_owned()
    }
}
