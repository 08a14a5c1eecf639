//! `POST /api/auth/logout`: the end of the session that asks.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::organization::Session;
use katalusis_http::{Answer, Anyone, Authenticated, Body, Code, Problem};
use katalusis_identity::RefreshToken;
use katalusis_store::StoreError;

use crate::account::own_session;
use crate::cookie::{self, RefreshCookie};
use crate::refresh::{Refresh, live_session};
use crate::{State, session};

/// Log out.
///
/// Logs out: ends the session of the access token, or else that of the refresh token (in the body or the
/// cookie), and takes the cookie away. Whoever is logged out already gets the same answer.
#[utoipa::path(
    post, path = "/api/auth/logout", operation_id = "log_out", tag = "Identity",
    request_body = Option<Refresh>,
    responses(
        (status = 204, description = "Logged out"),
        (status = 403, description = "API tokens have no session; or a page of someone else tried to use the cookie"),
    ),
)]
pub async fn log_out(
    Shared(state): Shared<State>,
    caller: Result<Authenticated, Problem>,
    Anyone(context): Anyone,
    cookie: RefreshCookie,
    body: Option<Body<Refresh>>,
) -> Answer<Response> {
    let session = match caller {
        Ok(Authenticated(caller)) => state.store.session_by_id(own_session(&caller)?).await?,
        // An access token that expired is no reason to stay logged in.
        Err(problem) if problem.code() == Code::Unauthenticated => {
            by_refresh_token(&state, cookie, body).await?
        }
        // Whether someone is logged in could not be found out, so nobody is told that they are not.
        Err(problem) => return Err(problem),
    };
    if let Some(session) = session {
        end(&state, &session, context).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie::clear()).into_response())
}

/// The session of the refresh token in the body or the cookie, if it goes on still.
async fn by_refresh_token(
    state: &State,
    cookie: RefreshCookie,
    body: Option<Body<Refresh>>,
) -> Result<Option<Session>, Problem> {
    let text = match body.and_then(|Body(request)| request.refresh_token) {
        Some(token) => Some(token),
        None => cookie.token()?,
    };
    match text.and_then(|text| text.parse::<RefreshToken>().ok()) {
        Some(token) => Ok(live_session(state, &token).await?),
        None => Ok(None),
    }
}

async fn end(state: &State, session: &Session, context: RequestContext) -> Result<(), Problem> {
    let Some(user) = state.store.user_by_id(session.user_id).await? else {
        return Ok(());
    };
    let ended = state
        .store
        .in_name_of(session.organization_id, Actor::User { id: user.id }, context)
        .change(
            Fact::SessionRevoked(Reason::new("logged_out")),
            session::subjects(session, &user),
        )
        .revoke_session(session.id, state.store.world().now())
        .run()
        .await;
    match ended {
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
