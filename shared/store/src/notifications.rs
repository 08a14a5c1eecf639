//! What people find in their inboxes. Marking something as read is no change that anybody else sees, so it leaves no
//! event (ADR 0017).

use bson::{Document, doc};
use katalusis_domain::Timestamp;
use katalusis_domain::notification::{Notification, NotificationId};
use katalusis_domain::organization::{OrganizationId, UserId};
use mongodb::options::ReturnDocument;

use crate::page::Keyset;
use crate::schema::{Collection, expiry, index, partial};
use crate::{OrganizationStore, Page, PageRequest, StoreError, Stored};

pub(crate) fn notifications() -> Collection {
    Collection {
        name: Notification::COLLECTION,
        indexes: vec![
            index(
                "by_reader",
                doc! { "organization_id": 1, "user_id": 1, "at": -1, "_id": -1 },
            ),
            partial(
                "unread",
                doc! { "organization_id": 1, "user_id": 1, "at": -1, "_id": -1 },
                unread(),
            ),
            expiry(),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "user_id", "reason", "subject", "at", "expires_at"],
            "properties": { "at": { "bsonType": "date" }, "expires_at": { "bsonType": "date" } },
        }),
    }
}

impl Stored for Notification {
    const COLLECTION: &'static str = "notifications";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
}

impl OrganizationStore {
    /// A person's inbox, the newest first: all of it, or what is unread.
    pub async fn inbox(
        &self,
        reader: UserId,
        unread_only: bool,
        request: &PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        let mut filter = doc! { "user_id": reader };
        if unread_only {
            filter.extend(unread());
        }
        self.page(filter, &Keyset::descending("at"), request).await
    }

    /// How much of a person's inbox is unread; counted up to `most`.
    pub async fn count_unread(&self, reader: UserId, most: u64) -> Result<u64, StoreError> {
        let mut filter = doc! { "user_id": reader };
        filter.extend(unread());
        let counted = self
            .store()
            .collection::<Notification>()
            .count_documents(self.scoped::<Notification>(filter))
            .limit(most)
            .await?;
        Ok(counted)
    }

    /// Puts entries into inboxes; those that are there already stay as they are.
    pub async fn tell(&self, notifications: &[Notification]) -> Result<(), StoreError> {
        self.insert_new(notifications).await
    }

    /// Marks one entry of a person's inbox as read at a time, or as unread; the entry as it is then.
    pub async fn mark(
        &self,
        reader: UserId,
        id: NotificationId,
        read_at: Option<Timestamp>,
    ) -> Result<Option<Notification>, StoreError> {
        let filter = self.scoped::<Notification>(doc! { "_id": id, "user_id": reader });
        let marked = self
            .store()
            .collection::<Notification>()
            .find_one_and_update(filter, doc! { "$set": { "read_at": read_at } })
            .return_document(ReturnDocument::After)
            .await?;
        Ok(marked)
    }

    /// Marks as read what came into a person's inbox until then; how many entries.
    pub async fn mark_all_read(&self, reader: UserId, until: Timestamp) -> Result<u64, StoreError> {
        let mut filter = doc! { "user_id": reader, "at": { "$lte": until } };
        filter.extend(unread());
        let read = doc! { "$set": { "read_at": self.store().world().now() } };
        let marked = self
            .store()
            .collection::<Notification>()
            .update_many(self.scoped::<Notification>(filter), read)
            .await?;
        Ok(marked.modified_count)
    }
}

fn unread() -> Document {
    doc! { "read_at": { "$type": "null" } }
}
