//! The chunks of imports' plans.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{ChunkCommitted, Fact, Subject, SubjectKind};
use katalusis_domain::import::{Import, ImportChunk, ImportId, Kept, Origin, Outcome, State, Verdict};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::Project;
use katalusis_domain::task::Task;

use crate::schema::{Collection, index};
use crate::{Commit, OrganizationStore, StoreError, Stored};

pub(crate) fn import_chunks() -> Collection {
    Collection {
        name: ImportChunk::COLLECTION,
        indexes: vec![
            // Rows in order; which chunk has wanted ones is seen without reading any.
            index(
                "by_row_and_verdict",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "last_row": 1, "create": 1, "update": 1,
                    "skip": 1, "error": 1, "kept": 1,
                },
            ),
            // Holds all that progress is counted from, so that no rows are read for it.
            index(
                "by_state_and_counts",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "state": 1, "committed_at": 1, "index": 1,
                    "undone_at": 1, "create": 1, "update": 1, "skip": 1, "error": 1, "created": 1, "updated": 1,
                    "missed": 1, "deleted": 1, "restored": 1, "kept": 1,
                },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "import_id", "generation", "index", "rows", "state"],
            "properties": { "state": { "enum": ["planned", "committed", "failed", "undone"] } },
        }),
    }
}

impl Stored for ImportChunk {
    const COLLECTION: &'static str = "import_chunks";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl OrganizationStore {
    /// Writes a chunk of a plan that is being made. Nobody sees it before the plan is complete.
    pub async fn add_import_chunk(&self, chunk: &ImportChunk) -> Result<(), StoreError> {
        if chunk.organization_id != self.organization_id() {
            return Err(StoreError::OutOfScope);
        }
        self.store().collection::<ImportChunk>().insert_one(chunk).await?;
        Ok(())
    }

    /// Removes the chunks of plans that are no longer, or never became, the import's plan.
    pub async fn drop_plan(&self, import_id: ImportId, generations: DroppedPlans) -> Result<(), StoreError> {
        let generation = match generations {
            DroppedPlans::Before(generation) => doc! { "$lt": generation },
            DroppedPlans::Only(generation) => doc! { "$eq": generation },
        };
        self.store()
            .collection::<ImportChunk>()
            .delete_many(
                self.scoped::<ImportChunk>(doc! { "import_id": import_id, "generation": generation }),
            )
            .await?;
        Ok(())
    }

    /// A chunk of an import's present plan.
    pub async fn import_chunk(&self, import: &Import, index: i64) -> Result<Option<ImportChunk>, StoreError> {
        self.get(ImportChunk::id_of(import.id, import.generation, index))
            .await
    }

    /// The first chunk of an import's present plan that has rows after `row`, wanted ones among them.
    pub async fn import_chunk_after(
        &self,
        import: &Import,
        row: i64,
        wanted: WantedRows,
    ) -> Result<Option<ImportChunk>, StoreError> {
        let mut filter = of_plan(import);
        filter.insert("last_row", doc! { "$gt": row });
        match wanted {
            WantedRows::All => {}
            WantedRows::Create => {
                filter.insert("create", doc! { "$gt": 0_i64 });
            }
            WantedRows::Error => {
                filter.insert("error", doc! { "$gt": 0_i64 });
            }
            WantedRows::Kept => {
                filter.insert("kept", doc! { "$gt": 0_i64 });
            }
        }
        let found = self.find(filter, doc! { "last_row": 1 }, Some(1)).await?;
        Ok(found.into_iter().next())
    }

    /// The numbers of the chunks that are still to be carried out, or to be taken back when the import is undone.
    pub async fn open_chunks(&self, import: &Import) -> Result<Vec<i64>, StoreError> {
        let mut filter = of_plan(import);
        filter.extend(if import.state == State::Undoing {
            carried_out()
        } else {
            doc! { "state": "planned" }
        });
        let found = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find(self.scoped::<ImportChunk>(filter))
            .projection(doc! { "_id": 0, "index": 1 })
            .await?;
        let found: Vec<Document> = found.try_collect().await?;
        let mut indexes: Vec<i64> = found
            .iter()
            .filter_map(|chunk| chunk.get_i64("index").ok())
            .collect();
        indexes.sort_unstable();
        Ok(indexes)
    }

