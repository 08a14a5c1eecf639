//! `DELETE /api/workflows/{id}`

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::Fact;
use katalusis_domain::workflow::WorkflowId;
use katalusis_http::{Answer, Authenticated, IfMatch, PathId};

use super::{own, subject};
use crate::State;

/// Delete a workflow.
///
/// Deletes a workflow: your own, or any if you are an admin. It begins no runs any more; those that were begun go on.
#[utoipa::path(
    delete, path = "/api/workflows/{id}", operation_id = "delete_workflow", tag = "Workflows",
    params(
        ("id" = String, Path, description = "The workflow", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "*"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 412, description = "Someone changed it since"),
    ),
    extensions(("x-permission" = json!("workflows.manage"))),
)]
pub async fn delete_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
    if_match: IfMatch,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let mut workflow = own(&organization, &caller, id).await?;
    if_match.check(workflow.revision)?;
    workflow.deleted_at = Some(state.store.world().now());
    workflow.due_at = None;
    workflow.revision += 1;
    organization
        .change(Fact::WorkflowDeleted, vec![subject(&workflow)])
        .replace(&workflow)?
        .run()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
