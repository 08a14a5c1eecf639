//! Imports: from a file's cells to the tasks that they become.
//!
//! Reading order: [`detect`] says what a file is, [`mapping`] which column goes where, [`proposal`] which mapping a
//! file gets that came without one, [`profile`] how mappings are kept, [`plan`] what each row becomes, [`matching`]
//! which task it means, [`carry`] what carrying it out does, [`report`] how a person is told, [`undo`] what is taken
//! back, [`dropped`] how files come that nobody announced. Nothing in here does I/O: whoever calls reads the file.

pub mod carry;
pub mod cell;
mod chunk;
pub mod detect;
mod draft;
pub mod dropped;
pub mod mapping;
pub mod matching;
mod options;
pub mod outcome;
pub mod people;
pub mod plan;
pub mod profile;
pub mod proposal;
mod reason;
pub mod report;
pub mod rows;
mod speed;
mod state;
mod synonyms;
pub mod undo;
mod value;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::event::{Actor, RowCounts};
use crate::organization::{OrganizationId, UserId};
use crate::project::{Project, ProjectId};
use crate::{Id, Timestamp};

pub use carry::{Carried, Missed, MissedRow, Present};
pub use cell::{Cell, CellKind};
pub use chunk::{ChunkState, ImportChunk, tally};
pub use detect::{Detected, ReadAs, Refused};
pub use draft::Draft;
pub use mapping::{Mapping, NewField, Rule, Target};
pub use matching::{EmptyCells, KeyValue, Matching, Mode};
pub use options::Options;
pub use outcome::{
    CellError, Origin, Outcome, PlannedRow, Skip, SkipReason, TaskFields, Update, Verdict, task_id,
};
pub use people::People;
pub use plan::Planner;
pub use profile::{FingerprintId, ImportProfile, ImportProfileId};
pub use proposal::{Ground, Known, Proposal, Sample};
pub use report::ReportColumns;
pub use rows::Rows;
pub use speed::Speed;
pub use state::State;
pub use undo::{Kept, KeptRow, Reversal};

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
    /// The profile that the mapping is of.
    #[serde(default)]
    pub profile_id: Option<ImportProfileId>,
    /// Why each rule of a mapping that was proposed is there.
    #[serde(default)]
    pub grounds: Vec<Ground>,
    /// Counts the plans that were begun; chunks carry the number of theirs.
    pub generation: i64,
    /// How the rows fare by the plan; `None` until there is one.
    pub counts: Option<RowCounts>,
    /// The first of the task numbers that were allotted to it when it was ordered, one for each row that becomes a task: they
    /// follow the order of the file, whichever chunk is carried out first.
    #[serde(default)]
    pub first_number: Option<i64>,
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
    /// When it was ordered to be undone.
    #[serde(default)]
    pub undo_ordered_at: Option<Timestamp>,
    /// When it was undone.
    #[serde(default)]
    pub undone_at: Option<Timestamp>,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// What an import begins with; the rest of it comes with time.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// Its id.
    pub id: ImportId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Where its tasks go.
    pub project_id: ProjectId,
    /// Who starts it.
    pub created_by: UserId,
    /// Whether by hand or through a token.
    pub actor: Actor,
    /// The request that starts it.
    pub request_id: String,
    /// The file, which may be still to come.
    pub file: File,
    /// What is wished.
    pub options: Options,
    /// What someone knows better than detection.
    pub read_as: ReadAs,
    /// Which column goes where, if that is given.
    pub mapping: Option<Mapping>,
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
    /// An import that awaits its file.
    pub fn new(beginning: Beginning, now: Timestamp) -> Self {
        Self {
            id: beginning.id,
            organization_id: beginning.organization_id,
            project_id: beginning.project_id,
            created_by: beginning.created_by,
            actor: beginning.actor,
            request_id: beginning.request_id,
            file: beginning.file,
            options: beginning.options,
            state: State::AwaitingUpload,
            detected: None,
            read_as: beginning.read_as,
            mapping: beginning.mapping,
            profile_id: None,
            grounds: Vec::new(),
            generation: 0,
            counts: None,
            first_number: None,
            plan_hash: None,
            failure: None,
            created_at: now,
            updated_at: now,
            planned_at: None,
            committed_at: None,
            finished_at: None,
            undo_ordered_at: None,
            undone_at: None,
            revision: 1,
        }
    }

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
            State::Undoing => moved.undo_ordered_at = Some(now),
            State::Undone => moved.undone_at = Some(now),
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

    /// How its rows find their tasks in a project with this key; `None` if they need not.
    pub fn matching(&self, project_key: &str) -> Option<Matching> {
        self.options.matching(self.mapping.as_ref()?, project_key)
    }

    /// What the tasks have in common that it makes now in its project.
    pub fn origin<'a>(&self, project: &'a Project, now: Timestamp) -> Origin<'a> {
        Origin {
            import_id: self.id,
            organization_id: self.organization_id,
            project_id: project.id,
            project_key: &project.key,
            created_by: self.created_by,
            now,
        }
    }

    /// In whose name the import's own steps are written to the event log.
    pub fn own_actor(&self) -> Actor {
        Actor::Import {
            id: self.id.uuid(),
            user_id: self.created_by,
        }
    }
}
