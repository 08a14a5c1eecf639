//! From a bearer credential to a caller.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::TimeDelta;
use katalusis_domain::event::Actor;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::permission::Role;
use katalusis_domain::{Caller, RequestContext, Timestamp};
use katalusis_store::{Store, StoreError};
use moka::future::Cache;

use crate::{ApiSecret, Verifier};

/// How long a verified credential is believed without asking the database again. A revocation has to be seen
/// within 5 s everywhere (AUTH-2); the rest is for the request that is under way.
const BELIEVED_FOR: TimeDelta = TimeDelta::seconds(4);
const CACHED_CREDENTIALS: u64 = 50_000;

/// Verifies credentials, and remembers the good ones for some seconds.
#[derive(Clone)]
pub struct Authenticator {
    store: Store,
    verifier: Arc<Verifier>,
    known: Cache<[u8; 32], Known>,
}

#[derive(Clone)]
struct Known {
    caller: Caller,
    checked_at: Timestamp,
    expires_at: Timestamp,
}

/// Why a credential is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not a credential of ours, or no longer.
    #[error("the credential is not valid")]
    Invalid,
    /// A super admin who logged in named an organization that does not exist, or another caller named any.
    #[error("the organization is not the caller's")]
    OtherOrganization,
    /// It could not be found out.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Authenticator {
    /// Verifies with these keys against this store.
    pub fn new(store: Store, verifier: Verifier) -> Self {
        let known = Cache::builder()
            .max_capacity(CACHED_CREDENTIALS)
            .time_to_live(Duration::from_mins(1))
            .build();
        Self {
            store,
            verifier: Arc::new(verifier),
            known,
        }
    }

    /// Whose credential this is. `organization` is where a super admin wants to work.
    pub async fn authenticate(
        &self,
        credential: &str,
        organization: Option<OrganizationId>,
        context: RequestContext,
    ) -> Result<Caller, Refused> {
        let mut caller = self.verify(credential).await?;
        if let Some(organization) = organization.filter(|id| *id != caller.organization_id) {
            // An API token belongs to the organization whose admins can see and revoke it.
            let may_leave = caller.role == Role::SuperAdmin && caller.session_id.is_some();
            if !may_leave || !self.store.organization_exists(organization).await? {
                return Err(Refused::OtherOrganization);
            }
            caller.organization_id = organization;
        }
        caller.context = context;
        Ok(caller)
    }

    async fn verify(&self, credential: &str) -> Result<Caller, Refused> {
        let now = self.store.world().now();
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, credential.as_bytes()).as_ref());
        if let Some(known) = self.known.get(&key).await
            && now - known.checked_at < BELIEVED_FOR
            && known.expires_at > now
        {
            return Ok(known.caller);
        }
        let found = if ApiSecret::is_one(credential) {
            self.by_api_token(credential, now).await
        } else {
            self.by_session(credential, now).await
        };
        match found {
            Ok(known) => {
                self.known.insert(key, known.clone()).await;
                Ok(known.caller)
            }
            Err(refused) => {
                self.known.invalidate(&key).await;
                Err(refused)
            }
        }
    }

    async fn by_session(&self, token: &str, now: Timestamp) -> Result<Known, Refused> {
        let claims = self.verifier.verify(token, now).ok_or(Refused::Invalid)?;
        let (session, user) = tokio::try_join!(
            self.store.session_by_id(claims.sid),
            self.store.user_by_id(claims.sub)
        )?;
        let (Some(session), Some(user)) = (session, user) else {
            return Err(Refused::Invalid);
        };
        let good = session.revoked_at.is_none()
            && session.expires_at > now
            && session.user_id == user.id
            && !user.disabled
            && user.organization_id == claims.org
            && user.role == claims.role;
        if !good {
            return Err(Refused::Invalid);
        }
        self.store.touch_session(&session, now).await?;
        let caller = Caller {
            organization_id: user.organization_id,
            user_id: user.id,
            actor: Actor::User { id: user.id },
            role: user.role,
            areas: None,
            session_id: Some(session.id),
            context: RequestContext::default(),
        };
        let expires_at = Timestamp::from_millis(claims.exp * 1000).min(session.expires_at);
        Ok(Known {
            caller,
            checked_at: now,
            expires_at,
        })
    }

    async fn by_api_token(&self, credential: &str, now: Timestamp) -> Result<Known, Refused> {
        let secret: ApiSecret = credential.parse().map_err(|_| Refused::Invalid)?;
        let token = self
            .store
            .api_token_by_id(secret.id)
            .await?
            .ok_or(Refused::Invalid)?;
        if token.revoked_at.is_some() || token.expires_at <= now || !secret.matches(&token.secret_hash) {
            return Err(Refused::Invalid);
        }
        let user = self
            .store
            .user_by_id(token.user_id)
            .await?
            .ok_or(Refused::Invalid)?;
        // A super admin who is none any more has lost the organizations of others with that.
        let at_home = token.organization_id == user.organization_id || user.role == Role::SuperAdmin;
        if user.disabled || !at_home {
            return Err(Refused::Invalid);
        }
        self.store.touch_api_token(&token, now).await?;
        let caller = Caller {
            organization_id: token.organization_id,
            user_id: user.id,
            actor: Actor::Token {
                id: token.id,
                user_id: user.id,
            },
            role: token.role.min(user.role),
            areas: Some(token.areas),
            session_id: None,
            context: RequestContext::default(),
        };
        Ok(Known {
            caller,
            checked_at: now,
            expires_at: token.expires_at,
        })
    }
}
