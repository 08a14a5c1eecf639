use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::import::Mode;
use crate::import::profile::fingerprint;
use crate::organization::User;
use crate::permission::Role;
use crate::{Id, Timestamp};

fn user(number: u128, email: &str, name: &str) -> User {
    User {
        id: Id::new(Uuid::from_u128(number)),
        organization_id: Id::new(Uuid::from_u128(99)),
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

fn profile(number: u128, columns: &[&str], rules: &serde_json::Value) -> ImportProfile {
    ImportProfile {
        id: Id::new(Uuid::from_u128(number)),
        organization_id: Id::new(Uuid::from_u128(99)),
        project_id: Id::new(Uuid::from_u128(98)),
        name: "Webshop".to_owned(),
        owner: Id::new(Uuid::from_u128(1)),
        mapping: serde_json::from_value(json!({ "rules": rules })).unwrap(),
        fingerprint: fingerprint(&names(columns)),
        columns: names(columns),
        auto_commit: true,
        mode: None,
        key: None,
        empty_cells: None,
        read_as: ReadAs::default(),
        saved_from: None,
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        revision: 1,
    }
}

fn known() -> Known {
    Known {
        custom_fields: serde_json::from_value(json!([
            {"key": "customer_no", "name": "Customer", "kind": "text"},
            {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC"]},
        ]))
        .unwrap(),
        profiles: Vec::new(),
        people: People::new(&[
            user(1, "ada@example.com", "Ada Lovelace"),
            user(2, "bob@example.com", "Bob Stone"),
        ]),
    }
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

/// A file: its header first.
fn propose_to(known: &Known, file: &[&[&str]]) -> Proposal {
    let mut sample = Sample::default();
    for row in &file[1..] {
        sample.row(row.iter().copied());
    }
    let columns = names(file[0]);
    match known.recognize(|_| Some(columns.clone())) {
        Some(profile) => Proposal::of_profile(profile),
        None => known.propose(&columns, &sample),
    }
}

fn propose(file: &[&[&str]]) -> Proposal {
    propose_to(&known(), file)
}

fn shown(proposal: &Proposal) -> Vec<(String, &str, RuleReason, u8)> {
    let each = proposal.grounds.iter().map(|ground| {
        let column = ground.column.as_deref().unwrap_or("");
        (ground.target.word(), column, ground.reason, ground.confidence)
    });
    each.collect()
}

fn values(proposal: &Proposal, target: &Target) -> Vec<(String, String)> {
    let rule = proposal
        .mapping
        .rules
        .iter()
        .find(|rule| rule.target == *target)
        .unwrap();
    rule.values
        .iter()
        .map(|value| (value.from.clone(), value.to.clone()))
        .collect()
}

#[test]
fn names_mean_fields_in_seven_languages() {
    for header in [
        ["Title", "Description", "Priority", "Assigned to", "Due date"],
        ["Aufgabe", "Beschreibung", "Priorität", "Zuständig", "Fällig am"],
        ["Tâche", "Descriptif", "Priorité", "Assigné à", "Échéance"],
        ["Tarea", "Descripción", "Prioridad", "Asignado a", "Fecha límite"],
        ["Attività", "Descrizione", "Priorità", "Assegnato a", "Scadenza"],
        [
            "Taak",
            "Omschrijving",
            "Prioriteit",
            "Toegewezen aan",
            "Vervaldatum",
        ],
        ["Tarefa", "Descrição", "Prioridade", "Atribuído a", "Prazo"],
    ] {
        let targets: Vec<String> = propose(&[&header])
            .mapping
            .rules
            .iter()
            .map(|rule| rule.target.word())
            .collect();
        assert_eq!(
            targets,
            ["title", "description", "priority", "assignees", "due_at"],
            "{header:?}"
        );
    }
}

#[test]
fn content_speaks_where_names_do_not() {
    let proposal = propose(&[
        &["A", "B", "C", "D", "Delivery date", "F", "Order date"],
        &[
            "1",
            "Call the carrier",
            "Erledigt",
            "ada@example.com",
            "31.3.2026",
            "emea",
            "1.3.2026",
        ],
        &[
            "2",
            "Renew the lease",
            "Offen",
            "ADA@example.com; bob@example.com",
            "1.4.2026",
            "apac",
            "2.3.2026",
        ],
        &[
            "3",
            "Pay the bill",
            "In Arbeit",
            "",
            "2.4.2026",
            "emea",
            "3.3.2026",
        ],
    ]);
    assert_eq!(
        shown(&proposal),
        [
            ("title".to_owned(), "B", RuleReason::Content, 50),
            ("status".to_owned(), "C", RuleReason::Content, 65),
            ("assignees".to_owned(), "D", RuleReason::Content, 75),
            ("due_at".to_owned(), "Delivery date", RuleReason::Content, 60),
            ("custom.region".to_owned(), "F", RuleReason::Content, 65),
        ]
    );
    assert_eq!(
        values(&proposal, &Target::Status),
        [
            ("Erledigt", "completed"),
            ("Offen", "new"),
            ("In Arbeit", "in_progress")
        ]
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
    assert!(
        proposal.sure().mapping.rules.is_empty(),
        "guesses are for people who look"
    );
}

#[test]
fn long_texts_are_descriptions() {
    let long = "The mechanic was here in March for the very same fault, and said that the spring is broken again and again.";
    let other = format!("{long} He comes back.");
    let proposal = propose(&[
        &["X", "Y"],
        &[long, "Repair the door"],
        &[&other, "Call the mechanic"],
    ]);
    let targets: Vec<_> = shown(&proposal)
        .into_iter()
        .map(|(target, column, ..)| (target, column))
        .collect();
    assert_eq!(
        targets,
        [("description".to_owned(), "X"), ("title".to_owned(), "Y")]
    );
}

#[test]
fn a_doubtful_name_needs_content_that_agrees() {
    let of = |first: &str, second: &str| {
        shown(&propose(&[&["Name", "State"], &["a", first], &["b", second]])).len()
    };
    assert_eq!(of("open", "done"), 2);
    assert_eq!(of("CA", "NY"), 1, "the states of a country");
    assert_eq!(
        propose(&[&["Name", "State"]]).mapping.rules.len(),
        2,
        "nobody knows better"
    );
}

#[test]
fn values_are_translated_and_those_that_nobody_knows_are_shown() {
    let proposal = propose(&[
        &["Title", "Priority", "Region"],
        &["a", "Urgent", "e.m.e.a"],
        &["b", "hoch", "E M E A"],
        &["c", "HOCH", "EMEA"],
        &["d", "someday", "Mars"],
        &["e", "low", ""],
    ]);
    assert_eq!(
        values(&proposal, &Target::Priority),
        [("Urgent", "critical"), ("hoch", "high")].map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
    assert_eq!(proposal.grounds[1].unknown_values, ["someday"]);
    assert_eq!(proposal.grounds[2].unknown_values, ["e.m.e.a", "E M E A", "Mars"]);
    assert!(proposal.mapping.faults(&known().custom_fields, None).is_empty());
}

#[test]
fn earlier_choices_count_for_columns_of_the_same_name() {
    let mut known = known();
    let rules = json!([
        {"target": "title", "column": "Ref"},
        {"target": "custom.gone", "column": "Kunde"},
        {"target": "tags", "column": "kunde", "split": "|"},
    ]);
    known.profiles.push(profile(7, &["Ref", "Kunde"], &rules));
    let whole = propose_to(&known, &[&["kunde", "REF"]]);
    assert_eq!(
        whole.profile_id, None,
        "it names a field that the project does not have"
    );
    let proposal = propose_to(&known, &[&["KUNDE", "Title", "Ref"]]);
    assert_eq!(
        shown(&proposal),
        [
            ("tags".to_owned(), "KUNDE", RuleReason::Profile, 92),
            ("title".to_owned(), "Ref", RuleReason::Profile, 92),
        ]
    );
    assert_eq!(proposal.mapping.rules[0].split.as_deref(), Some("|"));

    known.profiles.insert(
        0,
        profile(8, &["Ref", "Who"], &json!([{"target": "title", "column": "Who"}])),
    );
    let whole = propose_to(&known, &[&["who", "ref"]]);
    assert_eq!(whole.profile_id, Some(known.profiles[0].id));
    assert_eq!(
        shown(&whole),
        [("title".to_owned(), "Who", RuleReason::Profile, 100)]
    );
}

#[test]
fn a_profile_is_found_by_what_a_file_is_when_it_is_read_as_the_profile_says() {
    let mut known = known();
    let mut with_key = profile(
        7,
        &["Ref", "What"],
        &json!([{"target": "title", "column": "What"}]),
    );
    with_key.read_as.delimiter = Some(';');
    with_key.mode = Some(Mode::Upsert);
    with_key.key = Some(Target::Custom("customer_no".to_owned()));
    known.profiles.push(with_key);
    let columns = |read_as: &ReadAs| match read_as.delimiter {
        Some(';') => Some(names(&["what", "ref"])),
        _ => Some(names(&["what;ref"])),
    };
    assert!(known.recognize(columns).is_some());
    assert!(known.recognize(|_| Some(names(&["what;ref"]))).is_none());
    assert!(known.recognize(|_| None).is_none());
    // Its key is no field any more.
    known.custom_fields.remove(0);
    assert!(known.recognize(columns).is_none());
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        "[0-9./ -]{0,12}",
        prop::sample::select(vec![
            "Erledigt",
            "open",
            "Urgent",
            "high",
            "EMEA",
            "ada@example.com",
            "Bob Stone",
            "2026-03-31",
            "Call them",
            "",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn whatever_is_in_a_file_a_proposal_fits_it(
        header in prop::collection::vec(prop_oneof![
            prop::sample::select(vec!["Title", "State", "Status", "Prio", "Region", "Due", "Order date", "Customer due date", "A", "B"])
                .prop_map(str::to_owned),
            "\\PC{1,12}",
        ], 1..10),
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..12), 0..20),
    ) {
        let columns = super::super::detect::header::columns(header.iter().map(String::as_str), header.len()).unwrap_or_default();
        let mut sample = Sample::default();
        for row in &rows {
            sample.row(row.iter().map(String::as_str));
        }
        let known = known();
        let proposal = known.propose(&columns, &sample);
        prop_assert_eq!(&proposal, &known.propose(&columns, &sample));
        // Each column and each field once; nothing that could not be saved.
        prop_assert_eq!(proposal.mapping.faults(&known.custom_fields, Some(&columns)), Vec::new());
        let used: HashSet<_> = proposal.mapping.rules.iter().map(|rule| rule.column.clone()).collect();
        prop_assert_eq!(used.len(), proposal.mapping.rules.len());
        prop_assert_eq!(proposal.grounds.len(), proposal.mapping.rules.len());
        for (ground, rule) in proposal.grounds.iter().zip(&proposal.mapping.rules) {
            prop_assert_eq!((&ground.target, &ground.column), (&rule.target, &rule.column));
            prop_assert!((1..=100).contains(&ground.confidence));
            for value in &rule.values {
                prop_assert_eq!(reading(&value.to, &rule.target, &known.custom_fields), Reading::Plain);
            }
        }
        let sure = proposal.sure();
        prop_assert!(sure.grounds.iter().all(|ground| ground.confidence >= SURE && ground.reason != RuleReason::Content));
        prop_assert_eq!(sure.grounds.len(), sure.mapping.rules.len());
    }
}
