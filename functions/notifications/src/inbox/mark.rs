//! `PATCH /api/notifications/{id}` and `POST /api/notifications/read`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::Timestamp;
use katalusis_domain::notification::NotificationId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::State;
use super::view::NotificationView;

/// Whether it is read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// `true` for read, `false` for unread again.
    #[schema(example = true)]
    read: bool,
}

/// Mark an entry.
///
/// Marks an entry of your inbox as read, or as unread again. Done twice is done once.
#[utoipa::path(
    patch, path = "/api/notifications/{id}", operation_id = "mark_notification", tag = "Notifications",
    params(("id" = String, Path, format = Uuid)),
    request_body = Mark,
    responses((status = 200, description = "The entry as it is now", body = NotificationView)),
    extensions(("x-permission" = json!("notifications.own"))),
)]
pub async fn mark_notification(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<NotificationId>,
    Body(request): Body<Mark>,
) -> Answer<Json<NotificationView>> {
    caller.may(Permission::NotificationsOwn, Subject::OwnedBy(caller.user_id))?;
    let read_at = request.read.then(|| state.store.world().now());
    let marked = state
        .store
        .for_organization(&caller)
        .mark(caller.user_id, id, read_at)
        .await?
        .ok_or_else(|| Problem::not_found("notification"))?;
    Ok(Json(marked.into()))
}

/// How far it was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUntil {
    /// The time of the newest entry that was seen: what came in since stays unread.
    #[schema(value_type = String, format = DateTime, example = "2026-11-02T09:30:00.000Z")]
    until: Timestamp,
}

/// How many entries were marked.
#[derive(Serialize, ToSchema)]
pub struct Marked {
    /// Entries that were unread.
    #[schema(minimum = 0, example = 12)]
    marked: u64,
}

/// Mark everything as read.
///
/// Marks as read what came into your inbox until the given time.
#[utoipa::path(
    post, path = "/api/notifications/read", operation_id = "mark_all_notifications_read", tag = "Notifications",
    request_body = ReadUntil,
    responses((status = 200, description = "Marked", body = Marked)),
    extensions(("x-permission" = json!("notifications.own"))),
)]
pub async fn mark_all_notifications_read(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<ReadUntil>,
) -> Answer<Json<Marked>> {
    caller.may(Permission::NotificationsOwn, Subject::OwnedBy(caller.user_id))?;
    let marked = state
        .store
        .for_organization(&caller)
        .mark_all_read(caller.user_id, request.until)
        .await?;
    Ok(Json(Marked { marked }))
}
