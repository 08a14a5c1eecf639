//! What changed between two states of a task, in the words of the API.

use serde_json::Value;

use crate::Timestamp;
use crate::event::{Change, Fact};
use crate::project::CustomValue;
use crate::task::{Priority, Status, Task};

/// The fields that a new task was given. The description is not repeated in the event: the task has it, and a
/// later change names the old one.
pub fn created(task: &Task) -> Vec<Change> {
    fields(task)
        .into_iter()
        .filter(|(field, value)| field != "description" && !is_empty(value))
        .map(|(field, new)| Change::new(field, Value::Null, new))
        .collect()
}

/// The fields that differ. Who watches, counters and times that follow from the change are left out.
pub fn differences(before: &Task, after: &Task) -> Vec<Change> {
    let mut old = fields(before);
    let mut changes = Vec::new();
    for (field, new) in fields(after) {
        let position = old.iter().position(|(name, _)| *name == field);
        let old = position.map_or(Value::Null, |position| old.swap_remove(position).1);
        if old != new {
            changes.push(Change::new(field, old, new));
        }
    }
    // Custom values that are gone.
    changes.extend(
        old.into_iter()
            .map(|(field, old)| Change::new(field, old, Value::Null)),
    );
    changes
}

/// What these changes of one task are told as.
pub fn fact(changes: &[Change]) -> Fact {
    let only_status = changes
        .iter()
        .all(|change| change.field == "status" || change.field == "completed_at");
    if only_status {
        Fact::TaskStatusChanged
    } else {
        Fact::TaskChanged
    }
}

/// Gives the field of a change its old value back, whatever the status machine says. What is not one of a
/// task's fields, or has no value of its type, is left alone.
pub fn revert(task: &mut Task, change: &Change) {
    let _ = set(task, &change.field, &change.old);
}

/// Gives the field of a change its new value at this time, whatever the status machine says. When a task was
/// completed follows from its status.
pub fn repeat(task: &mut Task, change: &Change, now: Timestamp) {
    match change.field.as_str() {
        "status" => {
            if let Some(status) = change.new.as_str().and_then(Status::parse) {
                task.set_status(status, now);
            }
        }
        "completed_at" => {}
        field => {
            let _ = set(task, field, &change.new);
        }
    }
}

fn set(task: &mut Task, field: &str, value: &Value) -> Option<()> {
    let text = || value.as_str();
    let time = || match value {
        Value::Null => Some(None),
        value => value.as_str()?.parse::<Timestamp>().ok().map(Some),
    };
    match field {
        "title" => text()?.clone_into(&mut task.title),
        "description" => text()?.clone_into(&mut task.description),
        "status" => {
            // `completed_at` is a change of its own.
            task.status = Status::parse(text()?)?;
            task.status_rank = task.status.rank();
        }
        "priority" => task.set_priority(Priority::parse(text()?)?),
        "assignees" => task.assignees = serde_json::from_value(value.clone()).ok()?,
        "tags" => task.tags = serde_json::from_value(value.clone()).ok()?,
        "start_at" => task.start_at = time()?,
        "due_at" => task.due_at = time()?,
        "parent_id" => task.parent_id = serde_json::from_value(value.clone()).ok()?,
        "external_id" => task.external_id = serde_json::from_value(value.clone()).ok()?,
        "completed_at" => task.completed_at = time()?,
        "deleted_at" => task.deleted_at = time()?,
        custom => {
            let key = custom.strip_prefix("custom.")?;
            match serde_json::from_value::<Option<CustomValue>>(value.clone()).ok()? {
                Some(value) => task.custom.insert(key.to_owned(), value),
                None => task.custom.remove(key),
            };
        }
    }
    Some(())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Every field that people change, by its name on the wire; a custom one is `custom.<key>`.
fn fields(task: &Task) -> Vec<(String, Value)> {
    let text = |value: Option<String>| value.map_or(Value::Null, Value::String);
    let list = |items: &[String]| Value::from(items.to_vec());
    let assignees: Vec<String> = task.assignees.iter().map(ToString::to_string).collect();
    let common = [
        ("title", task.title.as_str().into()),
        ("description", task.description.as_str().into()),
        ("status", task.status.word().into()),
        ("priority", task.priority.word().into()),
        ("assignees", list(&assignees)),
        ("tags", list(&task.tags)),
        ("start_at", text(task.start_at.map(|at| at.to_string()))),
        ("due_at", text(task.due_at.map(|at| at.to_string()))),
        ("parent_id", text(task.parent_id.map(|id| id.to_string()))),
        ("external_id", text(task.external_id.clone())),
        ("completed_at", text(task.completed_at.map(|at| at.to_string()))),
        ("deleted_at", text(task.deleted_at.map(|at| at.to_string()))),
    ];
    let custom = task
        .custom
        .iter()
        .map(|(key, value)| (format!("custom.{key}"), value.to_json()));
    common
        .into_iter()
        .map(|(field, value)| (field.to_owned(), value))
        .chain(custom)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Id;

    fn some_task() -> impl Strategy<Value = Task> {
        let people = || prop::collection::vec(0..3_u128, 0..3);
        let time = || prop::option::of((0..5_i64).prop_map(|at| Timestamp::from_millis(at * 1000 + 1)));
        let custom = prop::collection::btree_map("[ab]", -3..3_i32, 0..3);
        let status = prop::sample::select(&Status::ALL);
        let priority = prop::sample::select(&Priority::ALL);
        (
            "[ab]",
            status,
            priority,
            people(),
            time(),
            time(),
            custom,
            prop::option::of(0..3_u128),
        )
            .prop_map(
                |(title, status, priority, people, due_at, deleted_at, custom, parent)| {
                    let mut task = crate::task::tests::task();
                    task.title = title;
                    task.set_status(status, Timestamp::from_millis(9));
                    task.set_priority(priority);
                    task.tags = people.iter().map(ToString::to_string).collect();
                    task.assignees = people
                        .into_iter()
                        .map(|id| Id::new(uuid::Uuid::from_u128(id)))
                        .collect();
                    (task.due_at, task.start_at, task.deleted_at) = (due_at, deleted_at, deleted_at);
                    task.custom = custom
                        .into_iter()
                        .map(|(key, value)| (key, CustomValue::Number(f64::from(value) / 2.0)))
                        .collect();
                    task.parent_id = parent.map(|id| Id::new(uuid::Uuid::from_u128(id)));
                    task
                },
            )
    }

    proptest! {
        /// From the new state and the changes, the old state follows; so a history loses nothing.
        #[test]
        fn changes_lead_back(before in some_task(), after in some_task()) {
            let changes = differences(&before, &after);
            let mut reverted = after.clone();
            for change in &changes {
                revert(&mut reverted, change);
            }
            prop_assert_eq!(&reverted, &before);
            prop_assert_eq!(changes.is_empty(), before == after);
        }
    }
}
