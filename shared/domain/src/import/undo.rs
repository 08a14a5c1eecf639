//! Undoing an import: which of its tasks go back, and which are kept because someone made them their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ImportChunk, Outcome, task_id};
use crate::task::{Task, TaskId};

/// What a task's revision is when it was made and nobody changed it.
pub const NEW_REVISION: i64 = 1;

/// Why a task was kept when its import was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Someone changed it since.
    ChangedSince,
    /// Someone commented on it who did not start the import.
    HasComments,
    /// Someone put files on it who did not start the import.
    HasAttachments,
    /// Other tasks are parts of it.
    HasParts,
    /// Its project was archived.
    Archived,
    /// It was tried often, and given up; the cause is in our logs.
    Failed,
}

/// A row whose task was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    /// The row's number in the file.
    pub row: i64,
    /// Why.
    pub reason: Kept,
}

/// What others did with tasks that does not show in their revisions.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Tasks with comments of others.
    pub commented: BTreeSet<TaskId>,
    /// Tasks with files of others.
    pub attached: BTreeSet<TaskId>,
    /// Tasks that have parts.
    pub parents: BTreeSet<TaskId>,
}

/// What undoing a chunk does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reversal {
    /// The tasks that go to the bin, as they are now: all of them at [`NEW_REVISION`].
    pub deleted: Vec<Task>,
    /// The rows whose tasks are kept.
    pub kept: Vec<KeptRow>,
}

impl Reversal {
    /// Decides it for a chunk that was carried out; `tasks` are those of its tasks that there are.
    ///
    /// What lies in the bin already, or was removed for good, needs nothing more.
    pub fn of(chunk: &ImportChunk, tasks: &BTreeMap<TaskId, Task>, touched: &Touched) -> Self {
        let mut reversal = Self::default();
        for row in made(chunk) {
            let found = tasks.get(&task_id(chunk.import_id, row));
            let Some(task) = found.filter(|task| !task.is_deleted()) else {
                continue;
            };
            match reason_to_keep(task, touched) {
                Some(reason) => reversal.kept.push(KeptRow { row, reason }),
                None => reversal.deleted.push(task.clone()),
            }
        }
        reversal
    }

    /// Leaves every task of a chunk as it is, for this reason.
    pub fn none(chunk: &ImportChunk, reason: Kept) -> Self {
        Self {
            deleted: Vec::new(),
            kept: made(chunk).map(|row| KeptRow { row, reason }).collect(),
        }
    }
}

/// The rows that became tasks.
fn made(chunk: &ImportChunk) -> impl Iterator<Item = i64> {
    let rows = chunk.rows.iter();
    rows.filter(|row| matches!(row.outcome, Outcome::Create(_)))
        .map(|row| row.row)
}

fn reason_to_keep(task: &Task, touched: &Touched) -> Option<Kept> {
    let reasons = [
        (task.revision != NEW_REVISION, Kept::ChangedSince),
        (touched.commented.contains(&task.id), Kept::HasComments),
        (touched.attached.contains(&task.id), Kept::HasAttachments),
        (touched.parents.contains(&task.id), Kept::HasParts),
    ];
    reasons
        .into_iter()
        .find(|(holds, _)| *holds)
        .map(|(_, reason)| reason)
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
