//! `POST /api/runs/{id}/retry`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::{ActivityKey, Definition, Doing, Input, Node, RunId, RunRecord};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::RunView;
use super::{decide, may_manage};
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
    let run = decide(&state, &organization, id, |run, definition| {
        may_manage(&caller, run)?;
        let node = stuck_node(run, definition, &request.at)?;
        if node.does.joins().is_some() {
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

/// The node that a run is stuck at; where it is not stuck there, an error names where it is.
pub(super) fn stuck_node<'a>(
    run: &RunRecord,
    definition: &'a Definition,
    at: &ActivityKey,
) -> Answer<&'a Node> {
    let stuck: Vec<_> = run
        .state
        .activities
        .iter()
        .filter(|activity| matches!(activity.doing, Doing::Stuck { .. }))
        .collect();
    let node = definition.nodes.iter().find(|node| node.id == at.node);
    if let Some(node) = node.filter(|_| stuck.iter().any(|activity| activity.key() == *at)) {
        return Ok(node);
    }
    let names = stuck.iter().map(|activity| activity.node.to_string());
    let detail = format!("The run is not stuck at \"{}\".", at.node);
    Err(Problem::conflict(detail, names.collect()))
}
