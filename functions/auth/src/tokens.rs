//! `/api/auth/tokens`: credentials for programs.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use chrono::TimeDelta;
use katalusis_domain::event::{Actor, Change, Fact, Subject as EventSubject, SubjectKind};
use katalusis_domain::organization::{ApiToken, ApiTokenId, UserId};
use katalusis_domain::permission::{Area, Grant, Permission, Role, Subject};
use katalusis_domain::{Caller, Timestamp};
use katalusis_http::{Answer, Authenticated, Body, FieldError, Paged, Params, PathId, Problem};
use katalusis_identity::IssuedApiToken;
use katalusis_store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::State;
use crate::account::{OwnedList, check_rank};
use crate::problems::check_name;

const DEFAULT_DAYS: i64 = 90;
const LONGEST_DAYS: i64 = 366;

/// The token that is wanted. At most one of `expires_in_days` and `expires_at`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Nightly export", "role": "user", "areas": ["tasks", "imports"], "expires_in_days": 90,
}))]
pub struct CreateToken {
    /// What it is for, 1–120 characters.
    #[schema(example = "Nightly export")]
    name: String,
    /// The most that it may do; not above your own role.
    #[schema(example = "user")]
    role: Role,
    /// Where it may do it; at least one.
    #[schema(example = json!(["tasks", "imports"]))]
    areas: Vec<Area>,
    /// Days until it ends, 1 to 366; 90 by default.
    #[schema(example = 90, minimum = 1, maximum = 366)]
    expires_in_days: Option<i64>,
    /// When it ends, at most 366 days from now.
    expires_at: Option<Timestamp>,
}

/// A program's credential, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-6e2d3c4b5a6f")]
    id: ApiTokenId,
    /// Whose it is; it never may more than its owner.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    user_id: UserId,
    /// What it is for.
    #[schema(example = "Nightly export")]
    name: String,
    /// The most that it may do.
    #[schema(example = "user")]
    role: Role,
    /// Where it may do it.
    #[schema(example = json!(["tasks", "imports"]))]
    areas: Vec<Area>,
    /// When it was made.
    created_at: Timestamp,
    /// When it ends.
    expires_at: Timestamp,
    /// When it was last used, to the minute.
    #[schema(required)]
    last_used_at: Option<Timestamp>,
}

/// A token that was just made: its only appearance whole.
#[derive(Serialize, ToSchema)]
pub struct CreatedToken {
    /// Send it as `Authorization: Bearer …`. It is never shown again.
    #[schema(example = "kat_AZjAonscfz6aVT8dLEtaaQ_5f0c…")]
    token: String,
    /// What is known about it.
    #[serde(flatten)]
    view: TokenView,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            user_id: token.user_id,
            name: token.name,
            role: token.role,
            areas: token.areas,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}

