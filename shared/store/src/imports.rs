//! Imports and the chunks of their plans.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, ChunkCommitted, Fact, Reason, Subject, SubjectKind};
use katalusis_domain::import::{
    ChunkState, Failure, Import, ImportChunk, ImportId, Origin, Outcome, State, Verdict,
};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::Task;

use crate::page::Keyset;
use crate::schema::{Collection, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

pub(crate) fn imports() -> Collection {
    Collection {
        name: Import::COLLECTION,
        indexes: vec![
            index("by_organization", doc! { "organization_id": 1, "_id": -1 }),
            // Across organizations on purpose: the sweeper looks for what was interrupted.
            index("by_state", doc! { "state": 1, "updated_at": 1 }),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "project_id", "created_by", "file", "state", "updated_at", "revision"],
            "properties": {
                "state": { "enum": State::ALL.map(State::word).to_vec() },
                "updated_at": { "bsonType": "date" },
            },
        }),
    }
}

pub(crate) fn import_chunks() -> Collection {
    Collection {
        name: ImportChunk::COLLECTION,
        indexes: vec![
            // Rows in order; which chunk has wanted ones is seen without reading any.
            index(
                "by_row",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "last_row": 1, "create": 1, "error": 1,
                },
            ),
            // Holds all that progress is counted from, so that no rows are read for it.
            index(
                "by_progress",
                doc! {
                    "organization_id": 1, "import_id": 1, "generation": 1, "state": 1, "committed_at": 1,
                    "created": 1, "index": 1,
                },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "import_id", "generation", "index", "rows", "state"],
            "properties": { "state": { "enum": ["planned", "committed", "failed"] } },
        }),
    }
}

impl Stored for Import {
    const COLLECTION: &'static str = "imports";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
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

/// How far the plan of an import is carried out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tasks that were made.
    pub created: i64,
}

impl OrganizationStore {
    /// Imports, the newest first.
    pub async fn imports(&self, request: &PageRequest) -> Result<Page<Import>, StoreError> {
        self.page(doc! {}, &Keyset::descending("_id"), request).await
    }

    /// A change of an import from `old` to `new`, told as `fact`.
    pub fn change_import(&self, fact: Fact, old: &Import, new: &Import) -> Result<Commit, StoreError> {
        let subject = Subject::new(SubjectKind::Import, new.id).called(&new.file.name);
        let mut changes = Vec::new();
        if old.state != new.state {
            changes.push(Change {
                subject: None,
                field: "state".to_owned(),
                old: old.state.word().into(),
                new: new.state.word().into(),
            });
        }
        self.change(fact, vec![subject])
            .with_changes(changes)
            .replace(new)
    }

    /// Ends an import with a reason. Nothing happens if it moved in between or is over.
    pub async fn fail_import(&self, import: &Import, failure: Failure) -> Result<(), StoreError> {
        let fact = Fact::ImportFailed(Reason::new(&failure.detail));
        let Ok(failed) = import.failed(failure, self.store().world().now()) else {
            return Ok(());
        };
        ignore_lost_race(self.change_import(fact, import, &failed)?.run().await)
    }

    /// Begins another plan of an import that is being read: its number is the next one. `None` if the import
    /// moved in between.
    ///
    /// Not told as an event: to people it is the same reading that goes on.
    pub async fn begin_plan(&self, import: &Import) -> Result<Option<Import>, StoreError> {
        let mut begun = import.clone();
        begun.generation += 1;
        begun.revision += 1;
        begun.updated_at = self.store().world().now();
        let written = self
            .store()
            .collection::<Import>()
            .replace_one(
                self.scoped::<Import>(doc! { "_id": import.id, "revision": import.revision }),
                &begun,
            )
            .await?;
        Ok((written.matched_count == 1).then_some(begun))
    }

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

