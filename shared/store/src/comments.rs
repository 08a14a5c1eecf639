//! Comments on tasks.

use bson::doc;
use katalusis_domain::comment::{Comment, CommentId};
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::TaskId;

use crate::page::Keyset;
use crate::schema::{Collection, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn comments() -> Collection {
    Collection {
        name: Comment::COLLECTION,
        indexes: vec![index(
            "by_task",
            doc! { "organization_id": 1, "task_id": 1, "_id": 1 },
        )],
        schema: Some(doc! { "required": ["organization_id", "task_id", "author_id", "body", "revision"] }),
    }
}

impl Stored for Comment {
    const COLLECTION: &'static str = "comments";

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
    /// The comments on a task, the oldest first.
    pub async fn comments(&self, task: TaskId, request: &PageRequest) -> Result<Page<Comment>, StoreError> {
        self.page(doc! { "task_id": task }, &Keyset::ascending("_id"), request)
            .await
    }

    /// This comment, if it is on this task.
    pub async fn comment(&self, task: TaskId, id: CommentId) -> Result<Option<Comment>, StoreError> {
        self.find_one(doc! { "_id": id, "task_id": task }).await
    }
}

impl Commit {
    /// Deletes a comment as it was read.
    pub fn delete_comment(self, comment: &Comment) -> Self {
        self.delete_one::<Comment>(doc! { "_id": comment.id, "revision": comment.revision })
    }
}
