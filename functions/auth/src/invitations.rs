//! Invitations: from an address to a user who can log in.

use std::collections::BTreeSet;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use katalusis_domain::event::{Actor, Change, Fact, MailedLink};
use katalusis_domain::organization::{LinkPurpose, OpenLink, User, UserId};
use katalusis_domain::permission::{Permission, Role, Subject};
use katalusis_domain::{Caller, Timestamp};
use katalusis_http::{Answer, Anyone, Authenticated, Body, Code, PathId, Problem, Revised};
use katalusis_identity::LinkToken;
use katalusis_store::{OrganizationStore, StoreError, UNIQUE_EMAIL, UNIQUE_MEMBER};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::account::check_rank;
use crate::problems::{check_name, check_password, normal_email};
use crate::session::{self, LoggedIn, user_subject};
use crate::users::{UserView, check_role};
use crate::{State, limits};

/// How long an invitation is good.
const LINK_LIFETIME: TimeDelta = TimeDelta::days(7);

/// Who is to join, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Where the invitation is mailed; the address to log in with.
    #[schema(example = "grace@example.com")]
    email: String,
    /// Full name, if known; whoever accepts can change it. By default what stands before the @.
    #[schema(example = "Grace Hopper")]
    name: Option<String>,
    /// What they may do.
    #[schema(example = "user")]
    role: Role,
}

/// The link's token, and who accepts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// From the link in the mail.
    #[schema(example = "AZjAonscfz6aVT8dLEtaaQ.c2VjcmV0IG9mIHRoZSBsaW5r")]
    token: String,
    /// Full name, 1–120 characters.
    #[schema(example = "Grace Hopper")]
    name: String,
    /// The password, 8–256 characters.
    #[schema(example = "correct horse battery staple", format = Password)]
    password: String,
}

/// Invite someone.
///
/// Invites someone into the organization: mails a link that is good once and for seven days. The address stays free for
/// others to invite and for its owner to sign up with: it belongs to where it is used first.
#[utoipa::path(
    post, path = "/api/users/invitations", operation_id = "invite_user", tag = "Users",
    request_body = Invite,
    responses(
        (status = 201, description = "Invited; the mail is on its way", body = UserView, headers(("etag" = String))),
        (status = 409, description = "There is a user with this address already"),
        (status = 429, description = "Too many invitations at a time"),
    ),
    extensions(("x-permission" = json!("users.manage"))),
)]
pub async fn invite(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<Invite>,
) -> Answer<Revised<UserView>> {
    caller.may(Permission::UsersManage, Subject::Organization)?;
    let mut errors = Vec::new();
    let email = normal_email("/email", &request.email, &mut errors);
    let name = request.name.unwrap_or_else(|| {
        email
            .split('@')
            .next()
            .unwrap_or_default()
            .chars()
            .take(120)
            .collect()
    });
    check_name("/name", &name, &mut errors);
    check_role("/role", request.role, &caller, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    limits::invitation(&state.store, caller.organization_id, &email).await?;
    has_no_account(&state, &email).await?;
    let now = state.store.world().now();
    let mut user = User {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        email,
        name: name.trim().to_owned(),
        role: request.role,
        password_hash: None,
        disabled: false,
        open_link: None,
        muted: BTreeSet::new(),
        created_at: now,
        revision: 1,
    };
    let fact = open_invitation(&state, &mut user, now);
    state
        .store
        .for_organization(&caller)
        .change(fact, vec![user_subject(&user)])
        .with_changes(Change::created([
            ("name", json!(user.name)),
            ("role", json!(user.role)),
        ]))
        .insert(&user)?
        .run()
        .await
        .map_err(|error| {
            if error.is_duplicate_in(UNIQUE_MEMBER) {
                Problem::new(
                    Code::AlreadyExists,
                    "This person is invited already. Send the invitation again.",
                )
            } else {
                error.into()
            }
        })?;
    Ok(Revised::created(user.revision, UserView::from(&user)))
}

/// Refuses an address whose owner has an account: in an invitation they could do nothing with it.
async fn has_no_account(state: &State, email: &str) -> Result<(), Problem> {
    match state.store.user_by_email(email).await? {
        Some(_) => Err(Problem::new(
            Code::AlreadyExists,
            "There is a user with this address already.",
        )),
        None => Ok(()),
    }
}

/// Opens a new link, which is the only good one from then on.
fn open_invitation(state: &State, user: &mut User, now: Timestamp) -> Fact {
    let link = OpenLink {
        id: state.store.world().id(),
        purpose: LinkPurpose::Invitation,
        expires_at: now + LINK_LIFETIME,
    };
    let mailed = MailedLink {
        link_id: link.id.to_string(),
        email: user.email.clone(),
    };
    user.open_link = Some(link);
    Fact::UserInvited(mailed)
}

/// Invite again.
///
/// Mails a new invitation to someone who has not accepted yet; older ones are no good from then on.
#[utoipa::path(
    post, path = "/api/users/invitations/{id}/resend", operation_id = "resend_invitation", tag = "Users",
    params(("id" = String, Path, format = Uuid, description = "The user that was invited")),
    responses(
        (status = 200, description = "The mail is on its way", body = UserView, headers(("etag" = String))),
        (status = 409, description = "The user has joined already, here or elsewhere"),
        (status = 429, description = "Too many invitations at a time"),
    ),
    extensions(("x-permission" = json!("users.manage"))),
)]
pub async fn resend(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<UserId>,
) -> Answer<Revised<UserView>> {
    caller.may(Permission::UsersManage, Subject::Organization)?;
    let (organization, mut user) = invited(&state, &caller, id).await?;
    limits::invitation(&state.store, caller.organization_id, &user.email).await?;
    has_no_account(&state, &user.email).await?;
    let now = state.store.world().now();
    let fact = open_invitation(&state, &mut user, now);
    user.revision += 1;
    organization
        .change(fact, vec![user_subject(&user)])
        .replace(&user)?
        .run()
        .await
        .map_err(Problem::overtaken)?;
    Ok(Revised::ok(user.revision, UserView::from(&user)))
}

