//! `GET /api/runs/{id}/events`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::RunId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId};
use katalusis_store::{EventQuery, Page};

use super::find;
use super::view::RunEvent;
use crate::State;

/// Read a run's history.
///
/// What a run did step by step, the newest first.
#[utoipa::path(
    get, path = "/api/runs/{id}/events", operation_id = "list_run_events", tag = "Runs",
    params(("id" = String, Path, description = "The run", format = Uuid), PageParams),
    responses((status = 200, description = "What it did", body = Paged<RunEvent>)),
    extensions(("x-permission" = json!("runs.read"))),
)]
pub async fn list_run_events(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
    Params(params): Params<PageParams>,
) -> Answer<Paged<RunEvent>> {
    caller.may(Permission::RunsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let run = find(&organization, id).await?;
    let query = EventQuery {
        subject: Some(run.id.to_string()),
        ..EventQuery::default()
    };
    let page = organization.events(&query, &params.request()?).await?;
    let items = page.items.into_iter().filter_map(RunEvent::of).collect();
    Ok(Page {
        items,
        next: page.next,
    }
    .into())
}
