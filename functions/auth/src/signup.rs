//! `POST /api/auth/signup`: an organization and its first admin.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::Id;
use katalusis_domain::event::{Actor, Fact, Subject, SubjectKind};
use katalusis_domain::organization::{Organization, OrganizationId, User, UserId};
use katalusis_domain::permission::Role;
use katalusis_http::{Answer, Anyone, Body, Problem};
use katalusis_store::UNIQUE_EMAIL;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::problems::{check_name, check_password, normal_email};
use crate::session::{self, Tokens};

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

/// The organization began.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedUp {
    /// The new organization.
    #[schema(value_type = String, format = Uuid)]
    pub organization_id: OrganizationId,
    /// Its first admin.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// The admin's credentials.
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// Signs up: creates an organization and its first admin, and logs that admin in.
#[utoipa::path(
    post, path = "/api/auth/signup", operation_id = "sign_up", tag = "Identity",
    summary = "Sign up",
    request_body = SignUp,
    responses((status = 201, description = "Signed up and logged in", body = SignedUp)),
)]
pub async fn sign_up(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<SignUp>,
) -> Answer<(StatusCode, Json<SignedUp>)> {
    let mut errors = Vec::new();
    check_name("/organization", &request.organization, &mut errors);
    check_name("/name", &request.name, &mut errors);
    check_password("/password", &request.password, &mut errors);
    let email = normal_email("/email", &request.email, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }

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
        created_at: now,
        revision: 1,
    };
    let (session, refresh_token) = session::begin(&state.store, &user, &context, now);

    let subject = |kind, id: Id<User>| Subject::new(kind, id);
    let subjects = vec![
        Subject::new(SubjectKind::Organization, organization.id),
        subject(SubjectKind::User, user.id),
    ];
    state
        .store
        .in_name_of(organization.id, Actor::User { id: user.id }, context)
        .change(Fact::OrganizationCreated, subjects)
        .insert(&organization)?
        .insert(&user)?
        .insert(&session)?
        .run()
        .await
        .map_err(|error| {
            if error.is_duplicate_in(UNIQUE_EMAIL) {
                Problem::invalid_field("/email", "is taken; log in, or use another address")
            } else {
                error.into()
            }
        })?;

    let access_token = state
        .signer
        .sign(user.id, organization.id, user.role, session.id, now)
        .map_err(|error| Problem::internal(&error))?;
    let tokens = Tokens {
        access_token,
        token_type: "Bearer",
        expires_in: state.signer.valid_for().num_seconds(),
        refresh_token,
    };
    let signed_up = SignedUp {
        organization_id: organization.id,
        user_id: user.id,
        tokens,
    };
    Ok((StatusCode::CREATED, Json(signed_up)))
}
