//! Queues: what travels in them, how it gets in (the relay) and how it is taken out (the consumer).

mod consumer;
mod imports;
mod message;
mod queue;
mod relay;
mod timers;

pub use consumer::{Delivery, Handled, consume, settle};
pub use imports::{Resumed, resume_imports, send_answer, send_next, send_plan, send_rows};
pub use message::{
    Body, Envelope, ImportAnswer, ImportPlan, ImportRows, MessageError, PublishedEvents, RunDue, WorkflowDue,
    kind_of,
};
pub use queue::{Queue, QueueError};
pub use relay::{Relay, RelayError};
pub use timers::{send_due, send_if_near, send_on, send_run};
