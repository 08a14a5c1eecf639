use super::*;
use crate::project::FieldKind;

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

fn customer() -> CustomField {
    CustomField {
        key: "customer_no".to_owned(),
        name: "Customer".to_owned(),
        kind: FieldKind::Text,
        options: Vec::new(),
    }
}

#[test]
fn columns_are_mapped_by_name_and_the_rest_is_left_out() {
    let columns = names(&["Task Name", "PRIO", "Customer", "Colour", "Due-Date", "Title"]);
    let mapping = Mapping::by_name(&columns, &[customer()]);
    let pairs: Vec<_> = mapping
        .rules
        .iter()
        .map(|rule| (rule.column.as_deref().unwrap(), rule.target.word()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("Task Name", "title".to_owned()),
            ("PRIO", "priority".to_owned()),
            ("Customer", "custom.customer_no".to_owned()),
            ("Due-Date", "due_at".to_owned()),
        ]
    );
    assert_eq!(mapping.unmapped(&columns), ["Colour", "Title"]);
    assert!(mapping.faults(&[customer()], Some(&columns)).is_empty());
}

#[test]
fn faults_point_at_what_is_wrong() {
    let mapping: Mapping = serde_json::from_value(serde_json::json!({"rules": [
        {"target": "title", "column": "Name"},
        {"target": "title", "constant": "x"},
        {"target": "custom.nope", "column": "Title", "constant": "both"},
        {"target": "tags", "column": "title", "split": ""},
    ]}))
    .unwrap();
    let pointers: Vec<_> = mapping
        .faults(&[], Some(&names(&["Title"])))
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(
        pointers,
        [
            "/rules/0/column",
            "/rules/1/target",
            "/rules/2/target",
            "/rules/2/column",
            "/rules/3/split"
        ]
    );
}

#[test]
fn fields_that_are_asked_for_are_checked_with_those_that_are_there() {
    let mapping = |rules: serde_json::Value| -> Mapping {
        serde_json::from_value(serde_json::json!({ "rules": rules })).unwrap()
    };
    let asked = |key: &str, kind: &str| serde_json::json!({"target": format!("custom.{key}"), "column": "A", "create": {"name": "New", "kind": kind}});
    let good = mapping(serde_json::json!([
        asked("customer_no", "text"),
        asked("floor", "number")
    ]));
    assert_eq!(good.faults(&[customer()], None), []);
    let new: Vec<_> = good
        .new_fields(&[customer()])
        .into_iter()
        .map(|field| field.key)
        .collect();
    assert_eq!(new, ["floor"]);
    let bad = mapping(serde_json::json!([
        asked("customer_no", "number"),
        asked("Floor", "number"),
        asked("colour", "select"),
        {"target": "title", "column": "A", "create": {"name": "New", "kind": "text"}},
    ]));
    let pointers: Vec<_> = bad
        .faults(&[customer()], None)
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(
        pointers,
        [
            "/rules/0/create",
            "/rules/1/create",
            "/rules/2/create",
            "/rules/3/create"
        ]
    );
    let many: Vec<_> = (0..51)
        .map(|number| asked(&format!("f{number}"), "text"))
        .collect();
    let faults = mapping(many.into()).faults(&[], None);
    assert_eq!(
        (faults.len(), faults[0].pointer.as_str()),
        (1, "/rules/50/create")
    );
}

#[test]
fn a_target_that_does_not_exist_is_refused_with_those_that_do() {
    let error = serde_json::from_value::<Target>("colour".into())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("colour") && error.contains("custom.<key>"),
        "{error}"
    );
}
