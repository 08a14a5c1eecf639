//! `POST /api/auth/signup`: an organization and its first admin.

use std::collections::BTreeSet;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use katalusis_domain::event::{Actor, Fact, Subject, SubjectKind};
use katalusis_domain::organization::{Organization, User};
use katalusis_domain::permission::Role;
use katalusis_http::{Answer, Anyone, Body, Problem};
use katalusis_store::UNIQUE_EMAIL;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problems::{check_name, check_password, normal_email};
use crate::session::{self, LoggedIn};
use crate::{State, limits};

/// Who wants to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// What the organization is called, 1–120 characters.
    #[schema(example = "Acme Logistics")]
    organization: String,
    /// Full name of its first admin.
    #[schema(example = "Ada Lovelace")]
    name: String,
    /// E-mail address to log in with.
    #[schema(example = "ada@example.com")]
    email: String,
    /// At least 8 characters.
    #[schema(example = "correct horse battery staple", format = Password)]
    password: String,
}

/// Sign up.
///
/// Signs up: creates an organization and its first admin, and logs that admin in.
#[utoipa::path(
    post, path = "/api/auth/signup", operation_id = "sign_up", tag = "Identity",
    request_body = SignUp,
    responses((status = 201, description = "Signed up and logged in", body = LoggedIn)),
)]
pub async fn sign_up(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<SignUp>,
) -> Answer<Response> {
    let mut errors = Vec::new();
    check_name("/organization", &request.organization, &mut errors);
    check_name("/name", &request.name, &mut errors);
    check_password("/password", &request.password, &mut errors);
    let email = normal_email("/email", &request.email, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }

    limits::sign_up(&state.store, &context).await?;
    let now = state.store.world().now();
    let password_hash = state
        .passwords
        .hash(&request.password)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let organization = Organization {
        id: state.store.world().id(),
        name: request.organization.trim().to_owned(),
        created_at: now,
        revision: 1,
    };
    let user = User {
        id: state.store.world().id(),
        organization_id: organization.id,
        email,
        name: request.name.trim().to_owned(),
        role: Role::Admin,
        password_hash: Some(password_hash),
        disabled: false,
        open_link: None,
        muted: BTreeSet::new(),
        created_at: now,
        revision: 1,
    };
    let begun = session::begin(&state.store, &user, &context, now);

    let subjects = vec![
        Subject::new(SubjectKind::Organization, organization.id).called(&organization.name),
        session::user_subject(&user),
    ];
    state
        .store
        .in_name_of(organization.id, Actor::User { id: user.id }, context)
        .change(Fact::OrganizationCreated, subjects)
        .insert(&organization)?
        .insert(&user)?
        .insert(&begun.session)?
        .run()
        .await
        .map_err(|error| {
            if error.is_duplicate_in(UNIQUE_EMAIL) {
                Problem::invalid_field("/email", "is taken; log in, or use another address")
            } else {
                error.into()
            }
        })?;
    begun.answer(&state, StatusCode::CREATED, &user)
}