/// Withdraw an invitation.
///
/// Withdraws an invitation that was not accepted yet, and forgets the user.
#[utoipa::path(
    delete, path = "/api/users/invitations/{id}", operation_id = "withdraw_invitation", tag = "Users",
    params(("id" = String, Path, format = Uuid, description = "The user that was invited")),
    responses(
        (status = 204, description = "Withdrawn"),
        (status = 409, description = "The user has joined already"),
    ),
    extensions(("x-permission" = json!("users.manage"))),
)]
pub async fn withdraw(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<UserId>,
) -> Answer<StatusCode> {
    caller.may(Permission::UsersManage, Subject::Organization)?;
    let (organization, user) = invited(&state, &caller, id).await?;
    organization
        .change(Fact::UserInvitationWithdrawn, vec![user_subject(&user)])
        .with_changes(vec![Change::new("role", json!(user.role), ())])
        .remove_invited(&user)
        .run()
        .await
        .map_err(Problem::overtaken)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn invited(state: &State, caller: &Caller, id: UserId) -> Result<(OrganizationStore, User), Problem> {
    let organization = state.store.for_organization(caller);
    let user = organization
        .get::<User>(id)
        .await?
        .ok_or_else(|| Problem::not_found("user"))?;
    check_rank(caller, &user, Permission::UsersManage)?;
    if user.password_hash.is_some() {
        return Err(Problem::conflict(
            "This user has joined already. Change or disable the user instead.",
            Vec::new(),
        ));
    }
    Ok((organization, user))
}

/// Accept an invitation.
///
/// Accepts an invitation: sets name and password, and logs in.
#[utoipa::path(
    post, path = "/api/auth/invitations/accept", operation_id = "accept_invitation", tag = "Identity",
    request_body = Accept,
    responses(
        (status = 200, description = "Joined and logged in", body = LoggedIn,
            headers(("set-cookie" = String, description = "The refresh token, for browsers"))),
        (status = 409, description = "The address has an account in another organization"),
    ),
)]
pub async fn accept(
    Shared(state): Shared<State>,
    Anyone(context): Anyone,
    Body(request): Body<Accept>,
) -> Answer<Response> {
    let mut errors = Vec::new();
    check_name("/name", &request.name, &mut errors);
    check_password("/password", &request.password, &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let mut user = link_holder(&state, &request.token, LinkPurpose::Invitation).await?;

    let hash = state
        .passwords
        .hash(&request.password)
        .await
        .map_err(|error| Problem::internal(&error))?;
    user.name = request.name.trim().to_owned();
    user.password_hash = Some(hash);
    user.open_link = None;
    user.revision += 1;
    let begun = session::begin(&state.store, &user, &context, state.store.world().now());
    state
        .store
        .in_name_of(user.organization_id, Actor::User { id: user.id }, context)
        .change(Fact::UserJoined, session::subjects(&begun.session, &user))
        .replace(&user)?
        .insert(&begun.session)?
        .run()
        .await
        .map_err(|error| {
            if error.is_duplicate_in(UNIQUE_EMAIL) {
                Problem::new(
                    Code::AlreadyExists,
                    "Your address has an account in another organization. Log in there, or ask to be invited under \
                     another address.",
                )
            } else {
                link_is_used(error)
            }
        })?;
    begun.answer(&state, StatusCode::OK, &user)
}

/// The user for whom this link is open: single use, not too old, and never an older one.
pub(crate) async fn link_holder(state: &State, token: &str, purpose: LinkPurpose) -> Result<User, Problem> {
    let Some(token) = token
        .parse::<LinkToken>()
        .ok()
        .filter(|token| state.link_key.verify(token))
    else {
        return Err(link_is_no_good());
    };
    let now = state.store.world().now();
    state
        .store
        .user_by_link(&token.id.to_string())
        .await?
        .filter(|user| !user.disabled)
        .filter(|user| {
            user.open_link
                .as_ref()
                .is_some_and(|link| link.purpose == purpose && link.expires_at > now)
        })
        .ok_or_else(link_is_no_good)
}

/// Of two who use a link at once, the second comes too late.
pub(crate) fn link_is_used(error: StoreError) -> Problem {
    match error {
        StoreError::LostRace => link_is_no_good(),
        error => error.into(),
    }
}

fn link_is_no_good() -> Problem {
    Problem::invalid_field(
        "/token",
        "is used, expired, replaced by a newer link or not one of ours; ask for a new link",
    )
}
