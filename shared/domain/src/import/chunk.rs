//! A plan in parts: what one message, and one transaction, carries.

use serde::{Deserialize, Serialize};

use super::{ImportId, KeptRow, MissedRow, PlannedRow, Rows, Verdict};
use crate::event::RowCounts;
use crate::organization::OrganizationId;
use crate::{Id, Timestamp};

/// A part of a plan: what some rows that follow each other become. Never altered but for being carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportChunk {
    /// Follows from import, generation and index ([`ImportChunk::id_of`]).
    #[serde(rename = "_id")]
    pub id: Id<ImportChunk>,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The import.
    pub import_id: ImportId,
    /// Which of the import's plans it belongs to.
    pub generation: i64,
    /// Its number within the plan, from 0.
    pub index: i64,
    /// The number of its first row in the file.
    pub first_row: i64,
    /// The number of its last row.
    pub last_row: i64,
    /// How many rows become tasks.
    pub create: i64,
    /// How many rows of the chunks before it become tasks.
    #[serde(default)]
    pub create_before: i64,
    /// How many rows change tasks.
    #[serde(default)]
    pub update: i64,
    /// How many rows do nothing.
    #[serde(default)]
    pub skip: i64,
    /// How many rows have errors.
    pub error: i64,
    /// The rows, in the order of the file.
    pub rows: Rows,
    /// SHA-256 of the rows, as they are packed.
    pub hash: String,
    /// When the tasks were looked up that the rows are about; `None` if none had to be.
    #[serde(default)]
    pub looked_at: Option<Timestamp>,
    /// Whether it was carried out. A chunk that has nothing to do is so from the start.
    pub state: ChunkState,
    /// How many tasks it made.
    pub created: i64,
    /// How many tasks it changed.
    #[serde(default)]
    pub updated: i64,
    /// How many rows were not carried out, because the data was not as the plan had seen it.
    #[serde(default)]
    pub missed: i64,
    /// Those rows, in the order of the file.
    #[serde(default)]
    pub missed_rows: Vec<MissedRow>,
    /// The number of its first new task; they follow one another.
    pub first_number: Option<i64>,
    /// When it was carried out.
    pub committed_at: Option<Timestamp>,
    /// How many of its tasks went to the bin when it was undone.
    #[serde(default)]
    pub deleted: i64,
    /// How many of the tasks that it had changed got their old values back.
    #[serde(default)]
    pub restored: i64,
    /// How many of its tasks were kept then.
    #[serde(default)]
    pub kept: i64,
    /// Their rows, in the order of the file.
    #[serde(default)]
    pub kept_rows: Vec<KeptRow>,
    /// When it was undone.
    #[serde(default)]
    pub undone_at: Option<Timestamp>,
}

/// Whether a chunk was carried out, and taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkState {
    /// Its tasks do not exist.
    Planned,
    /// All its tasks exist.
    Committed,
    /// It was tried often, and given up. None of its tasks exist.
    Failed,
    /// It was taken back, or will never be carried out because the import was undone before.
    Undone,
}

impl ImportChunk {
    /// The id of a chunk: the same however often the chunk is planned.
    pub fn id_of(import_id: ImportId, generation: i64, index: i64) -> Id<Self> {
        Id::derived(import_id, &format!("{generation}/{index}"))
    }

    /// A chunk of a plan, with these rows, of which there is at least one.
    pub fn planned(
        organization_id: OrganizationId,
        import_id: ImportId,
        (generation, index): (i64, i64),
        rows: Rows,
        hash: String,
    ) -> Self {
        let counts = tally(&rows);
        let state = if counts.create + counts.update == 0 {
            ChunkState::Committed
        } else {
            ChunkState::Planned
        };
        Self {
            id: Self::id_of(import_id, generation, index),
            organization_id,
            import_id,
            generation,
            index,
            first_row: rows.first().map_or(0, |row| row.row),
            last_row: rows.last().map_or(0, |row| row.row),
            create: counts.create,
            create_before: 0,
            update: counts.update,
            skip: counts.skip,
            error: counts.error,
            rows,
            hash,
            looked_at: None,
            state,
            created: 0,
            updated: 0,
            missed: 0,
            missed_rows: Vec::new(),
            first_number: None,
            committed_at: None,
            deleted: 0,
            restored: 0,
            kept: 0,
            kept_rows: Vec::new(),
            undone_at: None,
        }
    }
}

/// How many rows fare how.
pub fn tally(rows: &[PlannedRow]) -> RowCounts {
    let mut counts = RowCounts::default();
    for row in rows {
        counts.rows += 1;
        match row.outcome.verdict() {
            Verdict::Create => counts.create += 1,
            Verdict::Update => counts.update += 1,
            Verdict::Skip => counts.skip += 1,
            Verdict::Error => counts.error += 1,
        }
    }
    counts
}
