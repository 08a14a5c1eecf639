//! An import as callers see it.

use katalusis_domain::Timestamp;
use katalusis_domain::event::Actor;
use katalusis_domain::import::{
    Detected, EmptyCells, Failure, Ground, Import, ImportId, ImportProfileId, Mapping, Mode, ReadAs, Speed,
    State, Target,
};
use katalusis_domain::organization::UserId;
use katalusis_domain::project::ProjectId;
use katalusis_store::{OrganizationStore, Progress, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

/// An import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    pub id: ImportId,
    /// Where its tasks go.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    pub project_id: ProjectId,
    /// Where it stands.
    pub state: State,
    /// How many rows there are and what becomes of them. While the file is read, `rows` counts those that were read, and
    /// the others are 0.
    pub counts: Counts,
    /// How fast it goes while it is read, carried out or undone; `null` otherwise.
    #[schema(required)]
    pub speed: Option<Speed>,
    /// Why it failed; only then.
    #[schema(required)]
    pub failure: Option<Failure>,
    /// The file.
    pub file: FileView,
    /// What the file was found to be; `null` until it was read.
    #[schema(required)]
    pub detected: Option<Detected>,
    /// What was said of the file, and is not left to detection.
    pub read_as: ReadAs,
    /// Which column goes where; `null` until the file was read, unless it was given.
    #[schema(required)]
    pub mapping: Option<Mapping>,
    /// The profile that the mapping is of; `null` if it is of none.
    #[schema(required, value_type = Option<String>, format = Uuid)]
    pub profile_id: Option<ImportProfileId>,
    /// Why each rule of a proposed mapping is there, and how sure that is; empty for a mapping that was given.
    pub grounds: Vec<Ground>,
    /// The columns that go nowhere.
    #[schema(example = json!(["Colour"]))]
    pub unmapped_columns: Vec<String>,
    /// Whether the plan is carried out as soon as it is complete.
    pub auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not.
    pub mode: Mode,
    /// The field by which rows find their tasks, if it was given.
    #[schema(required, value_type = Option<String>, example = "external_id")]
    pub key: Option<Target>,
    /// What empty cells do to tasks that exist.
    pub empty_cells: EmptyCells,
    /// SHA-256 over the file's version, the mapping and the outcome of every row: the same plan, the same hash.
    #[schema(required, example = "6f1ed002ab5595859014ebf0951522d9")]
    pub plan_hash: Option<String>,
    /// Who started it.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    pub created_by: UserId,
    /// Whether by hand or through a token.
    pub actor: Actor,
    /// When it was announced.
    pub created_at: Timestamp,
    /// When its plan was complete.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub planned_at: Option<Timestamp>,
    /// When the plan was ordered to be carried out.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub committed_at: Option<Timestamp>,
    /// When it ended, well or not.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// How it is being undone, or was; `null` unless someone ordered that.
    #[schema(required)]
    pub undo: Option<UndoView>,
    /// Counts changes; the `ETag`.
    #[schema(example = 4)]
    pub revision: i64,
}

/// The file of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    /// What it was called where it came from.
    #[schema(example = "tasks.csv")]
    pub name: String,
    /// Its size in bytes.
    #[schema(example = 48213)]
    pub size: i64,
    /// Its content type.
    #[schema(example = "text/csv")]
    pub content_type: String,
    /// Where in the drop folder it was put; `null` if it was uploaded.
    #[schema(
        required,
        example = "drop/0198c0a2-7b1c-7f3e-9a55-0a1b2c3d4e5f/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70/tasks.csv"
    )]
    pub dropped_at: Option<String>,
}

/// How an import is being undone, or was.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoView {
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it was done; `null` while it goes on.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// Tasks that went to the bin, from where they can be restored for 30 days.
    #[schema(example = 494)]
    pub deleted: i64,
    /// Tasks that got their old values back.
    #[schema(example = 0)]
    pub restored: i64,
    /// Tasks that were kept because someone changed them since; `GET /api/imports/{id}/rows?kept=true` lists them.
    #[schema(example = 1)]
    pub kept: i64,
    /// Tasks that are still to be taken back.
    #[schema(example = 0)]
    pub left: i64,
}

