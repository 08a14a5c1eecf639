//! Every file of `tests/corpus` is read as the expectation beside it says, here and in a process of its own.

use std::fs::File;
use std::path::{Path, PathBuf};

use katalusis_domain::import::{ReadAs, Refused};
use katalusis_sheets::apart::{Allowance, Apart};
use katalusis_sheets::{ReadError, Row, Sheet, Table};
use serde_json::{Value, json};

use crate::processes::binaries;

/// What was read of a file: the table with its rows, or why there is none.
type Read = Result<(Table, Vec<Value>), Refused>;

fn here(path: &Path, read_as: &ReadAs) -> Read {
    let read = || {
        let mut sheet = Sheet::open(&File::open(path)?, read_as)?;
        let mut rows = Vec::new();
        while let Some(row) = sheet.advance()? {
            rows.push(shown(row));
        }
        assert!(sheet.advance()?.is_none(), "the end is the end");
        Ok((sheet.table().clone(), rows))
    };
    refused(read())
}

fn apart(path: &Path, read_as: &ReadAs) -> Read {
    let read = || {
        let server = binaries().join("server");
        let mut sheet = Apart::open(&server, &File::open(path)?, read_as, Allowance::default())?;
        let mut rows = Vec::new();
        while let Some(row) = sheet.advance()? {
            rows.push(shown(row));
        }
        assert!(sheet.advance()?.is_none(), "the end is the end");
        Ok((sheet.table().clone(), rows))
    };
    refused(read())
}

fn refused(read: Result<(Table, Vec<Value>), ReadError>) -> Read {
    read.map_err(|error| match error {
        ReadError::Refused(refused) => refused,
        ReadError::Io(error) => panic!("{error}"),
    })
}

fn shown(row: &Row) -> Value {
    json!([row.number(), row.texts().collect::<Vec<_>>()])
}

/// What is wrong with what was read of a file; nothing, as a rule.
fn difference(read: &Read, expected: &Value) -> Option<String> {
    let (table, rows) = match (read, expected["refused"].as_str()) {
        (Err(refused), Some(code)) if refused.code() == code => return None,
        (Err(refused), code) => return Some(format!("refused as {} instead of {code:?}", refused.code())),
        (Ok(_), Some(code)) => return Some(format!("read, and not refused as {code}")),
        (Ok(read), None) => read,
    };
    let detected = serde_json::to_value(&table.detected).unwrap();
    for (name, value) in expected["detected"].as_object().unwrap() {
        if detected[name] != *value {
            return Some(format!("{name} is {} instead of {value}", detected[name]));
        }
    }
    let wanted = expected["rows"].as_array().unwrap();
    if expected["count"] != json!(rows.len()) {
        return Some(format!("{} rows instead of {}", rows.len(), expected["count"]));
    }
    let last = &rows[rows.len() - wanted.len()..];
    (last != wanted.as_slice()).then(|| format!("rows are {last:?} instead of {wanted:?}"))
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/files");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().unwrap() != "json").collect();
    files.sort();
    files
}

#[test]
fn every_file_of_the_corpus_is_read_as_expected() {
    let files = corpus();
    assert!(files.len() > 80, "{}", files.len());
    let mut wrong = Vec::new();
    for path in &files {
        let expectation = format!("{}.json", path.display());
        let expected: Value = serde_json::from_slice(&std::fs::read(expectation).unwrap()).unwrap();
        let read_as: ReadAs = serde_json::from_value(expected["read_as"].clone()).unwrap();
        let (here, apart) = (here(path, &read_as), apart(path, &read_as));
        let name = path.file_name().unwrap().display();
        let shows = &expected["shows"];
        if let Some(difference) = difference(&here, &expected) {
            wrong.push(format!("{name} ({shows}): {difference}"));
        }
        if here != apart {
            wrong.push(format!(
                "{name} ({shows}): another process reads it otherwise: {apart:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each refusal tells a person what to do.
#[test]
fn every_refusal_of_the_corpus_says_what_to_do() {
    for path in corpus() {
        if let Err(refused) = here(&path, &ReadAs::default()) {
            let sentence = refused.to_string();
            let advice = ["Upload", "upload", "Put the names", "Remove"];
            assert!(advice.iter().any(|word| sentence.contains(word)), "{sentence}");
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
