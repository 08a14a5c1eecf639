//! Carrying a chunk of an import's plan out, in one transaction.

use bson::doc;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, ChunkCommitted, Fact, Subject, SubjectKind};
use katalusis_domain::import::{Carried, Import, ImportChunk, KeyValue, Matching, Outcome, Present, Target};
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::task_changes;

use crate::{Commit, OrganizationStore, StoreError};

impl OrganizationStore {
    /// The tasks of a project that have one of these values as the key; those in the bin only by their task keys,
    /// because nothing else in the bin is in anybody's way.
    pub async fn tasks_by_key(
        &self,
        project_id: ProjectId,
        key: &Target,
        values: &[KeyValue],
    ) -> Result<Vec<Task>, StoreError> {
        let numbers = values.iter().filter_map(|value| match value {
            KeyValue::Number(number) => Some(*number),
            KeyValue::Text(_) => None,
        });
        let texts = values.iter().filter_map(|value| match value {
            KeyValue::Text(text) => Some(text.as_str()),
            KeyValue::Number(_) => None,
        });
        let any_of = |texts: Vec<&str>| doc! { "$in": texts };
        let filter = match key {
            Target::TaskKey => {
                doc! { "project_id": project_id, "number": { "$in": numbers.collect::<Vec<_>>() } }
            }
            Target::ExternalId => {
                let mut filter = crate::tasks::has_external_id();
                filter.insert("project_id", project_id);
                filter.insert("$and", [doc! { "external_id": any_of(texts.collect()) }]);
                filter
            }
            Target::Custom(key) => doc! {
                "project_id": project_id, "deleted_at": null, format!("custom.{key}"): any_of(texts.collect()),
            },
            _ => return Ok(Vec::new()),
        };
        if values.is_empty() {
            return Ok(Vec::new());
        }
        self.find(filter, doc! { "number": 1 }, None).await
    }

    /// The tasks that a chunk is about, as they are now.
    pub async fn present(
        &self,
        chunk: &ImportChunk,
        project_id: ProjectId,
        matching: Option<&Matching>,
    ) -> Result<Present, StoreError> {
        let Some(matching) = matching else {
            return Ok(Present::default());
        };
        let (mut to_change, mut keys): (Vec<TaskId>, Vec<KeyValue>) = Default::default();
        for row in &chunk.rows {
            match &row.outcome {
                Outcome::Create(fields) => keys.extend(matching.of_fields(fields)),
                Outcome::Update(update) => to_change.push(update.task_id),
                Outcome::Skip(_) | Outcome::Error(_) => {}
            }
        }
        let to_change: Vec<Task> = self.get_all(&to_change).await?;
        let with_key = self.tasks_by_key(project_id, &matching.key, &keys).await?;
        Ok(Present {
            to_change: to_change.into_iter().map(|task| (task.id, task)).collect(),
            with_key: matching.by_key(with_key),
        })
    }

    /// Carries a chunk out: makes and changes its tasks, notes that it is done and which rows came too late, and
    /// tells of it, in one transaction.
    ///
    /// [`StoreError::LostRace`] or [`StoreError::Duplicate`] if someone else was faster.
    pub async fn commit_import_chunk(
        &self,
        import: &Import,
        chunk: &ImportChunk,
        project: &Project,
    ) -> Result<(), StoreError> {
        let matching = import.matching(&project.key);
        let present = self.present(chunk, project.id, matching.as_ref()).await?;
        let now = self.store().world().now();
        // Who ordered the import allotted the numbers.
        let of_import = import.first_number.ok_or(StoreError::LostRace)?;
        let first_number = (chunk.create > 0).then_some(of_import + chunk.create_before);
        let origin = import.origin(project, now);
        let carried = Carried::of(
            chunk,
            &origin,
            matching.as_ref(),
            first_number.unwrap_or_default(),
            &present,
        );
        let fact = Fact::ImportChunkCommitted(ChunkCommitted {
            index: chunk.index,
            created: count(carried.created.len()),
            updated: count(carried.updated.len()),
            missed: count(carried.missed.len()),
            first_number,
            first_row: Some(chunk.first_row),
            last_row: Some(chunk.last_row),
        });
        let import = Subject::new(SubjectKind::Import, import.id).called(&import.file.name);
        let changed = carried.updated.iter();
        let changed = changed.map(|(_, after)| Subject::new(SubjectKind::Task, after.id).called(&after.key));
        self.change(fact, changed.chain([import]).collect())
            .with_changes(changes_of(&carried.updated))
            // First, so that who comes second does not write tasks in vain.
            .note_chunk_done(chunk, &carried, first_number, now)?
            .insert_all(&carried.created)?
            .change_tasks(&carried.updated)?
            .run()
            .await?;
        Ok(())
    }
}

/// What changed in tasks, each change with the task that it is of.
pub(crate) fn changes_of(tasks: &[(Task, Task)]) -> Vec<Change> {
    let of_each = tasks.iter().flat_map(|(before, after)| {
        let id = after.id.to_string();
        let differences = task_changes::differences(before, after);
        differences.into_iter().map(move |change| change.of(id.clone()))
    });
    of_each.collect()
}

impl Commit {
    fn note_chunk_done(
        self,
        chunk: &ImportChunk,
        carried: &Carried,
        first_number: Option<i64>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(self.update_one::<ImportChunk>(
            // Not of an import that is being undone: that closed it.
            doc! { "_id": chunk.id, "state": { "$in": ["planned", "failed"] } },
            doc! { "$set": {
                "state": "committed",
                "created": count(carried.created.len()),
                "updated": count(carried.updated.len()),
                "missed": count(carried.missed.len()),
                "missed_rows": bson::serialize_to_bson(&carried.missed)?,
                "first_number": first_number,
                "committed_at": now,
            } },
        ))
    }

    /// Writes what changed in each of these tasks, see [`Commit::change_task`].
    pub(crate) fn change_tasks(self, tasks: &[(Task, Task)]) -> Result<Self, StoreError> {
        let write = |commit: Self, (before, after): &(Task, Task)| commit.change_task(before, after);
        tasks.iter().try_fold(self, write)
    }
}

/// A number of things as it is stored.
pub(crate) fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}
