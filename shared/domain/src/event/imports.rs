//! What the events of imports tell.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many rows of an import fare how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowCounts {
    /// Rows in the file, header and empty rows not counted.
    pub rows: i64,
    /// Rows that become, or became, tasks.
    pub create: i64,
    /// Rows that change, or changed, tasks.
    #[serde(default)]
    pub update: i64,
    /// Rows that do nothing, and with which nothing is wrong.
    #[serde(default)]
    pub skip: i64,
    /// Rows with errors, which become nothing.
    pub error: i64,
    /// Rows that were not carried out because the data was not as the plan had seen it; none in a plan.
    #[serde(default)]
    pub missed: i64,
}

/// Which chunk became tasks.
///
/// The tasks that it made are named by their rows, not one by one: a task whose `source` is a row of this import, from
/// `first_row` to `last_row`, was made by it. Those that it changed are subjects of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChunkCommitted {
    /// The chunk's number within its import, from 0.
    pub index: i64,
    /// How many tasks it made.
    pub created: i64,
    /// How many tasks it changed.
    #[serde(default)]
    pub updated: i64,
    /// How many rows were not carried out because the data was not as the plan had seen it.
    #[serde(default)]
    pub missed: i64,
    /// The first of the task numbers that were allotted to it; they follow one another.
    pub first_number: Option<i64>,
    /// The first row of the file that it carried out; absent in events that name each task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_row: Option<i64>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_row: Option<i64>,
}

/// Which chunk was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChunkUndone {
    /// The chunk's number within its import, from 0.
    pub index: i64,
    /// How many of its tasks went to the bin.
    pub deleted: i64,
    /// How many of its tasks got their old values back.
    #[serde(default)]
    pub restored: i64,
    /// How many of its tasks were kept, because someone changed them since.
    pub kept: i64,
}

/// How the tasks of an import fared when it was undone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndoCounts {
    /// Tasks that went to the bin.
    pub deleted: i64,
    /// Tasks that got their old values back.
    #[serde(default)]
    pub restored: i64,
    /// Tasks that were kept, because someone changed them since.
    pub kept: i64,
}
