//! Files on tasks: up and down between the client and S3, with links that we sign.

mod complete;
mod create;
mod read;
mod remove;
mod scan;
mod view;

use katalusis_domain::Caller;
use katalusis_domain::attachment::{Attachment, AttachmentId};
use katalusis_domain::event::{Subject as Thing, SubjectKind};
use katalusis_domain::permission::Permission;
use katalusis_domain::task::Task;
use katalusis_http::Problem;
use katalusis_store::OrganizationStore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;
use crate::access::{self, TaskName};

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(read::list_unscanned_attachments))
        .routes(routes!(create::create_attachment, read::list_attachments))
        .routes(routes!(read::download_attachment, remove::delete_attachment))
        .routes(routes!(complete::complete_attachment))
        .routes(routes!(scan::scan_attachment))
}

fn no_attachment() -> Problem {
    Problem::not_found("attachment")
}

/// What an event about a file happened to: the file, and its task.
fn subjects(attachment: &Attachment, task: &Task) -> Vec<Thing> {
    vec![
        Thing::new(SubjectKind::Attachment, attachment.id).called(&attachment.file_name),
        Thing::new(SubjectKind::Task, task.id).called(&task.key),
    ]
}

/// The file and its task, if the caller may do this with it and the task can be changed.
async fn on_open_task(
    organization: &OrganizationStore,
    caller: &Caller,
    permission: Permission,
    name: &TaskName,
    id: AttachmentId,
) -> Result<(Attachment, Task), Problem> {
    let (task, _) = access::open_task(organization, caller, permission, name).await?;
    let attachment = organization
        .attachment(task.id, id)
        .await?
        .ok_or_else(no_attachment)?;
    Ok((attachment, task))
}
