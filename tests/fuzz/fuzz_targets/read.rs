//! Reads a file to its end, as an import does.

use std::io::Write;

use katalusis_domain::import::{Mapping, People, Planner, ReadAs};
use katalusis_sheets::Sheet;

/// Reads and plans every row; whatever the file is, the only thing that may not happen is a panic.
pub fn read(content: &[u8], read_as: &ReadAs) {
    let mut file = tempfile::tempfile().expect("a temporary file can be made");
    file.write_all(content).expect("it can be written");
    let Ok(mut sheet) = Sheet::open(&file, read_as) else {
        return;
    };
    let detected = sheet.table().detected.clone();
    let mapping = Mapping::propose(&detected.columns, &[]);
    let people = People::new(&[]);
    let planner = Planner::new(&mapping, &detected.columns, &[], people).reading(&detected);
    let mut last = detected.header_row;
    while let Ok(Some(row)) = sheet.advance() {
        assert!(row.number() > last, "rows come in order");
        assert!(!row.is_blank() && row.len() <= 1024 * 1024 + 1);
        last = row.number();
        let _ = planner.plan(row.number(), row.len(), |index| row.cell(index));
    }
}
