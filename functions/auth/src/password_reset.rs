//! `/api/auth/password-reset`: a new password for someone who can read the user's mail.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, MailedLink};
use katalusis_domain::organization::{LinkPurpose, OpenLink};
use katalusis_http::{Answer, Anyone, Body, Problem};
use katalusis_store::StoreError;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use crate::invitations::{link_holder, link_is_used};
use crate::problems::{check_password, normal_email};
use crate::session::{self, LoggedIn, user_subject};
use crate::{State, limits};

/// How long a reset link is good.
const LINK_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestReset {
    /// The address to log in with.
    #[schema(example = "ada@example.com")]
    email: String,
}

/// The link's token, and what is to be the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmReset {
    /// From the link in the mail.
    #[schema(example = "AZjAonscfz6aVT8dLEtaaQ.c2VjcmV0IG9mIHRoZSBsaW5r")]
    token: String,
    /// The new password, 8–256 characters.
    #[schema(example = "a new horse every spring", format = Password)]
    password: String,
}

/// Ask for a reset link.
///
/// Mails a link for setting a new password, good once and for an hour; an older one is no good from then on. The
/// answer, and its time, is the same whether or not there is such a user.
#[utoipa::path(
    post, path = "/api/auth/password-reset", operation_id = "request_password_reset", tag = "Identity",
    request_body = RequestReset,
    responses((status = 202, description = "If there is such a user, a mail is on its way")),
)]
pub async fn request_reset(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<RequestReset>,
) -> Answer<StatusCode> {
    let started = Instant::now();
    let mut errors = Vec::new();
    let email = normal_email("/email", &request.email, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    if limits::password_reset(&state.store, &email, &context).await? {
        open_link(&state, &email, context).await?;
    }
    session::as_long_as_any_refusal(started).await;
    Ok(StatusCode::ACCEPTED)
}

/// Opens a link for the user with this address, if there is one; the mail follows from the event.
async fn open_link(state: &State, email: &str, context: RequestContext) -> Result<(), Problem> {
    let user = state.store.user_by_email(email).await?;
    let Some(mut user) = user.filter(|user| !user.disabled) else {
        return Ok(());
    };
    let link = OpenLink {
        id: state.store.world().id(),
        purpose: LinkPurpose::PasswordReset,
        expires_at: state.store.world().now() + LINK_LIFETIME,
    };
    let fact = Fact::UserPasswordResetRequested(MailedLink {
        link_id: link.id.to_string(),
        email: user.email.clone(),
    });
    user.open_link = Some(link);
    user.revision += 1;
    let opened = state
        .store
        .in_name_of(user.organization_id, Actor::Anonymous, context)
        .change(fact, vec![user_subject(&user)])
        .replace(&user)?
        .run()
        .await;
    match opened {
        // Of two requests at once, one mail is enough.
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Set a new password by a link.
///
/// Sets a new password by a reset link, ends every session of the user, revokes the user's API tokens and logs in:
/// whoever had come in before is out.
#[utoipa::path(
    post, path = "/api/auth/password-reset/confirm", operation_id = "confirm_password_reset", tag = "Identity",
    request_body = ConfirmReset,
    responses((status = 200, description = "Set; logged in, every other session is over and every API token revoked", body = LoggedIn,
        headers(("set-cookie" = String, description = "The refresh token, for browsers")))),
)]
pub async fn confirm_reset(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<ConfirmReset>,
) -> Answer<Response> {
    let mut errors = Vec::new();
    check_password("/password", &request.password, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let mut user = link_holder(&state, &request.token, LinkPurpose::PasswordReset).await?;

    let hash = state
        .passwords
        .hash(&request.password)
        .await
        .map_err(|error| Problem::internal(&error))?;
    user.password_hash = Some(hash);
    user.open_link = None;
    user.revision += 1;
    let now = state.store.world().now();
    let begun = session::begin(&state.store, &user, &context, now);
    state
        .store
        .in_name_of(user.organization_id, Actor::User { id: user.id }, context)
        .change(
            Fact::UserPasswordChanged,
            session::subjects(&begun.session, &user),
        )
        .replace(&user)?
        .revoke_sessions_of(user.id, None, now)
        .revoke_api_tokens_of(&user, now)
        .insert(&begun.session)?
        .run()
        .await
        .map_err(link_is_used)?;
    begun.answer(&state, StatusCode::OK, &user)
}
