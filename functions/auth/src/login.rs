//! `POST /api/auth/login`: from an e-mail address and a password to a session.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::organization::User;
use katalusis_http::{Answer, Anyone, Body, Code, Problem};
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use crate::problems::{check_typed_password, normal_email};
use crate::session::{self, LoggedIn, apart_from_the_request, user_subject};
use crate::{State, limits};

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    /// The address.
    #[schema(example = "ada@example.com")]
    email: String,
    /// The password.
    #[schema(example = "correct horse battery staple", format = Password)]
    password: String,
}

/// Log in with a password.
///
/// Begins a session. A wrong password, an unknown address and a disabled user get the same answer after the same time.
#[utoipa::path(
    post, path = "/api/auth/login", operation_id = "log_in", tag = "Identity",
    request_body = LogIn,
    responses(
        (status = 200, description = "Logged in", body = LoggedIn,
            headers(("set-cookie" = String, description = "The refresh token, for browsers"))),
        (status = 401, description = "The address or the password is wrong"),
    ),
)]
pub async fn log_in(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<LogIn>,
) -> Answer<Response> {
    let started = Instant::now();
    let mut errors = Vec::new();
    let email = normal_email("/email", &request.email, &mut errors);
    check_typed_password("/password", &request.password, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let user = state.store.user_by_email(&email).await?;
    let counted = match limits::log_in(&state.store, &email, user.as_ref(), &context).await? {
        Ok(counted) => counted,
        Err(blocked) => {
            if blocked.first {
                refused(&state, user.as_ref(), &context, "too_many_attempts").await?;
            }
            session::as_long_as_any_refusal(started).await;
            return Err(blocked.into());
        }
    };
    let hash = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let proven = state
        .passwords
        .verify(&request.password, hash)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let user = match user {
        Some(user) if proven && !user.disabled => user,
        user => {
            let reason = match &user {
                Some(user) if user.disabled => "disabled",
                _ => "wrong_password",
            };
            refused(&state, user.as_ref(), &context, reason).await?;
            session::as_long_as_any_refusal(started).await;
            return Err(Problem::new(
                Code::Unauthenticated,
                "The address or the password is wrong. If you forgot it, ask for a reset link.",
            ));
        }
    };

    counted.forget(&state.store).await?;
    let begun = session::begin(&state.store, &user, &context, state.store.world().now());
    state
        .store
        .in_name_of(user.organization_id, Actor::User { id: user.id }, context)
        .change(Fact::SessionStarted, session::subjects(&begun.session, &user))
        // A session that begins while the password is being replaced would outlive the end of all sessions.
        .provided_unchanged(&user)
        .insert(&begun.session)?
        .run()
        .await
        .map_err(Problem::overtaken)?;
    begun.answer(&state, StatusCode::OK, &user)
}

/// Tells the user's organization. An address that belongs to nobody concerns none.
async fn refused(
    state: &State,
    user: Option<&User>,
    context: &RequestContext,
    reason: &str,
) -> Result<(), Problem> {
    let Some(user) = user else { return Ok(()) };
    state
        .store
        .in_name_of(
            user.organization_id,
            Actor::Anonymous,
            apart_from_the_request(context),
        )
        .record(
            Fact::SessionRefused(Reason::new(reason)),
            vec![user_subject(user)],
        )
        .await?;
    Ok(())
}
