//! Runs that were recorded by earlier versions of the program, and have to go on as they did.
//!
//! Runs last longer than versions: what they were told before leads to the same now. If a recording does not match any more,
//! a run that is under way would go another way after the next release; record anew only if that is what you want:
//! `cargo test -p katalusis-domain record_anew -- --ignored`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::tapes::tapes;
use crate::Timestamp;
use crate::workflow::{Definition, Happening, Input, Order, Run, step};

/// A recorded run.
#[derive(Debug, Serialize, Deserialize)]
struct Recording {
    definition: Definition,
    run: Run,
    steps: Vec<Recorded>,
}

/// What a run was told, and what it made of that.
#[derive(Debug, Serialize, Deserialize)]
struct Recorded {
    at: Timestamp,
    input: Input,
    /// The fields of the run that are others than before.
    state: Map<String, Value>,
    orders: Vec<Order>,
    happened: Vec<Happening>,
}

/// A run's way: its definition, its beginning, and what it is told.
pub struct Tape {
    pub definition: Definition,
    pub run: Run,
    pub given: Vec<(Timestamp, Input)>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/workflow/tests/recorded")
}

fn recordings() -> BTreeMap<String, Recording> {
    let files = fs::read_dir(folder()).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let recording = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, recording)
        })
        .collect()
}

fn fields(run: &Run) -> Map<String, Value> {
    match json!(run) {
        Value::Object(fields) => fields,
        _ => unreachable!("a run is an object"),
    }
}

fn record(tape: Tape) -> Recording {
    let mut state = tape.run.clone();
    let mut steps = Vec::new();
    for (at, input) in tape.given {
        let before = fields(&state);
        let stepped = step(&tape.definition, state, input.clone(), at);
        let mut changed = fields(&stepped.run);
        changed.retain(|name, value| before.get(name) != Some(value));
        state = stepped.run;
        let (orders, happened) = (stepped.orders, stepped.happened);
        steps.push(Recorded {
            at,
            input,
            state: changed,
            orders,
            happened,
        });
    }
    Recording {
        definition: tape.definition,
        run: tape.run,
        steps,
    }
}

#[test]
fn recorded_runs_go_on_as_they_did() {
    let recordings = recordings();
    assert!(!recordings.is_empty());
    for (name, recording) in recordings {
        let mut stored = fields(&recording.run);
        for (index, recorded) in recording.steps.into_iter().enumerate() {
            let of = format!("{name}, step {index} at {}", recorded.at);
            // From what was stored, and not from what is known of it by now.
            let run: Run = serde_json::from_value(stored.clone().into()).unwrap();
            let stepped = step(&recording.definition, run, recorded.input, recorded.at);
            stored.extend(recorded.state);
            let expected: Run = serde_json::from_value(stored.clone().into()).unwrap();
            assert_eq!(stepped.run, expected, "{of}");
            assert_eq!(stepped.orders, recorded.orders, "{of}");
            assert_eq!(stepped.happened, recorded.happened, "{of}");
        }
    }
}

#[test]
fn everything_worth_it_is_recorded() {
    let recorded: Vec<String> = recordings().into_keys().collect();
    let tapes: Vec<String> = tapes().into_keys().collect();
    assert_eq!(recorded, tapes, "record anew: {}", folder().display());
}

#[test]
#[ignore = "writes the recordings; see above when to do that"]
fn record_anew() {
    fs::create_dir_all(folder()).unwrap();
    for name in recordings().into_keys() {
        fs::remove_file(folder().join(format!("{name}.json"))).unwrap();
    }
    for (name, tape) in tapes() {
        let recording = record(tape);
        let mut text = format!(
            "{{\n\"definition\": {},\n\"run\": {},\n\"steps\": [\n",
            json!(recording.definition),
            json!(recording.run)
        );
        // One step a line, so that differences can be read.
        let steps: Vec<String> = recording
            .steps
            .iter()
            .map(|step| json!(step).to_string())
            .collect();
        text.push_str(&steps.join(",\n"));
        text.push_str("\n]\n}\n");
        fs::write(folder().join(format!("{name}.json")), text).unwrap();
    }
}
