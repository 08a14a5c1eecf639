//! `POST /api/tasks/{task}/attachments/{attachment}/complete`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::attachment::{Attachment, UploadState};
use katalusis_domain::event::Fact;
use katalusis_domain::permission::Permission;
use katalusis_http::{Answer, Authenticated, IfMatch, Problem};

use super::view::AttachmentView;
use super::{on_open_task, subjects};
use crate::State;
use crate::access::OnTaskPath;
use crate::again::until_won;

/// Confirm an upload.
///
/// Confirms that a file was uploaded: from now on it can be downloaded. What was uploaded first stays, whatever
/// is put there later.
#[utoipa::path(
    post, path = "/api/tasks/{task}/attachments/{attachment}/complete", operation_id = "complete_attachment", tag = "Attachments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("attachment" = String, Path, description = "Id", format = Uuid),
    ),
    responses(
        (status = 200, description = "The file is attached", body = AttachmentView),
        (status = 409, description = "Nothing was uploaded, or something else than was announced"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn complete_attachment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Attachment>,
) -> Answer<Json<AttachmentView>> {
    let organization = state.store.for_organization(&caller);
    let confirm = async || {
        let (mut attachment, task) =
            on_open_task(&organization, &caller, Permission::TasksWrite, &name, id).await?;
        if attachment.state == UploadState::Ready {
            return Ok(attachment);
        }
        let stored = state.files.head(&attachment.object_key()).await?;
        let stored = stored
            .ok_or_else(|| Problem::conflict("Nothing was uploaded yet.", vec!["upload".to_owned()]))?;
        if stored.size != attachment.size || stored.content_type != attachment.content_type {
            let detail = format!(
                "{} bytes of {} were announced, and {} bytes of {} uploaded.",
                attachment.size, attachment.content_type, stored.size, stored.content_type
            );
            return Err(Problem::conflict(detail, vec!["upload".to_owned()]));
        }
        // What unpacks itself is not what was announced: neither in size, nor for a scanner.
        if let Some(encoding) = stored.content_encoding.filter(|encoding| !encoding.is_empty()) {
            let detail =
                format!("It was uploaded with Content-Encoding: {encoding}. Send the file as it is.");
            return Err(Problem::conflict(detail, vec!["upload".to_owned()]));
        }
        attachment.state = UploadState::Ready;
        attachment.version_id = stored.version_id;
        attachment.revision += 1;
        organization
            .change(Fact::AttachmentUploaded, subjects(&attachment, &task))
            .replace(&attachment)?
            .run()
            .await?;
        Ok(attachment)
    };
    Ok(Json(until_won(&IfMatch::Any, confirm).await?.into()))
}
