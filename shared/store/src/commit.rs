//! A change as a value: what to write, and the event that tells of it.

use std::time::Duration;

use bson::{Document, RawDocumentBuf, doc};
use katalusis_domain::event::{Change, Event, Fact, Subject};
use katalusis_domain::organization::OrganizationId;
use mongodb::ClientSession;
use mongodb::error::{TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};

use crate::organization_store::OrganizationStore;
use crate::{Store, StoreError, Stored};

/// Documents to write and the one event that tells of it: all or nothing.
///
/// Nothing is sent before [`Commit::run`], so a transaction that MongoDB asks to repeat is simply sent again.
#[must_use = "a change takes place when `run` is called"]
pub struct Commit {
    store: Store,
    organization_id: OrganizationId,
    event: Event,
    writes: Vec<Write>,
    in_scope: bool,
}

enum Write {
    Insert {
        collection: &'static str,
        documents: Vec<RawDocumentBuf>,
    },
    /// Replaces or updates one document; if the filter finds none, the race is lost.
    Guarded {
        collection: &'static str,
        filter: Document,
        update: Update,
    },
    /// Updates as many as there are, none is fine.
    UpdateMany {
        collection: &'static str,
        filter: Document,
        update: Document,
    },
    DeleteMany {
        collection: &'static str,
        filter: Document,
    },
}

enum Update {
    Replace(RawDocumentBuf),
    Set(Document),
    Delete,
}

/// How long a transaction is tried again while MongoDB says that the failure may pass.
const RETRY_FOR: Duration = Duration::from_secs(12);

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

    /// Carries the change out and returns its event.
    pub async fn run(self) -> Result<Event, StoreError> {
        if !self.in_scope {
            return Err(StoreError::OutOfScope);
        }
        let mut session = self.store.client.start_session().await?;
        let started = tokio::time::Instant::now();
        loop {
            match self.attempt(&mut session).await {
                Ok(()) => break,
                Err(Attempt::Again(error)) if started.elapsed() < RETRY_FOR => {
                    tracing::debug!(error = %error, "transaction is tried again");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(Attempt::Again(error)) => return Err(error.into()),
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        self.store.announce(&self.event);
        Ok(self.event)
    }

    async fn attempt(&self, session: &mut ClientSession) -> Result<(), Attempt> {
        session.start_transaction().await?;
        if let Err(error) = self.write_all(session).await {
            // The server ends it by itself when this message is lost.
            let _ = session.abort_transaction().await;
            return Err(error);
        }
        let started = tokio::time::Instant::now();
        loop {
            match session.commit_transaction().await {
                Ok(()) => return Ok(()),
                // Committing twice is committing once, so the answer may be asked for again.
                Err(error)
                    if error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT)
                        && started.elapsed() < RETRY_FOR =>
                {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn write_all(&self, session: &mut ClientSession) -> Result<(), Attempt> {
        for write in &self.writes {
            self.apply(write, session).await?;
        }
        self.record(session).await
    }

    async fn apply(&self, write: &Write, session: &mut ClientSession) -> Result<(), Attempt> {
        let collection = |name: &str| self.store.database.collection::<RawDocumentBuf>(name);
        match write {
            Write::Insert {
                collection: name,
                documents,
            } => {
                collection(name).insert_many(documents).session(session).await?;
            }
            Write::Guarded {
                collection: name,
                filter,
                update,
            } => {
                let filter = filter.clone();
                let collection = collection(name);
                let matched = match update {
                    Update::Replace(document) => {
                        collection
                            .replace_one(filter, document)
                            .session(session)
                            .await?
                            .matched_count
                    }
                    Update::Set(update) => {
                        collection
                            .update_one(filter, update.clone())
                            .session(session)
                            .await?
                            .matched_count
                    }
                    Update::Delete => {
                        collection
                            .delete_one(filter)
                            .session(session)
                            .await?
                            .deleted_count
                    }
                };
                if matched == 0 {
                    return Err(Attempt::Failed(StoreError::LostRace));
                }
            }
            Write::UpdateMany {
                collection: name,
                filter,
                update,
            } => {
                collection(name)
                    .update_many(filter.clone(), update.clone())
                    .session(session)
                    .await?;
            }
            Write::DeleteMany {
                collection: name,
                filter,
            } => {
                collection(name)
                    .delete_many(filter.clone())
                    .session(session)
                    .await?;
            }
        }
        Ok(())
    }

    async fn record(&self, session: &mut ClientSession) -> Result<(), Attempt> {
        self.store
            .collection::<Event>()
            .insert_one(&self.event)
            .session(&mut *session)
            .await?;
        if let Some(reservation) = &self.event.context.idempotency {
            self.store.mark_done(reservation, &self.event, session).await?;
        }
        Ok(())
    }

    fn filter<T: Stored>(&self, filter: Document) -> Document {
        crate::organization_store::scoped::<T>(self.organization_id, filter)
    }
}

enum Attempt {
    /// MongoDB says that the same transaction may succeed if it is sent again.
    Again(mongodb::error::Error),
    Failed(StoreError),
}

impl From<mongodb::error::Error> for Attempt {
    fn from(error: mongodb::error::Error) -> Self {
        if error.contains_label(TRANSIENT_TRANSACTION_ERROR) {
            Self::Again(error)
        } else {
            Self::Failed(error.into())
        }
    }
}
