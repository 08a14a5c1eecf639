use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::import::undo::{Reversal, Touched};
use crate::import::{Carried, ImportChunk, ImportId, Origin, People, Present, Rows};
use crate::project::{CustomField, FieldKind};
use crate::task::{Priority, Status};
use crate::{Id, Timestamp};

fn customer() -> CustomField {
    CustomField {
        key: "customer".to_owned(),
        name: "Customer".to_owned(),
        kind: FieldKind::Text,
        options: Vec::new(),
    }
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn planner(names: &[&str], mode: Mode, key: Option<&Target>, empty_cells: EmptyCells) -> Planner {
    let columns = columns(names);
    let mapping = Mapping::by_name(&columns, &[customer()]);
    let matching = Matching::new(mode, key, empty_cells, &mapping, "OPS");
    Planner::new(&mapping, &columns, &[customer()], People::default()).with_matching(matching)
}

/// What the only row of a file becomes.
fn resolve(planner: &Planner, cells: &[&str], tasks: &[Task]) -> Outcome {
    let draft = planner.draft(2, cells.len(), |index| cells[index]);
    planner.resolve(draft, tasks, None).outcome
}

fn task(number: i64) -> Task {
    let mut task = crate::task::tests::task();
    (task.number, task.key) = (number, format!("OPS-{number}"));
    task
}

fn skipped(outcome: &Outcome) -> SkipReason {
    match outcome {
        Outcome::Skip(skip) => skip.reason,
        other => panic!("{other:?}"),
    }
}

fn changed(outcome: &Outcome) -> Vec<(String, String)> {
    match outcome {
        Outcome::Update(update) => {
            let pair = |change: &crate::event::Change| (change.field.clone(), change.new.to_string());
            update.changes.iter().map(pair).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Error(errors) => format!("{} {}", errors[0].column, errors[0].reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_mode_does_its_own_with_tasks_that_exist_and_those_that_do_not() {
    let names = ["Title", "External id", "Priority"];
    let row = ["New title", "A-1", "High"];
    let mut known = task(7);
    known.external_id = Some("A-1".to_owned());
    let becomes = |mode, tasks: &[Task]| resolve(&planner(&names, mode, None, EmptyCells::Keep), &row, tasks);
    let known = [known];

    assert!(reason(&becomes(Mode::Create, &known)).contains("OPS-7"));
    assert_eq!(changed(&becomes(Mode::Update, &known)).len(), 2);
    assert_eq!(changed(&becomes(Mode::Upsert, &known)).len(), 2);
    assert_eq!(skipped(&becomes(Mode::CreateMissing, &known)), SkipReason::Exists);

    assert_eq!(skipped(&becomes(Mode::Update, &[])), SkipReason::NoSuchTask);
    for mode in [Mode::Create, Mode::Upsert, Mode::CreateMissing] {
        match becomes(mode, &[]) {
            Outcome::Create(fields) => assert_eq!(fields.external_id.as_deref(), Some("A-1")),
            other => panic!("{other:?}"),
        }
    }
    let two = [task(7), task(8)];
    assert!(reason(&becomes(Mode::Upsert, &two)).contains("OPS-7, OPS-8"));
}

#[test]
fn a_row_changes_what_it_says_and_nothing_else() {
    let names = ["Key", "Description", "Customer", "Status"];
    let mut before = task(7);
    before.description = "As it was".to_owned();
    before
        .custom
        .insert("customer".to_owned(), CustomValue::Text("C1".to_owned()));
    let tasks = [before];
    let keep = planner(&names, Mode::Update, None, EmptyCells::Keep);
    let clear = planner(&names, Mode::Update, None, EmptyCells::Clear);

    // No column is mapped to the title, which an existing task has already.
    let row = ["ops-7", "", "C2", ""];
    let customer = ("custom.customer".to_owned(), "\"C2\"".to_owned());
    assert_eq!(
        changed(&resolve(&keep, &row, &tasks)),
        std::slice::from_ref(&customer)
    );
    let emptied = ("description".to_owned(), "\"\"".to_owned());
    assert_eq!(changed(&resolve(&clear, &row, &tasks)), [emptied, customer]);
    let same = ["OPS-7", "As it was", "C1", "New"];
    assert_eq!(skipped(&resolve(&clear, &same, &tasks)), SkipReason::Unchanged);
    let too_far = ["OPS-7", "", "", "Completed"];
    assert!(reason(&resolve(&keep, &too_far, &tasks)).contains("can only become In Progress"));
}

#[test]
fn keys_that_lead_nowhere_are_errors_that_say_why() {
    let names = ["Title", "Key"];
    let becomes = |mode, cells: &[&str], tasks: &[Task]| {
        resolve(
            &planner(&names, mode, Some(&Target::TaskKey), EmptyCells::Keep),
            cells,
            tasks,
        )
    };
    assert!(reason(&becomes(Mode::Upsert, &["x", "OTHER-1"], &[])).contains("not the key of a task of OPS"));
    assert!(reason(&becomes(Mode::Upsert, &["x", "seven"], &[])).contains("like OPS-12"));
    assert!(reason(&becomes(Mode::Upsert, &["x", "OPS-9"], &[])).contains("leave the cell empty"));
    assert!(reason(&becomes(Mode::Update, &["x", ""], &[])).contains("is empty"));
    assert!(matches!(
        becomes(Mode::Upsert, &["x", ""], &[]),
        Outcome::Create(_)
    ));
    let mut deleted = task(7);
    deleted.deleted_at = Some(Timestamp::from_millis(1));
    assert!(reason(&becomes(Mode::Update, &["x", "OPS-7"], &[deleted])).contains("in the bin"));

    let without = planner(&["Title"], Mode::Update, None, EmptyCells::Keep);
    assert!(reason(&resolve(&without, &["x"], &[])).contains("no column is mapped to this field"));
    let draft = without.draft(9, 1, |_| "x");
    assert!(reason(&without.resolve(draft, &[], Some(4)).outcome).contains("row 4"));
}

#[test]
fn a_key_is_seen_once() {
    let mut seen = Seen::default();
    let key = |text: &str| KeyValue::Text(text.to_owned());
    assert_eq!(seen.earlier(&key("a"), 2), None);
    assert_eq!(seen.earlier(&key("b"), 3), None);
    assert_eq!(seen.earlier(&key("a"), 4), Some(2));
    assert_eq!(seen.earlier(&KeyValue::Number(1), 5), None);
}

fn cell(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words)
}

proptest! {
    /// The plan of a row, carried out and then undone, leaves the task as it was; and planned again in between, the row
    /// has nothing to do.
    #[test]
    fn what_is_carried_out_fulfils_the_row_and_is_undone_without_a_trace(
        title in cell(&["", "One", "Two"]),
        status in cell(&["", "New", "In Progress", "On Hold", "Completed"]),
        priority in cell(&["", "High", "Low"]),
        tags in cell(&["", "a", "b,a"]),
        due in cell(&["", "2026-03-31"]),
        customer in cell(&["", "C1", "C2"]),
        was in prop::sample::select(&Status::ALL[..]),
        given_priority in prop::sample::select(&Priority::ALL[..]),
        empty_cells in prop::sample::select(&[EmptyCells::Keep, EmptyCells::Clear][..]),
        has_customer in any::<bool>(),
    ) {
        let names = ["Key", "Title", "Status", "Priority", "Tags", "Due", "Customer"];
        let cells = ["OPS-7", title, status, priority, tags, due, customer];
        let planner = planner(&names, Mode::Update, None, empty_cells);
        let mut before = task(7);
        before.set_status(was, Timestamp::from_millis(3));
        before.set_priority(given_priority);
        if has_customer {
            before.custom.insert("customer".to_owned(), CustomValue::Text("C1".to_owned()));
        }
        let draft = planner.draft(2, cells.len(), |index| cells[index]);
        let planned = planner.resolve(draft, std::slice::from_ref(&before), None);
        let import_id: ImportId = Id::new(uuid::Uuid::from_u128(1));
        let mut chunk = ImportChunk::planned(before.organization_id, import_id, (1, 0), Rows::pack(vec![planned]).unwrap(), String::new());
        let origin = Origin {
            import_id,
            organization_id: before.organization_id,
            project_id: before.project_id,
            project_key: "OPS",
            created_by: before.created_by,
            now: Timestamp::from_millis(9_000),
        };
        let present = Present { to_change: [(before.id, before.clone())].into(), ..Present::default() };
        let carried = Carried::of(&chunk, &origin, planner.matching(), 0, &present);
        prop_assert_eq!(carried.updated.len(), usize::try_from(chunk.update).unwrap());
        prop_assert!(carried.missed.is_empty() && carried.created.is_empty());
        if let Some((_, after)) = carried.updated.first() {
            let outcome = resolve(&planner, &cells, std::slice::from_ref(after));
            prop_assert!(matches!(&outcome, Outcome::Skip(skip) if skip.reason == SkipReason::Unchanged), "{:?}", outcome);

            let tasks: BTreeMap<_, _> = [(after.id, after.clone())].into();
            let reversal = Reversal::of(&chunk, &tasks, &Touched::default(), Timestamp::from_millis(9_999));
            let mut restored = reversal.restored[0].1.clone();
            prop_assert_eq!(restored.revision, before.revision + 2);
            (restored.revision, restored.updated_at) = (before.revision, before.updated_at);
            prop_assert_eq!(restored, before.clone());
            // Whoever changed it since keeps it.
            let mut touched = after.clone();
            touched.revision += 1;
            let tasks: BTreeMap<_, _> = [(touched.id, touched)].into();
            let kept = Reversal::of(&chunk, &tasks, &Touched::default(), origin.now).kept;
            prop_assert_eq!(kept.len(), 1);
        }
        // A task that is not as the plan saw it is not touched, and a row that came too late has nothing to undo.
        let mut moved = before.clone();
        moved.revision += 1;
        let present = Present { to_change: [(moved.id, moved.clone())].into(), ..Present::default() };
        let carried = Carried::of(&chunk, &origin, planner.matching(), 0, &present);
        prop_assert!(carried.updated.is_empty());
        prop_assert_eq!(carried.missed.len(), usize::try_from(chunk.update).unwrap());
        chunk.missed_rows = carried.missed;
        let nothing = Reversal::of(&chunk, &[(moved.id, moved)].into(), &Touched::default(), origin.now);
        prop_assert_eq!(nothing, Reversal::default());
    }
}
