//! What a log-in gives.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use katalusis_domain::event::{Subject, SubjectKind};
use katalusis_domain::organization::{OrganizationId, Session, SessionId, User, UserId};
use katalusis_domain::{RequestContext, Timestamp};
use katalusis_http::Problem;
use katalusis_identity::RefreshToken;
use katalusis_store::Store;
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use crate::{State, cookie, device, limits};

/// A refresh token lives this long after its last use.
pub(crate) const SESSION_LIFETIME: TimeDelta = TimeDelta::days(30);

/// Refusals take this long, so that the time does not tell whether an account exists.
const REFUSAL_TAKES: Duration = Duration::from_millis(350);

/// Credentials of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJrYXRhbHVzaXMifQ.c2lnbmF0dXJl")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 86400)]
    pub expires_in: i64,
    /// Gets new tokens at `POST /api/auth/refresh`; good once. Browsers have it in the cookie `__Host-refresh`,
    /// out of reach of scripts; where that cookie was used, this is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AZjAonscfz6aVT8dLEtaaQ.b2xkIGZhbWlsaWVzIGVuZA.bmV3IHNlY3JldHMgYXQgZWFjaCB1c2U")]
    pub refresh_token: Option<String>,
}

/// Someone is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoggedIn {
    /// The user's organization.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    pub organization_id: OrganizationId,
    /// The user.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    pub user_id: UserId,
    /// The credentials.
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// A session that is not stored yet, and its refresh token, which never is.
pub(crate) struct Begun {
    pub(crate) session: Session,
    pub(crate) refresh_token: RefreshToken,
}

pub(crate) fn begin(store: &Store, user: &User, context: &RequestContext, now: Timestamp) -> Begun {
    let id = store.world().id();
    let refresh_token = RefreshToken::new(store.world(), id);
    let session = Session {
        id,
        organization_id: user.organization_id,
        user_id: user.id,
        family_hash: refresh_token.family_hash(),
        refresh_hash: refresh_token.secret_hash(),
        previous_refresh_hash: None,
        rotation_salt: None,
        rotated_at: now,
        created_at: now,
        last_seen_at: now,
        expires_at: now + SESSION_LIFETIME,
        revoked_at: None,
        device: device::describe(context.user_agent.as_deref()),
        address: context.address.clone().unwrap_or_default(),
        network: limits::network(context),
    };
    Begun {
        session,
        refresh_token,
    }
}

impl Begun {
    /// Answers with the credentials, once the session is stored.
    pub(crate) fn answer(&self, state: &State, status: StatusCode, user: &User) -> Result<Response, Problem> {
        let refresh_token = self.refresh_token.to_text();
        let cookie = cookie::set(&refresh_token);
        let logged_in = LoggedIn {
            organization_id: user.organization_id,
            user_id: user.id,
            tokens: tokens(state, user, self.session.id, Some(refresh_token))?,
        };
        Ok((status, cookie, Json(logged_in)).into_response())
    }
}

pub(crate) fn tokens(
    state: &State,
    user: &User,
    session: SessionId,
    refresh_token: Option<String>,
) -> Result<Tokens, Problem> {
    let now = state.store.world().now();
    let access_token = state
        .signer
        .sign(user.id, user.organization_id, user.role, session, now)
        .map_err(|error| Problem::internal(&error))?;
    Ok(Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: state.signer.valid_for().num_seconds(),
        refresh_token,
    })
}

/// What an event about a session is about: the session, and whose it is.
pub(crate) fn subjects(session: &Session, user: &User) -> Vec<Subject> {
    vec![Subject::new(SubjectKind::Session, session.id), user_subject(user)]
}

pub(crate) fn user_subject(user: &User) -> Subject {
    Subject::new(SubjectKind::User, user.id).called(&user.email)
}

/// Waits until refusals that began at `started` are answered.
pub(crate) async fn as_long_as_any_refusal(started: Instant) {
    tokio::time::sleep_until(started + REFUSAL_TAKES).await;
}

/// The context for events of refusals: they are not what an idempotent request was about to do.
pub(crate) fn apart_from_the_request(context: &RequestContext) -> RequestContext {
    RequestContext {
        idempotency: None,
        ..context.clone()
    }
}
