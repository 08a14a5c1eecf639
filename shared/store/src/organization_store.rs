//! One organization's data.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::event::Actor;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::{Id, RequestContext};
use mongodb::error::{Error, ErrorKind};

use crate::page::{Keyset, Page, PageRequest};
use crate::point_reads::Wanted;
use crate::{Store, StoreError, Stored};

/// The data of one organization, and in whose name it is changed.
#[derive(Clone)]
pub struct OrganizationStore {
    store: Store,
    organization_id: OrganizationId,
    actor: Actor,
    context: RequestContext,
}

/// Puts the organization in front of a filter.
pub(crate) fn scoped(collection: &str, organization_id: OrganizationId, filter: Document) -> Document {
    // An organization belongs to itself.
    let field = if collection == "organizations" {
        "_id"
    } else {
        "organization_id"
    };
    let mut scoped = doc! { field: organization_id };
    // `$and` instead of merging: a filter can narrow the scope and never replace it.
    if !filter.is_empty() {
        if filter.contains_key(field) {
            scoped.insert("$and", [filter]);
        } else {
            scoped.extend(filter);
        }
    }
    scoped
}

impl OrganizationStore {
    pub(crate) fn new(
        store: Store,
        organization_id: OrganizationId,
        actor: Actor,
        context: RequestContext,
    ) -> Self {
        Self {
            store,
            organization_id,
            actor,
            context,
        }
    }

    /// Which organization.
    pub fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }

    /// In whose name.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where the change comes from.
    pub fn context(&self) -> &RequestContext {
        &self.context
    }

    /// The store behind.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The document with this id, if this organization has it.
    pub async fn get<T: Stored>(&self, id: Id<T>) -> Result<Option<T>, StoreError> {
        let wanted = Wanted {
            collection: T::COLLECTION,
            organization_id: self.organization_id,
            id: id.to_string(),
        };
        let found = self.store.read(wanted).await?;
        Ok(found
            .map(|found| bson::deserialize_from_slice(found.as_bytes()))
            .transpose()?)
    }

    /// The documents with these ids that this organization has, in no order.
    pub async fn get_all<T: Stored>(&self, ids: &[Id<T>]) -> Result<Vec<T>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.find(doc! { "_id": { "$in": ids.to_vec() } }, doc! {}, None)
            .await
    }

    /// Stores documents with ids that follow from what they stand for; those that are there already stay as they are. For
    /// what tells of an event and is none itself.
    pub(crate) async fn insert_new<T: Stored>(&self, documents: &[T]) -> Result<(), StoreError> {
        if documents.is_empty() {
            return Ok(());
        }
        let collection = self.store.collection::<T>();
        match collection.insert_many(documents).ordered(false).await {
            Ok(_) => Ok(()),
            Err(error) if all_were_there(&error) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces a document that was read at the revision before, without an event: for what nobody sees, like who is at
    /// work on it. [`StoreError::LostRace`] if someone else was faster.
    pub async fn replace_quietly<T: Stored>(&self, document: &T) -> Result<(), StoreError> {
        let before = document.revision().map(|revision| revision - 1);
        let filter = self.scoped::<T>(doc! { "_id": document.id(), "revision": before });
        let replaced = self.store.collection::<T>().replace_one(filter, document).await?;
        if replaced.matched_count == 0 {
            return Err(StoreError::LostRace);
        }
        Ok(())
    }

    pub(crate) async fn find_one<T: Stored>(&self, filter: Document) -> Result<Option<T>, StoreError> {
        Ok(self
            .store
            .collection::<T>()
            .find_one(self.scoped::<T>(filter))
            .await?)
    }

    pub(crate) async fn find<T: Stored>(
        &self,
        filter: Document,
        sort: Document,
        limit: Option<i64>,
    ) -> Result<Vec<T>, StoreError> {
        let collection = self.store.collection::<T>();
        let mut find = collection.find(self.scoped::<T>(filter)).sort(sort);
        if let Some(limit) = limit {
            find = find
                .limit(limit)
                .batch_size(u32::try_from(limit).unwrap_or(u32::MAX));
        }
        Ok(find.await?.try_collect().await?)
    }

    pub(crate) async fn page<T: Stored>(
        &self,
        filter: Document,
        keyset: &Keyset,
        request: &PageRequest,
    ) -> Result<Page<T>, StoreError> {
        let filter = keyset.after(filter, request.cursor.as_ref())?;
        let collection = self.store.collection::<T>();
        keyset
            .read(collection.find(self.scoped::<T>(filter)), request.limit)
            .await
    }

    pub(crate) fn scoped<T: Stored>(&self, filter: Document) -> Document {
        scoped(T::COLLECTION, self.organization_id, filter)
    }
}

/// Every document that was not stored was there before.
fn all_were_there(error: &Error) -> bool {
    const DUPLICATE_KEY: i32 = 11000;
    match error.kind.as_ref() {
        ErrorKind::InsertMany(failed) => {
            failed.write_concern_error.is_none()
                && failed
                    .write_errors
                    .iter()
                    .flatten()
                    .all(|failure| failure.code == DUPLICATE_KEY)
        }
        _ => false,
    }
}
