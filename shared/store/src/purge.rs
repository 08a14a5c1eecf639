//! Emptying the bin, across organizations: tasks that lay in it for too long are removed with all that hangs on
//! them.

use std::collections::BTreeMap;

use bson::{Bson, doc};
use futures::TryStreamExt;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::comment::Comment;
use katalusis_domain::event::{Actor, Fact, Subject, SubjectKind};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::Task;
use katalusis_domain::{RequestContext, Timestamp};

use crate::{Commit, Store, StoreError};

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

impl Store {
    /// Removes up to `limit` tasks that went to the bin before `before`, with their comments and attachments,
    /// and returns how many. `remove_files` gets the S3 keys of the attachments and runs first: if the process
    /// dies in between, the next run finds the tasks again, and no file is left without a document.
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
        for (organization, tasks) in self.overdue_in_bin(before, limit).await? {
            match self.purge(organization, &tasks, &remove_files).await {
                Ok(count) => removed += count,
                // One organization's trouble keeps nobody else's bin from being emptied.
                Err(error) => {
                    tracing::warn!(%organization, "its bin could not be emptied");
                    failure = Some(error);
                }
            }
        }
        failure.map_or(Ok(removed), Err)
    }

    async fn purge<E>(
        &self,
        organization: OrganizationId,
        tasks: &[Task],
        remove_files: &impl AsyncFn(Vec<String>) -> Result<(), E>,
    ) -> Result<usize, PurgeError<E>> {
        let ids: Vec<Bson> = tasks.iter().map(|task| Bson::from(task.id)).collect();
        let scope = self.in_name_of(organization, Actor::System, RequestContext::default());
        let files: Vec<Attachment> = scope
            .find(doc! { "task_id": { "$in": &ids } }, doc! {}, None)
            .await?;
        if !files.is_empty() {
            let keys = files.iter().map(Attachment::object_key).collect();
            remove_files(keys).await.map_err(PurgeError::Files)?;
        }
        let subjects = tasks
            .iter()
            .map(|task| Subject::new(SubjectKind::Task, task.id).called(&task.key))
            .collect();
        let commit = scope.change(Fact::TaskPurged, subjects);
        match commit.remove_tasks(tasks, &ids).run().await {
            Ok(_) => Ok(tasks.len()),
            // Someone restored one, or another sweeper was faster. The rest is found again next time.
            Err(StoreError::LostRace) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    async fn overdue_in_bin(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<BTreeMap<OrganizationId, Vec<Task>>, StoreError> {
        // The first comparison is the partial index's own; the hint makes it serve all organizations at once.
        let filter = doc! { "$and": [crate::tasks::in_bin(), { "deleted_at": { "$lt": before } }] };
        let found: Vec<Task> = self
            .collection::<Task>()
            .find(filter)
            .hint(mongodb::options::Hint::Name("in_bin".to_owned()))
            .limit(limit)
            .await?
            .try_collect()
            .await?;
        let mut by_organization: BTreeMap<OrganizationId, Vec<Task>> = BTreeMap::new();
        for task in found {
            by_organization
                .entry(task.organization_id)
                .or_default()
                .push(task);
        }
        Ok(by_organization)
    }
}

impl Commit {
    /// Removes tasks as they were read, and what hangs on them. Their parts are parts of nothing from then on.
    fn remove_tasks(self, tasks: &[Task], ids: &[Bson]) -> Self {
        let on_them = doc! { "task_id": { "$in": ids } };
        let mut commit = self
            .delete_many::<Comment>(on_them.clone())
            .delete_many::<Attachment>(on_them)
            .update_many::<Task>(
                doc! { "parent_id": { "$in": ids }, "_id": { "$nin": ids } },
                doc! { "$set": { "parent_id": null }, "$inc": { "revision": 1_i64 } },
            );
        for task in tasks {
            commit = commit.delete_one::<Task>(doc! { "_id": task.id, "revision": task.revision });
        }
        commit
    }
}
