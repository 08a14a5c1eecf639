//! `GET /api/tasks/{task}/comments`

use axum::extract::State as Shared;
use katalusis_domain::permission::Permission;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params};

use super::view::CommentView;
use crate::State;
use crate::access::{self, TaskPath};

/// List comments.
///
/// Lists the comments on a task, the oldest first.
#[utoipa::path(
    get, path = "/api/tasks/{task}/comments", operation_id = "list_comments", tag = "Comments",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42"), PageParams),
    responses((status = 200, description = "Comments", body = Paged<CommentView>)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn list_comments(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    Params(params): Params<PageParams>,
) -> Answer<Paged<CommentView>> {
    let organization = state.store.for_organization(&caller);
    let task = access::task(&organization, &caller, Permission::TasksRead, &name).await?;
    let page = organization.comments(task.id, &params.request()?).await?;
    Ok(page.map(CommentView::from).into())
}
