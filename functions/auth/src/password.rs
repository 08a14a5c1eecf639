//! `POST /api/auth/password`: a new password for someone who knows the present one.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::event::{Actor, Fact, Reason};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Body, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::account::{own_account, own_session};
use crate::problems::{check_password, check_typed_password};
use crate::session::{apart_from_the_request, user_subject};
use crate::{State, limits};

/// The passwords.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present one.
    #[schema(example = "correct horse battery staple", format = Password)]
    current_password: String,
    /// The new one, 8–256 characters.
    #[schema(example = "a new horse every spring", format = Password)]
    new_password: String,
}

/// Change my password.
///
/// Changes the own password and ends all other sessions. API tokens stay good (a reset by mail revokes them). Only for
/// people: an API token cannot do this.
#[utoipa::path(
    post, path = "/api/auth/password", operation_id = "change_password", tag = "Identity",
    request_body = ChangePassword,
    responses((status = 204, description = "Changed; every other session is over")),
    extensions(("x-permission" = json!("account.own"))),
)]
pub async fn change_password(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<ChangePassword>,
) -> Answer<StatusCode> {
    caller.may(Permission::AccountOwn, Subject::OwnedBy(caller.user_id))?;
    let session_id = own_session(&caller)?;
    let mut errors = Vec::new();
    check_typed_password("/current_password", &request.current_password, &mut errors);
    check_password("/new_password", &request.new_password, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }

    let counted = limits::current_password(&state.store, session_id).await??;
    let (organization, mut user) = own_account(&state, &caller).await?;
    let proven = state
        .passwords
        .verify(&request.current_password, user.password_hash.as_deref())
        .await
        .map_err(|error| Problem::internal(&error))?;
    if !proven {
        state
            .store
            .in_name_of(
                user.organization_id,
                Actor::User { id: user.id },
                apart_from_the_request(&caller.context),
            )
            .record(
                Fact::SessionRefused(Reason::new("wrong_current_password")),
                vec![user_subject(&user)],
            )
            .await?;
        return Err(Problem::invalid_field(
            "/current_password",
            "is not your present password",
        ));
    }
    counted.forget(&state.store).await?;

    let hash = state
        .passwords
        .hash(&request.new_password)
        .await
        .map_err(|error| Problem::internal(&error))?;
    user.password_hash = Some(hash);
    user.open_link = None;
    user.revision += 1;
    organization
        .change(Fact::UserPasswordChanged, vec![user_subject(&user)])
        .replace(&user)?
        .revoke_sessions_of(user.id, Some(session_id), state.store.world().now())
        .run()
        .await
        .map_err(Problem::overtaken)?;
    Ok(StatusCode::NO_CONTENT)
}
