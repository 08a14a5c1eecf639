//! A task as callers see it: over the API, and in the expressions of workflows.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Timestamp;
use crate::organization::UserId;
use crate::project::{CustomValue, ProjectId};
use crate::task::{Priority, Source, Status, Task, TaskId};

/// A piece of work.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    /// Its id.
    pub id: TaskId,
    /// The project's key and its number there. Never changes, never used again.
    #[schema(example = "OPS-42")]
    pub key: String,
    /// The number within the project.
    #[schema(example = 42)]
    pub number: i64,
    /// The project that it belongs to.
    pub project_id: ProjectId,
    /// What is to be done.
    #[schema(example = "Renew the carrier contract")]
    pub title: String,
    /// Markdown.
    #[schema(example = "Terms of 2025 end in **June**.")]
    pub description: String,
    /// Where it stands.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// Who works on it.
    pub assignees: Vec<UserId>,
    /// Words to find it by, in lower case.
    #[schema(example = json!(["contract", "carrier"]))]
    pub tags: Vec<String>,
    /// When it should begin.
    pub start_at: Option<Timestamp>,
    /// When it should be done.
    pub due_at: Option<Timestamp>,
    /// The task that it is a part of.
    pub parent_id: Option<TaskId>,
    /// What another system calls it; unique within the project.
    #[schema(example = "CRM-4711")]
    pub external_id: Option<String>,
    /// The project's custom fields that have a value, by their key.
    #[schema(value_type = BTreeMap<String, CustomValue>, example = json!({"customer": "Acme", "amount": 1200}))]
    pub custom: BTreeMap<String, Value>,
    /// Who wants to hear of it.
    pub watchers: Vec<UserId>,
    /// The row of a file that it was made from.
    pub source: Option<SourceView>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was last completed; `null` while it is not.
    pub completed_at: Option<Timestamp>,
    /// When it went to the bin; `null` while it has not.
    pub deleted_at: Option<Timestamp>,
    /// Counts changes; the `ETag` is the same in quotes.
    #[schema(example = 1)]
    pub revision: i64,
}

/// The row of a file that a task was made from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// The import.
    #[schema(value_type = String, format = Uuid)]
    pub import_id: String,
    /// The row's number in the file; the header is row 1.
    #[schema(example = 17)]
    pub row: i64,
}

impl From<Source> for SourceView {
    fn from(source: Source) -> Self {
        Self {
            import_id: source.import_id.to_string(),
            row: source.row,
        }
    }
}

impl From<Task> for TaskView {
    fn from(task: Task) -> Self {
        Self {
            id: task.id,
            key: task.key,
            number: task.number,
            project_id: task.project_id,
            title: task.title,
            description: task.description,
            status: task.status,
            priority: task.priority,
            assignees: task.assignees,
            tags: task.tags,
            start_at: task.start_at,
            due_at: task.due_at,
            parent_id: task.parent_id,
            external_id: task.external_id,
            custom: task
                .custom
                .into_iter()
                .map(|(key, value)| (key, value.to_json()))
                .collect(),
            watchers: task.watchers,
            source: task.source.map(SourceView::from),
            created_by: task.created_by,
            created_at: task.created_at,
            updated_at: task.updated_at,
            completed_at: task.completed_at,
            deleted_at: task.deleted_at,
            revision: task.revision,
        }
    }
}

impl TaskView {
    /// The task as JSON.
    pub fn value(task: Task) -> Value {
        serde_json::to_value(Self::from(task)).unwrap_or_default()
    }
}

/// The names of a task's fields.
pub const FIELDS: [&str; 23] = [
    "id",
    "key",
    "number",
    "project_id",
    "title",
    "description",
    "status",
    "priority",
    "assignees",
    "tags",
    "start_at",
    "due_at",
    "parent_id",
    "external_id",
    "custom",
    "watchers",
    "source",
    "created_by",
    "created_at",
    "updated_at",
    "completed_at",
    "deleted_at",
    "revision",
];

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;
    use utoipa::openapi::{RefOr, Schema};

    use super::*;

    #[test]
    fn every_field_has_its_name() {
        let RefOr::T(Schema::Object(object)) = TaskView::schema() else {
            panic!("a task is an object")
        };
        let names: Vec<&str> = object.properties.keys().map(String::as_str).collect();
        assert_eq!(names, FIELDS);
    }
}
