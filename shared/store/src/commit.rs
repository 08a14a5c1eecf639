//! A change as a value: what to write, and the event that tells of it.

use bson::{Document, doc};
use katalusis_domain::event::{Change, Event, Fact, Subject};
use katalusis_domain::organization::OrganizationId;

use crate::organization_store::OrganizationStore;
use crate::transaction::{Update, Write};
use crate::{Store, StoreError, Stored, idempotency};

/// Documents to write and the one event that tells of it: all or nothing. Two changes that belong together can be
/// [joined](Commit::with), each with its event.
///
/// Nothing is sent before [`Commit::run`], so a transaction that MongoDB asks to repeat is simply sent again.
#[must_use = "a change takes place when `run` is called"]
pub struct Commit {
    store: Store,
    organization_id: OrganizationId,
    event: Event,
    writes: Vec<Write>,
    with: Vec<Event>,
    in_scope: bool,
}

impl OrganizationStore {
    /// Begins a change of `subjects` that will be told as `fact`.
    pub fn change(&self, fact: Fact, subjects: Vec<Subject>) -> Commit {
        let world = self.store().world();
        Commit {
            store: self.store().clone(),
            organization_id: self.organization_id(),
            event: Event {
                id: world.id(),
                organization_id: self.organization_id(),
                at: world.now(),
                fact,
                actor: self.actor().clone(),
                subjects,
                changes: Vec::new(),
                context: self.context().clone(),
                published_at: None,
            },
            writes: Vec::new(),
            with: Vec::new(),
            in_scope: true,
        }
    }
}

impl Commit {
    /// Names the fields that change.
    pub fn with_changes(mut self, changes: Vec<Change>) -> Self {
        self.event.changes = changes;
        self
    }

    /// Lets another change of the organization take place together with this one.
    pub fn with(mut self, other: Self) -> Self {
        self.in_scope &= other.in_scope && other.organization_id == self.organization_id;
        self.writes.extend(other.writes);
        self.with.push(other.event);
        self.with.extend(other.with);
        self
    }

    /// Writes a new document.
    pub fn insert<T: Stored>(self, document: &T) -> Result<Self, StoreError> {
        self.insert_all(std::slice::from_ref(document))
    }

    /// Writes new documents.
    pub fn insert_all<T: Stored>(mut self, documents: &[T]) -> Result<Self, StoreError> {
        if documents.is_empty() {
            return Ok(self);
        }
        self.in_scope &= documents
            .iter()
            .all(|document| document.organization_id() == self.organization_id);
        let documents = documents
            .iter()
            .map(bson::serialize_to_raw_document_buf)
            .collect::<Result<Vec<_>, _>>()?;
        self.writes.push(Write::Insert {
            collection: T::COLLECTION,
            documents,
        });
        Ok(self)
    }

    /// Replaces a document that was read at the revision before `document`'s: [`StoreError::LostRace`] if
    /// someone else was faster.
    pub fn replace<T: Stored>(mut self, document: &T) -> Result<Self, StoreError> {
        self.in_scope &= document.organization_id() == self.organization_id;
        let mut filter = self.filter::<T>(doc! { "_id": document.id() });
        if let Some(revision) = document.revision() {
            filter.insert("revision", revision - 1);
        }
        let update = Update::Replace(bson::serialize_to_raw_document_buf(document)?);
        self.writes.push(Write::Guarded {
            collection: T::COLLECTION,
            filter,
            update,
        });
        Ok(self)
    }

    /// Lets the change take place only if `document` is still what was read: [`StoreError::LostRace`] otherwise.
    ///
    /// MongoDB sees a conflict only between writes, so the document is written: `relied_on_by` gets the event's id,
    /// and nothing reads it.
    pub fn provided_unchanged<T: Stored>(mut self, document: &T) -> Self {
        self.in_scope &= document.organization_id() == self.organization_id;
        let filter = doc! { "_id": document.id(), "revision": document.revision() };
        let update = doc! { "$set": { "relied_on_by": self.event.id } };
        self.update_one::<T>(filter, update)
    }

    /// Updates the one document that `filter` finds: [`StoreError::LostRace`] if there is none.
    pub(crate) fn update_one<T: Stored>(mut self, filter: Document, update: Document) -> Self {
        let filter = self.filter::<T>(filter);
        self.writes.push(Write::Guarded {
            collection: T::COLLECTION,
            filter,
            update: Update::Set(update),
        });
        self
    }

    /// Deletes the one document that `filter` finds: [`StoreError::LostRace`] if there is none.
    pub(crate) fn delete_one<T: Stored>(mut self, filter: Document) -> Self {
        let filter = self.filter::<T>(filter);
        self.writes.push(Write::Guarded {
            collection: T::COLLECTION,
            filter,
            update: Update::Delete,
        });
        self
    }

    /// Advances a counter by one if it still stands before `next`: [`StoreError::LostRace`] otherwise.
    pub(crate) fn advance_counter(mut self, name: &str, next: i64) -> Self {
        let id = format!("{}/{name}", self.organization_id);
        self.writes.push(Write::Guarded {
            collection: "counters",
            filter: doc! { "_id": id, "last": next - 1 },
            update: Update::Set(doc! { "$inc": { "last": 1_i64 } }),
        });
        self
    }

    /// Updates the documents that `filter` finds: [`StoreError::LostRace`] if they are not `count`.
    pub(crate) fn update_exactly<T: Stored>(
        mut self,
        filter: Document,
        update: Document,
        count: usize,
    ) -> Self {
        let filter = self.filter::<T>(filter);
        self.writes.push(Write::UpdateExactly {
            collection: T::COLLECTION,
            filter,
            update,
            count: u64::try_from(count).unwrap_or(u64::MAX),
        });
        self
    }

    /// Updates every document that `filter` finds.
    pub(crate) fn update_many<T: Stored>(mut self, filter: Document, update: Document) -> Self {
        let filter = self.filter::<T>(filter);
        self.writes.push(Write::UpdateMany {
            collection: T::COLLECTION,
            filter,
            update,
        });
        self
    }

    /// Deletes every document that `filter` finds.
    pub(crate) fn delete_many<T: Stored>(mut self, filter: Document) -> Self {
        let filter = self.filter::<T>(filter);
        self.writes.push(Write::DeleteMany {
            collection: T::COLLECTION,
            filter,
        });
        self
    }

    /// A write that is not kept within the organization: for what one person has in several.
    pub(crate) fn write_across_organizations(mut self, write: Write) -> Self {
        self.writes.push(write);
        self
    }

    /// Carries the change out and returns its event.
    pub async fn run(mut self) -> Result<Event, StoreError> {
        if !self.in_scope {
            return Err(StoreError::OutOfScope);
        }
        let events = std::iter::once(&self.event).chain(&self.with);
        let documents = events
            .map(bson::serialize_to_raw_document_buf)
            .collect::<Result<Vec<_>, _>>()?;
        self.writes.push(Write::Insert {
            collection: Event::COLLECTION,
            documents,
        });
        if let Some(reservation) = &self.event.context.idempotency {
            self.writes.push(idempotency::done(reservation, &self.event));
        }
        self.store.write(self.writes).await?;
        for event in std::iter::once(&self.event).chain(&self.with) {
            self.store.announce(event);
        }
        Ok(self.event)
    }

    fn filter<T: Stored>(&self, filter: Document) -> Document {
        crate::organization_store::scoped(T::COLLECTION, self.organization_id, filter)
    }
}
