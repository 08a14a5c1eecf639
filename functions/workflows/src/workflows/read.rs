//! `GET /api/workflows` and `GET /api/workflows/{id}`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::WorkflowId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Revised};

use super::find;
use super::view::{WorkflowSummary, WorkflowView};
use crate::State;

/// List workflows.
///
/// The workflows of the organization, the oldest first, without their drafts.
#[utoipa::path(
    get, path = "/api/workflows", operation_id = "list_workflows", tag = "Workflows",
    params(PageParams),
    responses((status = 200, description = "A part of the workflows", body = Paged<WorkflowSummary>)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn list_workflows(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<PageParams>,
) -> Answer<Paged<WorkflowSummary>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let page = organization.workflows(&params.request()?).await?;
    Ok(page.map(WorkflowSummary::from).into())
}

/// Read a workflow.
///
/// A workflow with its draft, and what has to be mended before that can be published.
#[utoipa::path(
    get, path = "/api/workflows/{id}", operation_id = "get_workflow", tag = "Workflows",
    params(("id" = String, Path, description = "The workflow", format = Uuid)),
    responses((status = 200, description = "The workflow", body = WorkflowView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn get_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
) -> Answer<Revised<WorkflowView>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let workflow = find(&organization, id).await?;
    Ok(Revised::ok(
        workflow.revision,
        WorkflowView::seen_by(&caller, workflow),
    ))
}
