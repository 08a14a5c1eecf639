//! Who is asking.

use serde::{Deserialize, Serialize};

use crate::event::Actor;
use crate::organization::{OrganizationId, SessionId, UserId};
use crate::permission::{Area, Role};

/// A proven identity: holding one is the only way to an organization's data.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The organization that the call works in.
    pub organization_id: OrganizationId,
    /// The user, also when a token acts for it.
    pub user_id: UserId,
    /// Who shall be named in events.
    pub actor: Actor,
    /// What it may do.
    pub role: Role,
    /// `None` for people; the areas that a token is good for.
    pub areas: Option<Vec<Area>>,
    /// The session, for people.
    pub session_id: Option<SessionId>,
    /// Where the call came from.
    pub context: RequestContext,
}

/// Where a change came from: kept with each event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestContext {
    /// The request's id, from the edge to the last worker.
    pub request_id: String,
    /// The address of the client, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its user agent, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The idempotency record that this request holds, marked as done by the request's transaction.
    #[serde(skip)]
    pub idempotency: Option<String>,
}
