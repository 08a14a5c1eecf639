//! Emptying the bin, across organizations: tasks that lay in it for too long are removed with all that hangs on
//! them.

use bson::{Bson, Document, doc};
use futures::TryStreamExt;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::comment::Comment;
use katalusis_domain::event::{Actor, Change, Fact, Subject, SubjectKind};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::Task;
use katalusis_domain::{RequestContext, Timestamp};

use crate::{OrganizationStore, Store, StoreError};

/// Why the bin could not be emptied.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError<E> {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files could not be removed; the tasks are still there.
    #[error("the files of deleted tasks could not be removed")]
    Files(#[source] E),
}

/// So many tasks leave the bin in one transaction.
const AT_ONCE: usize = 25;

impl Store {
    /// Removes up to `limit` tasks of each organization that went to the bin before `before`, with their comments and
    /// attachments, and returns how many. `remove_files` gets the S3 keys of the attachments and runs first: if the
    /// process dies in between, the next run finds the tasks again, and no file is left without a document.
    ///
    /// Safe to run beside itself: a task is removed once, and told of once.
    pub async fn purge_bin<E>(
        &self,
        before: Timestamp,
        limit: i64,
        remove_files: impl AsyncFn(Vec<String>) -> Result<(), E>,
    ) -> Result<usize, PurgeError<E>> {
        let mut removed = 0;
        let mut failure = None;
        for organization in self.with_overdue_tasks(before).await? {
            let scope = self.in_name_of(organization, Actor::System, RequestContext::default());
            match scope.empty_bin(before, limit, &remove_files, &mut removed).await {
                Ok(()) => {}
                // One organization's trouble keeps nobody else's bin from being emptied.
                Err(error) => {
                    tracing::warn!(%organization, "its bin could not be emptied");
                    failure = Some(error);
                }
            }
        }
        failure.map_or(Ok(removed), Err)
    }

    /// The organizations with such tasks, beginning anywhere: one that takes all the time that there is comes first
    /// only now and then.
    async fn with_overdue_tasks(&self, before: Timestamp) -> Result<Vec<OrganizationId>, StoreError> {
        let mut found = self
            .collection::<Task>()
            .aggregate([
                doc! { "$match": overdue(before) },
                doc! { "$group": { "_id": "$organization_id" } },
            ])
            // Made for one organization's bin, it serves all of them at once, and no task is read.
            .hint(mongodb::options::Hint::Name("in_bin".to_owned()))
            .await?;
        let mut organizations = Vec::new();
        while let Some(group) = found.try_next().await? {
            let id: Option<OrganizationId> = group.get_str("_id").ok().and_then(|id| id.parse().ok());
            organizations.extend(id);
        }
        let [first, second] = self.world.bytes();
        let start = usize::from(u16::from_be_bytes([first, second])) % organizations.len().max(1);
        organizations.rotate_left(start);
        Ok(organizations)
    }
}

/// Tasks that went to the bin before this; the first comparison is the partial index's own.
fn overdue(before: Timestamp) -> Document {
    doc! { "$and": [crate::tasks::in_bin(), { "deleted_at": { "$lt": before } }] }
}

impl OrganizationStore {
    /// Removes up to `limit` tasks, the oldest first, some at a time; what was removed counts also if the next fail.
    async fn empty_bin<E>(
        &self,
        before: Timestamp,
        limit: i64,
        remove_files: &impl AsyncFn(Vec<String>) -> Result<(), E>,
        removed: &mut usize,
    ) -> Result<(), PurgeError<E>> {
        let tasks: Vec<Task> = self
            .find(overdue(before), doc! { "deleted_at": 1 }, Some(limit))
            .await?;
        for tasks in tasks.chunks(AT_ONCE) {
            let ids: Vec<Bson> = tasks.iter().map(|task| Bson::from(task.id)).collect();
            let files: Vec<Attachment> = self
                .find(doc! { "task_id": { "$in": &ids } }, doc! {}, None)
                .await?;
            if !files.is_empty() {
                let keys = files.iter().map(Attachment::object_key).collect();
                remove_files(keys).await.map_err(PurgeError::Files)?;
            }
            match self.purge(tasks, &ids).await {
                Ok(()) => *removed += tasks.len(),
                // Someone restored one, or another sweeper was faster. The rest is found again next time.
                Err(StoreError::LostRace) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Removes tasks as they were read, and what hangs on them. Their parts are parts of nothing from then on.
    async fn purge(&self, tasks: &[Task], ids: &[Bson]) -> Result<(), StoreError> {
        let parts = doc! { "$and": [crate::tasks::has_parent(), { "parent_id": { "$in": ids }, "_id": { "$nin": ids } }] };
        let left: Vec<Task> = self.find(parts.clone(), doc! {}, None).await?;
        let subjects = tasks
            .iter()
            .chain(&left)
            .map(|task| Subject::new(SubjectKind::Task, task.id).called(&task.key))
            .collect();
        let changes = left.iter().map(|part| {
            let parent = part.parent_id.map(|id| id.to_string());
            Change::new("parent_id", parent, ()).of(part.id.to_string())
        });
        let on_them = doc! { "task_id": { "$in": ids } };
        let mut commit = self
            .change(Fact::TaskPurged, subjects)
            .with_changes(changes.collect())
            .delete_many::<Comment>(on_them.clone())
            .delete_many::<Attachment>(on_them)
            .update_exactly::<Task>(
                parts,
                doc! { "$set": { "parent_id": null }, "$inc": { "revision": 1_i64 } },
                left.len(),
            );
        for task in tasks {
            commit = commit.delete_one::<Task>(doc! { "_id": task.id, "revision": task.revision });
        }
        commit.run().await?;
        Ok(())
    }
}
