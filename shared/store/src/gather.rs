//! Calls that come while others are under way are carried out together.
//!
//! One command to MongoDB for many documents costs little more than one for a single document. So under load,
//! what waits is sent as one: a busy server gets cheaper per request, an idle one waits for nothing.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::oneshot;

use crate::StoreError;

/// How many gathered commands are under way at once: while one waits for the database, the next is made ready.
const UNDER_WAY: usize = 2;
/// A gathered command that takes longer is given up, so that a dead connection does not hold up the rest for
/// good. No request waits longer than that either.
const TIME_LIMIT: Duration = Duration::from_secs(28);

/// Gathers calls of one kind, each a question that gets an answer.
pub(crate) struct Gather<Q, A> {
    waiting: Mutex<Waiting<Q, A>>,
    /// The most questions that are carried out together.
    at_once: usize,
}

struct Waiting<Q, A> {
    calls: Vec<Call<Q, A>>,
    under_way: usize,
}

struct Call<Q, A> {
    question: Q,
    answer: oneshot::Sender<Result<A, StoreError>>,
}

impl<Q: Send + 'static, A: Send + 'static> Gather<Q, A> {
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                calls: Vec::new(),
                under_way: 0,
            }),
            at_once,
        }
    }

    /// Answers `question`, together with others that wait if there are any. `answer_all` answers each of its
    /// questions, in their order.
    ///
    /// The work belongs to nobody in particular: it goes on when the one who asked first goes away.
    pub(crate) async fn ask<F, W>(self: &Arc<Self>, question: Q, answer_all: F) -> Result<A, StoreError>
    where
        F: Fn(Vec<Q>) -> W + Send + Sync + 'static,
        W: Future<Output = Vec<Result<A, StoreError>>> + Send,
    {
        let (answer, answered) = oneshot::channel();
        if self.join(Call { question, answer }) {
            let gather = Arc::clone(self);
            tokio::spawn(async move {
                while let Some(calls) = gather.next() {
                    carry_out(calls, &answer_all).await;
                }
            });
        }
        answered.await.unwrap_or(Err(StoreError::Interrupted))
    }

    /// Puts a call into the line; says whether someone has to begin working it off.
    fn join(&self, call: Call<Q, A>) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.calls.push(call);
        let begin = waiting.under_way < UNDER_WAY;
        waiting.under_way += usize::from(begin);
        begin
    }

    /// Takes what waits, as far as it may go together; `None` ends the turn of the one who asks.
    fn next(&self) -> Option<Vec<Call<Q, A>>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.calls.is_empty() {
            waiting.under_way -= 1;
            return None;
        }
        let count = waiting.calls.len().min(self.at_once);
        Some(waiting.calls.drain(..count).collect())
    }
}

/// Whoever gets no answer, because it took too long or something panicked, is told that it was interrupted.
async fn carry_out<Q, A, F, W>(calls: Vec<Call<Q, A>>, answer_all: &F)
where
    F: Fn(Vec<Q>) -> W,
    W: Future<Output = Vec<Result<A, StoreError>>>,
{
    let (questions, askers): (Vec<_>, Vec<_>) =
        calls.into_iter().map(|call| (call.question, call.answer)).unzip();
    let work = AssertUnwindSafe(tokio::time::timeout(TIME_LIMIT, answer_all(questions)));
    match work.catch_unwind().await {
        Ok(Ok(answers)) => {
            for (asker, answer) in askers.into_iter().zip(answers) {
                // An asker that went away needs no answer.
                let _ = asker.send(answer);
            }
        }
        Ok(Err(_)) => tracing::warn!(
            calls = askers.len(),
            "a gathered command took too long and was given up"
        ),
        Err(_) => tracing::error!(calls = askers.len(), "a gathered command panicked"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn what_waits_goes_together_and_each_gets_its_own_answer() {
        let gather = Arc::new(Gather::new(100));
        let gate = Arc::new(Semaphore::new(0));
        let sizes = Arc::new(Mutex::new(Vec::new()));
        let asked = futures::future::join_all((0..50).map(|number: i32| {
            let (gate, sizes) = (Arc::clone(&gate), Arc::clone(&sizes));
            gather.ask(number, move |numbers: Vec<i32>| {
                let (gate, sizes) = (Arc::clone(&gate), Arc::clone(&sizes));
                async move {
                    gate.acquire().await.unwrap().forget();
                    sizes.lock().unwrap().push(numbers.len());
                    numbers.into_iter().map(|number| Ok(number * 2)).collect()
                }
            })
        }));
        let open = async {
            tokio::task::yield_now().await;
            gate.add_permits(50);
        };
        let (answers, ()) = tokio::join!(asked, open);
        let answers: Vec<i32> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (0..50).map(|number| number * 2).collect::<Vec<_>>());
        let sizes = sizes.lock().unwrap();
        assert_eq!(sizes.iter().sum::<usize>(), 50);
        assert!(sizes.len() <= 3, "{sizes:?}");
    }

    #[tokio::test]
    async fn no_more_go_together_than_may() {
        let gather = Arc::new(Gather::new(10));
        let asked = futures::future::join_all((0..35).map(|number: i32| {
            gather.ask(number, |numbers: Vec<i32>| async move {
                assert!(numbers.len() <= 10, "{}", numbers.len());
                tokio::task::yield_now().await;
                numbers.into_iter().map(Ok).collect()
            })
        }));
        let answers: Vec<i32> = asked.await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (0..35).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_panic_interrupts_those_who_asked_and_nobody_else() {
        let gather = Arc::new(Gather::new(1));
        for round in 0..5 {
            let failed = gather.ask(1, |_| async { panic!("on purpose") }).await;
            assert!(matches!(failed, Err(StoreError::Interrupted)), "{round}");
        }
        let answer = gather.ask(1, |numbers: Vec<i32>| async move {
            numbers.into_iter().map(Ok).collect()
        });
        assert_eq!(answer.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_work_goes_on_when_the_one_who_began_it_goes_away() {
        let gather = Arc::new(Gather::new(100));
        let gate = Arc::new(Semaphore::new(0));
        let ask = |number: i32| {
            let gate = Arc::clone(&gate);
            gather.ask(number, move |numbers: Vec<i32>| {
                let gate = Arc::clone(&gate);
                async move {
                    gate.acquire().await.unwrap().forget();
                    numbers.into_iter().map(Ok).collect()
                }
            })
        };
        let first = tokio::time::timeout(Duration::from_millis(20), ask(1)).await;
        assert!(first.is_err());
        gate.add_permits(10);
        assert_eq!(ask(2).await.unwrap(), 2);
    }
}
