//! One SQS queue.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::types::{MessageSystemAttributeName, QueueAttributeName, SendMessageBatchRequestEntry};
use katalusis_domain::cause::chain;
use tokio::sync::OnceCell;

use crate::consumer::Delivery;
use crate::message::{Body, Envelope, MessageError};

/// SQS takes ten messages and 1 MiB at a time.
const BATCH: usize = 10;
/// And keeps them back for so many seconds at most.
const DELAY_MAX: i32 = 900;
const BATCH_BYTES: usize = 900 * 1024;

/// A queue and the client to reach it.
#[derive(Clone)]
pub struct Queue {
    client: Client,
    url: Arc<str>,
    dead_letters: Arc<OnceCell<String>>,
}

/// A queue did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// SQS refused or cannot be reached.
    #[error("the queue {url} failed: {reason}")]
    Failed {
        /// Which queue.
        url: String,
        /// What the SDK says.
        reason: String,
    },
    /// The message cannot be sent.
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Queue {
    /// The queue at this URL.
    pub fn new(client: Client, url: impl Into<Arc<str>>) -> Self {
        Self {
            client,
            url: url.into(),
            dead_letters: Arc::default(),
        }
    }

    /// Sends messages, ten at a time. When it fails, some may have been sent: receivers bear that.
    pub async fn send<B: Body>(&self, messages: &[Envelope<B>]) -> Result<(), QueueError> {
        self.send_later(messages, Duration::ZERO).await
    }

    /// The same; they are delivered when `delay` (15 minutes at most) has passed.
    pub async fn send_later<B: Body>(
        &self,
        messages: &[Envelope<B>],
        delay: Duration,
    ) -> Result<(), QueueError> {
        let texts = messages
            .iter()
            .map(Envelope::to_text)
            .collect::<Result<Vec<_>, _>>()?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        for text in texts {
            if batch.len() == BATCH || bytes + text.len() > BATCH_BYTES {
                self.send_batch(std::mem::take(&mut batch), delay).await?;
                bytes = 0;
            }
            bytes += text.len();
            batch.push(text);
        }
        if batch.is_empty() {
            Ok(())
        } else {
            self.send_batch(batch, delay).await
        }
    }

    async fn send_batch(&self, texts: Vec<String>, delay: Duration) -> Result<(), QueueError> {
        // Without one, the queue's own delay holds.
        let delay = i32::try_from(delay.as_secs()).unwrap_or(DELAY_MAX).min(DELAY_MAX);
        let delay = Some(delay).filter(|delay| *delay > 0);
        let entries = texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| {
                SendMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .message_body(text)
                    .set_delay_seconds(delay)
                    .build()
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| self.failed(error))?;
        let sent = self
            .client
            .send_message_batch()
            .queue_url(&*self.url)
            .set_entries(Some(entries))
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        match sent.failed() {
            [] => Ok(()),
            [first, ..] => Err(self.failed(first.message().unwrap_or(first.code()))),
        }
    }

    /// Waits up to `wait` (20 s at most) for up to ten messages.
    pub async fn receive(&self, wait: Duration) -> Result<Vec<Delivery>, QueueError> {
        let received = self
            .client
            .receive_message()
            .queue_url(&*self.url)
            .max_number_of_messages(10)
            .wait_time_seconds(i32::try_from(wait.as_secs()).unwrap_or(20).min(20))
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        let messages = received.messages.unwrap_or_default();
        Ok(messages.into_iter().filter_map(delivery).collect())
    }

    /// Has SQS deliver a message again after `pause` instead of when its visibility timeout ends.
    pub async fn put_off(&self, receipt: &str, pause: Duration) -> Result<(), QueueError> {
        self.client
            .change_message_visibility()
            .queue_url(&*self.url)
            .receipt_handle(receipt)
            .visibility_timeout(i32::try_from(pause.as_secs()).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        Ok(())
    }

    /// Tells SQS that a message is done.
    pub async fn delete(&self, receipt: &str) -> Result<(), QueueError> {
        self.client
            .delete_message()
            .queue_url(&*self.url)
            .receipt_handle(receipt)
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        Ok(())
    }

    /// Puts a message that can never be handled where people look for such, at once instead of after the last
    /// retry. Which queue that is, the redrive policy says.
    pub async fn bury(&self, text: &str) -> Result<(), QueueError> {
        let url = self
            .dead_letters
            .get_or_try_init(|| self.find_dead_letters())
            .await?;
        self.client
            .send_message()
            .queue_url(url)
            .message_body(text)
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        Ok(())
    }

    async fn find_dead_letters(&self) -> Result<String, QueueError> {
        let attributes = self
            .client
            .get_queue_attributes()
            .queue_url(&*self.url)
            .attribute_names(QueueAttributeName::RedrivePolicy)
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        let policy = attributes
            .attributes()
            .and_then(|attributes| attributes.get(&QueueAttributeName::RedrivePolicy))
            .and_then(|policy| serde_json::from_str::<serde_json::Value>(policy).ok())
            .ok_or_else(|| self.failed("it has no dead-letter queue"))?;
        let arn = policy["deadLetterTargetArn"].as_str().unwrap_or_default();
        let name = arn.rsplit(':').next().unwrap_or_default();
        let found = self
            .client
            .get_queue_url()
            .queue_name(name)
            .send()
            .await
            .map_err(|error| self.sdk_failed(error))?;
        found
            .queue_url
            .ok_or_else(|| self.failed("its dead-letter queue has no URL"))
    }

    #[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
    fn sdk_failed<E: std::error::Error + 'static, R: std::fmt::Debug + 'static>(
        &self,
        error: SdkError<E, R>,
    ) -> QueueError {
        self.failed(chain(&error))
    }

    fn failed(&self, reason: impl std::fmt::Display) -> QueueError {
        QueueError::Failed {
            url: self.url.to_string(),
            reason: reason.to_string(),
        }
    }
}

fn delivery(message: aws_sdk_sqs::types::Message) -> Option<Delivery> {
    let count = message
        .attributes()
        .and_then(|attributes| attributes.get(&MessageSystemAttributeName::ApproximateReceiveCount))
        .and_then(|count| count.parse().ok());
    Some(Delivery {
        receipt: message.receipt_handle?,
        message_id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receive_count: count.unwrap_or(1),
    })
}
