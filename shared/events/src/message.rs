//! What queues carry.

use katalusis_domain::event::EventId;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::workflow::{RunId, WorkflowId};
use katalusis_domain::{Timestamp, World};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The largest message, in bytes (contracts). SQS itself takes 1 MiB.
const MAX_BYTES: usize = 200 * 1024;

/// A message in its envelope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope<B> {
    /// The message's own id. Nothing is deduplicated on it: redrive changes SQS's, a second sending ours.
    pub id: Uuid,
    /// What the body is.
    pub kind: String,
    /// Whose work it is.
    pub organization_id: OrganizationId,
    /// The request that caused it, for the logs; empty if several did.
    pub request_id: String,
    /// The message that this one repeats, when a sweeper sends it again.
    pub attempt_of: Option<Uuid>,
    /// What there is to do.
    pub body: B,
}

/// A body that has a kind.
pub trait Body: Serialize + DeserializeOwned + Send {
    /// The kind in the envelope.
    const KIND: &'static str;
}

/// Events that were committed: the consumer reads them from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedEvents {
    /// Which.
    pub event_ids: Vec<EventId>,
}

impl Body for PublishedEvents {
    const KIND: &'static str = "events.published";
}

/// A chunk of an import's plan that is to be carried out, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRows {
    /// The import.
    pub import_id: Uuid,
    /// The chunk's number, from 0.
    pub chunk: i64,
    /// In how many lanes the chunks of the import travel, see [`send_rows`](crate::send_rows); 0 if none follows this
    /// one.
    #[serde(default)]
    pub lanes: i64,
}

impl Body for ImportRows {
    const KIND: &'static str = "import.rows";
}

/// An import whose file is there is to be planned (again). Travels in the uploads queue, whose worker reads files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// The import.
    pub import_id: Uuid,
    /// The plan that was there when this was asked for: if another was begun since, this is done.
    pub generation: i64,
}

impl Body for ImportPlan {
    const KIND: &'static str = "import.plan";
}

/// A dropped file whose import is over is to be answered beside it. Travels in the uploads queue as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportAnswer {
    /// The import.
    pub import_id: Uuid,
}

impl Body for ImportAnswer {
    const KIND: &'static str = "import.answer";
}

/// A run has something to do: its time has come, or someone brought it on. Travels in the automation queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDue {
    /// The run.
    pub run_id: RunId,
}

impl Body for RunDue {
    const KIND: &'static str = "run.due";
}

/// A message that cannot be read or sent.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Not an envelope of this kind.
    #[error("not a message of the kind {expected}: {reason}")]
    Unreadable {
        /// The kind that the queue is for.
        expected: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Longer than the contract allows.
    #[error("the message has {0} bytes; at most {MAX_BYTES} may travel in a queue")]
    TooLarge(usize),
}

/// The time has come that a workflow's schedule names. Travels in the automation queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowDue {
    /// The workflow.
    pub workflow_id: WorkflowId,
    /// The time.
    pub at: Timestamp,
}

impl Body for WorkflowDue {
    const KIND: &'static str = "workflow.due";
}

/// The kind of a message, for a queue that carries several.
pub fn kind_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    serde_json::from_str::<Kind>(text)
        .ok()
        .map(|message| message.kind)
}

impl<B: Body> Envelope<B> {
    /// Wraps a body.
    pub fn new(world: &World, organization_id: OrganizationId, request_id: &str, body: B) -> Self {
        Self {
            id: world.uuid(),
            kind: B::KIND.to_owned(),
            organization_id,
            request_id: request_id.to_owned(),
            attempt_of: None,
            body,
        }
    }

    /// Reads a message.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let unreadable = |reason: String| MessageError::Unreadable {
            expected: B::KIND,
            reason,
        };
        let envelope: Self = serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        if envelope.kind == B::KIND {
            Ok(envelope)
        } else {
            Err(unreadable(format!("its kind is {}", envelope.kind)))
        }
    }

    /// The message as text.
    pub fn to_text(&self) -> Result<String, MessageError> {
        let text = serde_json::to_string(self).map_err(|error| MessageError::Unreadable {
            expected: B::KIND,
            reason: error.to_string(),
        })?;
        if text.len() > MAX_BYTES {
            Err(MessageError::TooLarge(text.len()))
        } else {
            Ok(text)
        }
    }
}
