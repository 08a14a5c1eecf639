//! `PUT` and `DELETE /api/tasks/{task}/watchers/{user}`: who hears of a task.

use axum::extract::{FromRequestParts, Path, State as Shared};
use axum::http::StatusCode;
use axum::http::request::Parts;
use katalusis_domain::Caller;
use katalusis_domain::event::{Change, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Problem};
use serde_json::Value;

use super::edit::{NOBODY, people_who_see};
use crate::State;
use crate::access::{self, TaskName};

/// The task of a path, and who is meant: `None` is `me`.
pub struct WatcherPath(TaskName, Option<UserId>);

impl<S: Send + Sync> FromRequestParts<S> for WatcherPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let read = |(task, user): (String, String)| {
            let user = if user == "me" {
                None
            } else {
                Some(user.parse().ok()?)
            };
            Some(Self(task.parse().ok()?, user))
        };
        path.ok()
            .and_then(|Path(names)| read(names))
            .ok_or_else(|| Problem::not_found("thing"))
    }
}

/// Watch a task.
///
/// Makes someone watch a task: you, or someone else who may see it if you may change the task.
#[utoipa::path(
    put, path = "/api/tasks/{task}/watchers/{user}", operation_id = "watch_task", tag = "Tasks",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("user" = String, Path, description = "Id of a user, or `me`", example = "me"),
    ),
    responses(
        (status = 204, description = "The user watches the task"),
        (status = 409, description = "The task is in the bin, or its project is archived"),
        (status = 422, description = "This is nobody who may see the task"),
    ),
    extensions(("x-permission" = json!("tasks.comment"))),
)]
pub async fn watch_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    WatcherPath(name, user): WatcherPath,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let user = whom(&caller, user)?;
    let (task, project) = access::open_task(&organization, &caller, Permission::TasksComment, &name).await?;
    if task.watchers.contains(&user) {
        return Ok(StatusCode::NO_CONTENT);
    }
    if !people_who_see(&organization, &[user], &project)
        .await?
        .contains(&user)
    {
        return Err(Problem::invalid_field("", format!("The user {NOBODY}")));
    }
    let subject = Thing::new(SubjectKind::Task, task.id).called(&task.key);
    organization
        .change(Fact::TaskWatchersChanged, vec![subject])
        .with_changes(vec![Change::new("watchers", Value::Null, user.to_string())])
        .watch(task.id, &[user])
        .run()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stop watching a task.
///
/// Ends that someone watches a task: you, or someone else if you may change the task.
#[utoipa::path(
    delete, path = "/api/tasks/{task}/watchers/{user}", operation_id = "unwatch_task", tag = "Tasks",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("user" = String, Path, description = "Id of a user, or `me`", example = "me"),
    ),
    responses((status = 204, description = "The user does not watch the task")),
    extensions(("x-permission" = json!("tasks.comment"))),
)]
pub async fn unwatch_task(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    WatcherPath(name, user): WatcherPath,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let user = whom(&caller, user)?;
    let task = access::task(&organization, &caller, Permission::TasksComment, &name).await?;
    if !task.watchers.contains(&user) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let subject = Thing::new(SubjectKind::Task, task.id).called(&task.key);
    organization
        .change(Fact::TaskWatchersChanged, vec![subject])
        .with_changes(vec![Change::new("watchers", user.to_string(), Value::Null)])
        .unwatch(task.id, user)
        .run()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn whom(caller: &Caller, user: Option<UserId>) -> Result<UserId, Problem> {
    let user = user.unwrap_or(caller.user_id);
    if user != caller.user_id {
        caller.may(Permission::TasksWrite, Subject::Organization)?;
    }
    Ok(user)
}
