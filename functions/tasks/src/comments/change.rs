//! `PATCH` and `DELETE /api/tasks/{task}/comments/{comment}`

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::Caller;
use katalusis_domain::comment::{Comment, CommentId};
use katalusis_domain::event::{Change, Fact, Mentions};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_domain::task::Task;
use katalusis_http::{Answer, Authenticated, Body, IfMatch, Problem, Revised};
use katalusis_store::OrganizationStore;
use serde_json::Value;

use super::view::{CommentText, CommentView, check, subjects};
use crate::State;
use crate::access::{self, OnTaskPath, TaskName};
use crate::again::until_won;

/// Change a comment.
///
/// Changes a comment: your own, or any if you are an admin. Whom it mentions anew watches the task from then on.
#[utoipa::path(
    patch, path = "/api/tasks/{task}/comments/{comment}", operation_id = "change_comment", tag = "Comments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("comment" = String, Path, description = "Id", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = CommentText,
    responses(
        (status = 200, description = "The comment as it is now", body = CommentView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The task is in the bin, or its project is archived"),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("comments.change"))),
)]
pub async fn change_comment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Comment>,
    if_match: IfMatch,
    Body(request): Body<CommentText>,
) -> Answer<Revised<CommentView>> {
    let organization = state.store.for_organization(&caller);
    let (task, project, before) = own_comment(&organization, &caller, &name, id).await?;
    if_match.check(before.revision)?;
    let (body, mentions) = check(&organization, &project, &request, &before.mentions).await?;
    if body == before.body {
        return Ok(Revised::ok(before.revision, before.into()));
    }
    let after = Comment {
        body,
        mentions,
        edited_at: Some(state.store.world().now()),
        revision: before.revision + 1,
        ..before.clone()
    };
    let new: Vec<UserId> = after
        .mentions
        .iter()
        .filter(|id| !before.mentions.contains(id))
        .copied()
        .collect();
    let fact = Fact::CommentChanged(Mentions {
        mentions: new.iter().map(ToString::to_string).collect(),
    });
    let change = body_change(&before.body, after.body.as_str());
    organization
        .change(fact, subjects(&after, &task))
        .with_changes(vec![change])
        .replace(&after)?
        .watch(task.id, &new)
        .run()
        .await?;
    Ok(Revised::ok(after.revision, after.into()))
}

/// Delete a comment.
///
/// Deletes a comment: your own, or any if you are an admin. With `If-Match`, only at that revision.
#[utoipa::path(
    delete, path = "/api/tasks/{task}/comments/{comment}", operation_id = "delete_comment", tag = "Comments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("comment" = String, Path, description = "Id", format = Uuid),
        ("if-match" = Option<String>, Header, description = "The `ETag` that you read, or `*`", example = "*"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "The task is in the bin, or its project is archived"),
        (status = 412, description = "Someone changed it since"),
    ),
    extensions(("x-permission" = json!("comments.change"))),
)]
pub async fn delete_comment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Comment>,
    if_match: Option<IfMatch>,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let if_match = if_match.unwrap_or(IfMatch::Any);
    until_won(&if_match, || delete(&organization, &caller, &name, id, &if_match)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    organization: &OrganizationStore,
    caller: &Caller,
    name: &TaskName,
    id: CommentId,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let (task, _, comment) = own_comment(organization, caller, name, id).await?;
    if_match.check(comment.revision)?;
    organization
        .change(Fact::CommentDeleted, subjects(&comment, &task))
        .with_changes(vec![body_change(&comment.body, Value::Null)])
        .delete_comment(&comment)
        .run()
        .await?;
    Ok(())
}

/// The comment, if the caller sees its task and may change it.
async fn own_comment(
    organization: &OrganizationStore,
    caller: &Caller,
    name: &TaskName,
    id: CommentId,
) -> Result<(Task, Project, Comment), Problem> {
    caller.may(Permission::CommentsChange, Subject::Organization)?;
    let (task, project) = access::open_task(organization, caller, Permission::TasksComment, name).await?;
    let comment = organization
        .comment(task.id, id)
        .await?
        .ok_or_else(|| Problem::not_found("comment"))?;
    caller.may(Permission::CommentsChange, Subject::OwnedBy(comment.author_id))?;
    Ok((task, project, comment))
}

fn body_change(old: &str, new: impl Into<Value>) -> Change {
    Change::new("body", old, new)
}
