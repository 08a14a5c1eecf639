//! Taking messages out of a queue, one by one, so that a bad one harms no other.

use futures::StreamExt;
use tracing::Instrument;

use crate::Queue;

/// A message as SQS delivered it, to a Lambda or to a worker.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// SQS's id, for the logs only.
    pub message_id: String,
    /// The text.
    pub body: String,
    /// How often it was delivered, this time included.
    pub receive_count: u32,
}

/// What became of a message.
#[derive(Debug)]
pub enum Handled {
    /// It is done; also when it had been done before.
    Done,
    /// It did not work now and shall be delivered again.
    Retry(String),
    /// It can never work; it goes to the dead-letter queue at once.
    Poison(String),
}

impl<E: std::fmt::Display> From<Result<(), E>> for Handled {
    fn from(result: Result<(), E>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(error) => Self::Retry(error.to_string()),
        }
    }
}

/// Handles `deliveries`, `at_once` of them at a time, and returns the ids of those to be delivered again.
pub async fn consume<H, F>(
    queue: &Queue,
    deliveries: Vec<Delivery>,
    at_once: usize,
    handler: H,
) -> Vec<String>
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    futures::stream::iter(deliveries)
        .map(|delivery| {
            let span = tracing::info_span!("message", message_id = %delivery.message_id);
            handle(queue, delivery, &handler).instrument(span)
        })
        .buffer_unordered(at_once)
        .filter_map(async |again| again)
        .collect()
        .await
}

async fn handle<H, F>(queue: &Queue, delivery: Delivery, handler: &H) -> Option<String>
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    let message_id = delivery.message_id.clone();
    let text = delivery.body.clone();
    let receive_count = delivery.receive_count;
    match handler(delivery).await {
        Handled::Done => None,
        Handled::Retry(reason) => {
            tracing::warn!(
                reason,
                receive_count,
                "message did not work and will be delivered again"
            );
            Some(message_id)
        }
        Handled::Poison(reason) => {
            tracing::error!(reason, "message can never work and goes to the dead-letter queue");
            match queue.bury(&text).await {
                Ok(()) => None,
                Err(error) => {
                    tracing::error!(error = %error, "the dead-letter queue did not take the message");
                    Some(message_id)
                }
            }
        }
    }
}
