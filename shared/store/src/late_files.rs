//! Files that nobody would miss, and nobody would remove: announced and never confirmed, or uploaded by a signed request
//! after they were removed.

use bson::{Document, doc};
use chrono::TimeDelta;
use futures::TryStreamExt;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::event::{Actor, Fact, Subject, SubjectKind};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::Task;
use katalusis_domain::{RequestContext, Timestamp};
use serde::{Deserialize, Serialize};

use crate::schema::{Collection, index};
use crate::{PurgeError, Store, StoreError, Stored};

/// An upload begins within 15 minutes after it was announced; after an hour it is over, however slow.
const UPLOAD_IS_OVER_AFTER: TimeDelta = TimeDelta::hours(1);
/// Announced files that are not confirmed by then never will be.
const ABANDONED_AFTER: TimeDelta = TimeDelta::days(1);

/// A place in the bucket that was emptied while someone could still put something there.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RemovedFile {
    #[serde(rename = "_id")]
    key: String,
    organization_id: OrganizationId,
    /// When nothing can arrive any more.
    due_at: Timestamp,
}

impl RemovedFile {
    /// What is to be remembered of a file that is removed at `now`; nothing if its upload is over.
    pub(crate) fn after(attachment: &Attachment, now: Timestamp) -> Option<Self> {
        let due_at = attachment.created_at + UPLOAD_IS_OVER_AFTER;
        (due_at > now).then(|| Self {
            key: attachment.object_key(),
            organization_id: attachment.organization_id,
            due_at,
        })
    }
}

pub(crate) fn removed_files() -> Collection {
    Collection {
        name: RemovedFile::COLLECTION,
        // Across organizations on purpose: the sweeper looks for what is due.
        indexes: vec![index("due", doc! { "due_at": 1 })],
        schema: Some(doc! { "required": ["organization_id", "due_at"] }),
    }
}

impl Stored for RemovedFile {
    const COLLECTION: &'static str = "removed_files";

    fn id(&self) -> String {
        self.key.clone()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl Store {
    /// Removes up to `limit` files once more that were removed while their upload was still allowed, and returns how
    /// many. `remove_files` gets their S3 keys. Safe to run beside itself.
    pub async fn remove_late_files<E>(
        &self,
        limit: i64,
        remove_files: impl AsyncFn(Vec<String>) -> Result<(), E>,
    ) -> Result<usize, PurgeError<E>> {
        let overdue = doc! { "due_at": { "$lt": self.world.now() } };
        let due: Vec<RemovedFile> = self.anyones(overdue, limit).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let keys: Vec<String> = due.into_iter().map(|file| file.key).collect();
        remove_files(keys.clone()).await.map_err(PurgeError::Files)?;
        self.collection::<RemovedFile>()
            .delete_many(doc! { "_id": { "$in": &keys } })
            .await
            .map_err(StoreError::from)?;
        Ok(keys.len())
    }

    /// Removes up to `limit` files that were announced a day ago and never confirmed, with what was uploaded all the
    /// same, and returns how many. `remove_files` gets their S3 keys and runs first. Safe to run beside itself.
    pub async fn remove_abandoned_files<E>(
        &self,
        limit: i64,
        remove_files: impl AsyncFn(Vec<String>) -> Result<(), E>,
    ) -> Result<usize, PurgeError<E>> {
        let now = self.world.now();
        let mut filter = crate::attachments::announced();
        filter.insert("created_at", doc! { "$lt": now - ABANDONED_AFTER });
        let abandoned: Vec<Attachment> = self.anyones(filter, limit).await?;
        if abandoned.is_empty() {
            return Ok(0);
        }
        let keys = abandoned.iter().map(Attachment::object_key).collect();
        remove_files(keys).await.map_err(PurgeError::Files)?;
        let mut removed = 0;
        for attachment in &abandoned {
            match self.forget_abandoned(attachment, now).await {
                Ok(()) => removed += 1,
                // Another sweeper was faster.
                Err(StoreError::LostRace) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(removed)
    }

    async fn anyones<T: Stored>(&self, filter: Document, limit: i64) -> Result<Vec<T>, StoreError> {
        let found = self.collection::<T>().find(filter).limit(limit).await?;
        Ok(found.try_collect().await?)
    }

    async fn forget_abandoned(&self, attachment: &Attachment, now: Timestamp) -> Result<(), StoreError> {
        let context = RequestContext::default();
        let scope = self.in_name_of(attachment.organization_id, Actor::System, context);
        let task: Option<Task> = scope.get(attachment.task_id).await?;
        let on = Subject::new(SubjectKind::Task, attachment.task_id);
        let on = match task {
            Some(task) => on.called(task.key),
            None => on,
        };
        let subject = Subject::new(SubjectKind::Attachment, attachment.id).called(&attachment.file_name);
        scope
            .change(Fact::AttachmentDeleted, vec![subject, on])
            .delete_attachment(attachment, now)?
            .run()
            .await?;
        Ok(())
    }
}
