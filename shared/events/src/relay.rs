//! From the event log to the queues of those who read it.
//!
//! Right after a commit the store announces the event's id; the relay sends the ids on, many in one message.
//! What is lost on the way (the process died, the queue was away) is found by the sweeper, because the event
//! has no `published_at`. So an event may be sent twice, and never not at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::try_join_all;
use katalusis_store::{CommittedEvent, Store, StoreError};
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;

use crate::message::{Envelope, PublishedEvents};
use crate::{Queue, QueueError};

/// How many ids go into one message: well below the size that a message may have.
const IDS_PER_MESSAGE: usize = 1000;
/// How long the relay waits for company before it sends.
const GATHER: Duration = Duration::from_millis(25);
/// How long whoever is about to answer waits for the queue.
const FLUSH_LIMIT: Duration = Duration::from_secs(1);
/// How old an unpublished event has to be before the sweeper takes it: younger ones are on their way.
const OVERDUE_AFTER: TimeDelta = TimeDelta::seconds(30);
const SWEEP_AT_ONCE: i64 = 5_000;

/// Sends committed events to the queues of those who read them.
#[derive(Clone)]
pub struct Relay {
    store: Store,
    queues: Vec<Queue>,
    committed: Arc<Mutex<mpsc::UnboundedReceiver<CommittedEvent>>>,
}

impl Relay {
    /// Sends what `committed` announces to each of `queues`.
    pub fn new(store: Store, queues: Vec<Queue>, committed: mpsc::UnboundedReceiver<CommittedEvent>) -> Self {
        Self {
            store,
            queues,
            committed: Arc::new(Mutex::new(committed)),
        }
    }

    /// Sends what was announced so far. A Lambda calls this before it answers, because it is frozen after; so it
    /// ends within a second, whatever the queue does.
    pub async fn flush(&self) {
        let mut committed = self.committed.lock().await;
        let mut gathered = Vec::new();
        while let Ok(event) = committed.try_recv() {
            gathered.push(event);
        }
        let count = gathered.len();
        let published = tokio::time::timeout(FLUSH_LIMIT, self.publish_or_leave(gathered));
        if published.await.is_err() {
            tracing::warn!(count, "the queue is slow; events were left for the sweeper");
        }
    }

    /// Sends for as long as the process runs, a few milliseconds after each commit.
    pub async fn run(&self, stop: CancellationToken) {
        let mut committed = self.committed.lock().await;
        loop {
            let mut gathered = Vec::new();
            tokio::select! {
                count = committed.recv_many(&mut gathered, IDS_PER_MESSAGE) => if count == 0 { return },
                () = stop.cancelled() => break,
            }
            tokio::time::sleep(GATHER).await;
            while let Ok(event) = committed.try_recv() {
                gathered.push(event);
            }
            self.publish_or_leave(gathered).await;
        }
        drop(committed);
        self.flush().await;
    }

    /// Sends events that nobody sent; how many there were.
    pub async fn sweep(&self) -> Result<usize, RelayError> {
        let before = self.store.world().now() - OVERDUE_AFTER;
        let overdue = self.store.unpublished_events(before, SWEEP_AT_ONCE).await?;
        let count = overdue.len();
        self.publish(overdue).await?;
        Ok(count)
    }

    async fn publish_or_leave(&self, events: Vec<CommittedEvent>) {
        let count = events.len();
        if let Err(error) = self.publish(events).await {
            tracing::warn!(error = %error, count, "events were left for the sweeper");
        }
    }

    async fn publish(&self, events: Vec<CommittedEvent>) -> Result<(), RelayError> {
        if events.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        let mut by_organization: BTreeMap<_, Vec<CommittedEvent>> = BTreeMap::new();
        for event in events {
            by_organization
                .entry(event.organization_id)
                .or_default()
                .push(event);
        }
        let mut messages = Vec::new();
        for (organization_id, events) in by_organization {
            for events in events.chunks(IDS_PER_MESSAGE) {
                let body = PublishedEvents {
                    event_ids: events.iter().map(|event| event.id).collect(),
                };
                messages.push(Envelope::new(
                    self.store.world(),
                    organization_id,
                    common_request_id(events),
                    body,
                ));
            }
        }
        try_join_all(self.queues.iter().map(|queue| queue.send(&messages))).await?;
        self.store.mark_published(&ids).await?;
        Ok(())
    }
}

/// The request that all of these events come from; empty if there are several.
fn common_request_id(events: &[CommittedEvent]) -> &str {
    let first = events
        .first()
        .map(|event| event.request_id.as_str())
        .unwrap_or_default();
    if events.iter().all(|event| event.request_id == first) {
        first
    } else {
        ""
    }
}

/// Events could not be handed on.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
}
