//! Which entries a list or an export is about: the query parameters that both share.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use katalusis_domain::Timestamp;
use katalusis_domain::event::ActorType;
use katalusis_http::{Code, FieldError, PageParams, Params, Problem};
use katalusis_store::EventQuery;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// The most values that a repeated parameter may have.
const VALUES_MAX: usize = 50;

/// Which entries are wanted; everything given must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Any of these kinds, e.g. `task.created`; repeat it for several.
    #[serde(default)]
    kind: Vec<String>,
    /// Any of these users, API tokens or imports, by id; repeat it for several. A user is found acting itself, and
    /// through a token or an import.
    #[serde(default)]
    actor: Vec<String>,
    /// Any of these sorts of actors; repeat it for several.
    #[serde(default)]
    #[param(value_type = Vec<ActorType>)]
    actor_type: Vec<ActorType>,
    /// The id of a thing that it happened to.
    subject: Option<String>,
    /// The request that caused it.
    request_id: Option<String>,
}

/// The filter of a list, and which part of the list.
pub(crate) struct ListParams {
    pub(crate) filter: AuditFilter,
    pub(crate) page: PageParams,
}

impl<S: Send + Sync> FromRequestParts<S> for ListParams {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let (page, filter): (Vec<&str>, Vec<&str>) = query
            .split('&')
            .partition(|pair| matches!(pair.split('=').next(), Some("limit" | "cursor")));
        Ok(Self {
            filter: Params::of_pairs(&filter).await?.0,
            page: Params::of_pairs(&page).await?.0,
        })
    }
}

impl AuditFilter {
    /// As the store wants it.
    pub(crate) fn query(self) -> Result<EventQuery, Problem> {
        if self.kind.len() > VALUES_MAX || self.actor.len() > VALUES_MAX {
            return Err(Problem::new(
                Code::Malformed,
                "A parameter may be repeated at most 50 times.",
            ));
        }
        let actors = self.actor.iter().map(|id| Uuid::try_parse(id));
        let actors = actors.collect::<Result<_, _>>().map_err(|_| {
            let detail = "must be ids of users, tokens or imports";
            Problem::new(Code::Malformed, format!("The query parameter actor {detail}."))
                .with_errors(vec![FieldError::new("?actor", detail)])
        })?;
        Ok(EventQuery {
            from: self.from,
            until: self.until,
            kinds: self.kind,
            actors,
            actor_types: self.actor_type,
            // Ids are kept in lower case.
            subject: self.subject.map(|id| id.to_lowercase()),
            request_id: self.request_id,
        })
    }
}
