//! `GET /api/notifications` and `GET /api/notifications/unread`
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::State;
use super::view::NotificationView;

/// No badge shows more, and nobody counts further.
const COUNTED_MAX: u64 = 100;

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InboxParams {
    /// Only what is unread.
    #[serde(default)]
    #[param(default = false)]
    unread: bool,
    /// At most this many items, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

/// Read my inbox.
///
/// Lists what you are told of, the newest first: tasks that became yours, comments that mention you or are on tasks
/// that you watch, and the ends of your imports. Entries go away after 180 days.
#[utoipa::path(
    get, path = "/api/notifications", operation_id = "list_notifications", tag = "Notifications",
    params(InboxParams),
    responses((status = 200, description = "Entries", body = Paged<NotificationView>)),
    extensions(("x-permission" = json!("notifications.own"))),
)]
pub async fn list_notifications(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<InboxParams>,
) -> Answer<Paged<NotificationView>> {
    caller.may(Permission::NotificationsOwn, Subject::OwnedBy(caller.user_id))?;
    let request = PageParams::new(params.limit, params.cursor).request()?;
    let page = state
        .store
        .for_organization(&caller)
        .inbox(caller.user_id, params.unread, &request)
        .await?;
    Ok(page.map(NotificationView::from).into())
}

/// How much is unread.
#[derive(Serialize, ToSchema)]
pub struct Unread {
    /// Unread entries, counted up to 100.
    #[schema(minimum = 0, maximum = 100, example = 3)]
    count: u64,
}

/// Count what is unread.
///
/// Counts the unread entries of your inbox, up to 100: for a badge that is asked for often.
#[utoipa::path(
    get, path = "/api/notifications/unread", operation_id = "count_unread_notifications", tag = "Notifications",
    responses((status = 200, description = "The count", body = Unread)),
    extensions(("x-permission" = json!("notifications.own"))),
)]
pub async fn count_unread_notifications(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
) -> Answer<Json<Unread>> {
    caller.may(Permission::NotificationsOwn, Subject::OwnedBy(caller.user_id))?;
    let count = state
        .store
        .for_organization(&caller)
        .count_unread(caller.user_id, COUNTED_MAX)
        .await?;
    Ok(Json(Unread { count }))
}
