//! Undoing imports: what each chunk did is taken back, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use bson::{Bson, Document, doc};
use katalusis_domain::Timestamp;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::comment::Comment;
use katalusis_domain::event::{Change, ChunkUndone, Fact, Subject, SubjectKind, UndoCounts};
use katalusis_domain::import::undo::{self, NEW_REVISION, Touched};
use katalusis_domain::import::{Import, ImportChunk, Reversal, State};
use katalusis_domain::organization::UserId;
use katalusis_domain::task::{Task, TaskId};

use crate::import_chunks::{carried_out, of_plan};
use crate::import_commit::{changes_of, count};
use crate::tasks::has_parent;
use crate::{Commit, OrganizationStore, StoreError, Stored};

impl OrganizationStore {
    /// Closes the chunks of an import that were not carried out: whoever is at one of them this moment loses the
    /// race for it. From then on nothing is added to what is taken back.
    ///
    /// Not told as an event: the undoing of the import is.
    pub async fn close_chunks(&self, import: &Import) -> Result<(), StoreError> {
        let mut filter = of_plan(import);
        filter.insert("state", doc! { "$in": ["planned", "failed"] });
        let now = self.store().world().now();
        self.store()
            .database
            .collection::<Document>(ImportChunk::COLLECTION)
            .update_many(
                self.scoped::<ImportChunk>(filter),
                doc! { "$set": { "state": "undone", "undone_at": now } },
            )
            .await?;
        Ok(())
    }

    /// What is to be taken back of a chunk that was carried out.
    pub async fn reversal(&self, import: &Import, chunk: &ImportChunk) -> Result<Reversal, StoreError> {
        let ids: Vec<TaskId> = undo::tasks_of(chunk);
        let tasks: Vec<Task> = self.get_all(&ids).await?;
        let tasks: BTreeMap<_, _> = tasks.into_iter().map(|task| (task.id, task)).collect();
        let touched = self.touched(&ids, import.created_by).await?;
        Ok(Reversal::of(chunk, &tasks, &touched, self.store().world().now()))
    }

    /// What others than `owner` did with tasks that does not show in their revisions.
    async fn touched(&self, tasks: &[TaskId], owner: UserId) -> Result<Touched, StoreError> {
        let of_others =
            |author: &str| doc! { "task_id": { "$in": tasks.to_vec() }, author: { "$ne": owner } };
        let parts =
            doc! { "$and": [has_parent(), { "parent_id": { "$in": tasks.to_vec() } }], "deleted_at": null };
        Ok(Touched {
            commented: self
                .tasks_named::<Comment>("task_id", of_others("author_id"))
                .await?,
            attached: self
                .tasks_named::<Attachment>("task_id", of_others("created_by"))
                .await?,
            parents: self.tasks_named::<Task>("parent_id", parts).await?,
        })
    }

    /// The tasks that documents name in this field.
    async fn tasks_named<T: Stored>(
        &self,
        field: &str,
        filter: Document,
    ) -> Result<BTreeSet<TaskId>, StoreError> {
        let found = self.store().collection::<T>();
        let found = found.distinct(field, self.scoped::<T>(filter)).await?;
        let ids = found.iter().filter_map(Bson::as_str);
        Ok(ids.filter_map(|id| id.parse().ok()).collect())
    }

    /// Takes a chunk back: tasks that it made go to the bin, those that it changed get their old values back, and it
    /// is noted which were kept, in one transaction.
    ///
    /// [`StoreError::LostRace`] if someone else took it back, or changed one of the tasks in between.
    pub async fn undo_import_chunk(
        &self,
        import: &Import,
        chunk: &ImportChunk,
        reversal: &Reversal,
    ) -> Result<(), StoreError> {
        let now = self.store().world().now();
        let fact = Fact::ImportChunkUndone(ChunkUndone {
            index: chunk.index,
            deleted: count(reversal.deleted.len()),
            restored: count(reversal.restored.len()),
            kept: count(reversal.kept.len()),
        });
        let deletions = reversal.deleted.iter();
        let deletions =
            deletions.map(|task| Change::new("deleted_at", (), now.to_string()).of(task.id.to_string()));
        let changes = deletions.chain(changes_of(&reversal.restored));
        let restored = reversal.restored.iter().map(|(_, after)| after);
        let subjects = reversal
            .deleted
            .iter()
            .chain(restored)
            .map(|task| Subject::new(SubjectKind::Task, task.id).called(&task.key))
            .chain([Subject::new(SubjectKind::Import, import.id).called(&import.file.name)]);
        self.change(fact, subjects.collect())
            .with_changes(changes.collect())
            .note_chunk_undone(chunk, reversal, now)?
            .delete_untouched(&reversal.deleted, now)
            .change_tasks(&reversal.restored)?
            .run()
            .await?;
        Ok(())
    }

    /// Ends the undoing of an import that has no chunk left to take back. Whether it did.
    pub async fn finish_undo(&self, import: &Import) -> Result<bool, StoreError> {
        // Once more: whoever ordered it may have died before.
        self.close_chunks(import).await?;
        if self.has_chunk(import, carried_out()).await? {
            return Ok(false);
        }
        let Some(import) = self.get::<Import>(import.id).await? else {
            return Ok(false);
        };
        let Ok(undone) = import.moved(State::Undone, self.store().world().now()) else {
            return Ok(false);
        };
        let progress = self.import_progress(std::slice::from_ref(&import)).await?;
        let progress = progress.first().copied().unwrap_or_default();
        let fact = Fact::ImportUndone(UndoCounts {
            deleted: progress.deleted,
            restored: progress.restored,
            kept: progress.kept,
        });
        match self.change_import(fact, &import, &undone)?.run().await {
            Ok(_) => Ok(true),
            Err(StoreError::LostRace) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Commit {
    fn note_chunk_undone(
        self,
        chunk: &ImportChunk,
        reversal: &Reversal,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(self.update_one::<ImportChunk>(
            doc! { "_id": chunk.id, "state": "committed" },
            doc! { "$set": {
                "state": "undone",
                "undone_at": now,
                "deleted": count(reversal.deleted.len()),
                "restored": count(reversal.restored.len()),
                "kept": count(reversal.kept.len()),
                "kept_rows": bson::serialize_to_bson(&reversal.kept)?,
            } },
        ))
    }

    /// Puts tasks into the bin that are as they were made.
    fn delete_untouched(self, tasks: &[Task], now: Timestamp) -> Self {
        if tasks.is_empty() {
            return self;
        }
        let ids: Vec<Bson> = tasks.iter().map(|task| Bson::from(task.id)).collect();
        self.update_exactly::<Task>(
            doc! { "_id": { "$in": ids }, "revision": NEW_REVISION, "deleted_at": null },
            doc! { "$set": { "deleted_at": now, "updated_at": now }, "$inc": { "revision": 1_i64 } },
            tasks.len(),
        )
    }
}
