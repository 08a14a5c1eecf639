//! What becomes of a row, and the task that it becomes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ImportId;
use crate::event::Change;
use crate::organization::{OrganizationId, UserId};
use crate::project::{CustomValue, ProjectId};
use crate::task::{Priority, Source, Status, Task, TaskId};
use crate::{Id, Timestamp};

/// A row of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedRow {
    /// The row's number in the file, as a spreadsheet counts (the header is row 1, as a rule).
    pub row: i64,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It becomes a task.
    Create(TaskFields),
    /// It changes a task.
    Update(Update),
    /// It does nothing, and nothing is wrong with it.
    Skip(Skip),
    /// It becomes nothing, for these reasons.
    Error(Vec<CellError>),
}

/// What becomes of a row, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It becomes a task.
    Create,
    /// It changes a task.
    Update,
    /// It does nothing, and nothing is wrong with it.
    Skip,
    /// It has errors and becomes nothing.
    Error,
}

/// What a row changes in a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// The task.
    pub task_id: TaskId,
    /// What people call it.
    pub task_key: String,
    /// The revision at which it was looked at: at another one it is not changed.
    pub revision: i64,
    /// Which fields go from what to what.
    pub changes: Vec<Change>,
}

/// Why a row does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Why.
    pub reason: SkipReason,
    /// The task that it is about, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_key: Option<String>,
}

/// Why a row does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The task is as the row says already.
    Unchanged,
    /// The task exists, and only new ones are wanted.
    Exists,
    /// There is no such task, and no new ones are wanted.
    NoSuchTask,
    /// The file is the report of an earlier import, which did this row.
    DoneBefore,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Skip, Self::Error];

    /// The word on the wire and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Skip => "skip",
            Self::Error => "error",
        }
    }
}

impl Outcome {
    /// In a word.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Create(_) => Verdict::Create,
            Self::Update(_) => Verdict::Update,
            Self::Skip(_) => Verdict::Skip,
            Self::Error(_) => Verdict::Error,
        }
    }
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CellError {
    /// The column, or the field where there is no column.
    #[schema(example = "Priority")]
    pub column: String,
    /// What the cell says, shortened.
    #[schema(example = "Urgent!!")]
    pub value: String,
    /// What is wrong with it, and what would be right.
    #[schema(example = "must be one of Low, Medium, High, Critical")]
    pub reason: String,
}

/// The fields of a task that a row becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskFields {
    /// The title.
    #[schema(example = "Call the carrier")]
    pub title: String,
    /// The description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The status.
    pub status: Status,
    /// The priority.
    pub priority: Priority,
    /// The people on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub assignees: Vec<UserId>,
    /// The tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When it should begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub start_at: Option<Timestamp>,
    /// When it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// What another system calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "CRM-4711")]
    pub external_id: Option<String>,
    /// Custom fields, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Object)]
    pub custom: BTreeMap<String, CustomValue>,
}

impl Default for TaskFields {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            status: Status::New,
            priority: Priority::Medium,
            assignees: Vec::new(),
            tags: Vec::new(),
            start_at: None,
            due_at: None,
            external_id: None,
            custom: BTreeMap::new(),
        }
    }
}

/// What the tasks of a chunk have in common.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// The import.
    pub import_id: ImportId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The project.
    pub project_id: ProjectId,
    /// What the project's task keys begin with.
    pub project_key: &'a str,
    /// Who started the import.
    pub created_by: UserId,
    /// When the chunk is carried out.
    pub now: Timestamp,
}

/// The id of the task that a row becomes: the same however often the row is carried out.
///
/// The import's id with the row for its last four bytes, as a UUID of our own making (version 8). The import's begins
/// with the time at which it was made, so the ids of its tasks follow each other and go to one end of the index.
pub fn task_id(import_id: ImportId, row: i64) -> TaskId {
    let mut bytes = *import_id.uuid().as_bytes();
    bytes[12..].copy_from_slice(&row.to_be_bytes()[4..]);
    Id::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

impl Origin<'_> {
    /// The task that a row becomes.
    pub fn task(&self, row: i64, number: i64, fields: &TaskFields) -> Task {
        Task {
            id: task_id(self.import_id, row),
            organization_id: self.organization_id,
            project_id: self.project_id,
            key: format!("{}-{number}", self.project_key),
            number,
            title: fields.title.clone(),
            description: fields.description.clone(),
            status: fields.status,
            status_rank: fields.status.rank(),
            priority: fields.priority,
            priority_rank: fields.priority.rank(),
            assignees: fields.assignees.clone(),
            tags: fields.tags.clone(),
            start_at: fields.start_at,
            due_at: fields.due_at,
            parent_id: None,
            external_id: fields.external_id.clone(),
            custom: fields.custom.clone(),
            watchers: Vec::new(),
            source: Some(Source {
                import_id: self.import_id.uuid(),
                row,
            }),
            created_by: self.created_by,
            created_at: self.now,
            updated_at: self.now,
            completed_at: (fields.status == Status::Completed).then_some(self.now),
            deleted_at: None,
            revision: 1,
        }
    }
}
