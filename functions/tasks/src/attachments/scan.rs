//! `POST /api/tasks/{task}/attachments/{attachment}/scan`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::attachment::{Attachment, ScanState, UploadState};
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::permission::Permission;
use katalusis_domain::text::check_line;
use katalusis_http::{Answer, Authenticated, Body, IfMatch, Problem};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::view::AttachmentView;
use super::{no_attachment, subjects};
use crate::State;
use crate::access::{self, OnTaskPath};
use crate::again::until_won;

/// What a virus scanner found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanReport {
    /// Whether the file is harmful.
    verdict: ScanVerdict,
    /// The scanner's own words, up to 300 characters.
    #[schema(example = "Win.Test.EICAR_HDB-1")]
    detail: Option<String>,
}

/// Whether a file is harmful.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanVerdict {
    /// Nothing was found.
    Clean,
    /// It is, and is never given out.
    Infected,
}

/// Report a virus scan.
///
/// Takes a virus scanner's verdict on an uploaded file, also where the task is in the bin or its project archived.
/// An infected file cannot be downloaded.
#[utoipa::path(
    post, path = "/api/tasks/{task}/attachments/{attachment}/scan", operation_id = "scan_attachment", tag = "Attachments",
    params(
        ("task" = String, Path, description = "Id or key", example = "OPS-42"),
        ("attachment" = String, Path, description = "Id", format = Uuid),
    ),
    request_body = ScanReport,
    responses(
        (status = 200, description = "The file with its verdict", body = AttachmentView),
        (status = 409, description = "It was not uploaded yet"),
    ),
    extensions(("x-permission" = json!("attachments.scan"))),
)]
pub async fn scan_attachment(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    OnTaskPath(name, id): OnTaskPath<Attachment>,
    Body(request): Body<ScanReport>,
) -> Answer<Json<AttachmentView>> {
    let organization = state.store.for_organization(&caller);
    if let Some(Err(detail)) = request.detail.as_ref().map(|text| check_line(text, 0, 300)) {
        return Err(Problem::invalid_field("/detail", detail));
    }
    let judge = async || {
        // A verdict counts wherever the task is: what is in the bin or archived can be downloaded too.
        let task = access::task(&organization, &caller, Permission::AttachmentsScan, &name).await?;
        let found = organization.attachment(task.id, id).await?;
        let mut attachment = found.ok_or_else(no_attachment)?;
        if attachment.state == UploadState::Pending {
            return Err(Problem::conflict("The file was not uploaded yet.", Vec::new()));
        }
        let before = attachment.scan;
        attachment.scan = match request.verdict {
            ScanVerdict::Clean => ScanState::Clean,
            ScanVerdict::Infected => ScanState::Infected,
        };
        attachment.scan_detail.clone_from(&request.detail);
        attachment.revision += 1;
        let change = Change::new("scan", json!(before), json!(attachment.scan));
        organization
            .change(Fact::AttachmentScanned, subjects(&attachment, &task))
            .with_changes(vec![change])
            .replace(&attachment)?
            .run()
            .await?;
        Ok(attachment)
    };
    Ok(Json(until_won(&IfMatch::Any, judge).await?.into()))
}
