//! An entry of an inbox as it is read.

use katalusis_domain::Timestamp;
use katalusis_domain::event::{Actor, EventId, Subject};
use katalusis_domain::notification::{Notification, NotificationId, NotificationReason};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that you are told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "6f1d2b0e-3c4a-5b6c-8d7e-9f0a1b2c3d4e")]
    id: NotificationId,
    /// Why you are told.
    #[schema(example = "mentioned")]
    reason: NotificationReason,
    /// The entry of the audit log that it comes from.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    event_id: EventId,
    /// Who did it.
    actor: Actor,
    /// The task, the import or the run that it is about.
    subject: Subject,
    /// What the subject was called then: a task's title, a file's name.
    #[schema(example = "Renew the certificate of the shop")]
    title: String,
    /// The beginning of what was said: a comment, how an import ended.
    #[schema(required, example = "@Ada King, can you look at this?")]
    excerpt: Option<String>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// When you read it; `null` while you have not.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

impl From<Notification> for NotificationView {
    fn from(notification: Notification) -> Self {
        Self {
            id: notification.id,
            reason: notification.reason,
            event_id: notification.event_id,
            actor: notification.actor,
            subject: notification.subject,
            title: notification.title,
            excerpt: notification.excerpt,
            at: notification.at,
            read_at: notification.read_at,
        }
    }
}
