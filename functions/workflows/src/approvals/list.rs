//! `GET /api/approvals` and `GET /api/runs/{id}/approvals`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::RunId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId};
use katalusis_store::Page;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{ApprovalView, approvals};
use crate::State;
use crate::runs::find;

/// List what you are asked to approve.
///
/// What waits for your answer, the oldest first. A page may hold more than `limit`, when one run asks several questions.
#[utoipa::path(
    get, path = "/api/approvals", operation_id = "list_approvals", tag = "Approvals",
    params(PageParams),
    responses((status = 200, description = "A part of what waits for you", body = Paged<ApprovalView>)),
    extensions(("x-permission" = json!("approvals.own"))),
)]
pub async fn list_approvals(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<PageParams>,
) -> Answer<Paged<ApprovalView>> {
    caller.may(Permission::ApprovalsOwn, Subject::OwnedBy(caller.user_id))?;
    let organization = state.store.for_organization(&caller);
    let page = organization
        .runs_asking(caller.user_id, &params.request()?)
        .await?;
    let mine = page.items.iter().flat_map(|run| approvals(run, caller.user_id));
    Ok(Page {
        items: mine.filter(ApprovalView::is_yours).collect(),
        next: page.next,
    }
    .into())
}

/// The open questions of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunApprovals {
    /// Each with the answers so far.
    items: Vec<ApprovalView>,
}

/// List what a run asks.
///
/// What a run asks people at the moment, and who answered.
#[utoipa::path(
    get, path = "/api/runs/{id}/approvals", operation_id = "list_run_approvals", tag = "Approvals",
    params(("id" = String, Path, description = "The run", format = Uuid)),
    responses((status = 200, description = "What it asks", body = RunApprovals)),
    extensions(("x-permission" = json!("runs.read"))),
)]
pub async fn list_run_approvals(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
) -> Answer<Json<RunApprovals>> {
    caller.may(Permission::RunsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let run = find(&organization, id).await?;
    let items = approvals(&run, caller.user_id);
    Ok(Json(RunApprovals { items }))
}
