//! An entry of the audit log as it is read.

use katalusis_domain::Timestamp;
use katalusis_domain::event::{Actor, Change, Event, EventId, Fact, Subject};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: EventId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What, with what is special to that kind: `kind` and perhaps `payload`.
    #[serde(flatten)]
    pub fact: Fact,
    /// By whom.
    pub actor: Actor,
    /// What it happened to.
    pub subjects: Vec<Subject>,
    /// Which fields went from what to what.
    pub changes: Vec<Change>,
    /// The request that caused it.
    #[schema(example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    pub request_id: String,
    /// The address that the request came from.
    #[schema(example = "203.0.113.7")]
    pub address: Option<String>,
    /// The program that sent it.
    #[schema(example = "curl/8.5.0")]
    pub user_agent: Option<String>,
}

impl From<Event> for AuditEntry {
    fn from(event: Event) -> Self {
        Self {
            id: event.id,
            at: event.at,
            fact: event.fact,
            actor: event.actor,
            subjects: event.subjects,
            changes: event.changes,
            request_id: event.context.request_id,
            address: event.context.address,
            user_agent: event.context.user_agent,
        }
    }
}
