//! Imports: from a file's cells to the tasks that they become.
//!
//! Reading order: [`detect`] says what a file is, [`mapping`] which column goes where, [`plan`] what each row
//! becomes, [`report`] how a person is told. Nothing in here does I/O: whoever calls reads the file.

pub mod cell;
pub mod detect;
pub mod mapping;
pub mod outcome;
pub mod people;
pub mod plan;
mod reason;
pub mod report;
mod state;
mod synonyms;
mod value;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::event::{Actor, RowCounts};
use crate::organization::{OrganizationId, UserId};
use crate::project::ProjectId;
use crate::{Id, Timestamp};

pub use cell::{Cell, CellKind};
pub use detect::{Detected, ReadAs, Refused};
pub use mapping::{Mapping, Rule, Target};
pub use outcome::{CellError, Origin, Outcome, PlannedRow, TaskFields, Verdict};
pub use people::People;
pub use plan::Planner;
pub use state::State;

/// Identifies an [`Import`].
pub type ImportId = Id<Import>;

/// The most columns of a file.
pub const COLUMNS_MAX: usize = 200;
/// The largest cell, in bytes.
pub const CELL_MAX: usize = 64 * 1024;
/// The largest row, in bytes.
pub const ROW_MAX: usize = 1024 * 1024;
/// The most rows of a chunk: what one message, and one transaction, carries.
pub const CHUNK_ROWS: usize = 500;
/// How many bytes of cells fill a chunk, however few rows they are.
pub const CHUNK_BYTES: usize = 200 * 1024;

/// A file on its way to tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: ImportId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Where its tasks go.
    pub project_id: ProjectId,
    /// Who started it.
    pub created_by: UserId,
    /// Whether by hand or through a token.
    pub actor: Actor,
    /// The request that started it: in the events and logs of all that follows.
    pub request_id: String,
    /// The file.
    pub file: File,
    /// What was wished.
    pub options: Options,
    /// Where it stands.
    pub state: State,
    /// What the file was found to be; `None` until it was read.
    pub detected: Option<Detected>,
    /// What someone knew better than detection.
    #[serde(default)]
    pub read_as: ReadAs,
    /// Which column goes where: given, or proposed when the file was read.
    pub mapping: Option<Mapping>,
    /// Counts the plans that were begun; chunks carry the number of theirs.
    pub generation: i64,
    /// How the rows fare by the plan; `None` until there is one.
    pub counts: Option<RowCounts>,
    /// SHA-256 over the file's version, the mapping and the outcome of every row.
    pub plan_hash: Option<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// When it was announced.
    pub created_at: Timestamp,
    /// When it last moved.
    pub updated_at: Timestamp,
    /// When its plan was complete.
    pub planned_at: Option<Timestamp>,
    /// When the plan was ordered to be carried out.
    pub committed_at: Option<Timestamp>,
    /// When it ended, well or not.
    pub finished_at: Option<Timestamp>,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// The file of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it was called where it came from.
    pub name: String,
    /// Its size in bytes, as announced.
    pub size: i64,
    /// Its content type, as announced.
    pub content_type: String,
    /// Where it lies in the bucket.
    pub key: String,
    /// Which version of it is read, from the first notification on: later uploads change nothing.
    pub version_id: Option<String>,
    /// S3's checksum of that version.
    pub etag: Option<String>,
}

/// What was wished for an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Carry the plan out as soon as it is complete.
    pub auto_commit: bool,
}

/// Why an import failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// The reason as a word for programs.
    #[schema(example = "protected")]
    pub code: String,
    /// The reason for people, with what to do about it.
    #[schema(
        example = "The file is protected with a password. Open it, remove the password, save it and upload it again."
    )]
    pub detail: String,
}

/// An import cannot move as it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an import that is {} cannot become {}", .from.word(), .to.word())]
pub struct ImpossibleMove {
    /// Where it stands.
    pub from: State,
    /// Where it was to go.
    pub to: State,
}

impl Import {
    /// The same import in another state, one revision on.
    pub fn moved(&self, to: State, now: Timestamp) -> Result<Self, ImpossibleMove> {
        if !self.state.next().contains(&to) {
            return Err(ImpossibleMove { from: self.state, to });
        }
        let mut moved = self.clone();
        moved.state = to;
        moved.updated_at = now;
        moved.revision += 1;
        match to {
            State::Planned => moved.planned_at = Some(now),
            State::Committing => moved.committed_at = Some(now),
            State::Completed | State::Failed | State::Cancelled => moved.finished_at = Some(now),
            State::AwaitingUpload | State::Reading => {}
        }
        Ok(moved)
    }

    /// The same import, failed.
    pub fn failed(&self, failure: Failure, now: Timestamp) -> Result<Self, ImpossibleMove> {
        let mut failed = self.moved(State::Failed, now)?;
        failed.failure = Some(failure);
        Ok(failed)
    }

    /// In whose name the import's own steps are written to the event log.
    pub fn own_actor(&self) -> Actor {
        Actor::Import {
            id: self.id.uuid(),
            user_id: self.created_by,
        }
    }
}

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
    /// How many rows have errors.
    pub error: i64,
    /// The rows, in the order of the file.
    pub rows: Vec<PlannedRow>,
    /// SHA-256 of the rows.
    pub hash: String,
    /// Whether it was carried out. A chunk that makes no task is so from the start.
    pub state: ChunkState,
    /// How many tasks it made.
    pub created: i64,
    /// The number of its first task; they follow one another.
    pub first_number: Option<i64>,
    /// When it was carried out.
    pub committed_at: Option<Timestamp>,
}

/// Whether a chunk was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkState {
    /// Its tasks do not exist.
    Planned,
    /// All its tasks exist.
    Committed,
    /// It was tried often, and given up. None of its tasks exist.
    Failed,
}

impl ImportChunk {
    /// The id of a chunk: the same however often the chunk is planned.
    pub fn id_of(import_id: ImportId, generation: i64, index: i64) -> Id<Self> {
        Id::derived(import_id, &format!("{generation}/{index}"))
    }
}
