//! What changed between two states of a task, in the words of the API.

use serde_json::Value;

use crate::event::Change;
use crate::task::Task;

/// The fields that a new task was given. The description is not repeated in the event: the task has it, and a
/// later change names the old one.
pub fn created(task: &Task) -> Vec<Change> {
    fields(task)
        .into_iter()
        .filter(|(field, value)| field != "description" && !is_empty(value))
        .map(|(field, new)| change(field, Value::Null, new))
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
            changes.push(change(field, old, new));
        }
    }
    // Custom values that are gone.
    changes.extend(
        old.into_iter()
            .map(|(field, old)| change(field, old, Value::Null)),
    );
    changes
}

fn change(field: String, old: Value, new: Value) -> Change {
    Change {
        subject: None,
        field,
        old,
        new,
    }
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
