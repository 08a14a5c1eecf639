//! `PATCH /api/tasks/{task}`

use axum::extract::State as Shared;
use katalusis_domain::Caller;
use katalusis_domain::event::{Subject as Thing, SubjectKind};
use katalusis_domain::permission::Permission;
use katalusis_domain::task::Task;
use katalusis_domain::task_changes;
use katalusis_http::{Answer, Authenticated, Body, IfMatch, Problem, Revised};
use katalusis_store::OrganizationStore;

use super::edit::{TaskPatch, check_move, check_references, external_id_is_taken};
use super::view::TaskView;
use crate::State;
use crate::access::{self, TaskName, TaskPath};
use crate::again::until_won;

/// Change a task.
///
/// Changes a task (JSON Merge Patch).
#[utoipa::path(
    patch, path = "/api/tasks/{task}", operation_id = "change_task", tag = "Tasks",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = TaskPatch,
    responses(
        (status = 200, description = "The task as it is now", body = TaskView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The status cannot be reached from the present one, and `allowed` names those that can; or the task is in the bin, or its project is archived, or another task of it has the external id"),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn change_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    if_match: IfMatch,
    Body(request): Body<TaskPatch>,
) -> Answer<Revised<TaskView>> {
    let organization = state.store.for_organization(&caller);
    let task = until_won(&if_match, || {
        write(&organization, &caller, &name, &if_match, request.clone())
    })
    .await?;
    Ok(Revised::ok(task.revision, task.into()))
}

async fn write(
    organization: &OrganizationStore,
    caller: &Caller,
    name: &TaskName,
    if_match: &IfMatch,
    patch: TaskPatch,
) -> Result<Task, Problem> {
    let (before, project) = access::open_task(organization, caller, Permission::TasksWrite, name).await?;
    if_match.check(before.revision)?;
    let now = organization.store().world().now();
    let mut after = before.clone();
    let errors = patch.apply(&mut after, &project, now);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let changes = task_changes::differences(&before, &after);
    if changes.is_empty() {
        return Ok(before);
    }
    check_move(before.status, after.status)?;
    let guard = check_references(organization, Some(&before), &after, &project).await?;

    after.revision += 1;
    after.updated_at = now;
    let subject = Thing::new(SubjectKind::Task, after.id).called(&after.key);
    let mut change = organization
        .change(task_changes::fact(&changes), vec![subject])
        .with_changes(changes)
        .change_task(&before, &after)?;
    if let Some(seen) = guard {
        change = change.keep_hierarchy(seen);
    }
    change
        .run()
        .await
        .map_err(|error| external_id_is_taken(error, &after))?;
    Ok(after)
}
