//! The report: the file as it came, in its own order, with three more columns.

use super::outcome::CellError;

/// The columns that a report adds: the verdict, what is wrong, and the key of the task once there is one.
pub const COLUMNS: [&str; 3] = ["import_status", "import_errors", "task_key"];

/// Appends a line of CSV (RFC 4180). No spreadsheet will run what stands in it.
pub fn push_line<'a>(line: &mut String, delimiter: char, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            line.push(delimiter);
        }
        push_cell(line, delimiter, cell);
    }
    line.push_str("\r\n");
}

fn push_cell(line: &mut String, delimiter: char, cell: &str) {
    let formula = is_formula(cell);
    let quoted = cell.contains([delimiter, '"', '\n', '\r']);
    if quoted {
        line.push('"');
    }
    if formula {
        line.push('\'');
    }
    if quoted {
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

/// Whether a spreadsheet would take the text for a formula. A number with a sign is none, and stays one.
fn is_formula(cell: &str) -> bool {
    let suspicious = cell
        .trim_start_matches([' ', '\n'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    suspicious && super::value::plain_number(cell).is_none()
}

/// What is wrong with a row, in one cell.
pub fn errors_of(errors: &[CellError]) -> String {
    errors.iter().map(sentence).collect::<Vec<_>>().join("; ")
}

fn sentence(error: &CellError) -> String {
    let CellError {
        column,
        value,
        reason,
    } = error;
    if value.is_empty() {
        format!("{column}: {reason}")
    } else {
        format!("{column} \"{value}\": {reason}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(delimiter: char, cells: &[&str]) -> String {
        let mut line = String::new();
        push_line(&mut line, delimiter, cells.iter().copied());
        line
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            line(',', &["a", "b;c", "d,e", "say \"x\"", "two\nlines"]),
            "a,b;c,\"d,e\",\"say \"\"x\"\"\",\"two\nlines\"\r\n"
        );
        assert_eq!(line(';', &["b;c", "d,e"]), "\"b;c\";d,e\r\n");
    }

    #[test]
    fn formulas_are_text_and_numbers_stay_numbers() {
        assert_eq!(
            line(
                ',',
                &["=1+1", "+cmd|x", "-5.20", "-5 apples", "@SUM(A1)", "\t=x", "a=b"]
            ),
            "'=1+1,'+cmd|x,-5.20,'-5 apples,'@SUM(A1),'\t=x,a=b\r\n"
        );
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula(cell in "[=+@\\-\t\r\n '\"a1,;.]{0,12}", delimiter in prop::sample::select(vec![',', ';', '\t'])) {
            let line = line(delimiter, &[&cell]);
            let written = line.strip_suffix("\r\n").unwrap();
            let shown = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\"\"", "\""),
                None => written.to_owned(),
            };
            let runs = shown.starts_with(['=', '+', '-', '@', '\t', '\r']) && shown.parse::<f64>().is_err();
            prop_assert!(!runs, "{line:?}");
            prop_assert_eq!(shown.strip_prefix('\'').filter(|_| !cell.starts_with('\'')).unwrap_or(&shown), &cell);
        }
    }
}