    /// Carries a chunk out: makes its tasks, notes that it is done, and tells of it, in one transaction.
    ///
    /// [`StoreError::LostRace`] or [`StoreError::Duplicate`] if someone else was faster.
    pub async fn commit_import_chunk(
        &self,
        import: &Import,
        chunk: &ImportChunk,
        project: &Project,
    ) -> Result<(), StoreError> {
        let now = self.store().world().now();
        let first_number = self.take_task_numbers(project.id, chunk.create).await?;
        let origin = Origin {
            import_id: import.id,
            organization_id: import.organization_id,
            project_id: project.id,
            project_key: &project.key,
            created_by: import.created_by,
            now,
        };
        let mut tasks: Vec<Task> = Vec::with_capacity(chunk.rows.len());
        for row in &chunk.rows {
            if let Outcome::Create(fields) = &row.outcome {
                let number = first_number + i64::try_from(tasks.len()).unwrap_or(i64::MAX);
                tasks.push(origin.task(row.row, number, fields));
            }
        }
        let fact = Fact::ImportChunkCommitted(ChunkCommitted {
            index: chunk.index,
            created: chunk.create,
            first_number: Some(first_number),
        });
        let subjects = tasks
            .iter()
            .map(|task| Subject::new(SubjectKind::Task, task.id).called(&task.key))
            .chain([Subject::new(SubjectKind::Import, import.id).called(&import.file.name)])
            .collect();
        self.change(fact, subjects)
            // First, so that who comes second does not write tasks in vain.
            .note_chunk_done(chunk, first_number, now)
            .insert_all(&tasks)?
            .run()
            .await?;
        Ok(())
    }

    /// Whether the plan has a chunk like this.
    pub(crate) async fn has_chunk(&self, import: &Import, like: Document) -> Result<bool, StoreError> {
        let mut filter = of_plan(import);
        filter.extend(like);
        let found = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            // All in the index: no rows are read.
            .projection(doc! { "_id": 0, "index": 1 })
            .await?;
        Ok(found.is_some())
    }

    /// Gives a chunk up that could not be carried out, so that the others are not held up. Carrying it out
    /// later is still possible, as long as the import is not over.
    ///
    /// Not told as an event: the import's end tells it.
    pub async fn give_up_chunk(&self, import: &Import, index: i64) -> Result<(), StoreError> {
        let id = ImportChunk::id_of(import.id, import.generation, index);
        self.store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .update_one(
                self.scoped::<ImportChunk>(doc! { "_id": id, "state": "planned" }),
                doc! { "$set": { "state": "failed" } },
            )
            .await?;
        Ok(())
    }

    /// When the last chunk of an import was carried out, or taken back when the import is undone.
    pub(crate) async fn last_chunk_at(&self, import: &Import) -> Result<Option<Timestamp>, StoreError> {
        let (state, time) = if import.state == State::Undoing {
            ("undone", "undone_at")
        } else {
            ("committed", "committed_at")
        };
        let mut filter = of_plan(import);
        filter.insert("state", state);
        let last = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            .sort(doc! { time: -1 })
            .projection(doc! { "_id": 0, time: 1 })
            .await?;
        let at = last.and_then(|last| last.get_datetime(time).ok().copied());
        Ok(at.map(|at| Timestamp::from_millis(at.timestamp_millis())))
    }
}

impl Commit {
    fn note_chunk_done(self, chunk: &ImportChunk, first_number: i64, now: Timestamp) -> Self {
        self.update_one::<ImportChunk>(
            // Not of an import that is being undone: that closed it.
            doc! { "_id": chunk.id, "state": { "$in": ["planned", "failed"] } },
            doc! { "$set": {
                "state": "committed",
                "created": chunk.create,
                "first_number": first_number,
                "committed_at": now,
            } },
        )
    }
}

/// Which plans' chunks are to go.
#[derive(Debug, Clone, Copy)]
pub enum DroppedPlans {
    /// Those of all plans before this one.
    Before(i64),
    /// Those of this plan alone.
    Only(i64),
}

/// Which rows of a plan are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedRows {
    /// All.
    All,
    /// Those that become tasks.
    Create,
    /// Those with errors.
    Error,
    /// Those whose tasks were kept when the import was undone.
    Kept,
}

impl WantedRows {
    /// Whether a row with this verdict, whose task was kept for this reason, is wanted.
    pub fn includes(self, verdict: Verdict, kept: Option<Kept>) -> bool {
        match self {
            Self::All => true,
            Self::Create => verdict == Verdict::Create,
            Self::Error => verdict == Verdict::Error,
            Self::Kept => kept.is_some(),
        }
    }
}

pub(crate) fn of_plan(import: &Import) -> Document {
    doc! { "import_id": import.id, "generation": import.generation }
}

/// Chunks that did something, which is not taken back.
pub(crate) fn carried_out() -> Document {
    doc! { "state": "committed", "committed_at": { "$gt": Timestamp::from_millis(0) } }
}
