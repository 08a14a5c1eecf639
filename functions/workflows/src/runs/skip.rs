//! `POST /api/runs/{id}/skip`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::{ActivityKey, Input, Kind, RunId, Verdict};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::retry::stuck_node;
use super::view::RunView;
use super::{decide, may_manage};
use crate::State;

/// Which stuck node is skipped, and where the run goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": {"node": "call", "iteration": 1}, "exit": "next"}))]
pub struct Skip {
    /// The activity, as the run names it.
    at: ActivityKey,
    /// The exit that it is left by.
    #[schema(example = "next")]
    exit: String,
}

/// Skip a stuck node.
///
/// Leaves what a run is stuck at undone, and goes on by an exit of it: of a run that you may manage.
#[utoipa::path(
    post, path = "/api/runs/{id}/skip", operation_id = "skip_run_node", tag = "Runs",
    params(("id" = String, Path, description = "The run", format = Uuid)),
    request_body = Skip,
    responses(
        (status = 200, description = "It went on", body = RunView),
        (status = 409, description = "The run is not stuck there, or you would approve what you began"),
        (status = 422, description = "The node has no such exit"),
    ),
    extensions(("x-permission" = json!("runs.manage"))),
)]
pub async fn skip_run_node(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
    Body(request): Body<Skip>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::RunsManage, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let run = decide(&state, &organization, id, |run, definition| {
        may_manage(&caller, run)?;
        let node = stuck_node(run, definition, &request.at)?;
        let is_own = run.state.started_by == Some(caller.user_id);
        let is_barred = is_own && matches!(&node.does, Kind::Approval(approval) if !approval.allow_self);
        if is_barred && request.exit == Verdict::Approved.word() {
            let detail =
                "You began this run, so others have to approve it. Skip it by another exit, or ask an admin.";
            return Err(Problem::conflict(detail, vec!["cancel".to_owned()]));
        }
        let exits: Vec<String> = node.does.exits().into_iter().map(|exit| exit.name).collect();
        if !exits.contains(&request.exit) {
            let detail = format!("must be one of: {}", exits.join(", "));
            return Err(Problem::invalid_field("/exit", detail));
        }
        Ok(Input::Skip {
            key: request.at.clone(),
            exit: request.exit.clone(),
        })
    })
    .await?;
    Ok(Revised::ok(run.revision, run.into()))
}
