//! `GET /api/tasks/{task}`

use axum::extract::State as Shared;
use katalusis_domain::permission::Permission;
use katalusis_http::{Answer, Authenticated, Revised};

use super::view::TaskView;
use crate::State;
use crate::access::{self, TaskPath};

/// Read a task.
///
/// Reads a task, also one in the bin.
#[utoipa::path(
    get, path = "/api/tasks/{task}", operation_id = "get_task", tag = "Tasks",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42")),
    responses((status = 200, description = "The task", body = TaskView, headers(("etag" = String, description = "Its revision")))),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn get_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
) -> Answer<Revised<TaskView>> {
    let organization = state.store.for_organization(&caller);
    let task = access::task(&organization, &caller, Permission::TasksRead, &name).await?;
    Ok(Revised::ok(task.revision, task.into()))
}
