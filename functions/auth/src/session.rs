//! What a log-in gives.

use chrono::TimeDelta;
use katalusis_domain::organization::{Session, User};
use katalusis_domain::{RequestContext, Timestamp};
use katalusis_identity::{random_secret, sha256_hex};
use katalusis_store::Store;
use serde::Serialize;
use utoipa::ToSchema;

/// A refresh token lives this long after its last use.
pub(crate) const SESSION_LIFETIME: TimeDelta = TimeDelta::days(30);

/// Credentials of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 86400)]
    pub expires_in: i64,
    /// Gets new tokens at `POST /api/auth/refresh`; good once. Browsers get it as a cookie as well and need not
    /// keep it.
    pub refresh_token: String,
}

/// A session that is not stored yet, and its refresh token, which never is.
pub(crate) fn begin(
    store: &Store,
    user: &User,
    context: &RequestContext,
    now: Timestamp,
) -> (Session, String) {
    let refresh_token = random_secret(store.world());
    let session = Session {
        id: store.world().id(),
        organization_id: user.organization_id,
        user_id: user.id,
        refresh_hash: sha256_hex(refresh_token.as_bytes()),
        previous_refresh_hash: None,
        rotated_at: now,
        created_at: now,
        last_seen_at: now,
        expires_at: now + SESSION_LIFETIME,
        revoked_at: None,
        device: context.user_agent.clone().unwrap_or_default(),
        address: context.address.clone().unwrap_or_default(),
    };
    (session, refresh_token)
}
