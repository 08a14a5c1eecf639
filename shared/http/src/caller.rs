//! The extractors that hand out authority.

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::{Caller, RequestContext};
use katalusis_identity::{Authenticator, Refused};

use crate::refusals::CallerSlot;
use crate::{Code, Problem};

/// Where a super admin says which organization it works in.
const ORGANIZATION_HEADER: &str = "x-organization-id";

/// A caller that proved who it is.
pub struct Authenticated(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Authenticated
where
    Authenticator: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let credential = bearer(parts).ok_or_else(|| {
            Problem::new(
                Code::Unauthenticated,
                "Log in, or send an API token: `Authorization: Bearer …`.",
            )
        })?;
        let organization = organization(parts)?;
        let caller = Authenticator::from_ref(state)
            .authenticate(credential, organization, context(parts))
            .await
            .map_err(|refused| match refused {
                Refused::Invalid => Problem::new(
                    Code::Unauthenticated,
                    "The credential is expired, revoked or not one of ours. Log in again or use another token.",
                ),
                Refused::OtherOrganization => Problem::not_found("organization"),
                Refused::Store(error) => error.into(),
            })?;
        if let Some(slot) = parts.extensions.get::<CallerSlot>() {
            slot.set(&caller);
        }
        Ok(Self(caller))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Authenticated
where
    Authenticator: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        if bearer(parts).is_none() {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(Some)
    }
}

/// Someone who need not prove anything: signing up, logging in. Carries where the request came from.
pub struct Anyone(pub RequestContext);

impl<S: Send + Sync> FromRequestParts<S> for Anyone {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(context(parts)))
    }
}

pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(credential.trim())
}

pub(crate) fn organization(parts: &Parts) -> Result<Option<OrganizationId>, Problem> {
    let Some(value) = parts.headers.get(ORGANIZATION_HEADER) else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| Problem::new(Code::Malformed, "The header X-Organization-Id is not an id."))
}

/// Set by the edge layer; a router without it (a unit test) has an empty one.
pub(crate) fn context(parts: &Parts) -> RequestContext {
    parts
        .extensions
        .get::<RequestContext>()
        .cloned()
        .unwrap_or_default()
}
