//! `GET /api/tasks/{task}/attachments`, `GET /api/tasks/{task}/attachments/{attachment}`, and
//! `GET /api/tasks/attachments` for virus scanners.

use axum::extract::State as Shared;
use axum::response::Redirect;
use katalusis_domain::attachment::Attachment;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, Problem};

use super::no_attachment;
use super::view::AttachmentView;
use crate::State;
use crate::access::{self, OnTaskPath, TaskPath};

/// List attachments.
///
/// Lists the files on a task, the oldest first, announced ones included.
#[utoipa::path(
    get, path = "/api/tasks/{task}/attachments", operation_id = "list_attachments", tag = "Attachments",
    params(("task" = String, Path, description = "Id or key", example = "OPS-42"), PageParams),
    responses((status = 200, description = "Files", body = Paged<AttachmentView>)),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn list_attachments(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskPath(name): TaskPath,
    Params(params): Params<PageParams>,
) -> Answer<Paged<AttachmentView>> {
    let organization = state.store.for_organization(&caller);
    let task = access::task(&organization, &caller, Permission::TasksRead, &name).await?;
    let page = organization.attachments(task.id, &params.request()?).await?;
    Ok(page.map(AttachmentView::from).into())
}

/// List attachments that a virus scanner has to look at.
///
/// Lists the uploaded files of the whole organization of which no scanner has said anything yet, the oldest first. A
/// scanner asks for them, downloads each and reports what it found; a file leaves the list with that.
#[utoipa::path(
    get, path = "/api/tasks/attachments", operation_id = "list_unscanned_attachments", tag = "Attachments",
    params(PageParams),
    responses((status = 200, description = "Files without a verdict", body = Paged<AttachmentView>)),
    extensions(("x-permission" = json!("attachments.scan"))),
)]
pub async fn list_unscanned_attachments(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<PageParams>,
) -> Answer<Paged<AttachmentView>> {
    caller.may(Permission::AttachmentsScan, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let page = organization.unscanned_attachments(&params.request()?).await?;
    Ok(page.map(AttachmentView::from).into())
}

/// Download an attachment.
///
/// Leads to the content of a file, which is saved and never shown. The link works for five minutes, without a
/// token. Where files are held back until they are scanned, the scanner gets them.
#[utoipa::path(
    get, path = "/api/tasks/{task}/attachments/{attachment}", operation_id = "download_attachment", tag = "Attachments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("attachment" = String, Path, description = "Id", format = Uuid),
    ),
    responses(
        (status = 303, description = "The file is at `Location`", headers(("location" = String, description = "Signed link"))),
        (status = 409, description = "It was not uploaded yet, or the virus scanner holds it back"),
    ),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn download_attachment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Attachment>,
) -> Answer<Redirect> {
    let organization = state.store.for_organization(&caller);
    let task = access::task(&organization, &caller, Permission::TasksRead, &name).await?;
    let attachment = organization
        .attachment(task.id, id)
        .await?
        .ok_or_else(no_attachment)?;
    let scanner = caller
        .may(Permission::AttachmentsScan, Subject::Organization)
        .is_ok();
    if let Some(reason) = attachment.kept_back(scanner || state.attachments.unscanned_downloads) {
        return Err(Problem::conflict(reason, Vec::new()));
    }
    let link = state
        .files
        .sign_download_of(
            &attachment.object_key(),
            attachment.version_id.as_deref(),
            &attachment.file_name,
        )
        .await?;
    Ok(Redirect::to(&link))
}
