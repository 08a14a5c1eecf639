//! A file on a task as it is read.

use katalusis_domain::Timestamp;
use katalusis_domain::attachment::{Attachment, AttachmentId, ScanState, UploadState};
use katalusis_domain::organization::UserId;
use katalusis_domain::task::TaskId;
use serde::Serialize;
use utoipa::ToSchema;

/// A file on a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    /// Its id.
    pub id: AttachmentId,
    /// The task.
    pub task_id: TaskId,
    /// What people call it.
    #[schema(example = "contract.pdf")]
    pub file_name: String,
    /// Bytes.
    #[schema(example = 48213)]
    pub size: i64,
    /// What it is.
    #[schema(example = "application/pdf")]
    pub content_type: String,
    /// Whether its content is there.
    pub state: UploadState,
    /// What the virus scanner said.
    pub scan: ScanState,
    /// The scanner's own words.
    #[schema(example = json!(null))]
    pub scan_detail: Option<String>,
    /// Who attached it.
    pub created_by: UserId,
    /// When it was announced.
    pub created_at: Timestamp,
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: attachment.id,
            task_id: attachment.task_id,
            file_name: attachment.file_name,
            size: attachment.size,
            content_type: attachment.content_type,
            state: attachment.state,
            scan: attachment.scan,
            scan_detail: attachment.scan_detail,
            created_by: attachment.created_by,
            created_at: attachment.created_at,
        }
    }
}
