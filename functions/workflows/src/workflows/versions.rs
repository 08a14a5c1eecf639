//! `GET /api/workflows/{id}/versions` and `GET /api/workflows/{id}/versions/{number}`

use axum::Json;
use axum::extract::{Path, State as Shared};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::WorkflowId;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Problem};

use super::find;
use super::view::{VersionSummary, VersionView};
use crate::State;

/// List a workflow's versions.
///
/// What was published of a workflow, the newest first.
#[utoipa::path(
    get, path = "/api/workflows/{id}/versions", operation_id = "list_workflow_versions", tag = "Workflows",
    params(("id" = String, Path, description = "The workflow", format = Uuid), PageParams),
    responses((status = 200, description = "A part of the versions", body = Paged<VersionSummary>)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn list_workflow_versions(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
    Params(params): Params<PageParams>,
) -> Answer<Paged<VersionSummary>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let workflow = find(&organization, id).await?;
    let page = organization
        .workflow_versions(workflow.id, &params.request()?)
        .await?;
    Ok(page.map(VersionSummary::from).into())
}

/// Read a version of a workflow.
///
/// What was drawn when it was published. To restore it, make it the draft again.
#[utoipa::path(
    get, path = "/api/workflows/{id}/versions/{number}", operation_id = "get_workflow_version", tag = "Workflows",
    params(
        ("id" = String, Path, description = "The workflow", format = Uuid),
        ("number" = i64, Path, description = "The version's number", example = 1),
    ),
    responses((status = 200, description = "The version", body = VersionView)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn get_workflow_version(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Path((id, number)): Path<(String, String)>,
) -> Answer<Json<VersionView>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let missing = || Problem::not_found("version");
    let workflow = find(&organization, id.parse().map_err(|_| missing())?).await?;
    let number: i64 = number.parse().map_err(|_| missing())?;
    let version = organization.workflow_version(workflow.id, number).await?;
    let version = version.ok_or_else(missing)?;
    Ok(Json(VersionView::seen_by(&caller, &workflow, version)))
}
