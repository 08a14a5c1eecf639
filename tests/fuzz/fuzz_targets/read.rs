//! Reads a file to its end, as an import does.

use std::io::Write;

use katalusis_domain::import::{Known, Planner, ROW_MAX, ReadAs, Sample};
use katalusis_sheets::{Row, Sheet};

/// So many rows are looked at before a mapping is proposed.
const LOOKED_AT: usize = 100;

/// Reads and plans every row; whatever the file is, the only thing that may not happen is a panic.
pub fn read(content: &[u8], read_as: &ReadAs) {
    let mut file = tempfile::tempfile().expect("a temporary file can be made");
    file.write_all(content).expect("it can be written");
    let Ok(mut sheet) = Sheet::open(&file, read_as) else {
        return;
    };
    let detected = sheet.table().detected.clone();
    let (mut sample, mut first) = (Sample::default(), Vec::new());
    while first.len() < LOOKED_AT {
        let Ok(Some(row)) = sheet.advance() else { break };
        sample.row(row.texts());
        first.push(row.clone());
    }
    let known = Known::default();
    let mapping = known.propose(&detected.columns, &sample).mapping;
    assert_eq!(mapping.faults(&[], Some(&detected.columns)), Vec::new());
    let planner = Planner::new(&mapping, &detected.columns, &[], known.people)
        .reading(&detected)
        .after(sheet.table().report());
    let mut last = detected.header_row;
    let mut plan = |row: &Row| {
        assert!(row.number() > last, "rows come in order");
        assert!(!row.is_blank() && row.bytes() <= ROW_MAX);
        last = row.number();
        let planned = planner.plan(row.number(), row.len(), |index| row.cell(index));
        assert_eq!(planned.row, row.number());
    };
    first.iter().for_each(&mut plan);
    while let Ok(Some(row)) = sheet.advance() {
        plan(row);
    }
}
