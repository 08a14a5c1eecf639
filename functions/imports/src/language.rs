//! Runs the examples of the mapping language: they are read out of README.md, so the page cannot be wrong.

use std::collections::BTreeSet;
use std::io::Write;

use katalusis_domain::Timestamp;
use katalusis_domain::import::{Mapping, Outcome, People, Planner, ReadAs, Target};
use katalusis_domain::organization::User;
use katalusis_domain::permission::Role;
use katalusis_domain::project::CustomField;
use katalusis_sheets::Sheet;
use serde_json::{Value, json};

const PAGE: &str = include_str!("../README.md");

/// The page's blocks, in order: what each is, and what is in it.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let parts: Vec<&str> = PAGE.split("```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside
        .map(|block| block.split_once('\n').expect("a block has a first line"))
        .collect()
}

fn people() -> People {
    let user = |number: u8, email: &str, name: &str| User {
        id: format!("00000000-0000-0000-0000-00000000000{number}")
            .parse()
            .unwrap(),
        organization_id: "00000000-0000-0000-0000-000000000009".parse().unwrap(),
        email: email.to_owned(),
        name: name.to_owned(),
        role: Role::User,
        password_hash: None,
        disabled: false,
        open_link: None,
        muted: BTreeSet::new(),
        created_at: Timestamp::from_millis(0),
        revision: 1,
    };
    People::new(&[
        user(1, "ada@example.com", "Ada Lovelace"),
        user(2, "bob@example.com", "Bob Stone"),
        user(3, "rob@example.com", "Bob Stone"),
    ])
}

fn custom_fields() -> Vec<CustomField> {
    serde_json::from_value(json!([
        {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC"]},
        {"key": "amount", "name": "Amount", "kind": "number"},
        {"key": "paid", "name": "Paid", "kind": "checkbox"},
        {"key": "signed", "name": "Signed on", "kind": "date"},
        {"key": "lead", "name": "Lead", "kind": "person"},
    ]))
    .unwrap()
}

fn outcomes(mapping: &str, file: &str) -> Vec<Outcome> {
    let mapping: Mapping = serde_json::from_str(mapping).unwrap();
    let mut content = tempfile::tempfile().unwrap();
    content.write_all(file.as_bytes()).unwrap();
    let mut rows = Sheet::open(&content, &ReadAs::default()).unwrap();
    let detected = rows.table().detected.clone();
    let mut fields = custom_fields();
    fields.extend(mapping.new_fields(&fields));
    let planner = Planner::new(&mapping, &detected.columns, &fields, people()).reading(&detected);
    let mut outcomes = Vec::new();
    while let Some(row) = rows.advance().unwrap() {
        outcomes.push(planner.plan(2, row.len(), |index| row.cell(index)).outcome);
    }
    outcomes
}

#[test]
fn every_example_of_the_page_is_so() {
    let blocks = blocks();
    let examples: Vec<_> = blocks.chunks(3).collect();
    assert!(examples.len() >= 6);
    for example in examples {
        let [("json mapping", mapping), ("csv", file), ("json rows", rows)] = *example else {
            panic!("an example is a mapping, a file and what becomes of its rows: {example:?}");
        };
        let expected: Vec<Value> = serde_json::from_str(rows).unwrap();
        let found: Vec<Value> = outcomes(mapping, file)
            .iter()
            .map(|outcome| json!(outcome))
            .collect();
        assert_eq!(found, expected, "{mapping}");
    }
}

#[test]
fn the_page_names_every_field_and_every_part_of_a_rule() {
    let targets = [
        "title",
        "description",
        "status",
        "priority",
        "assignees",
        "tags",
        "start_at",
        "due_at",
        "external_id",
        "task_key",
    ];
    for word in targets {
        assert_eq!(Target::try_from(word.to_owned()).unwrap().word(), word);
        assert!(PAGE.contains(&format!("`{word}`")), "{word}");
    }
    let refused = serde_json::from_value::<Mapping>(json!({"rules": [{"colour": 1}]})).unwrap_err();
    let known = refused.to_string();
    for part in known.split('`').skip(3).step_by(2) {
        assert!(PAGE.contains(&format!("| `{part}` |")), "{part} is not explained");
    }
    assert!(known.matches('`').count() >= 16, "{known}");
}
