//! `POST /api/runs/{id}/cancel`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::text::{check_prose, unix_lines};
use katalusis_domain::workflow::{Input, RunId, Status};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::RunView;
use super::{decide, may_manage};
use crate::State;

/// The longest reason, in characters.
pub(super) const REASON_MAX: usize = 500;

/// Why a run is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Why, 1–500 characters.
    #[schema(example = "The order was withdrawn.")]
    reason: String,
}

/// Cancel a run.
///
/// Ends a run where it stands: one that you began, or of a workflow of yours, or any if you are an admin. What it did stays;
/// runs that it waits for are cancelled as well.
#[utoipa::path(
    post, path = "/api/runs/{id}/cancel", operation_id = "cancel_run", tag = "Runs",
    params(("id" = String, Path, description = "The run", format = Uuid)),
    request_body = Cancellation,
    responses(
        (status = 200, description = "It is cancelled", body = RunView),
        (status = 409, description = "It is over"),
    ),
    extensions(("x-permission" = json!("runs.manage"))),
)]
pub async fn cancel_run(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
    Body(request): Body<Cancellation>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::RunsManage, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let reason = unix_lines(request.reason.trim());
    if reason.is_empty() {
        return Err(Problem::invalid_field("/reason", "is needed: please say why"));
    }
    check_prose(&reason, REASON_MAX).map_err(|detail| Problem::invalid_field("/reason", detail))?;
    let run = decide(&state, &organization, id, |run, _| {
        may_manage(&caller, run)?;
        if run.status != Status::Running {
            let detail = format!("The run is over: it is {}.", run.status.word());
            return Err(Problem::conflict(detail, Vec::new()));
        }
        Ok(Input::Cancel {
            reason: reason.clone(),
        })
    })
    .await?;
    Ok(Revised::ok(run.revision, run.into()))
}
