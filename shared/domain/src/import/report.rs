//! The report: the file as it came, in its own order, with three more columns.

use super::ImportId;
use super::outcome::{CellError, Skip, SkipReason, Verdict};
use crate::formula::{neutral, plain};

const STATUS: &str = "import_status";
const ERRORS: &str = "import_errors";
const TASK_KEY: &str = "task_key";

/// The columns that the report of an import adds: the verdict, what is wrong, and the key of the task once the row is
/// done. The first names the import, so that the mended report is known again when it is imported.
pub fn columns(import: ImportId) -> [String; 3] {
    [
        format!("{STATUS} {import}"),
        ERRORS.to_owned(),
        TASK_KEY.to_owned(),
    ]
}

/// The columns that a file has from being the report of an earlier import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportColumns {
    /// The import.
    pub import_id: ImportId,
    status: usize,
    errors: Option<usize>,
    task_key: Option<usize>,
}

impl ReportColumns {
    /// Finds them among a header's names, wherever a person has put them; `None` if the file is no report.
    pub fn find<'a>(header: impl Iterator<Item = &'a str>) -> Option<Self> {
        let names: Vec<&str> = header.map(str::trim).collect();
        let import_of = |name: &&str| name.strip_prefix(STATUS)?.trim().parse().ok();
        let status = names.iter().position(|name| import_of(name).is_some())?;
        let place = |name: &str| names.iter().position(|found| *found == name);
        Some(Self {
            import_id: import_of(&names[status])?,
            status,
            errors: place(ERRORS),
            task_key: place(TASK_KEY),
        })
    }

    /// Whether the report added the column at this place.
    pub fn owns(&self, index: usize) -> bool {
        index == self.status || self.errors == Some(index) || self.task_key == Some(index)
    }

    /// What the report says of a row that was done: nothing is to be done again. `None` for the others.
    pub fn done<'a>(&self, cell: impl Fn(usize) -> &'a str) -> Option<Skip> {
        let task_key = self.task_key.map_or("", |index| cell(index).trim());
        let task_key = (!task_key.is_empty()).then(|| task_key.to_owned());
        let status = cell(self.status).trim();
        let carried_out = [Verdict::Create, Verdict::Update]
            .map(Verdict::word)
            .contains(&status);
        let done = status == Verdict::Skip.word() || (carried_out && task_key.is_some());
        done.then_some(Skip {
            reason: SkipReason::DoneBefore,
            task_key,
        })
    }
}

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
    // It may be disarmed already.
    let cell = plain(cell);
    let cell = neutral(&cell);
    if cell.contains([delimiter, '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(&cell);
    }
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
    fn a_report_is_known_by_the_import_that_it_names() {
        let import: ImportId = crate::Id::new(uuid::Uuid::from_u128(7));
        let [status, errors, key] = columns(import);
        let header = ["Title", &errors, &status, &key];
        let found = ReportColumns::find(header.into_iter()).unwrap();
        assert_eq!(found.import_id, import);
        let owned: Vec<_> = (0..4).filter(|index| found.owns(*index)).collect();
        assert_eq!(owned, [1, 2, 3]);
        for (row, done) in [
            (["x", "", "create", "OPS-1"], true),
            (["x", "", " update ", "OPS-1"], true),
            (["x", "", "skip", ""], true),
            // A cancelled import never came to this row, and a dry run to none.
            (["x", "", "create", ""], false),
            (["x", "", "update", ""], false),
            (["x", "Title: is wrong", "error", ""], false),
            (["x", "", "", ""], false),
        ] {
            assert_eq!(found.done(|index| row[index]).is_some(), done, "{row:?}");
        }
        for header in [["import_status", "task_key"], ["import_status soon", "Title"]] {
            assert_eq!(ReportColumns::find(header.into_iter()), None);
        }
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
                &["=1+1", "-5.20", "a;=cmd|calc!A1", "\u{200b}=1", "x\t=1", "a=b"]
            ),
            "'=1+1,-5.20,a;'=cmd|calc!A1,'\u{200b}=1,x\t'=1,a=b\r\n"
        );
    }

    proptest! {
        #[test]
        fn a_cell_is_read_as_it_was_disarmed(cell in "[=+@\\-\t\r\n '\"a1,;.]{0,12}", delimiter in prop::sample::select(vec![',', ';', '\t'])) {
            let line = line(delimiter, &[&cell]);
            let written = line.strip_suffix("\r\n").unwrap();
            let shown = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                Some(quoted) => quoted.replace("\"\"", "\""),
                None => written.to_owned(),
            };
            let plain = plain(&cell);
            prop_assert_eq!(shown, neutral(&plain));
        }
    }
}
