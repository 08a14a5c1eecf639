//! `/api/auth/sessions`: where someone is logged in.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::{Fact, Reason};
use katalusis_domain::organization::{Session, SessionId, UserId};
use katalusis_domain::permission::{Grant, Permission, Subject};
use katalusis_domain::{Caller, Timestamp};
use katalusis_http::{Answer, Authenticated, Paged, Params, PathId, Problem};
use katalusis_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::account::{OwnedList, check_rank, own_account, own_session};
use crate::session::{subjects, user_subject};

/// A log-in on one device.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-5d1c2b3a4f5e")]
    id: SessionId,
    /// Who is logged in.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    user_id: UserId,
    /// The device in words.
    #[schema(example = "Firefox on Windows")]
    device: String,
    /// The address that it was last used from to log in or refresh.
    #[schema(example = "203.0.113.7")]
    address: String,
    /// When it began.
    created_at: Timestamp,
    /// When it was last used, to about five minutes.
    last_seen_at: Timestamp,
    /// When it ends, if it is not used again.
    expires_at: Timestamp,
    /// Whether it is the one that asks.
    #[schema(example = true)]
    current: bool,
}

impl SessionView {
    fn new(session: Session, caller: &Caller) -> Self {
        Self {
            current: caller.session_id == Some(session.id),
            id: session.id,
            user_id: session.user_id,
            device: session.device,
            address: session.address,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// List sessions.
///
/// Lists the sessions that are not over, the newest first.
#[utoipa::path(
    get, path = "/api/auth/sessions", operation_id = "list_sessions", tag = "Identity",
    params(OwnedList),
    responses((status = 200, description = "Sessions", body = Paged<SessionView>)),
    extensions(("x-permission" = json!("sessions.manage"))),
)]
pub async fn list_sessions(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(query): Params<OwnedList>,
) -> Answer<Paged<SessionView>> {
    caller.may(Permission::SessionsManage, Subject::Organization)?;
    let user = query.whose(&caller, Permission::SessionsManage)?;
    let organization = if user == Some(caller.user_id) {
        own_account(&state, &caller).await?.0
    } else {
        state.store.for_organization(&caller)
    };
    let sessions = organization.live_sessions(user, &query.page()?).await?;
    Ok(sessions.map(|session| SessionView::new(session, &caller)).into())
}
/// End a session.
///
/// Ends a session: an own one, or anyone's for those who may manage all. It is refused within five seconds.
#[utoipa::path(
    delete, path = "/api/auth/sessions/{id}", operation_id = "end_session", tag = "Identity",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204, description = "Ended")),
    extensions(("x-permission" = json!("sessions.manage"))),
)]
pub async fn end_session(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<SessionId>,
) -> Answer<StatusCode> {
    caller.may(Permission::SessionsManage, Subject::Organization)?;
    let own = |session: &Session| session.user_id == caller.user_id;
    let managed = |session: &Session| {
        session.organization_id == caller.organization_id
            && caller.reach(Permission::SessionsManage) == Grant::All
    };
    let not_found = || Problem::not_found("session");
    let session = state
        .store
        .session_by_id(id)
        .await?
        .filter(|session| (own(session) || managed(session)) && session.revoked_at.is_none())
        .ok_or_else(not_found)?;
    let user = state
        .store
        .user_by_id(session.user_id)
        .await?
        .ok_or_else(not_found)?;
    check_rank(&caller, &user, Permission::SessionsManage)?;
    state
        .store
        .in_name_of(session.organization_id, caller.actor, caller.context)
        .change(
            Fact::SessionRevoked(Reason::new("ended")),
            subjects(&session, &user),
        )
        .revoke_session(session.id, state.store.world().now())
        .run()
        .await
        .map_err(|error| match error {
            StoreError::LostRace => not_found(),
            error => error.into(),
        })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Log out everywhere else.
///
/// Ends all own sessions but the one that asks. Only for people: an API token has no session.
#[utoipa::path(
    delete, path = "/api/auth/sessions", operation_id = "end_other_sessions", tag = "Identity",
    responses((status = 204, description = "Every other session is over")),
    extensions(("x-permission" = json!("sessions.manage"))),
)]
pub async fn end_other_sessions(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
) -> Answer<StatusCode> {
    caller.may(Permission::SessionsManage, Subject::OwnedBy(caller.user_id))?;
    let current = own_session(&caller)?;
    let (organization, user) = own_account(&state, &caller).await?;
    organization
        .change(
            Fact::SessionRevoked(Reason::new("all_others_ended")),
            vec![user_subject(&user)],
        )
        .revoke_sessions_of(user.id, Some(current), state.store.world().now())
        .run()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
