//! `POST /api/auth/refresh`: new tokens for a session that goes on.
//!
//! Each use of a refresh token makes the next one. The one before stays good for [`GRACE`], for the second of two
//! tabs that refresh at once: it gets the very token that the first one got, so both go on with the same, and
//! the cookie that both set is the same whichever answer comes last. Any other old token means that someone else
//! has a copy, and nobody can tell who: the session ends.

use axum::Json;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::organization::{Session, User};
use katalusis_http::{Answer, Anyone, Body, Code, Problem};
use katalusis_identity::RefreshToken;
use katalusis_store::{Rotation, StoreError};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::cookie::{self, RefreshCookie};
use crate::session::{self, LoggedIn, SESSION_LIFETIME, apart_from_the_request};
use crate::{State, device};

/// How long the refresh token before the current one is still answered.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// The refresh token, unless it is in the cookie.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// From the last log-in or refresh.
    #[schema(example = "AZjAonscfz6aVT8dLEtaaQ.b2xkIGZhbWlsaWVzIGVuZA.bmV3IHNlY3JldHMgYXQgZWFjaCB1c2U")]
    pub(crate) refresh_token: Option<String>,
}

/// Get new tokens.
///
/// Exchanges the refresh token for new tokens. Browsers send no body: theirs is in the cookie.
#[utoipa::path(
    post, path = "/api/auth/refresh", operation_id = "refresh", tag = "Identity",
    request_body = Option<Refresh>,
    responses(
        (status = 200, description = "New tokens", body = LoggedIn,
            headers(("set-cookie" = String, description = "The next refresh token, where the cookie was used"))),
        (status = 401, description = "The refresh token is expired, used or revoked"),
        (status = 403, description = "A page of someone else tried to use the cookie"),
    ),
)]
pub async fn refresh(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    cookie: RefreshCookie,
    body: Option<Body<Refresh>>,
) -> Answer<Response> {
    let sent = body.and_then(|Body(request)| request.refresh_token);
    let from_cookie = sent.is_none();
    let text = match sent {
        Some(token) => token,
        None => cookie.token()?.ok_or_else(not_good)?,
    };
    let token = text.parse().map_err(|_| not_good())?;
    let (session, user, next) = exchange(&state, &token, &context).await?;
    let next = next.to_text();
    let logged_in = |refresh_token| -> Answer<Json<LoggedIn>> {
        Ok(Json(LoggedIn {
            organization_id: user.organization_id,
            user_id: user.id,
            tokens: session::tokens(&state, &user, session.id, refresh_token)?,
        }))
    };
    if from_cookie {
        Ok((cookie::set(&next), logged_in(None)?).into_response())
    } else {
        Ok(logged_in(Some(next))?.into_response())
    }
}
fn not_good() -> Problem {
    Problem::new(
        Code::Unauthenticated,
        "There is no refresh token, or it is expired, used or revoked. Log in again.",
    )
}

async fn exchange(
    state: &State,
    token: &RefreshToken,
    context: &RequestContext,
) -> Result<(Session, User, RefreshToken), Problem> {
    loop {
        let now = state.store.world().now();
        let session = live_session(state, token).await?.ok_or_else(not_good)?;
        let user = state
            .store
            .user_by_id(session.user_id)
            .await?
            .filter(|user| !user.disabled)
            .ok_or_else(not_good)?;
        if token.matches(&session.refresh_hash) {
            let salt = RefreshToken::salt(state.store.world());
            let next = token.next(&salt);
            let rotation = Rotation {
                from_hash: token.secret_hash(),
                to_hash: next.secret_hash(),
                salt,
                expires_at: now + SESSION_LIFETIME,
                address: context.address.clone().unwrap_or_default(),
                device: device::describe(context.user_agent.as_deref()),
            };
            if state.store.rotate_session(session.id, &rotation).await? {
                return Ok((session, user, next));
            }
            // Another tab was faster, or the session has just ended: look again.
            continue;
        }
        let previous = session
            .previous_refresh_hash
            .as_deref()
            .is_some_and(|hash| token.matches(hash));
        if previous && now - session.rotated_at < GRACE {
            let next = token.next(session.rotation_salt.as_deref().unwrap_or_default());
            if next.matches(&session.refresh_hash) {
                return Ok((session, user, next));
            }
        }
        end_family(state, &session, &user, context).await?;
        return Err(not_good());
    }
}

/// The session that this token is, or was, one of; `None` if it is over.
pub(crate) async fn live_session(state: &State, token: &RefreshToken) -> Result<Option<Session>, StoreError> {
    let now = state.store.world().now();
    let session = state.store.session_by_id(token.session_id).await?;
    Ok(session.filter(|session| {
        token.is_of_family(&session.family_hash) && session.revoked_at.is_none() && session.expires_at > now
    }))
}

async fn end_family(
    state: &State,
    session: &Session,
    user: &User,
    context: &RequestContext,
) -> Result<(), Problem> {
    let fact = Fact::SessionRevoked(Reason::new("refresh_token_reused"));
    let ended = state
        .store
        .in_name_of(
            user.organization_id,
            Actor::Anonymous,
            apart_from_the_request(context),
        )
        .change(fact, session::subjects(session, user))
        .revoke_session(session.id, state.store.world().now())
        .run()
        .await;
    match ended {
        // It ended in the meantime.
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
