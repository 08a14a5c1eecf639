//! Lists that many ask for at the same moment: a project's board, open on every screen of a team. Those who wait
//! for the very same list get it from one query.
//!
//! Nobody gets what is older than their question: a query answers those only who asked before it was sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use katalusis_domain::task::Task;

use crate::gather::Gather;
use crate::{Page, StoreError};

/// The most who share one query.
const AT_ONCE: usize = 1_000;
/// When so many lists are known, those that nobody waits for any more are forgotten.
const FORGET_FROM: usize = 256;

/// A query in full, organization included, as BSON.
pub(crate) type ListKey = Vec<u8>;
type Answer = Arc<Page<Task>>;

/// The lists that are being read, by what was asked.
#[derive(Default)]
pub(crate) struct SameLists {
    waiting: Mutex<HashMap<ListKey, Weak<Gather<(), Answer>>>>,
}

impl SameLists {
    /// The list called `key`: read by `read`, alone or together with all who wait for it.
    pub(crate) async fn read<F, W>(&self, key: ListKey, read: F) -> Result<Page<Task>, StoreError>
    where
        F: Fn() -> W + Send + Sync + 'static,
        W: Future<Output = Result<Page<Task>, StoreError>> + Send,
    {
        let gather = self.gather(key);
        let answer = gather.ask((), move |askers: Vec<()>| {
            let page = read();
            async move {
                let page = page.await.map(Arc::new);
                askers.iter().map(|()| page.clone()).collect()
            }
        });
        answer.await.map(Arc::unwrap_or_clone)
    }

    fn gather(&self, key: ListKey) -> Arc<Gather<(), Answer>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gather) = waiting.get(&key).and_then(Weak::upgrade) {
            return gather;
        }
        if waiting.len() >= FORGET_FROM {
            waiting.retain(|_, gather| gather.strong_count() > 0);
        }
        let gather = Arc::new(Gather::new(AT_ONCE));
        waiting.insert(key, Arc::downgrade(&gather));
        gather
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    fn empty() -> Page<Task> {
        Page {
            items: Vec::new(),
            next: None,
        }
    }

    #[tokio::test]
    async fn who_asks_the_same_shares_and_who_asks_something_else_does_not_wait() {
        let lists = SameLists::default();
        let (gate, reads) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
        let slow = || {
            let (gate, reads) = (Arc::clone(&gate), Arc::clone(&reads));
            lists.read(b"slow".to_vec(), move || {
                let (gate, reads) = (Arc::clone(&gate), Arc::clone(&reads));
                async move {
                    reads.fetch_add(1, Ordering::Relaxed);
                    gate.acquire().await.unwrap().forget();
                    Ok(empty())
                }
            })
        };
        let many = futures::future::join_all((0..50).map(|_| slow()));
        let open = async {
            // The slow list is being read; another is there at once.
            let other = lists.read(b"other".to_vec(), || async { Ok(empty()) }).await;
            assert!(other.is_ok());
            gate.add_permits(50);
        };
        let (answers, ()) = tokio::join!(many, open);
        assert!(answers.iter().all(Result::is_ok));
        assert!(
            reads.load(Ordering::Relaxed) <= 3,
            "{} queries",
            reads.load(Ordering::Relaxed)
        );
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_forgotten() {
        let lists = SameLists::default();
        for number in 0..=FORGET_FROM {
            let key = number.to_string().into_bytes();
            lists.read(key, || async { Ok(empty()) }).await.unwrap();
            tokio::task::yield_now().await;
        }
        assert!(lists.waiting.lock().unwrap().len() < FORGET_FROM);
    }
}
