//! Files on tasks.

use bson::{Document, doc};
use katalusis_domain::Timestamp;
use katalusis_domain::attachment::{Attachment, AttachmentId};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::TaskId;

use crate::late_files::RemovedFile;
use crate::page::Keyset;
use crate::schema::{Collection, index, partial};
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn attachments() -> Collection {
    Collection {
        name: Attachment::COLLECTION,
        indexes: vec![
            index("by_task", doc! { "organization_id": 1, "task_id": 1, "_id": 1 }),
            partial("unscanned", doc! { "organization_id": 1, "_id": 1 }, unscanned()),
            // Across organizations on purpose: the sweeper looks for what was never uploaded.
            partial("announced", doc! { "created_at": 1 }, announced()),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "task_id", "file_name", "size", "state", "scan", "revision"],
            "properties": {
                "state": { "enum": ["pending", "ready"] },
                "scan": { "enum": ["unscanned", "clean", "infected"] },
            },
        }),
    }
}

/// Uploaded files without a verdict, as the partial index knows them: a filter must contain these very comparisons to use
/// it.
fn unscanned() -> Document {
    doc! { "state": "ready", "scan": "unscanned" }
}

/// Files whose upload was not confirmed; the same holds for their index.
pub(crate) fn announced() -> Document {
    doc! { "state": "pending" }
}

impl Stored for Attachment {
    const COLLECTION: &'static str = "attachments";

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

impl OrganizationStore {
    /// The files on a task, the oldest first.
    pub async fn attachments(
        &self,
        task: TaskId,
        request: &PageRequest,
    ) -> Result<Page<Attachment>, StoreError> {
        self.page(doc! { "task_id": task }, &Keyset::ascending("_id"), request)
            .await
    }

    /// Uploaded files of which no scanner has said anything yet, the oldest first.
    pub async fn unscanned_attachments(&self, request: &PageRequest) -> Result<Page<Attachment>, StoreError> {
        self.page(unscanned(), &Keyset::ascending("_id"), request).await
    }

    /// How many files are on a task, announced ones included.
    pub async fn count_attachments(&self, task: TaskId) -> Result<u64, StoreError> {
        let filter = self.scoped::<Attachment>(doc! { "task_id": task });
        Ok(self
            .store()
            .collection::<Attachment>()
            .count_documents(filter)
            .await?)
    }

    /// This file, if it is on this task.
    pub async fn attachment(&self, task: TaskId, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
        self.find_one(doc! { "_id": id, "task_id": task }).await
    }
}

impl Commit {
    /// Deletes a file's document as it was read. Its content is the caller's to remove; what an upload that is still
    /// allowed puts there afterwards, [`Store::remove_late_files`](crate::Store::remove_late_files) does.
    pub fn delete_attachment(self, attachment: &Attachment, now: Timestamp) -> Result<Self, StoreError> {
        let commit =
            self.delete_one::<Attachment>(doc! { "_id": attachment.id, "revision": attachment.revision });
        match RemovedFile::after(attachment, now) {
            Some(removed) => commit.insert(&removed),
            None => Ok(commit),
        }
    }
}