    /// The first chunk of an import's present plan that has rows after `row`, with errors in it if those alone
    /// are wanted, or tasks if those alone are.
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
        }
        let found = self.find(filter, doc! { "last_row": 1 }, Some(1)).await?;
        Ok(found.into_iter().next())
    }

    /// The numbers of the chunks that are not carried out yet.
    pub async fn open_chunks(&self, import: &Import) -> Result<Vec<i64>, StoreError> {
        let mut filter = of_plan(import);
        filter.insert("state", "planned");
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

    /// How far imports are carried out, in their order; counted from their chunks.
    pub async fn import_progress(&self, imports: &[Import]) -> Result<Vec<Progress>, StoreError> {
        // Before a plan is ordered there is nothing to count.
        let plans: Vec<Document> = imports
            .iter()
            .filter(|import| import.committed_at.is_some())
            .map(of_plan)
            .collect();
        if plans.is_empty() {
            return Ok(vec![Progress::default(); imports.len()]);
        }
        let counted = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .aggregate([
                doc! { "$match": self.scoped::<ImportChunk>(doc! { "state": "committed", "$or": plans }) },
                doc! { "$group": { "_id": "$import_id", "created": { "$sum": "$created" } } },
            ])
            .await?;
        let counted: Vec<Document> = counted.try_collect().await?;
        let progress = imports.iter().map(|import| {
            let id = import.id.to_string();
            let found = counted
                .iter()
                .find(|counted| counted.get_str("_id").is_ok_and(|found| found == id));
            Progress {
                created: found.and_then(|found| found.get_i64("created").ok()).unwrap_or(0),
            }
        });
        Ok(progress.collect())
    }

    /// The tasks of a project that came out of imports, in the order of their numbers.
    pub async fn imported_tasks(&self, project_id: ProjectId) -> Result<Vec<Task>, StoreError> {
        let filter = doc! { "project_id": project_id, "source": { "$ne": null } };
        self.find(filter, doc! { "number": 1 }, None).await
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

    /// Ends an import that has no chunk left: it is completed, or failed if chunks could not be carried out.
    /// Whether it did.
    pub async fn finish_import(&self, import: &Import) -> Result<bool, StoreError> {
        if self.has_chunk(import, ChunkState::Planned).await? {
            return Ok(false);
        }
        let Some(import) = self.get::<Import>(import.id).await? else {
            return Ok(false);
        };
        let now = self.store().world().now();
        let (moved, fact) = if self.has_chunk(&import, ChunkState::Failed).await? {
            let failure = Failure {
                code: "chunks_failed".to_owned(),
                detail:
                    "Some rows could not be written, although they are good; those without a task key in the \
                         report. The cause is in our logs."
                        .to_owned(),
            };
            let fact = Fact::ImportFailed(Reason::new(&failure.detail));
            (import.failed(failure, now), fact)
        } else {
            let counts = import.counts.unwrap_or_default();
            (import.moved(State::Completed, now), Fact::ImportFinished(counts))
        };
        let Ok(moved) = moved else { return Ok(false) };
        match self.change_import(fact, &import, &moved)?.run().await {
            Ok(_) => Ok(true),
            Err(StoreError::LostRace) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn has_chunk(&self, import: &Import, state: ChunkState) -> Result<bool, StoreError> {
        let mut filter = of_plan(import);
        filter.insert("state", bson::serialize_to_bson(&state)?);
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

    /// When the last chunk of an import was carried out.
    async fn last_chunk_at(&self, import: &Import) -> Result<Option<Timestamp>, StoreError> {
        let mut filter = of_plan(import);
        filter.insert("state", "committed");
        let last = self
            .store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .find_one(self.scoped::<ImportChunk>(filter))
            .sort(doc! { "committed_at": -1 })
            .projection(doc! { "_id": 0, "committed_at": 1 })
            .await?;
        let at = last.and_then(|last| last.get_datetime("committed_at").ok().copied());
        Ok(at.map(|at| Timestamp::from_millis(at.timestamp_millis())))
    }

    /// Whether nothing was carried out since `before`; if so, it counts as moved now, so that it is not resumed
    /// again at once.
    pub async fn claim_stalled_import(&self, import: &Import, before: Timestamp) -> Result<bool, StoreError> {
        if self.last_chunk_at(import).await?.is_some_and(|at| at >= before) {
            return Ok(false);
        }
        let claimed = self
            .store()
            .database
            .collection::<Document>(Import::COLLECTION)
            .update_one(
                self.scoped::<Import>(
                    doc! { "_id": import.id, "state": "committing", "updated_at": import.updated_at },
                ),
                doc! { "$set": { "updated_at": self.store().world().now() } },
            )
            .await?;
        Ok(claimed.matched_count == 1)
    }
}

impl Commit {
    fn note_chunk_done(self, chunk: &ImportChunk, first_number: i64, now: Timestamp) -> Self {
        self.update_one::<ImportChunk>(
            doc! { "_id": chunk.id, "state": { "$ne": "committed" } },
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
}

impl WantedRows {
    /// Whether a row with this verdict is wanted.
    pub fn includes(self, verdict: Verdict) -> bool {
        match self {
            Self::All => true,
            Self::Create => verdict == Verdict::Create,
            Self::Error => verdict == Verdict::Error,
        }
    }
}

impl Store {
    /// Imports of all organizations that have been in `state` since before `before`, for the sweeper.
    pub async fn imports_left_in(
        &self,
        state: State,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Import>, StoreError> {
        let found = self
            .collection::<Import>()
            .find(doc! { "state": state.word(), "updated_at": { "$lt": before } })
            .sort(doc! { "updated_at": 1 })
            .limit(limit)
            .await?;
        Ok(found.try_collect().await?)
    }

    /// Imports of all organizations that were planned before `before`, should have gone on by themselves and did
    /// not, for the sweeper.
    pub async fn imports_left_planned(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Import>, StoreError> {
        let found = self
            .collection::<Import>()
            .find(doc! { "state": "planned", "updated_at": { "$lt": before }, "options.auto_commit": true })
            .limit(limit)
            .await?;
        Ok(found.try_collect().await?)
    }

    /// The organization of an import, in the name of the import itself.
    pub fn for_import(&self, import: &Import) -> OrganizationStore {
        let context = katalusis_domain::RequestContext {
            request_id: import.request_id.clone(),
            ..Default::default()
        };
        self.in_name_of(import.organization_id, import.own_actor(), context)
    }
}

fn of_plan(import: &Import) -> Document {
    doc! { "import_id": import.id, "generation": import.generation }
}

fn ignore_lost_race<T>(result: Result<T, StoreError>) -> Result<(), StoreError> {
    match result {
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error),
    }
}
