//! `/api/auth/me`: the own account.

use std::collections::BTreeSet;

use axum::extract::State as Shared;
use katalusis_domain::Caller;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::notification::NotificationReason;
use katalusis_domain::organization::{Organization, SessionId, User};
use katalusis_domain::permission::{Area, Permission, Subject};
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, Problem, Revised};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::State;
use crate::account::own_account;
use crate::organizations::OrganizationView;
use crate::problems::check_name;
use crate::session::user_subject;
use crate::users::UserView;

/// The caller: who it is, and where it works.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user.
    #[serde(flatten)]
    user: UserView,
    /// The organization that the caller works in.
    organization: OrganizationView,
    /// The session, for people.
    #[schema(required, value_type = Option<String>, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-5d1c2b3a4f5e")]
    session_id: Option<SessionId>,
    /// What an API token is good for; `null` for people, who are not limited to areas.
    #[schema(required)]
    areas: Option<Vec<Area>>,
    /// The reasons for which nothing comes into your inbox.
    #[schema(example = json!(["commented"]))]
    muted: BTreeSet<NotificationReason>,
}

/// What changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    /// Full name, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Ada King")]
    name: Patch<String>,
    /// The reasons for which nothing more comes into the inbox; replaces those that were given before.
    #[serde(default)]
    #[schema(value_type = Vec<NotificationReason>, required = false, example = json!(["commented"]))]
    muted: Patch<BTreeSet<NotificationReason>>,
}

impl ChangeMe {
    /// Changes a user as asked; what is wrong with it.
    fn apply(self, user: &mut User) -> Vec<FieldError> {
        let mut errors = Vec::new();
        match self.name.required("/name") {
            Ok(Some(name)) => {
                check_name("/name", &name, &mut errors);
                name.trim().clone_into(&mut user.name);
            }
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        match self.muted.required("/muted") {
            Ok(Some(muted)) => user.muted = muted,
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
        errors
    }
}

fn changes(before: &User, after: &User) -> Vec<Change> {
    let fields = |user: &User| [("name", json!(user.name)), ("muted", json!(user.muted))];
    Change::between(fields(before), fields(after))
}

/// Who am I?
///
/// Tells who is calling.
#[utoipa::path(
    get, path = "/api/auth/me", operation_id = "read_me", tag = "Identity",
    responses((status = 200, description = "The caller", body = Me, headers(("etag" = String)))),
    extensions(("x-permission" = json!("account.own"))),
)]
pub async fn read_me(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
) -> Answer<Revised<Me>> {
    caller.may(Permission::AccountOwn, Subject::OwnedBy(caller.user_id))?;
    let (_, user) = own_account(&state, &caller).await?;
    me(&state, &caller, &user).await
}

/// Change my account.
///
/// Changes the own name, and what the own inbox shall not hold.
#[utoipa::path(
    patch, path = "/api/auth/me", operation_id = "change_me", tag = "Identity",
    request_body = ChangeMe,
    params(("if-match" = Option<String>, Header, description = "The `ETag` that was read; may be left out here")),
    responses(
        (status = 200, description = "Changed", body = Me, headers(("etag" = String))),
        (status = 412, description = "It was changed in between"),
    ),
    extensions(("x-permission" = json!("account.own"))),
)]
pub async fn change_me(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    if_match: Option<IfMatch>,
    Body(request): Body<ChangeMe>,
) -> Answer<Revised<Me>> {
    caller.may(Permission::AccountOwn, Subject::OwnedBy(caller.user_id))?;
    let (organization, mut user) = own_account(&state, &caller).await?;
    if let Some(if_match) = if_match {
        if_match.check(user.revision)?;
    }
    let before = user.clone();
    let errors = request.apply(&mut user);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let changes = changes(&before, &user);
    if !changes.is_empty() {
        user.revision += 1;
        organization
            .change(Fact::UserChanged, vec![user_subject(&user)])
            .with_changes(changes)
            .replace(&user)?
            .run()
            .await?;
    }
    me(&state, &caller, &user).await
}

async fn me(state: &State, caller: &Caller, user: &User) -> Answer<Revised<Me>> {
    let organization = state
        .store
        .for_organization(caller)
        .get::<Organization>(caller.organization_id)
        .await?
        .ok_or_else(|| Problem::not_found("organization"))?;
    let me = Me {
        user: UserView::from(user),
        organization: OrganizationView::from(&organization),
        session_id: caller.session_id,
        areas: caller.areas.clone(),
        muted: user.muted.clone(),
    };
    Ok(Revised::ok(user.revision, me))
}
