//! Carrying a chunk of a plan out: the tasks that it makes and changes, and the rows that came too late.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::matching::{KeyValue, Matching};
use super::outcome::{Origin, Outcome, Update};
use super::{ImportChunk, PlannedRow};
use crate::task::{Task, TaskId};
use crate::task_changes;

/// Why a row of the plan was not carried out: the data is not what the plan saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// The task was changed, or deleted, since the plan was made.
    ChangedMeanwhile,
    /// A task with the row's key was made since the plan was made.
    ExistsMeanwhile,
}

impl Missed {
    /// For people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ChangedMeanwhile => {
                "the task was changed by someone else since the dry run; nothing was overwritten"
            }
            Self::ExistsMeanwhile => {
                "a task with this key was made by someone else since the dry run; none was made again"
            }
        }
    }

    /// For people, before anything was carried out.
    pub fn difference(self) -> &'static str {
        match self {
            Self::ChangedMeanwhile => "was changed since the plan was made",
            Self::ExistsMeanwhile => "a task with this key was made since the plan was made",
        }
    }
}

/// A row that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedRow {
    /// The row's number in the file.
    pub row: i64,
    /// Why.
    pub reason: Missed,
}

/// The tasks that a chunk is about, as they are now.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// Those that it is to change.
    pub to_change: BTreeMap<TaskId, Task>,
    /// Those that have a key of one that it is to make.
    pub with_key: HashMap<KeyValue, Vec<Task>>,
}

/// What carrying a chunk out does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Carried {
    /// New tasks.
    pub created: Vec<Task>,
    /// Changed tasks, before and after.
    pub updated: Vec<(Task, Task)>,
    /// The rows that came too late.
    pub missed: Vec<MissedRow>,
}

impl Carried {
    /// Decides it, to the letter of the plan: what is not as the plan saw it is left alone.
    ///
    /// `first_number` is the first of as many task numbers as the chunk has rows that become new tasks.
    pub fn of(
        chunk: &ImportChunk,
        origin: &Origin<'_>,
        matching: Option<&Matching>,
        first_number: i64,
        present: &Present,
    ) -> Self {
        let mut carried = Self::default();
        let mut number = first_number;
        for PlannedRow { row, outcome } in &chunk.rows {
            let mut miss = |reason| carried.missed.push(MissedRow { row: *row, reason });
            match outcome {
                Outcome::Create(fields) => {
                    let key = matching.and_then(|matching| matching.of_fields(fields));
                    if key.is_some_and(|key| present.with_key.contains_key(&key)) {
                        miss(Missed::ExistsMeanwhile);
                    } else {
                        carried.created.push(origin.task(*row, number, fields));
                    }
                    number += 1;
                }
                Outcome::Update(update) => match present.to_change.get(&update.task_id) {
                    Some(task) if task.revision == update.revision => {
                        carried
                            .updated
                            .push((task.clone(), changed(task, update, origin)));
                    }
                    _ => miss(Missed::ChangedMeanwhile),
                },
                Outcome::Skip(_) | Outcome::Error(_) => {}
            }
        }
        carried
    }
}

fn changed(task: &Task, update: &Update, origin: &Origin<'_>) -> Task {
    let mut after = task.clone();
    for change in &update.changes {
        task_changes::repeat(&mut after, change, origin.now);
    }
    after.revision += 1;
    after.updated_at = origin.now;
    after
}
