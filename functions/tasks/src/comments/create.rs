//! `POST /api/tasks/{task}/comments`

use axum::extract::State as Shared;
use katalusis_domain::comment::Comment;
use katalusis_domain::event::{Fact, Mentions};
use katalusis_domain::permission::Permission;
use katalusis_http::{Answer, Authenticated, Body, Revised};

use super::view::{CommentText, CommentView, check, subjects};
use crate::State;
use crate::access::{self, TaskPath};

/// Comment on a task.
///
/// Comments on a task. You and whom you mention watch it from then on.
#[utoipa::path(
    post, path = "/api/tasks/{task}/comments", operation_id = "create_comment", tag = "Comments",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42")),
    request_body = CommentText,
    responses(
        (status = 201, description = "The new comment", body = CommentView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The task is in the bin, or its project is archived"),
    ),
    extensions(("x-permission" = json!("tasks.comment"))),
)]
pub async fn create_comment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    Body(request): Body<CommentText>,
) -> Answer<Revised<CommentView>> {
    let organization = state.store.for_organization(&caller);
    let (task, project) = access::open_task(&organization, &caller, Permission::TasksComment, &name).await?;
    let (body, mentions) = check(&organization, &project, &request, &[]).await?;
    let comment = Comment {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        task_id: task.id,
        author_id: caller.user_id,
        body,
        mentions: mentions.clone(),
        created_at: state.store.world().now(),
        edited_at: None,
        revision: 1,
    };
    let fact = Fact::CommentCreated(Mentions {
        mentions: mentions.iter().map(ToString::to_string).collect(),
    });
    let mut watchers = mentions;
    watchers.push(caller.user_id);
    organization
        .change(fact, subjects(&comment, &task))
        .insert(&comment)?
        .watch(task.id, &watchers)
        .run()
        .await?;
    Ok(Revised::created(comment.revision, comment.into()))
}
