//! `DELETE /api/tasks/{task}` and `POST /api/tasks/{task}/restore`: into the bin and out of it.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::Caller;
use katalusis_domain::event::{Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::Permission;
use katalusis_domain::task::Task;
use katalusis_domain::task_changes;
use katalusis_http::{Answer, Authenticated, IfMatch, Problem, Revised};
use katalusis_store::OrganizationStore;

use super::edit::external_id_is_taken;
use super::view::TaskView;
use crate::State;
use crate::access::{self, TaskName, TaskPath, is_active, no_project};
use crate::again::until_won;

/// Delete a task.
///
/// Puts a task into the bin. It can be restored for 30 days, then it is removed with its comments and files. With
/// `If-Match`, only at that revision.
#[utoipa::path(
    delete, path = "/api/tasks/{task}", operation_id = "delete_task", tag = "Tasks",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("if-match" = Option<String>, Header, description = "The `ETag` that you read, or `*`", example = "*"),
    ),
    responses(
        (status = 204, description = "It is in the bin"),
        (status = 409, description = "Its project is archived"),
        (status = 412, description = "Someone changed it since"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn delete_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    if_match: Option<IfMatch>,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let if_match = if_match.unwrap_or(IfMatch::Any);
    until_won(&if_match, || {
        move_task(&organization, &caller, &name, Way::In, &if_match)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restore a task.
///
/// Takes a task out of the bin.
#[utoipa::path(
    post, path = "/api/tasks/{task}/restore", operation_id = "restore_task", tag = "Tasks",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42")),
    responses(
        (status = 200, description = "The task, out of the bin", body = TaskView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "Its project is archived, its 30 days are over, or another task of the project has its external id by now"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn restore_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
) -> Answer<Revised<TaskView>> {
    let organization = state.store.for_organization(&caller);
    let task = until_won(&IfMatch::Any, || {
        move_task(&organization, &caller, &name, Way::Out, &IfMatch::Any)
    })
    .await?;
    Ok(Revised::ok(task.revision, task.into()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// Moves a task into the bin or out of it; where it lies there already, nothing happens.
async fn move_task(
    organization: &OrganizationStore,
    caller: &Caller,
    name: &TaskName,
    way: Way,
    if_match: &IfMatch,
) -> Result<Task, Problem> {
    let before = access::task(organization, caller, Permission::TasksWrite, name).await?;
    if_match.check(before.revision)?;
    if before.is_deleted() == (way == Way::In) {
        return Ok(before);
    }
    let project = organization
        .get(before.project_id)
        .await?
        .ok_or_else(no_project)?;
    is_active(&project)?;
    let now = organization.store().world().now();
    if before.is_overdue_in_bin(now) {
        let detail = "It was in the bin for more than 30 days and is being removed.";
        return Err(Problem::conflict(detail, Vec::new()));
    }
    let mut after = before.clone();
    after.revision += 1;
    after.updated_at = now;
    let fact = match way {
        Way::In => {
            after.deleted_at = Some(now);
            Fact::TaskDeleted
        }
        Way::Out => {
            after.deleted_at = None;
            Fact::TaskRestored
        }
    };
    let subject = Thing::new(SubjectKind::Task, after.id).called(&after.key);
    organization
        .change(fact, vec![subject])
        .with_changes(task_changes::differences(&before, &after))
        .change_task(&before, &after)?
        .run()
        .await
        .map_err(|error| external_id_is_taken(error, &after))?;
    Ok(after)
}
