//! Writes that take place together or not at all.

use std::time::Duration;

use bson::{Document, RawDocumentBuf};
use mongodb::ClientSession;
use mongodb::error::{TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};

use crate::{Store, StoreError};

/// How long a transaction is tried again while MongoDB says that the failure may pass.
const RETRY_FOR: Duration = Duration::from_secs(12);

/// One write of a transaction.
pub(crate) enum Write {
    /// New documents.
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
    /// Updates `count` documents; if the filter finds another number of them, the race is lost.
    UpdateExactly {
        collection: &'static str,
        filter: Document,
        update: Document,
        count: u64,
    },
    /// Updates as many as there are, none is fine.
    UpdateMany {
        collection: &'static str,
        filter: Document,
        update: Document,
    },
    /// Deletes as many as there are, none is fine.
    DeleteMany {
        collection: &'static str,
        filter: Document,
    },
}

/// What becomes of a guarded document.
pub(crate) enum Update {
    Replace(RawDocumentBuf),
    Set(Document),
    Delete,
}

impl Store {
    /// Carries writes out in one transaction, which is sent again for as long as MongoDB says that it may succeed.
    ///
    /// [`StoreError::LostRace`] if a guarded write finds no document.
    pub(crate) async fn transact(&self, writes: &[Write]) -> Result<(), StoreError> {
        let mut session = self.client.start_session().await?;
        let started = tokio::time::Instant::now();
        loop {
            match self.attempt(writes, &mut session).await {
                Ok(()) => return Ok(()),
                Err(Attempt::Again(error)) if started.elapsed() < RETRY_FOR => {
                    tracing::debug!(error = %error, "transaction is tried again");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(Attempt::Again(error)) => return Err(error.into()),
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
    }

    async fn attempt(&self, writes: &[Write], session: &mut ClientSession) -> Result<(), Attempt> {
        session.start_transaction().await?;
        for write in writes {
            if let Err(error) = self.apply(write, session).await {
                // The server ends it by itself when this message is lost.
                let _ = session.abort_transaction().await;
                return Err(error);
            }
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

    async fn apply(&self, write: &Write, session: &mut ClientSession) -> Result<(), Attempt> {
        let collection = |name: &str| self.database.collection::<RawDocumentBuf>(name);
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
                let matched = guarded(&collection(name), filter.clone(), update, session).await?;
                if matched == 0 {
                    return Err(Attempt::Failed(StoreError::LostRace));
                }
            }
            Write::UpdateExactly {
                collection: name,
                filter,
                update,
                count,
            } => {
                let updated = collection(name)
                    .update_many(filter.clone(), update.clone())
                    .session(session)
                    .await?;
                if updated.matched_count != *count {
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
}

/// How many documents a guarded write found: one or none.
async fn guarded(
    collection: &mongodb::Collection<RawDocumentBuf>,
    filter: Document,
    update: &Update,
    session: &mut ClientSession,
) -> mongodb::error::Result<u64> {
    Ok(match update {
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
    })
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
