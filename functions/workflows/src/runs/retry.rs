//! `POST /api/runs/{id}/retry`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::{ActivityKey, Doing, Input, RunId, RunRecord};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::RunView;
use super::{decide, find, may_manage};
use crate::State;

/// Which stuck node is tried again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": {"node": "call", "iteration": 1}}))]
pub struct Retry {
    /// The activity, as the run names it.
    at: ActivityKey,
}

/// Try a stuck node again.
///
/// Tries again what a run is stuck at: of a run that you may manage. What is done outside gets the same idempotency key.
#[utoipa::path(
    post, path = "/api/runs/{id}/retry", operation_id = "retry_run", tag = "Runs",
    params(("id" = String, Path, description = "The run", format = Uuid)),
    request_body = Retry,
    responses(
        (status = 200, description = "It is tried again", body = RunView),
        (status = 409, description = "The run is not stuck there"),
    ),
    extensions(("x-permission" = json!("runs.manage"))),
)]
pub async fn retry_run(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
    Body(request): Body<Retry>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::RunsManage, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let run = find(&organization, id).await?;
    let definition = state
        .definitions
        .get(&organization, run.origin)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let node = definition.nodes.iter().find(|node| node.id == request.at.node);
    let is_join = node.is_some_and(|node| node.does.joins().is_some());
    let run = decide(&state, &organization, id, |run| {
        may_manage(&caller, run)?;
        is_stuck(run, &request.at)?;
        if is_join {
            let detail =
                "Nobody else comes to this step because it is tried again. Skip it, or cancel the run.";
            return Err(Problem::conflict(
                detail,
                vec!["skip".to_owned(), "cancel".to_owned()],
            ));
        }
        Ok(Input::Retry {
            key: request.at.clone(),
        })
    })
    .await?;
    Ok(Revised::ok(run.revision, run.into()))
}

/// Refuses what is not stuck; names what is.
pub(super) fn is_stuck(run: &RunRecord, at: &ActivityKey) -> Answer<()> {
    let stuck: Vec<_> = run
        .state
        .activities
        .iter()
        .filter(|activity| matches!(activity.doing, Doing::Stuck { .. }))
        .collect();
    if stuck.iter().any(|activity| activity.key() == *at) {
        return Ok(());
    }
    let names = stuck.iter().map(|activity| activity.node.to_string());
    let detail = format!("The run is not stuck at \"{}\".", at.node);
    Err(Problem::conflict(detail, names.collect()))
}