/// How the rows of an import fare.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Counts {
    /// Rows in the file; header and empty rows are not counted.
    #[schema(example = 500)]
    pub rows: i64,
    /// Rows that become tasks by the plan.
    #[schema(example = 495)]
    pub create: i64,
    /// Rows that change tasks by the plan.
    #[schema(example = 0)]
    pub update: i64,
    /// Rows that do nothing by the plan, and with which nothing is wrong.
    #[schema(example = 0)]
    pub skip: i64,
    /// Rows with errors, which become nothing.
    #[schema(example = 5)]
    pub error: i64,
    /// Tasks that were made so far.
    #[schema(example = 495)]
    pub created: i64,
    /// Tasks that were changed so far.
    #[schema(example = 0)]
    pub updated: i64,
    /// Rows that were not carried out because the data was not as the plan had seen it.
    #[schema(example = 0)]
    pub missed: i64,
    /// Rows that are still to be carried out.
    #[schema(example = 0)]
    pub left: i64,
}

impl ImportView {
    /// The import with its progress.
    pub(crate) async fn load(organization: &OrganizationStore, import: Import) -> Result<Self, StoreError> {
        let progress = organization
            .import_progress(std::slice::from_ref(&import))
            .await?;
        let progress = progress.first().copied().unwrap_or_default();
        Ok(Self::new(import, progress, organization.store().world().now()))
    }

    pub(crate) fn new(import: Import, progress: Progress, now: Timestamp) -> Self {
        let dropped = import.is_dropped();
        let counts = Counts::of(&import, progress);
        let undo = UndoView::of(&import, progress);
        let speed = speed(&import, progress, counts.left, now);
        let unmapped_columns = match (&import.mapping, &import.detected) {
            (Some(mapping), Some(detected)) => mapping
                .unmapped(&detected.columns)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        Self {
            id: import.id,
            project_id: import.project_id,
            state: import.state,
            counts,
            speed,
            failure: import.failure,
            file: FileView {
                dropped_at: dropped.then_some(import.file.key),
                name: import.file.name,
                size: import.file.size,
                content_type: import.file.content_type,
            },
            detected: import.detected,
            read_as: import.read_as,
            mapping: import.mapping,
            profile_id: import.profile_id,
            grounds: import.grounds,
            unmapped_columns,
            auto_commit: import.options.auto_commit,
            mode: import.options.mode(),
            key: import.options.key,
            empty_cells: import.options.empty_cells.unwrap_or_default(),
            plan_hash: import.plan_hash,
            created_by: import.created_by,
            actor: import.actor,
            created_at: import.created_at,
            planned_at: import.planned_at,
            committed_at: import.committed_at,
            finished_at: import.finished_at,
            undo,
            revision: import.revision,
        }
    }
}

impl Counts {
    fn of(import: &Import, progress: Progress) -> Self {
        let planned = import.counts.unwrap_or_default();
        let done = progress.created + progress.updated + progress.missed;
        Self {
            rows: match import.state {
                State::Reading => progress.read,
                _ => planned.rows,
            },
            create: planned.create,
            update: planned.update,
            skip: planned.skip,
            error: planned.error,
            created: progress.created,
            updated: progress.updated,
            missed: progress.missed,
            left: match import.state {
                State::Planned | State::Committing => planned.create + planned.update - done,
                _ => 0,
            },
        }
    }
}

impl UndoView {
    /// `None` unless it was ordered.
    fn of(import: &Import, progress: Progress) -> Option<Self> {
        Some(Self {
            ordered_at: import.undo_ordered_at?,
            finished_at: import.undone_at,
            deleted: progress.deleted,
            restored: progress.restored,
            kept: progress.kept,
            left: match import.state {
                State::Undoing => progress.to_undo,
                _ => 0,
            },
        })
    }
}

/// How fast an import goes, if it goes.
fn speed(import: &Import, progress: Progress, left: i64, now: Timestamp) -> Option<Speed> {
    let Progress {
        read,
        created,
        updated,
        missed,
        deleted,
        restored,
        kept,
        to_undo,
    } = progress;
    match import.state {
        State::Reading => Speed::of(read, None, import.updated_at, now),
        State::Committing => Speed::of(created + updated + missed, Some(left), import.committed_at?, now),
        State::Undoing => Speed::of(
            deleted + restored + kept,
            Some(to_undo),
            import.undo_ordered_at?,
            now,
        ),
        _ => None,
    }
}

/// The import with this id, if the organization has it.
pub(crate) async fn find(organization: &OrganizationStore, id: ImportId) -> katalusis_http::Answer<Import> {
    organization
        .get(id)
        .await?
        .ok_or_else(|| katalusis_http::Problem::not_found("import"))
}
