//! An entry of the audit log as it is read.

use katalusis_domain::Timestamp;
use katalusis_domain::event::{Actor, Change, Event, EventId, Fact, Subject};
use katalusis_http::{Code, Problem};
use katalusis_store::EventQuery;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// Which entries are wanted; everything given must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Any of these kinds, e.g. `task.created`; repeat it for several.
    #[serde(default)]
    kind: Vec<String>,
    /// Any of these users (ids), acting themselves or through a token or an import; repeat it for several.
    #[serde(default)]
    actor: Vec<String>,
    /// The id of a thing that it happened to.
    subject: Option<String>,
    /// The request that caused it.
    request_id: Option<String>,
    /// At most this many entries, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub(crate) limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    pub(crate) cursor: Option<String>,
}

/// The most values that a repeated parameter may have.
const VALUES_MAX: usize = 50;

impl AuditParams {
    pub(crate) fn query(&self) -> Result<EventQuery, Problem> {
        if self.kind.len() > VALUES_MAX || self.actor.len() > VALUES_MAX {
            return Err(Problem::new(
                Code::Malformed,
                "A parameter may be repeated at most 50 times.",
            ));
        }
        Ok(EventQuery {
            from: self.from,
            until: self.until,
            kinds: self.kind.clone(),
            users: self.actor.clone(),
            subject: self.subject.clone(),
            request_id: self.request_id.clone(),
        })
    }
}
