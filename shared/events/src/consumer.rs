//! Taking messages out of a queue, one by one, so that a bad one harms no other.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::{FutureExt, StreamExt};
use serde::Deserialize;
use tracing::Instrument;

use crate::Queue;

/// A message as SQS delivered it, to a Lambda or to a worker.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// SQS's id, for the logs only.
    pub message_id: String,
    /// What SQS wants to hear when this delivery is deleted or put off.
    pub receipt: String,
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
        .map(async |delivery| {
            let message_id = delivery.message_id.clone();
            let settled = settle(queue, delivery, &handler).await;
            (!settled).then_some(message_id)
        })
        .buffer_unordered(at_once)
        .filter_map(async |again| again)
        .collect()
        .await
}

/// Handles one message; whether it is done with and can be deleted. If not, it comes again after a while, which is
/// longer each time. A handler that panics harms this message only.
pub async fn settle<H, F>(queue: &Queue, delivery: Delivery, handler: &H) -> bool
where
    H: Fn(Delivery) -> F + Sync,
    F: Future<Output = Handled> + Send,
{
    let span = tracing::info_span!(
        "message",
        message_id = %delivery.message_id,
        request_id = request_id(&delivery.body)
    );
    async {
        let Delivery {
            body,
            receipt,
            receive_count,
            ..
        } = delivery.clone();
        let handled = AssertUnwindSafe(handler(delivery)).catch_unwind().await;
        match handled.unwrap_or_else(|_| Handled::Retry("the handler panicked".to_owned())) {
            Handled::Done => true,
            Handled::Retry(reason) => {
                let pause = pause(receive_count);
                tracing::warn!(
                    reason,
                    receive_count,
                    ?pause,
                    "message did not work and comes again"
                );
                if let Err(error) = queue.put_off(&receipt, pause).await {
                    tracing::warn!(error = %error, "message comes again when its time is over");
                }
                false
            }
            Handled::Poison(reason) => {
                tracing::error!(reason, "message can never work and goes to the dead-letter queue");
                let buried = queue.bury(&body).await;
                if let Err(error) = &buried {
                    tracing::error!(error = %error, "the dead-letter queue did not take the message");
                }
                buried.is_ok()
            }
        }
    }
    .instrument(span)
    .await
}

/// The request that caused a message, if it says so: S3's own messages do not.
fn request_id(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Caused {
        request_id: String,
    }
    let caused: Caused = serde_json::from_str(body).ok()?;
    Some(caused.request_id).filter(|id| !id.is_empty())
}

/// How long a message rests after it failed for the n-th time: 2 s, 8 s, 32 s, two minutes, nine minutes. What is
/// only briefly away is soon tried again, and an outage of minutes uses up no message.
fn pause(receive_count: u32) -> Duration {
    Duration::from_secs(2 << (2 * receive_count.clamp(1, 5) - 2))
}
