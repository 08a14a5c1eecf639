use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Id;
use crate::import::{Origin, Outcome, PlannedRow};
use crate::organization::User;
use crate::permission::Role;

fn user(number: u128, email: &str, name: &str) -> User {
    User {
        id: Id::new(uuid::Uuid::from_u128(number)),
        organization_id: Id::new(uuid::Uuid::nil()),
        email: email.to_owned(),
        name: name.to_owned(),
        role: Role::User,
        password_hash: None,
        disabled: false,
        open_link: None,
        muted: BTreeSet::new(),
        created_at: Timestamp::from_millis(0),
        revision: 1,
    }
}

fn people() -> People {
    let users = [
        user(1, "ada@example.com", "Ada Lovelace"),
        user(2, "bob@example.com", "Bob Stone"),
        user(3, "rob@example.com", "Bob Stone"),
    ];
    People::new(&users)
}

fn custom_fields() -> Vec<CustomField> {
    serde_json::from_value(json!([
        {"key": "customer", "name": "Customer", "kind": "text"},
        {"key": "amount", "name": "Amount", "kind": "number"},
        {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC"]},
        {"key": "paid", "name": "Paid", "kind": "checkbox"},
        {"key": "signed", "name": "Signed on", "kind": "date"},
        {"key": "lead", "name": "Lead", "kind": "person"},
        {"key": "link", "name": "Link", "kind": "url"},
    ]))
    .unwrap()
}

fn plan_with(mapping: &Mapping, columns: &[&str], cells: &[&str]) -> PlannedRow {
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let planner = Planner::new(mapping, &columns, &custom_fields(), people());
    planner.plan(2, cells.len(), |index| cells[index])
}

fn plan(columns: &[&str], cells: &[&str]) -> PlannedRow {
    let names: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    plan_with(&Mapping::by_name(&names, &custom_fields()), columns, cells)
}

fn fields(row: PlannedRow) -> TaskFields {
    match row.outcome {
        Outcome::Create(fields) => fields,
        other => panic!("{other:?}"),
    }
}

fn errors(row: PlannedRow) -> Vec<CellError> {
    match row.outcome {
        Outcome::Error(errors) => errors,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_good_row_becomes_a_task_with_all_its_fields() {
    let fields = fields(plan(
        &[
            "Title",
            "Description",
            "Status",
            "Priority",
            "Assignees",
            "Tags",
            "Due",
            "Customer",
            "Amount",
            "Region",
            "Paid",
            "Signed on",
            "Lead",
            "Link",
        ],
        &[
            " Call\nthe carrier ",
            "two\nlines",
            "in progress",
            "CRITICAL",
            "ADA@example.com, ada lovelace",
            "Freight;freight, x",
            "2026-03-31",
            "C042",
            "12.50",
            "emea",
            "ja",
            "31.3.2026",
            "ada@example.com",
            "https://example.com/x",
        ],
    ));
    let ada = Id::new(uuid::Uuid::from_u128(1));
    assert_eq!(fields.title, "Call the carrier");
    assert_eq!(fields.description, "two\nlines");
    assert_eq!(
        (fields.status, fields.priority),
        (Status::InProgress, Priority::Critical)
    );
    assert_eq!(fields.assignees, [ada]);
    assert_eq!(fields.tags, ["freight", "x"]);
    assert_eq!(fields.due_at.unwrap().to_string(), "2026-03-31T00:00:00.000Z");
    assert_eq!(
        serde_json::to_value(&fields.custom).unwrap(),
        json!({"customer": "C042", "amount": 12.5, "region": "EMEA", "paid": true, "signed": "2026-03-31",
            "lead": ada, "link": "https://example.com/x"})
    );
}

#[test]
fn empty_cells_leave_the_defaults() {
    let fields = fields(plan(
        &["Title", "Status", "Priority", "Assignees", "Due", "Amount"],
        &["x", "", " ", "", "", ""],
    ));
    let expected = TaskFields {
        title: "x".to_owned(),
        ..TaskFields::default()
    };
    assert_eq!(fields, expected);
}

#[test]
fn every_wrong_cell_is_named_with_its_value_and_a_reason() {
    let columns = [
        "Title",
        "Status",
        "Priority",
        "Assignees",
        "Due",
        "Amount",
        "Region",
        "Lead",
    ];
    let cells = [
        "",
        "Done-ish",
        "Urgent!!",
        "nobody@example.com",
        "31/31/2026",
        "a lot",
        "Moon",
        "Bob Stone",
    ];
    let errors = errors(plan(&columns, &cells));
    let found: Vec<_> = errors
        .iter()
        .map(|error| (error.column.as_str(), error.value.as_str()))
        .collect();
    let expected: Vec<_> = columns.into_iter().zip(cells).collect();
    assert_eq!(found, expected);
    assert_eq!(
        errors[1].reason,
        "must be one of New, In Progress, On Hold, Completed"
    );
    assert!(
        errors[3].reason.contains("nobody in your organization"),
        "{}",
        errors[3].reason
    );
    assert!(
        errors[7].reason.contains("several people"),
        "{}",
        errors[7].reason
    );
}

#[test]
fn long_values_are_shortened_and_refused() {
    let long = "ü".repeat(TITLE_MAX + 1);
    let errors = errors(plan(&["Title"], &[&long]));
    assert_eq!(errors[0].value.chars().count(), SHOWN + 1);
    assert_eq!(
        fields(plan(&["Title"], &[&"ü".repeat(TITLE_MAX)]))
            .title
            .chars()
            .count(),
        TITLE_MAX
    );
}

#[test]
fn rows_may_be_shorter_than_the_header_but_not_longer() {
    assert_eq!(fields(plan(&["Title", "Status"], &["x"])).status, Status::New);
    assert_eq!(fields(plan(&["Title"], &["x", "", " "])).title, "x");
    let errors = errors(plan(&["Title"], &["x", "", "y"]));
    assert_eq!(
        (errors[0].column.as_str(), errors[0].value.as_str()),
        ("Column 3", "y")
    );
}

#[test]
fn rules_translate_default_split_and_set() {
    let mapping: Mapping = serde_json::from_value(json!({"rules": [
        {"target": "title", "column": "What"},
        {"target": "priority", "column": "How", "default": "soon", "values": [
            {"from": "ASAP", "to": "critical"}, {"from": "Soon", "to": "high"}]},
        {"target": "tags", "column": "Words", "split": "|", "values": [{"from": "ops", "to": "operations"}]},
        {"target": "custom.region", "constant": "apac"},
    ]}))
    .unwrap();
    let columns = ["What", "How", "Words"];
    let first = fields(plan_with(&mapping, &columns, &["a", " asap ", "Ops | b c"]));
    assert_eq!(first.priority, Priority::Critical);
    assert_eq!(first.tags, ["operations", "b c"]);
    assert_eq!(
        serde_json::to_value(&first.custom).unwrap(),
        json!({"region": "APAC"})
    );
    assert_eq!(
        fields(plan_with(&mapping, &columns, &["a", "", ""])).priority,
        Priority::High
    );
}

#[test]
fn a_mapping_that_does_not_fit_is_an_error_of_every_row() {
    let mapping: Mapping = serde_json::from_value(json!({"rules": [
        {"target": "status", "column": "Gone"}, {"target": "custom.gone", "column": "Title"}]}))
    .unwrap();
    let errors = errors(plan_with(&mapping, &["Title"], &["x"]));
    let columns: Vec<_> = errors.iter().map(|error| error.column.as_str()).collect();
    assert_eq!(columns, ["Gone", "custom.gone", "title"]);
}

#[test]
fn a_row_becomes_the_same_task_every_time() {
    let origin = Origin {
        import_id: Id::new(uuid::Uuid::from_u128(7)),
        organization_id: Id::new(uuid::Uuid::nil()),
        project_id: Id::new(uuid::Uuid::nil()),
        project_key: "OPS",
        created_by: Id::new(uuid::Uuid::nil()),
        now: Timestamp::from_millis(5),
    };
    let fields = TaskFields {
        status: Status::Completed,
        ..TaskFields::default()
    };
    let task = origin.task(3, 42, &fields);
    assert_eq!(task, origin.task(3, 42, &fields));
    assert_eq!(
        (task.key.as_str(), task.completed_at),
        ("OPS-42", Some(origin.now))
    );
    assert_ne!(task.id, crate::import::task_id(origin.import_id, 4));
}

#[test]
fn a_row_survives_the_database() {
    for cells in [["x", "2026-03-31"], ["x", "soon"]] {
        let row = plan(&["Title", "Due"], &cells);
        let raw = bson::serialize_to_vec(&row).unwrap();
        assert_eq!(bson::deserialize_from_slice::<PlannedRow>(&raw).unwrap(), row);
    }
}

proptest! {
    #[test]
    fn any_cells_are_planned_and_twice_the_same(
        columns in prop::collection::vec(prop::sample::select(vec![
            "Title", "Description", "Status", "Priority", "Assignees", "Tags", "Start", "Due", "Customer", "Amount",
            "Region", "Paid", "Signed on", "Lead", "Link", "Colour",
        ]), 0..12),
        cells in prop::collection::vec(prop_oneof!["\\PC{0,30}", "[0-9T:.Z+-]{0,25}", ".{0,5}"], 0..14),
    ) {
        let names = super::super::detect::header::columns(columns.iter().copied(), columns.len()).unwrap_or_default();
        let mapping = Mapping::by_name(&names, &custom_fields());
        prop_assert!(mapping.faults(&custom_fields(), Some(&names)).is_empty());
        let planner = Planner::new(&mapping, &names, &custom_fields(), people());
        let first = planner.plan(9, cells.len(), |index| cells[index].as_str());
        prop_assert_eq!(&first, &planner.plan(9, cells.len(), |index| cells[index].as_str()));
        if let Outcome::Create(fields) = first.outcome {
            prop_assert!((1..=TITLE_MAX).contains(&fields.title.chars().count()));
            prop_assert!(!fields.title.contains(char::is_control));
            for (key, value) in &fields.custom {
                let field = custom_fields().into_iter().find(|field| field.key == *key).unwrap();
                prop_assert_eq!(field.check(value), Ok(()));
            }
        }
    }
}
