//! Undoing an import: which of its tasks go back, and which are kept because someone made them their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ImportChunk, Outcome, Update, task_id};
use crate::task::{Status, Task, TaskId};
use crate::{Timestamp, task_changes};

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
    /// The tasks that get their old values back, before and after.
    pub restored: Vec<(Task, Task)>,
    /// The rows whose tasks are kept.
    pub kept: Vec<KeptRow>,
}

impl Reversal {
    /// Decides it for a chunk that was carried out; `tasks` are those of its tasks that there are.
    ///
    /// What it made and lies in the bin already, or was removed for good, needs nothing more.
    pub fn of(
        chunk: &ImportChunk,
        tasks: &BTreeMap<TaskId, Task>,
        touched: &Touched,
        now: Timestamp,
    ) -> Self {
        let mut reversal = Self::default();
        for (row, done) in done(chunk) {
            let Some(task) = tasks.get(&done.task_id(chunk, row)) else {
                continue;
            };
            let reason = match done {
                Done::Made if task.is_deleted() => continue,
                Done::Made => reason_to_keep(task, touched),
                Done::Changed(update) => (task.revision != update.revision + 1).then_some(Kept::ChangedSince),
            };
            match (reason, done) {
                (Some(reason), _) => reversal.kept.push(KeptRow { row, reason }),
                (None, Done::Made) => reversal.deleted.push(task.clone()),
                (None, Done::Changed(update)) => {
                    reversal
                        .restored
                        .push((task.clone(), as_before(task, update, now)));
                }
            }
        }
        reversal
    }

    /// Leaves every task of a chunk as it is, for this reason.
    pub fn none(chunk: &ImportChunk, reason: Kept) -> Self {
        Self {
            kept: done(chunk).map(|(row, _)| KeptRow { row, reason }).collect(),
            ..Self::default()
        }
    }
}

/// The tasks that a chunk made or changed.
pub fn tasks_of(chunk: &ImportChunk) -> Vec<TaskId> {
    done(chunk).map(|(row, done)| done.task_id(chunk, row)).collect()
}

/// What a row did.
#[derive(Clone, Copy)]
enum Done<'a> {
    Made,
    Changed(&'a Update),
}

impl Done<'_> {
    fn task_id(self, chunk: &ImportChunk, row: i64) -> TaskId {
        match self {
            Self::Made => task_id(chunk.import_id, row),
            Self::Changed(update) => update.task_id,
        }
    }
}

/// The rows that did something.
fn done(chunk: &ImportChunk) -> impl Iterator<Item = (i64, Done<'_>)> {
    let mut missed = chunk.missed_rows.iter().map(|missed| missed.row).peekable();
    chunk.rows.iter().filter_map(move |planned| {
        if missed.next_if_eq(&planned.row).is_some() {
            return None;
        }
        match &planned.outcome {
            Outcome::Create(_) => Some((planned.row, Done::Made)),
            Outcome::Update(update) => Some((planned.row, Done::Changed(update))),
            Outcome::Skip(_) | Outcome::Error(_) => None,
        }
    })
}

/// The task with the values that it had before it was changed.
fn as_before(task: &Task, update: &Update, now: Timestamp) -> Task {
    let mut before = task.clone();
    for change in &update.changes {
        task_changes::revert(&mut before, change);
    }
    // The plan could not know when the task would be completed, so it does not name that change.
    if before.status != Status::Completed {
        before.completed_at = None;
    }
    before.revision += 1;
    before.updated_at = now;
    before
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
