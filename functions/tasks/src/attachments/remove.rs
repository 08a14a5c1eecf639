//! `DELETE /api/tasks/{task}/attachments/{attachment}`

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::event::Fact;
use katalusis_domain::permission::Permission;
use katalusis_http::{Answer, Authenticated, IfMatch};

use super::{on_open_task, subjects};
use crate::State;
use crate::access::OnTaskPath;
use crate::again::until_won;

/// Remove an attachment.
///
/// Removes a file from a task, for good.
#[utoipa::path(
    delete, path = "/api/tasks/{task}/attachments/{attachment}", operation_id = "delete_attachment", tag = "Attachments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("attachment" = String, Path, description = "Id", format = Uuid),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "The task is in the bin, or its project is archived"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn delete_attachment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Attachment>,
) -> Answer<StatusCode> {
    let organization = state.store.for_organization(&caller);
    let remove = async || {
        let (attachment, task) =
            on_open_task(&organization, &caller, Permission::TasksWrite, &name, id).await?;
        // The content first: a document without content can be removed again, the other way round not.
        state.files.delete(&[attachment.object_key()]).await?;
        organization
            .change(Fact::AttachmentDeleted, subjects(&attachment, &task))
            .delete_attachment(&attachment, state.store.world().now())?
            .run()
            .await?;
        Ok(())
    };
    until_won(&IfMatch::Any, remove).await?;
    Ok(StatusCode::NO_CONTENT)
}
