//! Changes that only add documents take place together: under load, those that wait share one transaction.
//!
//! A transaction costs MongoDB a wait for the majority and a handful of commands, however much it writes. What
//! only adds cannot lose a race, so joining it with others changes nothing for anybody; if the joined one fails
//! (one document is a double, say), each is carried out by itself.

use std::sync::Arc;

use bson::RawDocumentBuf;

use crate::gather::Gather;
use crate::transaction::Write;
use crate::{Store, StoreError};

/// The most changes that share a transaction.
const AT_ONCE: usize = 64;
/// A change that is larger than this, in bytes, goes alone: transactions are to stay small.
const SMALL: usize = 64 * 1024;

/// The writes of one change, all of them insertions.
pub(crate) type Insertions = Gather<Vec<Write>, ()>;

pub(crate) fn insertions() -> Arc<Insertions> {
    Arc::new(Gather::new(AT_ONCE))
}

impl Store {
    /// Carries the writes of one change out: all or nothing.
    pub(crate) async fn write(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        if !is_small_insertion(&writes) {
            return self.transact(&writes).await;
        }
        let store = self.clone();
        self.insertions
            .ask(writes, move |changes| insert_all(store.clone(), changes))
            .await
    }
}

fn is_small_insertion(writes: &[Write]) -> bool {
    let mut bytes = 0;
    writes.iter().all(|write| match write {
        Write::Insert { documents, .. } => {
            bytes += documents
                .iter()
                .map(|document| document.as_bytes().len())
                .sum::<usize>();
            bytes <= SMALL
        }
        _ => false,
    })
}

async fn insert_all(store: Store, changes: Vec<Vec<Write>>) -> Vec<Result<(), StoreError>> {
    if changes.len() > 1 {
        match store.transact(&joined(&changes)).await {
            // Something is wrong with one of them.
            Err(StoreError::Duplicate(_) | StoreError::Database(_)) => {}
            // Also where nobody knows whether it took place: to do it again would call it a double.
            answer => return vec![answer; changes.len()],
        }
    }
    let mut answers = Vec::with_capacity(changes.len());
    for writes in &changes {
        answers.push(store.transact(writes).await);
    }
    answers
}

/// The same insertions, with one write for each collection.
fn joined(changes: &[Vec<Write>]) -> Vec<Write> {
    let mut collections: Vec<(&'static str, Vec<RawDocumentBuf>)> = Vec::new();
    for write in changes.iter().flatten() {
        let Write::Insert {
            collection,
            documents,
        } = write
        else {
            continue;
        };
        match collections.iter_mut().find(|(name, _)| name == collection) {
            Some((_, all)) => all.extend_from_slice(documents),
            None => collections.push((collection, documents.clone())),
        }
    }
    let insertion = |(collection, documents)| Write::Insert {
        collection,
        documents,
    };
    collections.into_iter().map(insertion).collect()
}
