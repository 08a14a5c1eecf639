//! `/api/users`: the people of the organization.

use axum::extract::State as Shared;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::organization::{Organization, User, UserId};
use katalusis_domain::permission::{Permission, Role, Subject};
use katalusis_domain::{Caller, Timestamp};
use katalusis_http::{
    Answer, Authenticated, Body, FieldError, IfMatch, PageParams, Paged, Params, Patch, PathId, Problem,
    Revised,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::State;
use crate::account::check_rank;
use crate::problems::check_name;
use crate::session::user_subject;

/// A person of the organization.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    id: UserId,
    /// The address to log in with.
    #[schema(example = "ada@example.com")]
    email: String,
    /// Full name.
    #[schema(example = "Ada Lovelace")]
    name: String,
    /// What it may do.
    #[schema(example = "admin")]
    role: Role,
    /// Whether it can work.
    #[schema(example = "active")]
    state: UserState,
    /// When it was created or invited.
    created_at: Timestamp,
    /// Counts changes; the `ETag`.
    #[schema(example = 3)]
    revision: i64,
}

/// Whether a user can work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// Has not accepted the invitation yet.
    Invited,
    /// Can log in.
    Active,
    /// Is refused everywhere.
    Disabled,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        let state = match (user.disabled, &user.password_hash) {
            (true, _) => UserState::Disabled,
            (false, None) => UserState::Invited,
            (false, Some(_)) => UserState::Active,
        };
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            state,
            created_at: user.created_at,
            revision: user.revision,
        }
    }
}

/// What changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUser {
    /// Full name, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Ada King")]
    name: Patch<String>,
    /// What it may do.
    #[serde(default)]
    #[schema(value_type = Role, required = false, example = "user")]
    role: Patch<Role>,
    /// Whether it is refused everywhere. Its sessions end; its API tokens rest until it is enabled again.
    #[serde(default)]
    #[schema(value_type = bool, required = false, example = false)]
    disabled: Patch<bool>,
}

/// List users.
///
/// Lists the people of the organization, in the order in which they came; those who are invited or disabled too.
#[utoipa::path(
    get, path = "/api/users", operation_id = "list_users", tag = "Users",
    params(PageParams),
    responses((status = 200, description = "Users", body = Paged<UserView>)),
    extensions(("x-permission" = json!("users.read"))),
)]
pub async fn list_users(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(page): Params<PageParams>,
) -> Answer<Paged<UserView>> {
    caller.may(Permission::UsersRead, Subject::Organization)?;
    let users = state
        .store
        .for_organization(&caller)
        .users(&page.request()?)
        .await?;
    Ok(users.map(|user| UserView::from(&user)).into())
}
/// Read a user.
///
/// Reads one user.
#[utoipa::path(
    get, path = "/api/users/{id}", operation_id = "read_user", tag = "Users",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The user", body = UserView, headers(("etag" = String)))),
    extensions(("x-permission" = json!("users.read"))),
)]
pub async fn read_user(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<UserId>,
) -> Answer<Revised<UserView>> {
    caller.may(Permission::UsersRead, Subject::Organization)?;
    let user = state
        .store
        .for_organization(&caller)
        .get::<User>(id)
        .await?
        .ok_or_else(|| Problem::not_found("user"))?;
    Ok(Revised::ok(user.revision, UserView::from(&user)))
}
/// Change a user.
///
/// Changes a user's name, role or state. Nobody changes someone of a higher role, and the last admin stays one.
#[utoipa::path(
    patch, path = "/api/users/{id}", operation_id = "change_user", tag = "Users",
    params(
        ("id" = String, Path, format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that was read, or `*`", example = "\"3\""),
    ),
    request_body = ChangeUser,
    responses(
        (status = 200, description = "Changed", body = UserView, headers(("etag" = String))),
        (status = 409, description = "It is the last admin"),
        (status = 412, description = "It was changed in between"),
    ),
    extensions(("x-permission" = json!("users.manage"))),
)]
pub async fn change_user(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<UserId>,
    if_match: IfMatch,
    Body(request): Body<ChangeUser>,
) -> Answer<Revised<UserView>> {
    caller.may(Permission::UsersManage, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let before = organization
        .get::<User>(id)
        .await?
        .ok_or_else(|| Problem::not_found("user"))?;
    if_match.check(before.revision)?;
    check_rank(&caller, &before, Permission::UsersManage)?;
    let mut user = before.clone();
    request.apply(&mut user, &caller)?;
    let changes = changes(&before, &user);
    if changes.is_empty() {
        return Ok(Revised::ok(user.revision, UserView::from(&user)));
    }
    user.revision += 1;
    let mut commit = organization
        .change(Fact::UserChanged, vec![user_subject(&user)])
        .with_changes(changes)
        .replace(&user)?;
    if is_admin(&before) && !is_admin(&user) {
        let whole = organization
            .get::<Organization>(caller.organization_id)
            .await?
            .ok_or_else(|| Problem::not_found("organization"))?;
        if !organization.has_other_admin(user.id).await? {
            return Err(Problem::conflict(
                "This is the last admin who can log in. Make someone else an admin first.",
                Vec::new(),
            ));
        }
        // Two admins who demote each other at once would both still see the other one.
        commit = commit.one_at_a_time(&whole);
    }
    if user.disabled && !before.disabled {
        commit = commit.revoke_sessions_of(user.id, None, state.store.world().now());
    }
    commit.run().await?;
    Ok(Revised::ok(user.revision, UserView::from(&user)))
}

impl ChangeUser {
    fn apply(self, user: &mut User, caller: &Caller) -> Result<(), Problem> {
        let mut errors = Vec::new();
        match self.name.required("/name") {
            Ok(Some(name)) => {
                check_name("/name", &name, &mut errors);
                name.trim().clone_into(&mut user.name);
            }
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        match self.role.required("/role") {
            Ok(Some(role)) if role != user.role => {
                check_role("/role", role, caller, &mut errors);
                user.role = role;
            }
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
        match self.disabled.required("/disabled") {
            Ok(Some(disabled)) => user.disabled = disabled,
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

/// Nobody gives more than they have, and the operator's role is given by the operator's command alone.
pub(crate) fn check_role(pointer: &str, role: Role, caller: &Caller, errors: &mut Vec<FieldError>) {
    if role == Role::SuperAdmin {
        errors.push(FieldError::new(pointer, "is made by the operator's command only"));
    } else if role > caller.role {
        errors.push(FieldError::new(pointer, "is above your own"));
    }
}

fn is_admin(user: &User) -> bool {
    user.role >= Role::Admin && !user.disabled && user.password_hash.is_some()
}

fn changes(before: &User, after: &User) -> Vec<Change> {
    let fields = |user: &User| {
        [
            ("name", json!(user.name)),
            ("role", json!(user.role)),
            ("disabled", json!(user.disabled)),
        ]
    };
    Change::between(fields(before), fields(after))
}
