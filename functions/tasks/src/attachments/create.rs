//! `POST /api/tasks/{task}/attachments`

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::attachment::{
    ATTACHMENTS_MAX, Attachment, ScanState, UploadState, check_file_name, is_content_type,
};
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::permission::Permission;
use katalusis_files::SignedUpload;
use katalusis_http::{Answer, Authenticated, Body, FieldError, Problem};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::subjects;
use super::view::AttachmentView;
use crate::State;
use crate::access::{self, TaskPath};

/// A file that is to be attached.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttachment {
    /// What people call it: 1–200 characters, a name and not a path.
    #[schema(example = "contract.pdf")]
    file_name: String,
    /// Its exact size in bytes, up to 25 MB unless the installation says otherwise.
    #[schema(example = 48213, minimum = 1)]
    size: i64,
    /// What it is, e.g. `application/pdf`; without parameters.
    #[schema(example = "application/pdf")]
    content_type: String,
}

/// An announced file, and how to upload it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnouncedAttachment {
    /// The file.
    pub attachment: AttachmentView,
    /// The request that uploads it. It takes exactly the announced size and type.
    pub upload: SignedUpload,
}

/// Attach a file.
///
/// Announces a file. Send it with the request that is answered in `upload`, then confirm it at
/// `…/attachments/{attachment}/complete`.
#[utoipa::path(
    post, path = "/api/tasks/{task}/attachments", operation_id = "create_attachment", tag = "Attachments",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42")),
    request_body = NewAttachment,
    responses(
        (status = 201, description = "The file is announced", body = AnnouncedAttachment),
        (status = 409, description = "The task has 100 files, is in the bin, or its project is archived"),
    ),
    extensions(("x-permission" = json!("tasks.write"))),
)]
pub async fn create_attachment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    Body(request): Body<NewAttachment>,
) -> Answer<(StatusCode, Json<AnnouncedAttachment>)> {
    let organization = state.store.for_organization(&caller);
    let (task, _) = access::open_task(&organization, &caller, Permission::TasksWrite, &name).await?;
    let errors = request.errors(state.attachments.max_bytes);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let count = organization.count_attachments(task.id).await?;
    if count >= ATTACHMENTS_MAX as u64 {
        let detail = format!("The task has {ATTACHMENTS_MAX} files, and cannot have more.");
        return Err(Problem::conflict(detail, Vec::new()));
    }

    let now = state.store.world().now();
    let attachment = Attachment {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        task_id: task.id,
        file_name: request.file_name,
        size: request.size,
        content_type: request.content_type,
        state: UploadState::Pending,
        version_id: None,
        scan: ScanState::Unscanned,
        scan_detail: None,
        created_by: caller.user_id,
        created_at: now,
        revision: 1,
    };
    let upload = state
        .files
        .sign_upload(
            &attachment.object_key(),
            attachment.size,
            &attachment.content_type,
            now,
        )
        .await?;
    organization
        .change(Fact::AttachmentCreated, subjects(&attachment, &task))
        .with_changes(Change::created([
            ("size", json!(attachment.size)),
            ("content_type", json!(attachment.content_type)),
        ]))
        .insert(&attachment)?
        .run()
        .await?;
    let announced = AnnouncedAttachment {
        attachment: attachment.into(),
        upload,
    };
    Ok((StatusCode::CREATED, Json(announced)))
}

impl NewAttachment {
    fn errors(&self, max_bytes: i64) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if let Err(detail) = check_file_name(&self.file_name) {
            errors.push(FieldError::new("/file_name", detail));
        }
        if !(1..=max_bytes).contains(&self.size) {
            errors.push(FieldError::new(
                "/size",
                format!("must be 1 to {max_bytes} bytes"),
            ));
        }
        if !is_content_type(&self.content_type) {
            errors.push(FieldError::new(
                "/content_type",
                "must be a content type like application/pdf",
            ));
        }
        errors
    }
}