/// Make an API token.
///
/// Makes an API token for a program. A token that makes another gives it no more areas, and no more time, than
/// it has itself.
#[utoipa::path(
    post, path = "/api/auth/tokens", operation_id = "create_token", tag = "Identity",
    request_body = CreateToken,
    responses((status = 201, description = "Made; keep `token`, it is not shown again", body = CreatedToken)),
    extensions(("x-permission" = json!("tokens.manage"))),
)]
pub async fn create_token(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<CreateToken>,
) -> Answer<(StatusCode, Json<CreatedToken>)> {
    caller.may(Permission::TokensManage, Subject::OwnedBy(caller.user_id))?;
    let now = state.store.world().now();
    let longest = match caller.actor {
        Actor::Token { id, .. } => state
            .store
            .api_token_by_id(id)
            .await?
            .map(|maker| maker.expires_at),
        _ => None,
    };
    let (areas, expires_at) = request.check(&caller, now, longest)?;
    let issued = IssuedApiToken::new(state.store.world());
    let token = ApiToken {
        id: issued.id,
        organization_id: caller.organization_id,
        user_id: caller.user_id,
        name: request.name.trim().to_owned(),
        secret_hash: issued.secret_hash,
        role: request.role,
        areas,
        created_at: now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    state
        .store
        .for_organization(&caller)
        .change(Fact::ApiTokenCreated, vec![subject(&token)])
        .with_changes(Change::created([
            ("role", json!(token.role)),
            ("areas", json!(token.areas)),
            ("expires_at", json!(token.expires_at)),
        ]))
        .insert(&token)?
        .run()
        .await?;
    let created = CreatedToken {
        token: issued.token,
        view: token.into(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

impl CreateToken {
    /// The areas without repetition, and when the token ends. `longest` is when its maker ends.
    fn check(
        &self,
        caller: &Caller,
        now: Timestamp,
        longest: Option<Timestamp>,
    ) -> Result<(Vec<Area>, Timestamp), Problem> {
        let mut errors = Vec::new();
        check_name("/name", &self.name, &mut errors);
        if self.role > caller.role {
            errors.push(FieldError::new("/role", "is above your own"));
        }
        let mut areas = self.areas.clone();
        areas.sort_unstable();
        areas.dedup();
        if areas.is_empty() {
            errors.push(FieldError::new("/areas", "must name at least one area"));
        } else if caller
            .areas
            .as_ref()
            .is_some_and(|own| areas.iter().any(|area| !own.contains(area)))
        {
            errors.push(FieldError::new(
                "/areas",
                "names an area that your own token is not good for",
            ));
        }
        let expires_at = self.expiry(now).unwrap_or_else(|error| {
            errors.push(error);
            now
        });
        if errors.is_empty() {
            Ok((
                areas,
                longest.map_or(expires_at, |longest| longest.min(expires_at)),
            ))
        } else {
            Err(Problem::invalid(errors))
        }
    }

    fn expiry(&self, now: Timestamp) -> Result<Timestamp, FieldError> {
        match (self.expires_in_days, self.expires_at) {
            (Some(_), Some(_)) => Err(FieldError::new(
                "/expires_at",
                "cannot be given together with expires_in_days",
            )),
            (None, Some(at)) if at <= now || at > now + TimeDelta::days(LONGEST_DAYS) => {
                Err(FieldError::new(
                    "/expires_at",
                    format!("must be in the future, at most {LONGEST_DAYS} days from now"),
                ))
            }
            (None, Some(at)) => Ok(at),
            (days, None) => {
                let days = days.unwrap_or(DEFAULT_DAYS);
                if (1..=LONGEST_DAYS).contains(&days) {
                    Ok(now + TimeDelta::days(days))
                } else {
                    Err(FieldError::new(
                        "/expires_in_days",
                        format!("must be 1 to {LONGEST_DAYS}"),
                    ))
                }
            }
        }
    }
}

/// List API tokens.
///
/// Lists API tokens that are not revoked, the newest first.
#[utoipa::path(
    get, path = "/api/auth/tokens", operation_id = "list_tokens", tag = "Identity",
    params(OwnedList),
    responses((status = 200, description = "Tokens, without their secrets", body = Paged<TokenView>)),
    extensions(("x-permission" = json!("tokens.manage"))),
)]
pub async fn list_tokens(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(query): Params<OwnedList>,
) -> Answer<Paged<TokenView>> {
    caller.may(Permission::TokensManage, Subject::Organization)?;
    let user = query.whose(&caller, Permission::TokensManage)?;
    let tokens = state
        .store
        .for_organization(&caller)
        .api_tokens(user, &query.page()?)
        .await?;
    Ok(tokens.map(TokenView::from).into())
}
/// Revoke an API token.
///
/// Revokes a token: an own one, or anyone's for those who may manage all. It is refused within five seconds.
#[utoipa::path(
    delete, path = "/api/auth/tokens/{id}", operation_id = "revoke_token", tag = "Identity",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204, description = "Revoked")),
    extensions(("x-permission" = json!("tokens.manage"))),
)]
pub async fn revoke_token(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ApiTokenId>,
) -> Answer<StatusCode> {
    caller.may(Permission::TokensManage, Subject::Organization)?;
    let not_found = || Problem::not_found("token");
    let organization = state.store.for_organization(&caller);
    let token = organization
        .get::<ApiToken>(id)
        .await?
        .filter(|token| token.revoked_at.is_none())
        .filter(|token| {
            token.user_id == caller.user_id || caller.reach(Permission::TokensManage) == Grant::All
        })
        .ok_or_else(not_found)?;
    let owner = state
        .store
        .user_by_id(token.user_id)
        .await?
        .ok_or_else(not_found)?;
    check_rank(&caller, &owner, Permission::TokensManage)?;
    organization
        .change(Fact::ApiTokenRevoked, vec![subject(&token)])
        .revoke_api_token(token.id, state.store.world().now())
        .run()
        .await
        .map_err(|error| match error {
            StoreError::LostRace => not_found(),
            error => error.into(),
        })?;
    Ok(StatusCode::NO_CONTENT)
}

fn subject(token: &ApiToken) -> EventSubject {
    EventSubject::new(SubjectKind::ApiToken, token.id).called(&token.name)
}
